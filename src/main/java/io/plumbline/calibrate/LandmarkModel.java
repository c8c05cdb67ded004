package io.plumbline.calibrate;

import io.plumbline.model.AgeGrid;
import io.plumbline.stats.BetaBinomialPooling;
import io.plumbline.stats.CompetingRiskCounts;
import io.plumbline.stats.CompetingRiskCurve;
import io.plumbline.stats.EventualOutcome;
import io.plumbline.stats.Interval;
import io.plumbline.stats.Jackknife;
import io.plumbline.table.CellCounts.Cell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Landmark Aalen-Johansen over stage x age band x segment with empirical-Bayes pooling, for one
 * pipeline as known at one date. Landmarks weigh deals by how long they stand, as a look at the
 * open pipeline does (van Houwelingen 2007, doi 10.1111/j.1467-9469.2006.00529.x; Putter and
 * Spitoni 2018, doi 10.1177/0962280216674497).
 */
final class LandmarkModel {

  static final String STAGE = "stage";
  static final String AGE_BAND = "age_band";
  static final String METHOD = "landmark_aalen_johansen";

  private static final int FEWEST_BUCKETS = 8;

  private final CalibrationSettings settings;
  private final SortedMap<CellKey, Evidence> evidence = new TreeMap<>();
  private final SortedMap<String, AgeBands> bands = new TreeMap<>();
  private final SortedMap<CellKey, Confidence> confidences = new TreeMap<>();
  private final List<String> dimensions;

  /** What a cell has of its own. */
  private static final class Evidence {
    private final CompetingRiskCounts all = new CompetingRiskCounts();
    private final SortedMap<Integer, CompetingRiskCounts> byBucket = new TreeMap<>();
    private long won;
    private long lost;
    private long open;

    void landmark(Cell cell) {
      add(all, cell);
      add(byBucket.computeIfAbsent(cell.bucket(), bucket -> new CompetingRiskCounts()), cell);
    }

    void deal(Cell cell) {
      switch (cell.event()) {
        case "won" -> won += cell.n();
        case "lost" -> lost += cell.n();
        default -> open += cell.n();
      }
    }

    private static void add(CompetingRiskCounts counts, Cell cell) {
      switch (cell.event()) {
        case "won" -> counts.won(cell.day(), cell.n());
        case "lost" -> counts.lost(cell.day(), cell.n());
        default -> counts.censored(cell.day(), cell.n());
      }
    }

    long resolved() {
      return won + lost;
    }

    /**
     * Deals that the estimate is worth: the resolved ones and with them those that never will be,
     * fewer where long stays weigh more.
     */
    double effectiveN(EventualOutcome own, double deals) {
      if (byBucket.size() < FEWEST_BUCKETS || !(own.won() > 0 && own.won() < 1)) {
        return deals;
      }
      double[] without = new double[byBucket.size()];
      int i = 0;
      for (CompetingRiskCounts bucket : byBucket.values()) {
        CompetingRiskCounts rest = all.copy();
        rest.subtract(bucket);
        without[i++] = EventualOutcome.of(rest.curve()).won();
      }
      double n = Jackknife.effectiveN(own.won(), Jackknife.variance(without));
      return n > 0 ? Math.min(n, deals) : deals;
    }
  }

  private LandmarkModel(CalibrationSettings settings, List<String> dimensions) {
    this.settings = settings;
    this.dimensions = dimensions;
  }

  /** Fits the model to the landmark and deal counts of one origin. */
  static LandmarkModel fit(List<Cell> landmarks, List<Cell> deals, CalibrationSettings settings) {
    LandmarkModel model = new LandmarkModel(settings, usableDimensions(deals, settings));
    model.cutBands(landmarks);
    model.collect(landmarks, deals);
    model.pool();
    return model;
  }

  /**
   * The dimensions with at least two values that have enough resolved deals each to say something
   * of their own.
   */
  private static List<String> usableDimensions(List<Cell> deals, CalibrationSettings settings) {
    List<String> usable = new ArrayList<>();
    for (String dimension : settings.dimensions()) {
      Map<String, Long> resolved = new TreeMap<>();
      for (Cell deal : deals) {
        if (!deal.event().equals("open")) {
          resolved.merge(value(deal, dimension), deal.n(), Long::sum);
        }
      }
      if (resolved.values().stream().filter(n -> n >= settings.minDeals()).count() >= 2) {
        usable.add(dimension);
      }
    }
    return List.copyOf(usable);
  }

