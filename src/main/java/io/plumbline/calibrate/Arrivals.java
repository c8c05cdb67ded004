package io.plumbline.calibrate;

import io.plumbline.stats.CompetingRiskCounts;
import io.plumbline.stats.CompetingRiskCurve;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How much business is created, how much of it is won, when, and at what amount. */
final class Arrivals {

  static final String PIPELINE = "pipeline";
  static final String ENTERED = "entered";
  private static final long FEWEST_RESOLVED = 20;

  private final CompetingRiskCurve curve;
  private final List<Line> lines;

  private Arrivals(CompetingRiskCurve curve, List<Line> lines) {
    this.curve = curve;
    this.lines = lines;
  }

  /**
   * A row of the arrival table; a cell with few resolved deals takes the win probability of the
   * pipeline, and one that nothing with an amount was won of its amounts.
   *
   * @param pricedShare of the won ones, those that the amounts are of
   */
  record Line(
      String level,
      String customerType,
      String sizeBand,
      String product,
      double createdPerDay,
      double winProbability,
      double pricedShare,
      BigDecimal meanWonAmount,
      double wonAmountVariance,
      int windowDays) {}

  /**
   * Deals with one outcome after so many days.
   *
   * @param outcome won, lost or open; or {@link #ENTERED}, of those that are counted there, too,
   *     but were at risk only from so many days on: older than what the export is complete for
   * @param day days from creation to the outcome, or to the as-of date
   * @param recent those of n that were created within a year of the as-of date, and since the
   *     export is complete
   * @param oldest days from the first creation to the as-of date, at most 365
   * @param priced those of n whose amount is summed up
   * @param amount of the won ones, null without any
   * @param amountSquared sum of their squares
   */
  record Created(
      String customerType,
      String sizeBand,
      String product,
      String outcome,
      int day,
      long n,
      long recent,
      int oldest,
      long priced,
      BigDecimal amount,
      BigDecimal amountSquared) {}

  private static final class Tally {
    private final CompetingRiskCounts counts = new CompetingRiskCounts();
    private long recent;
    private long priced;
    private BigDecimal amount = BigDecimal.ZERO;
    private BigDecimal squared = BigDecimal.ZERO;

    void add(Created cell) {
      recent += cell.recent();
      switch (cell.outcome()) {
        case "won" -> {
          counts.won(cell.day(), cell.n());
          if (cell.amount() != null) {
            priced += cell.priced();
            amount = amount.add(cell.amount());
            squared = squared.add(cell.amountSquared());
          }
        }
        case "lost" -> counts.lost(cell.day(), cell.n());
        // The day itself is the first at risk.
        case ENTERED -> counts.entered(cell.day() - 1, cell.n());
        default -> counts.censored(cell.day(), cell.n());
      }
    }
  }

  /**
   * Counts.
   *
   * @param observedDays that the export is complete for
   */
  static Arrivals of(List<Created> created, List<String> dimensions, int observedDays) {
    int span = created.stream().mapToInt(Created::oldest).max().orElse(0);
    int window = Math.max(1, Math.min(span, observedDays));
    Map<List<String>, Tally> tallies =
        new TreeMap<>(java.util.Comparator.comparing(List::toString));
    for (Created cell : created) {
      tally(tallies, PIPELINE, null, null, null).add(cell);
      for (String dimension : dimensions) {
        switch (dimension) {
          case "customer_type" ->
              tally(tallies, dimension, cell.customerType(), null, null).add(cell);
          case "size_band" -> tally(tallies, dimension, null, cell.sizeBand(), null).add(cell);
          case "product" -> tally(tallies, dimension, null, null, cell.product()).add(cell);
          default -> {}
        }
      }
    }
    Tally whole = tally(tallies, PIPELINE, null, null, null);
    CompetingRiskCurve curve = whole.counts.curve();
    List<Line> lines = new ArrayList<>();
    tallies.forEach(
        (key, tally) -> {
          boolean thin = tally.counts.won() + tally.counts.lost() < FEWEST_RESOLVED;
          double own = thin ? curve.eventualWon() : tally.counts.curve().eventualWon();
          Tally priced = tally.priced > 0 ? tally : whole;
          lines.add(
              new Line(
                  key.get(0),
                  key.get(1),
                  key.get(2),
                  key.get(3),
                  (double) tally.recent / window,
                  own,
                  (double) priced.priced / priced.counts.won(),
                  mean(priced),
                  variance(priced),
                  window));
        });
    return new Arrivals(curve, lines);
  }

  private static Tally tally(
      Map<List<String>, Tally> tallies,
      String level,
      String customerType,
      String sizeBand,
      String product) {
    return tallies.computeIfAbsent(
        java.util.Arrays.asList(level, customerType, sizeBand, product), key -> new Tally());
  }

  private static BigDecimal mean(Tally tally) {
    return tally.priced == 0
        ? null
        : tally.amount.divide(BigDecimal.valueOf(tally.priced), 2, RoundingMode.HALF_UP);
  }

  private static double variance(Tally tally) {
    if (tally.priced == 0) {
      return Double.NaN;
    }
    BigDecimal n = BigDecimal.valueOf(tally.priced);
    BigDecimal mean = tally.amount.divide(n, MathContext.DECIMAL128);
    return Math.max(
        0,
        tally
            .squared
            .divide(n, MathContext.DECIMAL128)
            .subtract(mean.multiply(mean))
            .doubleValue());
  }

  /** Wins and losses by days since creation, for the whole pipeline. */
  CompetingRiskCurve curve() {
    return curve;
  }

  List<Line> lines() {
    return lines;
  }
}
