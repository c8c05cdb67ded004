package io.plumbline.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.model.AgeGrid;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Do 90 % intervals hold the truth nine times of ten? 200 companies of 400 deals from a known
 * process: three stages, slow losers, two customer types and three products of which one pair
 * interacts; a third of the deals still open or cut off. The truth is that of 300,000 deals
 * followed to their end.
 */
class CoverageTest {

  private static final long DAY = 86_400_000_000L;
  private static final int SPAN_DAYS = 300;
  private static final int DEALS = 400;
  private static final int COMPANIES = 200;
  private static final List<String> STAGES = List.of("A", "B", "C");
  private static final double[] OF_CUSTOMER = {-0.5, 0.5};
  private static final double[] OF_PRODUCT = {-0.4, 0, 0.4};

  /** Times in days since creation; closes in stage {@code last}. */
  private record Deal(double[] entered, double closed, boolean won, int last) {}

  private static Deal deal(SplittableRandom random, int customer, int product) {
    double effect = OF_CUSTOMER[customer] + OF_PRODUCT[product];
    effect += customer == 1 && product == 2 ? 0.4 : 0;
    double[] entered = new double[STAGES.size()];
    double time = 0;
    for (int s = 0; s < STAGES.size(); s++) {
      boolean goesOn = random.nextDouble() < 1 / (1 + Math.exp(-0.5 * s - effect));
      entered[s] = time;
      double mean = goesOn ? 8 : 22;
      time -= mean / 2 * Math.log(random.nextDouble() * random.nextDouble());
      if (!goesOn) {
        return new Deal(entered, time, false, s);
      }
    }
    return new Deal(entered, time, true, STAGES.size() - 1);
  }

  private static double left(Deal deal, int stage) {
    return stage == deal.last() ? deal.closed() : deal.entered()[stage + 1];
  }