  private static String value(Cell cell, String dimension) {
    return String.valueOf(
        switch (dimension) {
          case "customer_type" -> cell.customerType();
          case "size_band" -> cell.sizeBand();
          default -> cell.product();
        });
  }

  private void cutBands(List<Cell> landmarks) {
    Map<String, long[]> byStage = new TreeMap<>();
    for (Cell cell : landmarks) {
      byStage.computeIfAbsent(cell.stageId(), stage -> new long[AgeGrid.bins()])[cell.ageBin()] +=
          cell.n();
    }
    byStage.forEach((stage, bins) -> bands.put(stage, AgeBands.of(bins, settings.ageBands())));
  }

  private void collect(List<Cell> landmarks, List<Cell> deals) {
    for (Cell cell : landmarks) {
      int band = bands.get(cell.stageId()).band(cell.ageBin());
      for (CellKey key : keys(cell, band)) {
        evidence.computeIfAbsent(key, k -> new Evidence()).landmark(cell);
      }
    }
    for (Cell deal : deals) {
      AgeBands ofStage = bands.get(deal.stageId());
      evidence.get(CellKey.stage(deal.stageId())).deal(deal);
      for (int band = 0; band < ofStage.count(); band++) {
        if ((deal.mask() & ofStage.mask(band)) != 0) {
          for (CellKey key : keys(deal, band)) {
            if (key.band() != null) {
              evidence.get(key).deal(deal);
            }
          }
        }
      }
    }
  }

  /** The cells of a deal from the stage down. */
  private List<CellKey> keys(Cell cell, int band) {
    List<CellKey> keys = new ArrayList<>(List.of(CellKey.stage(cell.stageId())));
    if (bands.get(cell.stageId()).count() > 1 || !dimensions.isEmpty()) {
      for (int depth = 0; depth <= dimensions.size(); depth++) {
        keys.add(CellKey.of(cell, band, dimensions.subList(0, depth)));
      }
    }
    return keys;
  }

  private void pool() {
    CompetingRiskCounts everything = new CompetingRiskCounts();
    evidence.forEach(
        (key, own) -> {
          if (key.band() == null) {
            everything.add(own.all);
          }
        });
    EventualOutcome whole = EventualOutcome.of(everything.curve());
    long most = evidence.values().stream().mapToLong(Evidence::resolved).max().orElse(0);
    // As if half a deal more had been won and half a deal lost: a pipeline of wins only is not
    // certain.
    double known = whole.isKnown() ? (whole.won() * most + 0.5) / (most + 1) : Double.NaN;
    poolLevel(
        keysOf(STAGE),
        STAGE,
        Optional.of(new Prior(known, known * (1 - known) / (most + 2))),
        true);
    for (String stage : bands.keySet()) {
      // A stage in which age tells much must not lend its weak pooling to one in which it tells
      // nothing.
      poolLevel(
          keysOf(AGE_BAND).stream().filter(key -> key.stageId().equals(stage)).toList(),
          AGE_BAND,
          Optional.empty(),
          true);
    }
    for (String dimension : dimensions) {
      poolLevel(keysOf(dimension), dimension, Optional.empty(), false);
    }
  }

  private List<CellKey> keysOf(String level) {
    return evidence.keySet().stream().filter(key -> level(key).equals(level)).toList();
  }

  private String level(CellKey key) {
    if (key.band() == null) {
      return STAGE;
    }
    String level = AGE_BAND;
    for (String dimension : dimensions) {
      boolean split =
          switch (dimension) {
            case "customer_type" -> key.customerType() != null;
            case "size_band" -> key.sizeBand() != null;
            default -> key.product() != null;
          };
      if (split) {
        level = dimension;
      }
    }
    return level;
  }

  private CellKey parent(CellKey key, String level) {
    if (level.equals(STAGE)) {
      return null;
    }
    int depth = dimensions.indexOf(level);
    if (depth < 0) {
      return CellKey.stage(key.stageId());
    }
    List<String> above = dimensions.subList(0, depth);
    return new CellKey(
        key.stageId(),
        key.band(),
        above.contains("customer_type") ? key.customerType() : null,
        above.contains("size_band") ? key.sizeBand() : null,
        above.contains("product") ? key.product() : null);
  }

