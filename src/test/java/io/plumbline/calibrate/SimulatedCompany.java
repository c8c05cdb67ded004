package io.plumbline.calibrate;

import io.plumbline.calibrate.PipelineInput.Day;
import io.plumbline.outlook.Segment;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A company whose business grows, has a season, and has good and bad quarters: all deals that come
 * to a decision in one quarter share what moves their odds, all that are created in one share what
 * moves their number, and a good quarter is likelier to follow a good one. Sales people state close
 * dates that are too early, and put them off when a deal moves on.
 */
final class SimulatedCompany {

  private static final double GROWTH_PER_YEAR = 0.15;
  private static final double SEASON = 0.3;
  private static final double ODDS_SHOCK = 0.3;
  private static final double RATE_SHOCK = 0.15;

  /** Correlation of a quarter's shock with that of the quarter before. */
  private static final double PERSISTENCE = 0.5;

  private static final List<String> STAGES = List.of("a", "b", "c");
  private static final double[] MEAN_DAYS = {12, 18, 25};
  private static final double[] GOES_ON = {0.6, 0.6, 0.65};
  private static final double[] STATED = {0.2, 0.5, 0.8};

  /** Days to the close date that is stated when a stage is entered. */
  private static final int[] STATED_DAYS = {40, 25, 12};

  private static final double LOG_AMOUNT = 9.2;
  private static final double LOG_AMOUNT_SPREAD = 0.8;
  private static final Segment SEGMENT = Segment.NOTHING_KNOWN;

  private final SplittableRandom random;
  private final LocalDate from;
  private final double perDay;
  private final Map<LocalDate, Double> odds = new TreeMap<>();
  private final Map<LocalDate, Double> rates = new TreeMap<>();
  private final List<Paths.Visit> visits = new ArrayList<>();
  private final TreeMap<LocalDate, long[]> days = new TreeMap<>();
  private long deals;

  /**
   * A company.
   *
   * @param from first day on which deals are created
   * @param perDay how many on that day
   */
  SimulatedCompany(LocalDate from, LocalDate asOf, double perDay, long seed) {
    this.random = new SplittableRandom(seed);
    this.from = from;
    this.perDay = perDay;
    double odd = 0;
    double rate = 0;
    for (LocalDate quarter = quarter(from);
        !quarter.isAfter(asOf);
        quarter = quarter.plusMonths(3)) {
      double fresh = Math.sqrt(1 - PERSISTENCE * PERSISTENCE);
      odd = PERSISTENCE * odd + fresh * random.nextGaussian();
      rate = PERSISTENCE * rate + fresh * random.nextGaussian();
      odds.put(quarter, ODDS_SHOCK * odd);
      rates.put(quarter, RATE_SHOCK * rate);
    }
    for (LocalDate day = from; !day.isAfter(asOf); day = day.plusDays(1)) {
      for (int i = poisson(rate(day)); i > 0; i--) {
        deal(day);
      }
    }
  }

  private double rate(LocalDate day) {
    double years = ChronoUnit.DAYS.between(from, day) / 365.25;
    return perDay
        * Math.pow(1 + GROWTH_PER_YEAR, years)
        * (1 + SEASON * Math.sin(2 * Math.PI * day.getDayOfYear() / 365.25))
        * Math.exp(rates.get(quarter(day)) - RATE_SHOCK * RATE_SHOCK / 2);
  }

  private void deal(LocalDate created) {
    long key = TestDeals.key(deals++);
    long cents = Math.round(100 * Math.exp(LOG_AMOUNT + LOG_AMOUNT_SPREAD * random.nextGaussian()));
    double end = TestSettings.CUTOFF + TestDeals.DAY;
    List<Long> entered = new ArrayList<>();
    double at = micros(created) + random.nextDouble() * TestDeals.DAY;
    byte outcome = Paths.OPEN;
    for (int s = 0; s < STAGES.size() && outcome == Paths.OPEN && at < end; s++) {
      entered.add((long) at);
      at += -Math.log1p(-random.nextDouble()) * MEAN_DAYS[s] * TestDeals.DAY;
      if (at < TestSettings.CUTOFF) {
        double shock = odds.get(quarter(day((long) at)));
        double odd = GOES_ON[s] / (1 - GOES_ON[s]) * Math.exp(shock);
        if (random.nextDouble() >= odd / (1 + odd)) {
          outcome = Paths.LOST;
        } else if (s == STAGES.size() - 1) {
          outcome = Paths.WON;
        }
      } else {
        end = at;
      }
    }
    long closed = outcome == Paths.OPEN ? Paths.NEVER : (long) at;
    for (int v = 0; v < entered.size(); v++) {
      boolean isLast = v == entered.size() - 1;
      int due =
          Math.toIntExact(
              day(entered.get(v)).toEpochDay() + STATED_DAYS[v] + random.nextInt(STATED_DAYS[v]));
      visits.add(
          new Paths.Visit(
              key,
              v + 1,
              STAGES.get(v),
              entered.get(v),
              isLast ? closed : entered.get(v + 1),
              closed,
              outcome,
              cents,
              List.of(),
              new Paths.Sale(cents, due, null, null)));
    }
    days.computeIfAbsent(created, of -> new long[3])[0]++;
    if (outcome == Paths.WON) {
      long[] won = days.computeIfAbsent(day(closed), of -> new long[3]);
      won[1]++;
      won[2] += cents;
    }
  }

  /** All that was seen by the as-of date. */
  PipelineInput input() {
    List<Stage> stages = new ArrayList<>();
    for (int s = 0; s < STAGES.size(); s++) {
      stages.add(new Stage(STAGES.get(s), STAGES.get(s), s + 1, STATED[s]));
    }
    return new PipelineInput(
        stages,
        Paths.of(visits, List.of(), CalibrationSettings.BUCKETS),
        List.of(),
        Optional.empty(),
        1,
        Map.of(),
        days.entrySet().stream()
            .map(
                entry ->
                    new Day(
                        entry.getKey(),
                        SEGMENT,
                        entry.getValue()[0],
                        entry.getValue()[1],
                        entry.getValue()[2]))
            .toList(),
        false);
  }

  /** By inversion: the rates of a day are small. */
  private int poisson(double mean) {
    double limit = Math.exp(-mean);
    double product = random.nextDouble();
    int count = 0;
    while (product > limit) {
      product *= random.nextDouble();
      count++;
    }
    return count;
  }

  static LocalDate quarter(LocalDate day) {
    return LocalDate.of(day.getYear(), (day.getMonthValue() - 1) / 3 * 3 + 1, 1);
  }

  private static long micros(LocalDate day) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, day.atStartOfDay(ZoneOffset.UTC).toInstant());
  }

  private static LocalDate day(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atZone(ZoneOffset.UTC).toLocalDate();
  }
}
