package io.plumbline.calibrate;

import io.plumbline.stats.BetaBinomialPooling;
import io.plumbline.stats.Interval;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The confidences of a fitted model: per stage, stage and age band, stage and value of a dimension,
 * and cell, each with its evidence and an interval from resampling deals.
 */
final class ConfidenceTable {

  static final String STAGE = "stage";
  static final String AGE_BAND = "age_band";
  static final String CELL = "cell";

  /**
   * Of 64 groups of deals, 48 are drawn. All of them would spread too little: open deals are
   * imputed and variances estimated, which the draws take as given. With 48, intervals hold what
   * they promise where the truth is known (CoverageTest).
   */
  private static final int DRAWN_BUCKETS = 48;

  private static final double DRIVER_THRESHOLD = 0.02;
  private static final int MOST_DRIVERS = 3;

  /** Makes a prior a point, so that only the variance given with it counts. */
  private static final double POINT = 1e9;

  private static final Comparator<Cell.Key> ORDER =
      Comparator.comparingInt(Cell.Key::stage)
          .thenComparing(Cell.Key::level)
          .thenComparingInt(Cell.Key::band)
          .thenComparing(key -> key.codes().toString());

  private final ConfidenceModel model;
  private final Landmarks landmarks;
  private final CalibrationSettings settings;
  private final List<ConfidenceModel> draws = new ArrayList<>();
  private final Map<Cell.Key, Cell> cells = new HashMap<>();
  private final double[] standing;

  private ConfidenceTable(ConfidenceModel model, CalibrationSettings settings) {
    this.model = model;
    this.landmarks = model.landmarks();
    this.settings = settings;
    this.standing = new double[landmarks.cells().size()];
    collect();
    RandomGenerator random = new SplittableRandom(settings.seed());
    for (int i = 0; i < settings.draws(); i++) {
      double[] multiplicity = new double[CalibrationSettings.BUCKETS];
      for (int b = 0; b < DRAWN_BUCKETS; b++) {
        multiplicity[random.nextInt(multiplicity.length)] +=
            (double) CalibrationSettings.BUCKETS / DRAWN_BUCKETS;
      }
      draws.add(model.resampled(multiplicity, random));
    }
  }

  /** Everything that there is to say of a model that knows something. */
  static ConfidenceTable of(ConfidenceModel model, CalibrationSettings settings) {
    return new ConfidenceTable(model, settings);
  }

  private void collect() {
    List<List<Cell>> groupsOfCell = new ArrayList<>();
    for (int c = 0; c < landmarks.cells().size(); c++) {
      List<Cell> groups = new ArrayList<>();
      for (Cell.Key key : keys(landmarks.cells().get(c))) {
        Cell group = cells.computeIfAbsent(key, Cell::new);
        group.member(c);
        groups.add(group);
      }
      groupsOfCell.add(groups);
    }
    Landmarks.Rows rows = landmarks.rows();
    for (int r = 0; r < rows.size(); r++) {
      int deal = landmarks.paths().deal(rows.visit(r));
      byte outcome = model.outcome(r);
      double share = outcome == Paths.OPEN ? model.imputedShare(r) : outcome == Paths.WON ? 1 : 0;
      for (Cell group : groupsOfCell.get(rows.cell(r))) {
        group.landmark(deal, outcome, rows.day(r), model.bucket(r), model.recency(r), share);
      }
    }
    for (int r = 0; r < landmarks.standing().size(); r++) {
      standing[landmarks.standing().cell(r)]++;
    }
  }

