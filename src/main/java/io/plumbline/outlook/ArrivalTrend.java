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
    Days days = Days.of(created, asOf);
    Series series = new Series(days, created.length);
    Method method = chosen(days, created.length);
    int window = Math.min(DAYS_OF_YEAR, created.length);
    double perDay = series.perDay(window);
    LocalDate month = asOf.withDayOfMonth(1);
    List<Double> factors =
        IntStream.range(0, MONTHS_AHEAD)
            .mapToObj(
                i -> {
                  LocalDate middle = month.plusMonths(i).plusDays(14);
                  LocalDate ahead = middle.isAfter(asOf) ? middle : asOf.plusDays(1);
                  return perDay == 0
                      ? 1.0
                      : series.rate(
                              method,
                              (int) ChronoUnit.DAYS.between(asOf, ahead),
                              ahead.getMonthValue() - 1)
                          / perDay;
                })
            .toList();
    return new ArrivalTrend(perDay, factors, method, window);
  }

  /** The method that forecast the quarters after past dates best, on the log of the number. */
  private static Method chosen(Days days, int known) {
    List<Method> methods =
        Arrays.stream(Method.values())
            .filter(method -> known >= method.needs() + RECENT_DAYS + FEWEST_DATES * EVERY)
            .toList();
    if (methods.size() < 2) {
      return Method.YEAR;
    }
    int needs = methods.stream().mapToInt(Method::needs).max().orElse(1);
    List<double[]> losses = new ArrayList<>();
    for (int at = known - RECENT_DAYS; at >= needs && losses.size() < MOST_DATES; at -= EVERY) {
      losses.add(new Series(days, at).losses(methods));
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
                        standardError(losses.stream().mapToDouble(l -> l[m] - l[best]).toArray())))
            .toList();
    return methods.get(OneStandardErrorRule.choose(candidates).orElse(0));
  }

  /** Dates are a month apart and look a quarter ahead: a third as many are independent. */
  private static double standardError(double[] differences) {
    double mean = Arrays.stream(differences).average().orElse(0);
    double squares = Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).sum();
    int n = differences.length;
    return n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1) / (n / 3.0));
  }

  /**
   * What all past dates look at.
   *
   * @param created by day
   * @param before created before each day, and in all
   * @param month of each day, from 0
   */
  private record Days(long[] created, long[] before, int[] month) {

    static Days of(long[] created, LocalDate last) {
      long[] before = new long[created.length + 1];
      int[] month = new int[created.length];
      LocalDate day = last.minusDays(created.length - 1L);
      int number = 0;
      while (number < created.length) {
        LocalDate next = day.plusMonths(1).withDayOfMonth(1);
        int end = Math.min(created.length, number + (int) ChronoUnit.DAYS.between(day, next));
        Arrays.fill(month, number, end, day.getMonthValue() - 1);
        number = end;
        day = next;
      }
      for (int i = 0; i < created.length; i++) {
        before[i + 1] = before[i] + created[i];
      }
      return new Days(created, before, month);
    }

    /** Created from a day, or from the first one, until before another. */
    long sum(int from, int to) {
      return before[Math.max(0, to)] - before[Math.max(0, from)];
    }
  }

  /** What is known of the first days. */
  private static final class Series {
    private final Days days;
    private final int known;
    private final double perDayOfYear;
    private final double perRecentDay;
    private final double logGrowth;
    private double[] seasons;

    Series(Days days, int known) {
      this.days = days;
      this.known = known;
      this.perDayOfYear = perDay(DAYS_OF_YEAR);
      this.perRecentDay = perDay(RECENT_DAYS);
      double last = days.sum(known - DAYS_OF_YEAR, known) + 0.5;
      double before = days.sum(known - 2 * DAYS_OF_YEAR, known - DAYS_OF_YEAR) + 0.5;
      double variance = GROWTH_SPREAD * GROWTH_SPREAD;
      this.logGrowth = Math.log(last / before) * variance / (variance + 1 / last + 1 / before);
    }

    /** Of the last days, or of all where there are fewer. */
    double perDay(int last) {
      return (double) days.sum(known - last, known) / Math.min(last, known);
    }

    /**
     * Expected on a day.
     *
     * @param ahead days after the last that is known
     * @param month of the day, from 0
     */
    double rate(Method method, int ahead, int month) {
      return switch (method) {
        case YEAR -> perDayOfYear;
        case RECENT -> perRecentDay;
        case TREND -> perDayOfYear * growth(ahead);
        case SEASON -> perDayOfYear * season(month);
        case TREND_SEASON -> perDayOfYear * growth(ahead) * season(month);
      };
    }

    /**
     * Growth from the middle of the last year to a day. The logarithm of the yearly growth is drawn
     * to none by its uncertainty, and goes on for a year at most.
     */
    private double growth(int ahead) {
      double years = (ahead + DAYS_OF_YEAR / 2.0) / DAYS_OF_YEAR;
      return Math.exp(logGrowth * Math.min(1.5, years));
    }

    /**
     * Index of a calendar month: created in it / what the share of its days in each year back from
     * the last day leads to expect, drawn to 1 by its uncertainty (empirical Bayes).
     */
    private double season(int month) {
      if (seasons == null) {
        seasons = seasonIndices();
      }
      return seasons[month];
    }

    private double[] seasonIndices() {
      double[] counted = new double[12];
      double[] expected = new double[12];
      for (int end = known; end >= DAYS_OF_YEAR; end -= DAYS_OF_YEAR) {
        double perDay = (double) days.sum(end - DAYS_OF_YEAR, end) / DAYS_OF_YEAR;
        for (int day = end - DAYS_OF_YEAR; day < end; day++) {
          int month = days.month()[day];
          counted[month] += days.created()[day];
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

    /** How far each method is from the quarter that followed. */
    double[] losses(List<Method> methods) {
      double actual = days.sum(known, known + RECENT_DAYS);
      double[] losses = new double[methods.size()];
      for (int m = 0; m < losses.length; m++) {
        double expected = 0;
        for (int ahead = 1; ahead <= RECENT_DAYS; ahead++) {
          expected += rate(methods.get(m), ahead, days.month()[known - 1 + ahead]);
        }
        double error = Math.log((actual + 0.5) / (expected + 0.5));
        losses[m] = error * error;
      }
      return losses;
    }
  }
}
