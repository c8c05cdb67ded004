package io.plumbline.outlook;

import io.plumbline.stats.OneStandardErrorRule;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How many opportunities will be created per day, from how many were: the rate of the last year,
 * and what it is multiplied by in the months to come. Whether the latest level, growth from year to
 * year and season are worth it is decided on past dates; of methods that are not clearly worse, the
 * simplest is taken (one-standard-error rule).
 *
 * @param perDay over the last {@code windowDays}
 * @param byMonth factors for the month of the as-of date and those that follow
 * @param method what the factors come from
 * @param windowDays at most 365
 */
public record ArrivalTrend(double perDay, List<Double> byMonth, Method method, int windowDays) {

  private static final int DAYS_OF_YEAR = 365;
  private static final int RECENT_DAYS = 91;
  private static final int MONTHS_AHEAD = 19;
  private static final int EVERY = 30;
  private static final int MOST_DATES = 24;
  private static final int FEWEST_DATES = 6;

  /** Standard deviation of the log of yearly growth among companies: what a growth is drawn by. */
  private static final double GROWTH_SPREAD = 0.25;

  /** From the simplest. */
  public enum Method {
    YEAR,
    RECENT,
    TREND,
    SEASON,
    TREND_SEASON;

    /** The spelling in tables. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Days of history that it takes. */
    private int needs() {
      return switch (this) {
        case YEAR -> 1;
        case RECENT -> 2 * RECENT_DAYS;
        case TREND, SEASON, TREND_SEASON -> 2 * DAYS_OF_YEAR;
      };
    }
  }

  /** Copies the factors. */
  public ArrivalTrend {
    byMonth = List.copyOf(byMonth);
  }

  /**
   * What is expected after the last day.
   *
   * @param created opportunities created by day; the last is the as-of date; at least one day
   */
  public static ArrivalTrend of(long[] created, LocalDate asOf) {
    Series series = new Series(created, asOf);
    Method method = series.chosen();
    int window = Math.min(DAYS_OF_YEAR, created.length);
    double perDay = series.perDay(window);
    LocalDate month = asOf.withDayOfMonth(1);
    List<Double> factors =
        IntStream.range(0, MONTHS_AHEAD)
            .mapToObj(
                i -> {
                  LocalDate middle = month.plusMonths(i).plusDays(14);
                  LocalDate ahead = middle.isAfter(asOf) ? middle : asOf.plusDays(1);
                  return perDay == 0 ? 1.0 : series.rate(method, ahead) / perDay;
                })
            .toList();
    return new ArrivalTrend(perDay, factors, method, window);
  }

  /** Counts up to a day. */
  private static final class Series {
    private final long[] created;
    private final LocalDate asOf;
    private double[] seasons;

    Series(long[] created, LocalDate asOf) {
      this.created = created;
      this.asOf = asOf;
    }

    /** Of the last days, or of all where there are fewer. */
    double perDay(int days) {
      return (double) sum(created.length - days, created.length) / Math.min(days, created.length);
    }

    private long sum(int from, int to) {
      long sum = 0;
      for (int day = Math.max(0, from); day < to; day++) {
        sum += created[day];
      }
      return sum;
    }

    double rate(Method method, LocalDate day) {
      return switch (method) {
        case YEAR -> perDay(DAYS_OF_YEAR);
        case RECENT -> perDay(RECENT_DAYS);
        case TREND -> perDay(DAYS_OF_YEAR) * growth(day);
        case SEASON -> perDay(DAYS_OF_YEAR) * season(day);
        case TREND_SEASON -> perDay(DAYS_OF_YEAR) * growth(day) * season(day);
      };
    }

    /**
     * Growth from the middle of the last year to a day. The logarithm of the yearly growth is drawn
     * to none by its uncertainty, and goes on for a year at most.
     */
    private double growth(LocalDate day) {
      double last = sum(created.length - DAYS_OF_YEAR, created.length) + 0.5;
      double before = sum(created.length - 2 * DAYS_OF_YEAR, created.length - DAYS_OF_YEAR) + 0.5;
      double variance = GROWTH_SPREAD * GROWTH_SPREAD;
      double logGrowth = Math.log(last / before) * variance / (variance + 1 / last + 1 / before);
      double years = (ChronoUnit.DAYS.between(asOf, day) + DAYS_OF_YEAR / 2.0) / DAYS_OF_YEAR;
      return Math.exp(logGrowth * Math.min(1.5, years));
    }

