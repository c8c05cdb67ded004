package io.plumbline.calibrate;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Simulated deals whose chances are known. Times are before {@link TestSettings#CUTOFF}. */
final class TestDeals {

  static final long DAY = Landmarks.MICROS_PER_DAY;

  private final List<Paths.Visit> visits = new ArrayList<>();
  private final SplittableRandom random;
  private long next;

  TestDeals(long seed) {
    random = new SplittableRandom(seed);
    next = seed << 32;
  }

  /** Chance that a deal is won that leaves the pipeline. */
  interface Chance {

    /**
     * What the chance may depend on.
     *
     * @param ageDays in the stage when it leaves
     * @param daysBefore the cutoff when it was created
     */
    double of(String stage, List<String> values, double ageDays, double daysBefore);
  }

  /** A visit of which a forecast knows nothing beside. */
  static Paths.Visit visit(
      long deal,
      int number,
      String stage,
      long entered,
      long left,
      long closed,
      byte outcome,
      long cents,
      List<String> values) {
    return new Paths.Visit(
        deal, number, stage, entered, left, closed, outcome, cents, values, Paths.Sale.UNKNOWN);
  }

  /** A time so many days before the cutoff. */
  static long back(double days) {
    return TestSettings.CUTOFF - Math.round(days * DAY);
  }

  /** Spreads consecutive numbers as a hash of an id would. */
  static long key(long number) {
    long z = number * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** A closed deal that stood in one stage. */
  TestDeals deal(String stage, double enteredDaysBack, double closedDaysBack, byte outcome) {
    return deal(stage, enteredDaysBack, closedDaysBack, outcome, List.of());
  }

  TestDeals deal(
      String stage,
      double enteredDaysBack,
      double closedDaysBack,
      byte outcome,
      List<String> values) {
    boolean open = outcome == Paths.OPEN;
    long closed = open ? Paths.NEVER : back(closedDaysBack);
    visits.add(
        TestDeals.visit(
            key(next++),
            1,
            stage,
            back(enteredDaysBack),
            closed,
            closed,
            outcome,
            Paths.NO_AMOUNT,
            values));
    return this;
  }

  TestDeals visit(Paths.Visit visit) {
    visits.add(visit);
    return this;
  }

  /**
   * Deals that enter one of the stages at random, stay there exponentially long and close.
   *
   * @param levels of each dimension, all as likely
   */
  TestDeals single(
      int deals,
      List<String> stages,
      List<List<String>> levels,
      double meanDays,
      double spanDays,
      Chance chance) {
    for (int i = 0; i < deals; i++) {
      String stage = stages.get(random.nextInt(stages.size()));
      List<String> values = new ArrayList<>();
      for (List<String> of : levels) {
        values.add(of.get(random.nextInt(of.size())));
      }
      double created = random.nextDouble() * spanDays;
      double stay = -meanDays * Math.log1p(-random.nextDouble());
      boolean won = random.nextDouble() < chance.of(stage, values, stay, created);
      byte outcome = stay >= created ? Paths.OPEN : won ? Paths.WON : Paths.LOST;
      deal(stage, created, created - stay, outcome, values);
    }
    return this;
  }

  /**
   * Deals that go through all stages in their order and may be lost at the end of each; the last
   * one is left by winning or losing.
   *
   * @param moves chance of not being lost at the end of each stage
   */
  TestDeals funnel(
      int deals,
      List<String> stages,
      double[] moves,
      List<List<String>> levels,
      double meanDays,
      double spanDays) {
    for (int i = 0; i < deals; i++) {
      List<String> values = new ArrayList<>();
      for (List<String> of : levels) {
        values.add(of.get(random.nextInt(of.size())));
      }
      double at = random.nextDouble() * spanDays;
      List<Double> entered = new ArrayList<>();
      byte outcome = Paths.OPEN;
      double closed = Double.NaN;
      for (int s = 0; s < stages.size() && at > 0; s++) {
        entered.add(at);
        at += meanDays * Math.log1p(-random.nextDouble());
        boolean goesOn = random.nextDouble() < moves[s];
        if (at > 0 && (!goesOn || s == stages.size() - 1)) {
          outcome = goesOn ? Paths.WON : Paths.LOST;
          closed = at;
          break;
        }
      }
      long key = key(next++);
      for (int v = 0; v < entered.size(); v++) {
        boolean last = v == entered.size() - 1;
        boolean open = outcome == Paths.OPEN;
        long end = open ? Paths.NEVER : back(closed);
        visits.add(
            TestDeals.visit(
                key,
                v + 1,
                stages.get(v),
                back(entered.get(v)),
                last ? end : back(entered.get(v + 1)),
                end,
                outcome,
                Paths.NO_AMOUNT,
                values));
      }
    }
    return this;
  }

  /** Deals with any number of visits, some of no length, some times exactly on whole days. */
  TestDeals wild(int deals, List<String> stages, List<List<String>> levels, int longestDays) {
    for (int i = 0; i < deals; i++) {
      long key = key(next++);
      List<Double> times = new ArrayList<>();
      double at = time(400);
      times.add(at);
      for (int v = random.nextInt(4); v >= 0; v--) {
        at -= random.nextInt(8) == 0 ? 0 : time(longestDays);
        times.add(at);
      }
      boolean closes = random.nextInt(3) > 0;
      boolean won = random.nextBoolean();
      List<List<String>> values = new ArrayList<>();
      int known = 0;
      for (int v = 0; v + 1 < times.size() && times.get(v) > 0; v++) {
        List<String> of = new ArrayList<>();
        for (List<String> level : levels) {
          of.add(level.get(random.nextInt(level.size())));
        }
        values.add(of);
        known++;
      }
      // It stands in the last of the visits, or closed at its end: by the cutoff or not.
      boolean ended = known + 1 == times.size() && times.get(known) > 0;
      boolean open = !(closes && ended);
      long closed = open ? Paths.NEVER : back(times.get(known));
      byte outcome = open ? Paths.OPEN : won ? Paths.WON : Paths.LOST;
      for (int v = 0; v < known; v++) {
        visits.add(
            TestDeals.visit(
                key,
                v + 1,
                stages.get(random.nextInt(stages.size())),
                back(times.get(v)),
                v + 1 < known ? back(times.get(v + 1)) : closed,
                closed,
                outcome,
                Paths.NO_AMOUNT,
                values.get(v)));
      }
    }
    return this;
  }

  private double time(int longestDays) {
    return random.nextBoolean()
        ? random.nextInt(longestDays)
        : Math.floor(random.nextDouble() * longestDays * 86_400) / 86_400;
  }

  List<Paths.Visit> visits() {
    return visits;
  }

  Paths paths(String... dimensions) {
    return Paths.of(visits, List.of(dimensions), CalibrationSettings.BUCKETS);
  }
}