  /** Landmarks and those of them that were won, by stage, age bin and segment. */
  private static double[][][][] truth() {
    double[][][][] counts = new double[2][STAGES.size()][AgeGrid.bins()][6];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 300_000; i++) {
      int customer = random.nextInt(2);
      int product = random.nextInt(3);
      Deal deal = deal(random, customer, product);
      double offset = random.nextDouble();
      for (int s = 0; s <= deal.last(); s++) {
        for (double at = Math.floor(deal.entered()[s]) + offset; at < left(deal, s); at++) {
          if (at > deal.entered()[s]) {
            int bin = bin(at - deal.entered()[s]);
            counts[0][s][bin][customer * 3 + product]++;
            counts[1][s][bin][customer * 3 + product] += deal.won() ? 1 : 0;
          }
        }
      }
    }
    return counts;
  }

  private static int bin(double days) {
    int bin = 0;
    for (double edge : AgeGrid.lowerEdges()) {
      bin += days >= edge ? 1 : 0;
    }
    return bin;
  }

  private static List<Paths.Visit> company(SplittableRandom random) {
    List<Paths.Visit> visits = new ArrayList<>();
    for (int i = 0; i < DEALS; i++) {
      double start = random.nextDouble() * SPAN_DAYS;
      int customer = random.nextInt(2);
      int product = random.nextInt(3);
      Deal deal = deal(random, customer, product);
      long key = random.nextLong();
      boolean open = start + deal.closed() >= SPAN_DAYS;
      for (int s = 0; s <= deal.last() && start + deal.entered()[s] < SPAN_DAYS; s++) {
        double left = start + left(deal, s);
        visits.add(
            TestDeals.visit(
                key,
                s + 1,
                STAGES.get(s),
                (long) ((start + deal.entered()[s]) * DAY),
                left >= SPAN_DAYS ? Paths.NEVER : (long) (left * DAY),
                open ? Paths.NEVER : (long) ((start + deal.closed()) * DAY),
                open ? Paths.OPEN : deal.won() ? Paths.WON : Paths.LOST,
                Paths.NO_AMOUNT,
                List.of("c" + customer, "p" + product)));
      }
    }
    return visits;
  }

  private static CalibrationSettings settings(long seed) {
    return new CalibrationSettings(
        LocalDate.of(1970, 10, 27),
        SPAN_DAYS * DAY,
        ZoneOffset.UTC,
        Long.MIN_VALUE,
        0,
        60,
        0.9,
        12,
        List.of(Dimension.CUSTOMER_TYPE, Dimension.PRODUCT),
        20,
        0.25,
        3,
        List.of(),
        0,
        60,
        50_000,
        10,
        seed,
        TestSettings.NO_FORECASTS);
  }

  /** Sums over what a line is about. */
  private static double truth(double[][][][] counts, Line line) {
    int stage = STAGES.indexOf(line.stage().id());
    double landmarks = 0;
    double won = 0;
    for (int bin = 0; bin < AgeGrid.bins(); bin++) {
      double from = AgeGrid.from(bin);
      if (from < line.ageFrom() - 1e-9 || from >= line.ageTo() - 1e-9) {
        continue;
      }
      for (int segment = 0; segment < 6; segment++) {
        boolean isIn =
            (line.customerType() == null || line.customerType().equals("c" + segment / 3))
                && (line.product() == null || line.product().equals("p" + segment % 3));
        landmarks += isIn ? counts[0][stage][bin][segment] : 0;
        won += isIn ? counts[1][stage][bin][segment] : 0;
      }
    }
    return landmarks < 200 ? Double.NaN : won / landmarks;
  }

  private static final class Tally {
    private int held;
    private int n;
    private double squares;
    private double rawSquares;
    private int raw;

    private double coverage() {
      return (double) held / n;
    }
  }

  @Test
  void ninetyPercentIntervalsHoldTheTruthNineTimesOfTen() {
    double[][][][] counts = truth();
    List<Stage> stages = new ArrayList<>();
    for (int s = 0; s < STAGES.size(); s++) {
      stages.add(new Stage(STAGES.get(s), STAGES.get(s), s + 1, Double.NaN));
    }
    Map<String, Tally> tallies = new TreeMap<>();
    for (int company = 0; company < COMPANIES; company++) {
      CalibrationSettings settings = settings(20_121_113L + company);
      Paths paths =
          Paths.of(
              company(new SplittableRandom(1000 + company)),
              settings.dimensions(),
              CalibrationSettings.BUCKETS);
      Landmarks landmarks =
          Landmarks.of(
              paths,
              Calendar.of(paths, settings).grid(settings.cutoff(), settings),
              settings.ageBands());
      ConfidenceModel model =
          ConfidenceModel.fit(
              landmarks, CalibrationSettings.BUCKETS, Method.STAGE_AGE_SEGMENT.form());
      Map<String, Double> ofStage = new TreeMap<>();
      List<Line> lines = ConfidenceTable.of(model, settings).lines(stages);
      lines.stream()
          .filter(Line::isStage)
          .forEach(line -> ofStage.put(line.stage().id(), line.confidence()));
      for (Line line : lines) {
        double truth = truth(counts, line);
        if (Double.isNaN(truth)) {
          continue;
        }
        Tally tally = tallies.computeIfAbsent(line.level(), level -> new Tally());
        tally.n++;
        tally.held += line.interval().contains(truth) ? 1 : 0;
        if (line.level().equals(ConfidenceTable.CELL) && line.resolved() == 5) {
          Tally few = tallies.computeIfAbsent("five", level -> new Tally());
          few.raw++;
          few.squares += square(line.confidence() - truth);
          few.rawSquares += square(line.won() / 5.0 - truth);
          Tally pooled = tallies.computeIfAbsent("five, pooled", level -> new Tally());
          pooled.squares += square(ofStage.get(line.stage().id()) - truth);
        }
      }
    }
    StringBuilder measured = new StringBuilder();
    tallies.forEach(
        (level, tally) -> {
          if (tally.n > 0) {
            measured.append(
                String.format(
                    java.util.Locale.ROOT, "%s %.3f of %d; ", level, tally.coverage(), tally.n));
          }
        });
    Tally five = tallies.get("five");
    Tally pooled = tallies.get("five, pooled");
    measured.append(
        String.format(
            java.util.Locale.ROOT,
            "cells of five deals: rms error %.3f, raw %.3f, stage %.3f, n %d",
            Math.sqrt(five.squares / five.raw),
            Math.sqrt(five.rawSquares / five.raw),
            Math.sqrt(pooled.squares / five.raw),
            five.raw));
    System.out.println("Coverage of 90 % intervals: " + measured);
    // The standard error of a coverage of 600 dependent lines is about 0.015.
    for (String level : List.of("stage", "age_band", "customer_type", "product", "cell")) {
      assertThat(tallies.get(level).coverage()).as("%s: %s", level, measured).isBetween(0.86, 0.94);
    }
    assertThat(five.squares)
        .as(measured.toString())
        .isLessThan(five.rawSquares)
        .isLessThan(pooled.squares);
  }

  private static double square(double x) {
    return x * x;
  }
}
