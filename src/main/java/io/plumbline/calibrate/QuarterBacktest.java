package io.plumbline.calibrate;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;

/**
 * What each method says, at the start of past quarters, will be won in the quarter of the deals
 * that stand open then, and what was: in money.
 */
final class QuarterBacktest {

  private static final String PROPOSED = "proposed";

  private final PipelineInput input;
  private final Paths paths;
  private final Method proposed;
  private final CalibrationSettings settings;

  private QuarterBacktest(PipelineInput input, Method proposed, CalibrationSettings settings) {
    this.input = input;
    this.paths = input.paths();
    this.proposed = proposed;
    this.settings = settings;
  }

  /**
   * A row of the table; amounts in base currency, those of a sample taken to the whole.
   *
   * @param deals of the sample
   */
  record Line(
      Quarter quarter,
      String method,
      long deals,
      BigDecimal amount,
      BigDecimal forecast,
      BigDecimal actual) {

    BigDecimal error() {
      return forecast.subtract(actual);
    }

    /** As a share of what was won; NaN where nothing was. */
    double absolutePercentageError() {
      return actual.signum() == 0 ? Double.NaN : error().abs().doubleValue() / actual.doubleValue();
    }
  }

  /**
   * All quarters of the settings that there is something to learn from before; a method that says
   * nothing of some deal has no row for the quarter.
   *
   * @param proposed the method that is used; it is fitted to what was known at the start
   */
  static List<Line> of(PipelineInput input, Method proposed, CalibrationSettings settings) {
    QuarterBacktest backtest = new QuarterBacktest(input, proposed, settings);
    return settings.quarters().stream().flatMap(q -> backtest.lines(q).stream()).toList();
  }

  private List<Line> lines(Quarter quarter) {
    if (paths.closedBy(quarter.from()) == 0) {
      return List.of();
    }
    Calendar calendar = Calendar.of(paths, quarter.from(), settings);
    Landmarks landmarks =
        Landmarks.of(paths, calendar.grid(quarter.from(), settings), settings.ageBands());
    if (landmarks.standing().size() == 0 || !landmarks.followUp().isAnyResolved()) {
      return List.of();
    }
    Map<String, Double> reached = ReachedWinRates.at(quarter.from(), paths);
    double[] shares = shares(landmarks.followUp(), quarter.days());
    if (Double.isNaN(shares[0])) {
      return List.of();
    }
    List<Open> deals = open(landmarks, shares, quarter);
    BigDecimal amount = sum(deals.stream());
    BigDecimal actual = sum(deals.stream().filter(Open::isWon));
    List<Line> lines = new ArrayList<>();
    methods(landmarks, reached, quarter)
        .forEach(
            (method, eventual) -> {
              double cents = 0;
              for (Open deal : deals) {
                cents += deal.cents() * deal.share() * eventual.applyAsDouble(deal.row());
              }
              if (!Double.isNaN(cents)) {
                lines.add(
                    new Line(
                        quarter,
                        method,
                        deals.size(),
                        amount,
                        money(new BigDecimal(cents)),
                        actual));
              }
            });
    return lines;
  }

  /**
   * A deal that stands open at the start of a quarter.
   *
   * @param row among the standing ones
   * @param share of its wins, if it comes to that, within the quarter
   * @param cents 0 where the amount is not known
   */
  private record Open(int row, double share, long cents, boolean isWon) {}

  /**
   * Per stage, the share of its wins that come within so many days; that of all stages where a
   * stage has none yet, and NaN for all where nothing has been won.
   */
  private static double[] shares(FollowUp followUp, int days) {
    double[] shares = new double[followUp.stages()];
    Arrays.setAll(shares, s -> followUp.shareOfWinsWithin(days, s));
    if (Arrays.stream(shares).anyMatch(Double::isNaN)) {
      double ofAll = followUp.shareOfWinsWithin(days);
      Arrays.setAll(shares, s -> Double.isNaN(shares[s]) ? ofAll : shares[s]);
    }
    return shares;
  }

  private List<Open> open(Landmarks landmarks, double[] shares, Quarter quarter) {
    List<Open> deals = new ArrayList<>();
    Landmarks.Rows standing = landmarks.standing();
    for (int r = 0; r < standing.size(); r++) {
      int visit = standing.visit(r);
      deals.add(
          new Open(
              r,
              shares[paths.stage(visit)],
              Math.max(0, paths.cents(visit)),
              paths.outcomeAt(paths.deal(visit), quarter.to()) == Paths.WON));
    }
    return deals;
  }

  /** By its name, the probability that each method gives a standing deal of being won at all. */
  private Map<String, IntToDoubleFunction> methods(
      Landmarks landmarks, Map<String, Double> reached, Quarter quarter) {
    Map<String, Double> incumbents = new HashMap<>();
    input
        .stages()
        .forEach(
            stage ->
                incumbents.put(
                    stage.id(),
                    stage.incumbentOn(quarter.start().minusDays(1), input.published())));
    ConfidenceModel model =
        ConfidenceModel.fit(landmarks, CalibrationSettings.BUCKETS, proposed.form());
    Map<String, IntToDoubleFunction> methods = new LinkedHashMap<>();
    methods.put(Method.INCUMBENT.name(), byStage(landmarks, incumbents));
    input
        .published()
        .filter(version -> version.asOf().isBefore(quarter.start()))
        .ifPresent(
            version -> methods.put(Method.PUBLISHED.name(), byStage(landmarks, version.byStage())));
    methods.put(Method.REACHED.name(), byStage(landmarks, reached));
    methods.put(PROPOSED, row -> model.confidence(landmarks.standing().cell(row)));
    return methods;
  }

  private IntToDoubleFunction byStage(Landmarks landmarks, Map<String, Double> probabilities) {
    return row -> probabilities.getOrDefault(stage(landmarks, row), Double.NaN);
  }

  private String stage(Landmarks landmarks, int row) {
    return paths.stages().get(paths.stage(landmarks.standing().visit(row)));
  }

  private BigDecimal sum(Stream<Open> deals) {
    return money(
        deals
            .map(deal -> BigDecimal.valueOf(deal.cents()))
            .reduce(BigDecimal.ZERO, BigDecimal::add));
  }

  /** Hundredths of the sample to money of the whole. */
  private BigDecimal money(BigDecimal cents) {
    return cents
        .movePointLeft(2)
        .divide(BigDecimal.valueOf(input.sampledShare()), 2, RoundingMode.HALF_UP);
  }
}