  /** What a cell is drawn to. */
  private record Prior(double mean, double variance) {}

  private Prior prior(CellKey parent, Optional<Prior> pipeline) {
    return pipeline.orElseGet(
        () -> new Prior(confidences.get(parent).mean(), confidences.get(parent).variance()));
  }

  private void poolLevel(
      List<CellKey> keys, String level, Optional<Prior> pipeline, boolean resample) {
    Map<CellKey, double[]> own = new LinkedHashMap<>();
    List<BetaBinomialPooling.Cell> cells = new ArrayList<>();
    for (CellKey key : keys) {
      Evidence cell = evidence.get(key);
      double prior = prior(parent(key, level), pipeline).mean();
      EventualOutcome estimate = EventualOutcome.of(cell.all.curve());
      double n = 0;
      if (estimate.isKnown()) {
        n = Math.min(cell.resolved() + cell.open, cell.resolved() / (1 - estimate.never()));
        n = resample ? cell.effectiveN(estimate, n) : n;
      }
      own.put(key, new double[] {estimate.won(), n});
      if (n > 0 && !Double.isNaN(prior)) {
        cells.add(new BetaBinomialPooling.Cell(estimate.won() * n, n, prior));
      }
    }
    double strength = BetaBinomialPooling.strength(cells);
    for (CellKey key : keys) {
      CellKey parent = parent(key, level);
      Prior prior = prior(parent, pipeline);
      confidences.put(
          key,
          pooled(
              key,
              level,
              parent,
              own.get(key)[0],
              own.get(key)[1],
              prior.mean(),
              prior.variance(),
              strength));
    }
  }

  private Confidence pooled(
      CellKey key,
      String level,
      CellKey parent,
      double estimate,
      double n,
      double prior,
      double priorVariance,
      double strength) {
    Evidence cell = evidence.get(key);
    CompetingRiskCurve curve = cell.all.curve();
    if (Double.isNaN(prior)) {
      return new Confidence(
          key,
          level,
          parent,
          cell.won,
          cell.lost,
          cell.open,
          0,
          Double.NaN,
          Double.NaN,
          Interval.unknown(settings.intervalLevel()),
          1,
          curve);
    }
    double won = n > 0 ? estimate * n : 0;
    BetaBinomialPooling.Pooled pooled =
        BetaBinomialPooling.pool(won, n, prior, priorVariance, strength, settings.intervalLevel());
    double borrowed = pooled.borrowedShare();
    double variance =
        pooled.mean() * (1 - pooled.mean()) / (n + strength + 1)
            + borrowed * borrowed * priorVariance;
    return new Confidence(
        key,
        level,
        parent,
        cell.won,
        cell.lost,
        cell.open,
        n,
        pooled.mean(),
        variance,
        pooled.interval(),
        borrowed,
        curve);
  }

  /** All cells, parents before children. */
  List<Confidence> confidences() {
    return List.copyOf(confidences.values());
  }

  /** The age bands of a stage, where it has landmarks. */
  Optional<AgeBands> bands(String stageId) {
    return Optional.ofNullable(bands.get(stageId));
  }

  /** The stage as a whole. */
  Optional<Confidence> stage(String stageId) {
    return Optional.ofNullable(confidences.get(CellKey.stage(stageId)))
        .filter(cell -> !Double.isNaN(cell.mean()));
  }

  /**
   * The deepest cell that a deal falls into; none where its stage has never been stood in at a
   * landmark.
   */
  Optional<Confidence> deepest(Cell deal) {
    if (!bands.containsKey(deal.stageId())) {
      return Optional.empty();
    }
    List<CellKey> keys = keys(deal, bands.get(deal.stageId()).band(deal.ageBin()));
    for (int depth = keys.size() - 1; depth >= 0; depth--) {
      Confidence found = confidences.get(keys.get(depth));
      if (found != null && !Double.isNaN(found.mean())) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  /** The confidence of a cell. */
  Confidence confidence(CellKey key) {
    return confidences.get(key);
  }
}
