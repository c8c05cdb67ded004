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

  private final ConfidenceModel model;
  private final Landmarks landmarks;
  private final CalibrationSettings settings;
  private final Map<Cell.Key, Cell> cells = new HashMap<>();

  /** By their keys. */
  private final List<Cell> ordered;

  private final double[] standing;
  private final Estimates estimates;
  private final List<Estimates> draws = new ArrayList<>();

  /** By dimension, from {@link ConfidenceModel#AGE} on. */
  private final Contributions[] contributions;

  private ConfidenceTable(ConfidenceModel model, CalibrationSettings settings) {
    this.model = model;
    this.landmarks = model.landmarks();
    this.settings = settings;
    this.standing = landmarks.standingByCell();
    collect();
    this.ordered = cells.values().stream().sorted(Cell.ORDER).toList();
    this.estimates = new Estimates(model);
    List<ConfidenceModel> drawn = new ArrayList<>();
    RandomGenerator random = new SplittableRandom(settings.seed());
    for (int i = 0; i < settings.draws(); i++) {
      double[] multiplicity = new double[CalibrationSettings.BUCKETS];
      for (int b = 0; b < DRAWN_BUCKETS; b++) {
        multiplicity[random.nextInt(multiplicity.length)] +=
            (double) CalibrationSettings.BUCKETS / DRAWN_BUCKETS;
      }
      ConfidenceModel draw = model.resampled(multiplicity, random);
      drawn.add(draw);
      draws.add(new Estimates(draw));
    }
    contributions = new Contributions[landmarks.paths().dimensions().size() + 1];
    for (int d = ConfidenceModel.AGE; d < contributions.length - 1; d++) {
      contributions[d + 1] = new Contributions(d, drawn);
    }
  }

  /** The confidences of a model, and the landmarks behind them, by cell. */
  private final class Estimates {
    private final double[] confidence;
    private final double[] weight;
    private final double[] standingWeight;

    Estimates(ConfidenceModel of) {
      confidence = of.confidences();
      weight = new double[confidence.length];
      standingWeight = new double[confidence.length];
      for (int c = 0; c < weight.length; c++) {
        weight[c] = of.weight(c);
        standingWeight[c] = Math.max(standing[c], 1e-9);
      }
    }

    /** That of a group: of its cells by their landmarks, or by the deals standing there. */
    double of(Cell cell) {
      double average = cell.average(confidence, weight);
      return Double.isNaN(average) ? cell.average(confidence, standingWeight) : average;
    }
  }

  /** What a dimension contributes to the log odds, by cell, in the model and in every draw. */
  private final class Contributions {
    private final double[] ofModel;
    private final double[][] ofDraws;
    private final double[] weight = new double[standing.length];
    private final double[] ofStage = new double[landmarks.paths().stages().size()];
    private final double[][] ofStageInDraws;

    Contributions(int dimension, List<ConfidenceModel> drawn) {
      ofModel = model.contributions(dimension);
      ofDraws = drawn.stream().map(draw -> draw.contributions(dimension)).toArray(double[][]::new);
      for (int c = 0; c < weight.length; c++) {
        weight[c] = model.weight(c) > 0 ? model.weight(c) : 1e-9 * (1 + standing[c]);
      }
      ofStageInDraws = new double[ofDraws.length][ofStage.length];
      for (Cell cell : ordered) {
        if (cell.key().level().equals(STAGE)) {
          int stage = cell.key().stage();
          ofStage[stage] = cell.average(ofModel, weight);
          for (int i = 0; i < ofDraws.length; i++) {
            ofStageInDraws[i][stage] = cell.average(ofDraws[i], weight);
          }
        }
      }
    }

    /** What a cell of the model has beyond the average of its stage. */
    double beyondStage(int cellOfModel) {
      return ofModel[cellOfModel] - ofStage[landmarks.cells().get(cellOfModel).stage()];
    }

    /** The same of a group of cells on average. */
    double beyondStage(Cell cell) {
      return cell.average(ofModel, weight) - ofStage[cell.key().stage()];
    }

    /** The mean squared distance of {@link #beyondStage(Cell)} in the draws from a value. */
    double spread(Cell cell, double from) {
      double squares = 0;
      for (int i = 0; i < ofDraws.length; i++) {
        double drawn = cell.average(ofDraws[i], weight) - ofStageInDraws[i][cell.key().stage()];
        squares += (drawn - from) * (drawn - from);
      }
      return squares / ofDraws.length;
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
    FollowUp followUp = landmarks.followUp();
    for (int s = 0; s < followUp.stays(); s++) {
      byte outcome = followUp.outcome(s);
      double share = outcome == Paths.OPEN ? model.imputedShare(s) : outcome == Paths.WON ? 1 : 0;
      for (Cell group : groupsOfCell.get(followUp.cell(s))) {
        group.stay(followUp.deal(s), outcome, followUp.bucket(s), model.weightOfStay(s), share);
      }
    }
    Landmarks.Rows rows = landmarks.rows();
    for (int r : followUp.byDay()) {
      for (Cell group : groupsOfCell.get(rows.cell(r))) {
        group.followed(followUp.outcomeOfRow(r), rows.day(r));
      }
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
    double mean = estimates.of(cell);
    double variance = variance(cell, mean);
    double n = cell.effectiveN();
    Interval interval;
    double borrowed;
    if (isCell) {
      int c = cell.firstMember();
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

  private double variance(Cell cell, double mean) {
    double squares = 0;
    for (Estimates draw : draws) {
      double distance = draw.of(cell) - mean;
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
    int c = cell.firstMember();
    double now = model.confidence(c);
    List<Move> moves = new ArrayList<>();
    for (int d = ConfidenceModel.AGE; d < landmarks.paths().dimensions().size(); d++) {
      double without = moved(now, -contributions[d + 1].beyondStage(c));
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
    List<Effect> effects = new ArrayList<>();
    for (Cell cell : ordered) {
      Stage stage = byId.get(landmarks.paths().stages().get(cell.key().stage()));
      int d = dimension(cell.key().level());
      if (stage == null || d < 0 || !model.uses(d)) {
        continue;
      }
      double logOdds = contributions[d + 1].beyondStage(cell);
      double error = z * Math.sqrt(contributions[d + 1].spread(cell, logOdds));
      double base = estimates.of(ofStage(stage.id()));
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
    return (double) draws.stream().filter(draw -> draw.of(second) > draw.of(first)).count()
        / draws.size();
  }

  private Cell ofStage(String stage) {
    int code = landmarks.paths().stages().indexOf(stage);
    return cells.get(
        new Cell.Key(
            code, -1, Collections.nCopies(landmarks.paths().dimensions().size(), -1), STAGE));
  }
}