    /**
     * Index of the calendar month of a day: created in it / what the share of its days in each year
     * back from the as-of date leads to expect, drawn to 1 by its uncertainty (empirical Bayes).
     */
    private double season(LocalDate day) {
      if (seasons == null) {
        seasons = seasonIndices();
      }
      return seasons[day.getMonthValue() - 1];
    }

    private double[] seasonIndices() {
      double[] counted = new double[12];
      double[] expected = new double[12];
      for (int end = created.length; end >= DAYS_OF_YEAR; end -= DAYS_OF_YEAR) {
        double perDay = (double) sum(end - DAYS_OF_YEAR, end) / DAYS_OF_YEAR;
        for (int day = end - DAYS_OF_YEAR; day < end; day++) {
          int month = asOf.minusDays(created.length - 1L - day).getMonthValue() - 1;
          counted[month] += created[day];
          expected[month] += perDay;
        }
      }
      double squares = 0;
      double noise = 0;
      for (int month = 0; month < 12; month++) {
        if (expected[month] == 0) {
          return ones();
        }
        double ratio = counted[month] / expected[month];
        squares += (ratio - 1) * (ratio - 1) / 12;
        noise += 1 / expected[month] / 12;
      }
      double variance = Math.max(0, squares - noise);
      double[] index = new double[12];
      for (int month = 0; month < 12; month++) {
        double weight = expected[month] * variance / (1 + expected[month] * variance);
        index[month] = 1 + (counted[month] / expected[month] - 1) * weight;
      }
      return index;
    }

    private static double[] ones() {
      double[] index = new double[12];
      Arrays.fill(index, 1);
      return index;
    }

    /** The method that forecast the quarters after past dates best, on the log of the number. */
    Method chosen() {
      List<Method> methods =
          Arrays.stream(Method.values())
              .filter(
                  method -> created.length >= method.needs() + RECENT_DAYS + FEWEST_DATES * EVERY)
              .toList();
      if (methods.size() < 2) {
        return Method.YEAR;
      }
      int needs = methods.stream().mapToInt(Method::needs).max().orElse(1);
      List<double[]> losses = new ArrayList<>();
      for (int at = created.length - RECENT_DAYS;
          at >= needs && losses.size() < MOST_DATES;
          at -= EVERY) {
        Series then =
            new Series(Arrays.copyOf(created, at), asOf.minusDays(created.length - (long) at));
        double actual = sum(at, at + RECENT_DAYS);
        losses.add(methods.stream().mapToDouble(m -> then.loss(m, actual)).toArray());
      }
      double[] means =
          IntStream.range(0, methods.size())
              .mapToDouble(m -> losses.stream().mapToDouble(l -> l[m]).average().orElse(0))
              .toArray();
      int best = OneStandardErrorRule.best(means).orElse(0);
      List<OneStandardErrorRule.Candidate> candidates =
          IntStream.range(0, methods.size())
              .mapToObj(
                  m ->
                      new OneStandardErrorRule.Candidate(
                          means[m],
                          standardError(
                              losses.stream().mapToDouble(l -> l[m] - l[best]).toArray())))
              .toList();
      return methods.get(OneStandardErrorRule.choose(candidates).orElse(0));
    }

    private double loss(Method method, double actual) {
      double expected = 0;
      for (int day = 1; day <= RECENT_DAYS; day++) {
        expected += rate(method, asOf.plusDays(day));
      }
      double error = Math.log((actual + 0.5) / (expected + 0.5));
      return error * error;
    }

    /** Dates are a month apart and look a quarter ahead: a third as many are independent. */
    private static double standardError(double[] differences) {
      double mean = Arrays.stream(differences).average().orElse(0);
      double squares = Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).sum();
      int n = differences.length;
      return n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1) / (n / 3.0));
    }
  }
}
