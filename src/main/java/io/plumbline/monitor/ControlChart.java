package io.plumbline.monitor;

import io.plumbline.stats.BinomialCount;
import io.plumbline.stats.ControlLimits;
import io.plumbline.stats.Interval;
import io.plumbline.stats.Overdispersion;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges every month of a series by the months before it: what this many deals may show while the
 * win rate stays as it was, months differing as much as they did.
 *
 * <p>The limits are those of the beta-binomial distribution ({@link ControlLimits}) at two-sided
 * alpha 0.0027, three sigma of a normal. Mean and overdispersion are estimates from few months; as
 * if they were known, one month in fifty of a stable series would be signalled after six months of
 * history. Hence the variance is that of a new month in view of M others: the variance within a
 * month times f / (f - 2), that of Student's t, plus the variance of the mean. f = 2 (M - 1) / 3
 * are the degrees of freedom of successive differences (von Neumann, 1941, <a
 * href="https://doi.org/10.1214/aoms/1177731677">doi:10.1214/aoms/1177731677</a>), which the
 * overdispersion is estimated from: a lasting shift does not widen the limits that shall show it.
 *
 * <p>Signals: one month beyond the limits, or eight months in a row on one side of the centre
 * (Western Electric, Statistical Quality Control Handbook, 1956, p. 25; Nelson, 1984, <a
 * href="https://doi.org/10.1080/00224065.1984.11978921">doi:10.1080/00224065.1984.11978921</a>,
 * test 2, has nine). The rule takes either side to be as likely. With few deals they are not (three
 * deals at 10 % are all lost three times of four), so a side is what lies beyond the median of the
 * month's distribution. Months without closed deals are passed over.
 */
final class ControlChart {

  /** The fewest earlier months with closed deals that limits are drawn from. */
  static final int LEAST_BASELINE_MONTHS = 6;

  /** What is older than three years says little of what is usual now. */
  static final int MOST_BASELINE_MONTHS = 36;

  static final int RUN_MONTHS = 8;

  private static final double THREE_SIGMA = 0.9973;

  /** As narrow as limits get: beyond each is half of the probability at most. */
  private static final double MEDIAN = 1e-9;

  /** Limits need a correlation of less than 1. */
  private static final double MOST_CORRELATION = 0.99;

  private final List<Point> points = new ArrayList<>();
  private int side;
  private int monthsOnOneSide;

  private ControlChart() {}

  /**
   * What closed in a month.
   *
   * @param won of these, won
   * @param closed won or lost
   */
  record Month(long won, long closed) {

    static final Month EMPTY = new Month(0, 0);

    Month plus(Month other) {
      return new Month(won + other.won, closed + other.closed);
    }
  }

  /**
   * A judged month. Rates and limits are in 0..1.
   *
   * @param winRate won / closed; NaN without closed deals
   * @param baselineMonths earlier months with closed deals, of the latest {@value
   *     #MOST_BASELINE_MONTHS}
   * @param centre their win rate; NaN while there are fewer than {@value #LEAST_BASELINE_MONTHS}
   * @param overdispersion intra-class correlation of their outcomes; NaN like centre
   * @param lowerLimit lowest usual rate of this many deals; NaN like centre, and without closed
   *     ones
   * @param upperLimit highest usual rate; NaN like lowerLimit
   * @param monthsOnOneSide months in a row up to this one on its side of the centre; 0 where it is
   *     on none
   */
  record Point(
      long won,
      long closed,
      double winRate,
      int baselineMonths,
      double centre,
      double overdispersion,
      double lowerLimit,
      double upperLimit,
      int monthsOnOneSide,
      Signal signal) {}

  /** The months of one series without gaps, oldest first; one point for each. */
  static List<Point> of(List<Month> months) {
    ControlChart chart = new ControlChart();
    List<BinomialCount> counts =
        months.stream().map(month -> new BinomialCount(month.won(), month.closed())).toList();
    for (int i = 0; i < counts.size(); i++) {
      List<BinomialCount> baseline =
          counts.subList(Math.max(0, i - MOST_BASELINE_MONTHS), i).stream()
              .filter(month -> month.n() > 0)
              .toList();
      chart.points.add(
          baseline.size() < LEAST_BASELINE_MONTHS
              ? tooFew(counts.get(i), baseline.size())
              : chart.judge(counts.get(i), baseline));
    }
    return List.copyOf(chart.points);
  }

  private static Point tooFew(BinomialCount month, int baselineMonths) {
    return new Point(
        month.won(),
        month.n(),
        month.rate(),
        baselineMonths,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        0,
        Signal.TOO_FEW_MONTHS);
  }

  private Point judge(BinomialCount month, List<BinomialCount> baseline) {
    BinomialCount total = total(baseline);
    double overdispersion = Overdispersion.ofSuccessiveDifferences(baseline);
    Interval limits = Interval.unknown(THREE_SIGMA);
    Signal signal = Signal.NONE;
    if (month.n() > 0) {
      // Half a win and half a loss more: no rate is known to be 0 or 1.
      double mean = (total.won() + 0.5) / (total.n() + 1.0);
      double correlation = correlation(month.n(), overdispersion, baseline, total.n());
      limits = ControlLimits.of(month.n(), mean, correlation, THREE_SIGMA);
      count(month.rate(), ControlLimits.of(month.n(), mean, correlation, MEDIAN));
      signal = signal(month.rate(), limits);
    }
    return new Point(
        month.won(),
        month.n(),
        month.rate(),
        baseline.size(),
        total.rate(),
        overdispersion,
        limits.low(),
        limits.high(),
        month.n() > 0 ? monthsOnOneSide : 0,
        signal);
  }

  /**
   * The intra-class correlation at which a month of n deals varies as a new month is expected to.
   */
  private static double correlation(
      long n, double overdispersion, List<BinomialCount> baseline, long baselineDeals) {
    if (n == 1) {
      return 0;
    }
    double variance = 0;
    for (BinomialCount month : baseline) {
      variance += month.n() * (1 + (month.n() - 1) * overdispersion);
    }
    double ofMean = variance / ((double) baselineDeals * baselineDeals);
    double freedom = 2 * (baseline.size() - 1) / 3.0;
    double within = (1 + (n - 1) * overdispersion) * freedom / (freedom - 2);
    return Math.min(MOST_CORRELATION, (within + n * ofMean - 1) / (n - 1));
  }

  private void count(double rate, Interval median) {
    int sideNow = rate > median.high() ? 1 : rate < median.low() ? -1 : 0;
    monthsOnOneSide = sideNow == 0 ? 0 : sideNow == side ? monthsOnOneSide + 1 : 1;
    side = sideNow;
  }

  private Signal signal(double rate, Interval limits) {
    if (rate > limits.high()) {
      return Signal.ABOVE_LIMITS;
    }
    if (rate < limits.low()) {
      return Signal.BELOW_LIMITS;
    }
    if (monthsOnOneSide >= RUN_MONTHS) {
      return side > 0 ? Signal.RUN_ABOVE : Signal.RUN_BELOW;
    }
    return Signal.NONE;
  }

  private static BinomialCount total(List<BinomialCount> months) {
    long won = 0;
    long n = 0;
    for (BinomialCount month : months) {
      won += month.won();
      n += month.n();
    }
    return new BinomialCount(won, n);
  }
}
