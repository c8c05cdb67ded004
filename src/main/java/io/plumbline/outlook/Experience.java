package io.plumbline.outlook;

import io.plumbline.stats.WeightedQuantile;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Past forecasts of one pipeline beside what happened, and what they teach about the next ones. Of
 * a date it only tells what was over by then. Mutable.
 *
 * <ul>
 *   <li>Shocks: what errors of the mean are larger than independent deals and arrivals explain
 *       (method of moments), drawn to those of all stretches, and these to {@link
 *       Spread#PRIOR_SHOCK}.
 *   <li>Width: the factor by which past bands would have had to be wider, each seen from its own
 *       median, to hold four of five (split conformal prediction; Vovk, Gammerman and Shafer 2005,
 *       doi:10.1007/b106715; Romano, Patterson and Candes 2019, arXiv:1905.03222), drawn to 1 where
 *       there are few.
 * </ul>
 *
 * Forecasts that overlap count as parts of one.
 */
public final class Experience {

  private static final double COVERED = 0.8;
  private static final double PRIOR_FORECASTS = 2;
  private static final double PRIOR_WIDTHS = 5;
  private static final double NARROWEST = 0.5;
  private static final double WIDEST = 4;
  private static final double SURPRISE = 10;
  private static final double NEVER = 1e12;

  /** Of a squared error: one that is larger still tells of a break, not of a shock. */
  private static final double LARGEST_SHOCK = 1;

  private final List<Stretch> stretches;
  private final int spacingDays;
  private final int mostDates;
  private final List<Past> all = new ArrayList<>();

  /** Days ahead: after the first {@code from}, up to {@code to}. */
  public record Stretch(int from, int to) {

    /** The days of it, seen from a day. */
    public ForecastPeriod after(LocalDate day) {
      return ForecastPeriod.ahead(day, from, to);
    }
  }

  /**
   * A forecast of a stretch and what happened in it; amounts in base currency.
   *
   * @param forecast of the whole pipeline
   * @param openActual won of the deals that were open then
   * @param actual won in all
   */
  public record Past(
      LocalDate madeOn, Stretch stretch, Snapshot forecast, double openActual, double actual) {

    boolean isOverBy(LocalDate day) {
      return !madeOn.plusDays(stretch.to).isAfter(day);
    }

    private double newActual() {
      return Math.max(0, actual - openActual);
    }
  }

  /**
   * Nothing yet.
   *
   * @param stretches that forecasts are made of
   * @param spacingDays between two dates that forecasts are made at
   * @param mostDates how many of these are looked back on
   */
  public Experience(List<Stretch> stretches, int spacingDays, int mostDates) {
    this.stretches = List.copyOf(stretches);
    this.spacingDays = spacingDays;
    this.mostDates = mostDates;
  }

  /** Takes a forecast in. */
  public void add(Past past) {
    all.add(past);
  }

  /** What is known on a day, by stretch. */
  public List<Spread> knownOn(LocalDate day) {
    LocalDate earliest = day.minusDays((long) spacingDays * mostDates);
    List<Past> over =
        all.stream().filter(past -> past.isOverBy(day) && past.madeOn.isAfter(earliest)).toList();
    double prior = Spread.PRIOR_SHOCK * Spread.PRIOR_SHOCK;
    double open = variance(over, prior, Experience::openErrors);
    double arriving = variance(over, prior, Experience::newErrors);
    double width = logWidth(over, 0);
    List<Spread> spreads = new ArrayList<>();
    for (Stretch stretch : stretches) {
      List<Past> own = over.stream().filter(past -> past.stretch.equals(stretch)).toList();
      spreads.add(
          new Spread(
              stretch.from,
              stretch.to,
              Math.sqrt(variance(own, open, Experience::openErrors)),
              Math.sqrt(variance(own, arriving, Experience::newErrors)),
              Math.exp(logWidth(own, width)),
              own.size(),
              coverage(own, 0.5),
              coverage(own, COVERED)));
    }
    return spreads;
  }

  /**
   * An error of a mean.
   *
   * @param squared error, in shares of what a shock of 1 moves the mean by
   * @param explained by independent deals, in the same unit
   */
  private record Error(double squared, double explained) {}

  private static Error openErrors(Past past) {
    Snapshot.Independent independent = past.forecast.independent().orElseThrow();
    double mean = past.forecast.openExpected().doubleValue();
    return error(past.openActual - mean, independent.openVariance(), independent.openSlope());
  }

  private static Error newErrors(Past past) {
    Snapshot.Independent independent = past.forecast.independent().orElseThrow();
    double mean = past.forecast.newBusiness().map(BigDecimal::doubleValue).orElse(0.0);
    return error(past.newActual() - mean, independent.newVariance(), mean);
  }

  private static Error error(double difference, double variance, double slope) {
    return new Error(difference * difference / (slope * slope), variance / (slope * slope));
  }

  /** Forecasts whose independent part hides a shock count less. */
  private double variance(List<Past> pasts, double prior, Function<Past, Error> errors) {
    double sum = PRIOR_FORECASTS * prior;
    double weights = PRIOR_FORECASTS;
    for (Past past : pasts) {
      Error error = errors.apply(past);
      if (Double.isFinite(error.squared) && Double.isFinite(error.explained)) {
        double weight = weight(past) * prior / (prior + error.explained);
        sum += weight * Math.min(LARGEST_SHOCK, error.squared - error.explained);
        weights += weight;
      }
    }
    return Math.max(0, sum / weights);
  }

  private double weight(Past past) {
    return Math.min(1, (double) spacingDays / (past.stretch.to - past.stretch.from));
  }

  private double logWidth(List<Past> pasts, double prior) {
    double[] scores = pasts.stream().mapToDouble(Experience::score).toArray();
    double[] weights = pasts.stream().mapToDouble(this::weight).toArray();
    double n = Arrays.stream(weights).sum();
    double quantile =
        WeightedQuantile.of(scores, weights, Math.min(1, COVERED * (1 + 1 / Math.max(1, n))));
    if (Double.isNaN(quantile)) {
      return prior;
    }
    double found = Math.log(Math.max(NARROWEST, Math.min(WIDEST, quantile)));
    return (n * found + PRIOR_WIDTHS * prior) / (n + PRIOR_WIDTHS);
  }

  /** Distance of what happened from the median, in uncorrected half bands. */
  private static double score(Past past) {
    double width = past.forecast.spread().width();
    double median = past.forecast.band().p50().doubleValue();
    double above = (past.forecast.band().p90().doubleValue() - median) / width;
    double below = (median - past.forecast.band().p10().doubleValue()) / width;
    double distance = past.actual - median;
    double half = distance >= 0 ? above : below;
    return distance == 0 ? 0 : Math.min(SURPRISE, Math.abs(distance) / half);
  }

  private double coverage(List<Past> pasts, double share) {
    ToDoubleFunction<Past> ratio =
        past ->
            past.actual <= 0
                ? NEVER
                : Math.min(NEVER, past.forecast.openAmount().doubleValue() / past.actual);
    double quantile =
        WeightedQuantile.of(
            pasts.stream().mapToDouble(ratio).toArray(),
            pasts.stream().mapToDouble(this::weight).toArray(),
            share);
    return quantile >= NEVER ? Double.NaN : quantile;
  }
}