  private List<Cell.Key> keys(Landmarks.CellKey cell) {
    int dimensions = landmarks.paths().dimensions().size();
    List<Integer> all = Collections.nCopies(dimensions, -1);
    List<Cell.Key> keys = new ArrayList<>();
    keys.add(new Cell.Key(cell.stage(), -1, all, STAGE));
    keys.add(new Cell.Key(cell.stage(), cell.band(), all, AGE_BAND));
    if (!model.usesSegments()) {
      return keys;
    }
    for (int d = 0; d < dimensions; d++) {
      List<Integer> one = new ArrayList<>(all);
      one.set(d, cell.codes().get(d));
      keys.add(new Cell.Key(cell.stage(), -1, one, landmarks.paths().dimensions().get(d).name()));
    }
    keys.add(new Cell.Key(cell.stage(), cell.band(), cell.codes(), CELL));
    return keys;
  }

  /** Rows in the order of stages, levels and keys, for the stages given. */
  List<Line> lines(List<Stage> stages) {
    List<Cell> ordered = new ArrayList<>(cells.values());
    ordered.sort(Comparator.comparing(Cell::key, ORDER));
    Map<String, Stage> byId = new HashMap<>();
    stages.forEach(stage -> byId.put(stage.id(), stage));
    List<Line> lines = new ArrayList<>();
    for (Cell cell : ordered) {
      Stage stage = byId.get(landmarks.paths().stages().get(cell.key().stage()));
      if (stage != null) {
        lines.add(line(stage, cell));
      }
    }
    return lines;
  }

  private Line line(Stage stage, Cell cell) {
    boolean isCell = cell.key().level().equals(CELL);
    double mean = average(model, cell);
    double variance = variance(cell, mean);
    double n = cell.effectiveN();
    Interval interval;
    double borrowed;
    if (isCell) {
      int c = cell.members().get(0);
      n = model.ownDeals(c);
      borrowed = model.strength() / (n + model.strength());
      interval = scaled(c, n, variance);
    } else {
      interval =
          BetaBinomialPooling.pool(0, 0, mean, variance, POINT, settings.intervalLevel())
              .interval();
      double own = mean * (1 - mean) / n;
      borrowed = n > 0 ? Math.max(0, Math.min(1, 1 - variance / own)) : 1;
    }
    int band = cell.key().band();
    AgeBands bands = landmarks.bands().get(cell.key().stage());
    double to = band < 0 ? Double.NaN : bands.to(band);
    return new Line(
        stage,
        cell.key().level(),
        value(cell, Dimension.CUSTOMER_TYPE),
        value(cell, Dimension.SIZE_BAND),
        value(cell, Dimension.PRODUCT),
        attributes(cell),
        band < 0 ? null : bands.label(band),
        band < 0 ? Double.NaN : bands.from(band),
        Double.isInfinite(to) ? Double.NaN : to,
        cell.won(),
        cell.lost(),
        cell.open(),
        n,
        mean,
        interval,
        cell.curve().unresolved(),
        borrowed,
        source(cell, stage),
        isCell || (band >= 0 && !model.usesSegments()) ? drivers(cell, stage) : List.of());
  }

  /** Where the certainty comes from that the own deals do not give. */
  private static String source(Cell cell, Stage stage) {
    return switch (cell.key().level()) {
      case STAGE -> "pipeline";
      case CELL -> stage.id() + ": sum of the effects of age and segment";
      default -> stage.id() + ": neighbouring ages, other segments and stages";
    };
  }

  /** The confidence of a group: of its cells by their landmarks, or by the deals standing there. */
  private double average(ConfidenceModel of, Cell cell) {
    double sum = 0;
    double weight = 0;
    for (int c : cell.members()) {
      sum += of.weight(c) * of.confidence(c);
      weight += of.weight(c);
    }
    if (weight > 0) {
      return sum / weight;
    }
    for (int c : cell.members()) {
      double w = Math.max(standing[c], 1e-9);
      sum += w * of.confidence(c);
      weight += w;
    }
    return sum / weight;
  }

  private double variance(Cell cell, double mean) {
    double squares = 0;
    for (ConfidenceModel draw : draws) {
      double distance = average(draw, cell) - mean;
      squares += distance * distance;
    }
    return squares / draws.size();
  }

  /** The interval of a cell: of the sum of the effects, and of its own distance to that. */
  private Interval scaled(int c, double n, double variance) {
    double closes = Math.max(model.closes(c), 1e-9);
    double borrowed = model.strength() / (n + model.strength());
    // The draws hold the pooled value: its spread is that of the sum times the borrowed share.
    double ofSum = borrowed > 0 ? variance / (closes * closes * borrowed * borrowed) : 0;
    Interval interval =
        BetaBinomialPooling.pool(
                model.ownRate(c) * n,
                n,
                model.additive(c),
                ofSum,
                model.strength(),
                settings.intervalLevel())
            .interval();
    return new Interval(closes * interval.low(), closes * interval.high(), interval.level());
  }

  private String value(Cell cell, String dimension) {
    for (int d = 0; d < landmarks.paths().dimensions().size(); d++) {
      Dimension found = landmarks.paths().dimensions().get(d);
      if (found.name().equals(dimension) && cell.key().codes().get(d) >= 0) {
        return found.levels().get(cell.key().codes().get(d));
      }
    }
    return null;
  }

  private String attributes(Cell cell) {
    StringBuilder text = new StringBuilder();
    for (int d = 0; d < landmarks.paths().dimensions().size(); d++) {
      Dimension dimension = landmarks.paths().dimensions().get(d);
      if (!dimension.hasColumn() && cell.key().codes().get(d) >= 0) {
        text.append(text.isEmpty() ? "" : "; ")
            .append(dimension.name())
            .append('=')
            .append(dimension.levels().get(cell.key().codes().get(d)));
      }
    }
    return text.isEmpty() ? null : text.toString();
  }

  private record Move(double size, String text) {}

  /** What would be said if age or a dimension were as on average in the stage. */
  private List<String> drivers(Cell cell, Stage stage) {
    int c = cell.members().get(0);
    Cell ofStage = cells.get(keys(landmarks.cells().get(c)).get(0));
    double now = model.confidence(c);
    List<Move> moves = new ArrayList<>();
    for (int d = ConfidenceModel.AGE; d < landmarks.paths().dimensions().size(); d++) {
      double distance = model.contribution(d, c) - averageContribution(model, d, ofStage.members());
      double without = moved(now, -distance);
      if (Math.abs(now - without) > DRIVER_THRESHOLD) {
        moves.add(
            new Move(
                Math.abs(now - without),
                String.format(
                    Locale.ROOT, "%s: %.2f instead of %.2f", name(d, cell, stage), now, without)));
      }
    }
    moves.sort(Comparator.comparingDouble(Move::size).reversed().thenComparing(Move::text));
    return moves.stream().limit(MOST_DRIVERS).map(Move::text).toList();
  }

  private static double moved(double probability, double logOdds) {
    double p = Math.max(1e-9, Math.min(1 - 1e-9, probability));
    return 1 / (1 + (1 - p) / p * Math.exp(-logOdds));
  }

  private String name(int dimension, Cell cell, Stage stage) {
    if (dimension == ConfidenceModel.AGE) {
      return "age " + landmarks.bands().get(cell.key().stage()).label(cell.key().band()) + " days";
    }
    Dimension of = landmarks.paths().dimensions().get(dimension);
    String value = of.levels().get(cell.key().codes().get(dimension));
    return switch (of.name()) {
      case Dimension.CUSTOMER_TYPE ->
          value.equals("new") || value.equals("existing")
              ? value + " customer"
              : "customer type " + value;
      case Dimension.SIZE_BAND -> "size " + value;
      case Dimension.PRODUCT -> "product " + value;
      case Dimension.PREVIOUS_STAGE ->
          value.equals(Dimension.NO_STAGE)
              ? "began in " + stage.id()
              : value.equals(stage.id()) ? "entered again" : "came from " + value;
      default -> of.name() + " " + value;
    };
  }

  private double averageContribution(ConfidenceModel of, int dimension, List<Integer> members) {
    double sum = 0;
    double weight = 0;
    for (int c : members) {
      double w = model.weight(c) > 0 ? model.weight(c) : 1e-9 * (1 + standing[c]);
      sum += w * of.contribution(dimension, c);
      weight += w;
    }
    return sum / weight;
  }

  /**
   * What a value of a dimension adds, all else equal.
   *
   * @param logOdds against the average deal of the stage
   * @param points the same at the confidence of the stage
   */
  record Effect(
      Stage stage,
      String dimension,
      String value,
      long opportunities,
      double logOdds,
      Interval logOddsInterval,
      double points,
      Interval pointsInterval) {}

  /** The effects of all values of all dimensions in the stages given. */
  List<Effect> effects(List<Stage> stages) {
    double z = Normal.quantile(settings.intervalLevel());
    Map<String, Stage> byId = new HashMap<>();
    stages.forEach(stage -> byId.put(stage.id(), stage));
    List<Cell> ordered = new ArrayList<>(cells.values());
    ordered.sort(Comparator.comparing(Cell::key, ORDER));
    List<Effect> effects = new ArrayList<>();
    for (Cell cell : ordered) {
      Stage stage = byId.get(landmarks.paths().stages().get(cell.key().stage()));
      int d = dimension(cell.key().level());
      if (stage == null || d < 0 || !model.uses(d)) {
        continue;
      }
      Cell ofStage = cells.get(keys(landmarks.cells().get(cell.members().get(0))).get(0));
      double logOdds = effect(model, d, cell, ofStage);
      double squares = 0;
      for (ConfidenceModel draw : draws) {
        double distance = effect(draw, d, cell, ofStage) - logOdds;
        squares += distance * distance;
      }
      double error = z * Math.sqrt(squares / draws.size());
      double base = average(model, ofStage);
      Interval interval = new Interval(logOdds - error, logOdds + error, settings.intervalLevel());
      effects.add(
          new Effect(
              stage,
              cell.key().level(),
              landmarks.paths().dimensions().get(d).levels().get(cell.key().codes().get(d)),
              cell.won() + cell.lost() + cell.open(),
              logOdds,
              interval,
              moved(base, logOdds) - base,
              new Interval(
                  moved(base, interval.low()) - base,
                  moved(base, interval.high()) - base,
                  settings.intervalLevel())));
    }
    return effects;
  }

  private double effect(ConfidenceModel of, int dimension, Cell cell, Cell ofStage) {
    return averageContribution(of, dimension, cell.members())
        - averageContribution(of, dimension, ofStage.members());
  }

  private int dimension(String level) {
    for (int d = 0; d < landmarks.paths().dimensions().size(); d++) {
      if (landmarks.paths().dimensions().get(d).name().equals(level)) {
        return d;
      }
    }
    return -1;
  }

  /** The share of draws in which the second stage has the higher confidence; NaN if unknown. */
  double shareHigher(String firstStage, String secondStage) {
    Cell first = ofStage(firstStage);
    Cell second = ofStage(secondStage);
    if (first == null || second == null) {
      return Double.NaN;
    }
    return (double)
            draws.stream().filter(draw -> average(draw, second) > average(draw, first)).count()
        / draws.size();
  }

  private Cell ofStage(String stage) {
    int code = landmarks.paths().stages().indexOf(stage);
    return cells.get(
        new Cell.Key(
            code, -1, Collections.nCopies(landmarks.paths().dimensions().size(), -1), STAGE));
  }

  /** Timing needs the curves of stages and age bands. */
  List<Cell> stagesAndBands() {
    List<Cell> found =
        new ArrayList<>(
            cells.values().stream()
                .filter(c -> c.key().level().equals(STAGE) || c.key().level().equals(AGE_BAND))
                .toList());
    found.sort(Comparator.comparing(Cell::key, ORDER));
    return found;
  }

  Landmarks landmarks() {
    return landmarks;
  }
}
