package io.plumbline.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.Interval;
import io.plumbline.stats.PairedBootstrap;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ProofTest {

  private static final Offset<Double> EXACT = within(1e-12);
  private static final List<Method> METHODS =
      List.of(Method.INCUMBENT, Method.PUBLISHED, Method.STAGE_AGE_SEGMENT);
  private static final int[] Y = {1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 0};
  private static final double[] P = {.9, .2, .4, .6, .1, .3, .8, .5, .2, .1, .4, .7};

  @Test
  void scoresAsTheReferenceDoes() {
    Proof proof = new Proof(List.of(Method.STAGE), TestSettings.standard());
    for (int i = 0; i < Y.length; i++) {
      proof.add(entry("2026-01-01", "s", i, Y[i] == 1, P[i]));
    }
    Proof.Metric metric = metric(proof, "all", "stage_landmark", "all");

    // scikit-learn 1.9.1: log_loss(y, p), brier_score_loss(y, p)
    assertThat(metric.logLoss()).isCloseTo(0.5020455807945051, EXACT);
    assertThat(proof.logLoss(Method.STAGE)).isCloseTo(0.5020455807945051, EXACT);
    assertThat(metric.brier()).isCloseTo(0.17166666666666663, EXACT);
    // statsmodels 0.15.0: GLM(y, add_constant(log(p / (1 - p))), Binomial()).fit(tol=1e-14).params
    assertThat(metric.cox().intercept()).isCloseTo(-0.06517862019801332, within(1e-8));
    assertThat(metric.cox().slope()).isCloseTo(1.1482941144628085, within(1e-8));
    // numpy: ((y - p) * (1 - 2 * p)).sum() / sqrt(((1 - 2 * p) ** 2 * p * (1 - p)).sum())
    assertThat(metric.spiegelhalterZ()).isCloseTo(-0.12038585308576949, EXACT);
    assertThat(metric.expectedWins()).isCloseTo(5.2, EXACT);
    assertThat(metric.actualWins()).isEqualTo(5);
    assertThat(metric.ratio()).isCloseTo(1.04, EXACT);
    assertThat(metric.n()).isEqualTo(12);
    assertThat(metric.murphy().uncertainty()).isCloseTo(5 / 12.0 * 7 / 12.0, EXACT);
  }

  @Test
  void surroundsScoresByWhatLeavingOutGroupsOfDealsSays() {
    List<Proof.Entry> entries = random(400, 1);
    Proof proof = proof(entries);
    Proof.Metric metric = metric(proof, "all", "stage_age_segment", "all");

    assertInterval(metric.logLossInterval(), entries, e -> loss(e, 2), e -> 1);
    assertInterval(
        metric.brierInterval(),
        entries,
        e -> Math.pow((e.isWon() ? 1 : 0) - e.predicted()[2], 2),
        e -> 1);
    assertInterval(metric.ratioInterval(), entries, e -> e.predicted()[2], e -> e.isWon() ? 1 : 0);
    assertThat(metric.eceInterval().contains(metric.ece())).isTrue();
    assertThat(metric.slopeInterval().contains(metric.cox().slope())).isTrue();
    assertThat(metric.interceptInterval().contains(metric.cox().intercept())).isTrue();
    Proof.Metric ofStage = metric(proof, "all", "stage_age_segment", "a");
    assertThat(ofStage.logLossInterval().isKnown()).isTrue();
    assertThat(ofStage.slopeInterval().isKnown()).isFalse();
  }

  private interface Term {
    double of(Proof.Entry entry);
  }

  private static void assertInterval(
      Interval interval, List<Proof.Entry> entries, Term above, Term below) {
    double[] without = new double[64];
    double mean = 0;
    for (int b = 0; b < 64; b++) {
      int left = b;
      List<Proof.Entry> rest = entries.stream().filter(e -> e.bucket() != left).toList();
      without[b] =
          rest.stream().mapToDouble(above::of).sum() / rest.stream().mapToDouble(below::of).sum();
      mean += without[b] / 64;
    }
    double squares = 0;
    for (double w : without) {
      squares += (w - mean) * (w - mean);
    }
    double value =
        entries.stream().mapToDouble(above::of).sum()
            / entries.stream().mapToDouble(below::of).sum();
    // scipy: norm.ppf(0.95)
    double error = 1.6448536269514722 * Math.sqrt(63 / 64.0 * squares);
    assertThat(interval.low()).isCloseTo(value - error, within(1e-9));
    assertThat(interval.high()).isCloseTo(value + error, within(1e-9));
  }

  @Test
  void splitsByDateStageAndSegment() {
    List<Proof.Entry> entries = random(300, 2);
    Proof proof = proof(entries);
    List<Proof.Metric> metrics = proof.metrics();

    // Per date and over all dates: all, a, b; segments over all dates only.
    assertThat(metrics.stream().map(m -> m.date() + " " + m.slice()).distinct())
        .containsExactlyInAnyOrder(
            "2026-01-01 all",
            "2026-01-01 a",
            "2026-01-01 b",
            "2026-02-01 all",
            "2026-02-01 a",
            "2026-02-01 b",
            "all all",
            "all a",
            "all b",
            "all product=x",
            "all product=y");
    for (Proof.Metric metric : metrics) {
      int m = METHODS.stream().map(Method::name).toList().indexOf(metric.method());
      Predicate<Proof.Entry> isIn =
          e ->
              (metric.date().equals("all") || e.date().equals(metric.date()))
                  && (metric.slice().equals("all")
                      || e.stage().equals(metric.slice())
                      || e.segments().contains(metric.slice()))
                  && !Double.isNaN(e.predicted()[m]);
      List<Proof.Entry> of = entries.stream().filter(isIn).toList();

      assertThat(metric.n()).isEqualTo(of.size());
      assertThat(metric.unresolved()).isEqualTo(of.stream().filter(Proof.Entry::isOpen).count());
      assertThat(metric.actualWins()).isEqualTo(of.stream().filter(Proof.Entry::isWon).count());
      assertThat(metric.expectedWins())
          .isCloseTo(of.stream().mapToDouble(e -> e.predicted()[m]).sum(), within(1e-9));
      assertThat(metric.logLoss())
          .isCloseTo(of.stream().mapToDouble(e -> loss(e, m)).average().orElseThrow(), EXACT);
    }
    assertThat(proof.dates()).isEqualTo(2);
    assertThat(proof.opportunities()).isEqualTo(300);
  }

  @Test
  void scoresThePublishedVersionOnlyWhereItSaidSomething() {
    Proof proof = proof(random(300, 3));
    List<Proof.Metric> published =
        proof.metrics().stream().filter(m -> m.method().equals("published")).toList();

    assertThat(published).extracting(Proof.Metric::date).contains("2026-02-01", "all");
    assertThat(published).extracting(Proof.Metric::date).doesNotContain("2026-01-01");
    assertThat(published)
        .filteredOn(m -> m.slice().equals("all"))
        .extracting(Proof.Metric::n)
        .containsOnly(random(300, 3).stream().filter(e -> e.date().equals("2026-02-01")).count());
    assertThat(proof.logLoss(Method.PUBLISHED)).isNaN();
  }

  @Test
  void leavesTheIncumbentOutWhereItLacksAStage() {
    List<Proof.Entry> entries = new ArrayList<>();
    for (Proof.Entry entry : random(300, 4)) {
      if (entry.stage().equals("b")) {
        entry.predicted()[0] = Double.NaN;
      }
      entries.add(entry);
    }
    Proof proof = proof(entries);
    List<String> slices =
        proof.metrics().stream()
            .filter(m -> m.method().equals("incumbent"))
            .map(m -> m.date() + " " + m.slice())
            .toList();

    assertThat(slices).containsExactlyInAnyOrder("all a", "2026-01-01 a", "2026-02-01 a");
    assertThat(proof.logLoss(Method.INCUMBENT)).isNaN();
    assertThat(proof.logLoss(Method.STAGE_AGE_SEGMENT)).isNotNaN();
    // Compared on the deals that both predicted.
    List<Proof.Entry> ofA = entries.stream().filter(e -> e.stage().equals("a")).toList();
    PairedBootstrap whole = proof.difference(Method.STAGE_AGE_SEGMENT, Method.INCUMBENT, "all");
    assertThat(whole.difference())
        .isCloseTo(
            ofA.stream().mapToDouble(e -> loss(e, 2) - loss(e, 0)).average().orElseThrow(), EXACT);
    assertThat(proof.difference(Method.STAGE_AGE_SEGMENT, Method.INCUMBENT, "a").difference())
        .isEqualTo(whole.difference());
    assertThat(proof.difference(Method.STAGE_AGE_SEGMENT, Method.INCUMBENT, "b").difference())
        .isNaN();
    assertThat(proof.difference(Method.STAGE, Method.INCUMBENT, "all").shareWorse()).isNaN();
  }

  @Test
  void knowsHowSureADifferenceIs() {
    List<Proof.Entry> entries = random(2000, 5);
    Proof proof = proof(entries);
    PairedBootstrap better = proof.difference(Method.STAGE_AGE_SEGMENT, Method.INCUMBENT, "all");
    PairedBootstrap worse = proof.difference(Method.INCUMBENT, Method.STAGE_AGE_SEGMENT, "all");
    PairedBootstrap same = proof.difference(Method.INCUMBENT, Method.INCUMBENT, "all");

    // Deals are independent here: the standard error of a mean.
    double[] differences = entries.stream().mapToDouble(e -> loss(e, 2) - loss(e, 0)).toArray();
    double mean = java.util.Arrays.stream(differences).average().orElseThrow();
    double variance =
        java.util.Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).sum() / 1999;
    assertThat(better.difference()).isCloseTo(mean, EXACT).isNegative();
    assertThat(better.standardError())
        .isCloseTo(Math.sqrt(variance / 2000), within(0.2 * Math.sqrt(variance / 2000)));
    assertThat(better.shareWorse()).isZero();
    assertThat(worse.shareWorse()).isEqualTo(1);
    assertThat(worse.difference()).isEqualTo(-better.difference());
    assertThat(same.difference()).isZero();
    assertThat(same.shareWorse()).isEqualTo(0.5);
  }

  @Test
  void sortsPredictionsIntoBins() {
    List<Proof.Entry> entries = random(500, 6);
    Proof proof = proof(entries);
    List<Proof.Reliability> bins =
        proof.reliability().stream()
            .filter(
                r ->
                    r.date().equals("all")
                        && r.slice().equals("all")
                        && r.method().equals("stage_age_segment"))
            .toList();

    assertThat(bins).extracting(Proof.Reliability::number).startsWith(1, 2, 3);
    assertThat(bins.stream().mapToDouble(r -> r.bin().n()).sum()).isEqualTo(500);
    assertThat(bins.stream().mapToDouble(r -> r.bin().n() * r.bin().observed()).sum())
        .isCloseTo(entries.stream().filter(Proof.Entry::isWon).count(), within(1e-9));
    assertThat(bins.stream().map(r -> r.bin().predicted()).sorted().toList())
        .isEqualTo(bins.stream().map(r -> r.bin().predicted()).toList());
    assertThat(
            proof.reliability().stream()
                .map(r -> r.date() + r.slice() + r.method() + r.number())
                .collect(Collectors.toSet()))
        .hasSameSizeAs(proof.reliability());
  }

  @Test
  void saysNothingWithoutDates() {
    Proof proof = proof(List.of());

    assertThat(proof.metrics()).isEmpty();
    assertThat(proof.reliability()).isEmpty();
    assertThat(proof.logLoss(Method.STAGE_AGE_SEGMENT)).isNaN();
    assertThat(proof.difference(Method.STAGE_AGE_SEGMENT, Method.INCUMBENT, "all").difference())
        .isNaN();
  }

  @Test
  void claimsNoImpossibleNumberWhereAllWonOrAllLost() {
    for (boolean won : new boolean[] {true, false}) {
      Proof proof = new Proof(List.of(Method.STAGE), TestSettings.standard());
      for (int i = 0; i < 30; i++) {
        proof.add(entry("2026-01-01", "s", i, won, won ? 1 : 0));
      }
      Proof.Metric metric = metric(proof, "all", "stage_landmark", "all");

      assertThat(metric.logLoss()).isCloseTo(0, within(2e-4));
      assertThat(metric.brier()).isZero();
      assertThat(Double.isNaN(metric.ratio())).isEqualTo(!won);
      assertThat(metric.ratioInterval().isKnown()).isEqualTo(won);
    }
  }

  /** Losses as defined, of predictions kept off 0 and 1. */
  private static double loss(Proof.Entry entry, int m) {
    return entry.isWon() ? -Math.log(entry.predicted()[m]) : -Math.log(1 - entry.predicted()[m]);
  }

  private static Proof.Metric metric(Proof proof, String date, String method, String slice) {
    return proof.metrics().stream()
        .filter(m -> m.date().equals(date) && m.method().equals(method) && m.slice().equals(slice))
        .collect(Collectors.collectingAndThen(Collectors.toList(), found -> found.get(0)));
  }

  @Test
  void scoresTheNumbersOfStagesAsOneMethodMore() {
    List<Proof.Entry> entries = random(300, 7);
    Proof proof = proof(entries);
    PairedBootstrap before = proof.difference(METHODS.get(2), METHODS.get(0), Proof.ALL);

    Proof with = proof.withStageAverage(Method.STAGE_AGE_SEGMENT);

    assertThat(with.methods()).endsWith(Method.STAGE_AGE_SEGMENT, Method.STAGE_AVERAGE).hasSize(4);
    assertThat(metric(with, "all", "stage_average", "a").expectedWins())
        .isCloseTo(
            entries.stream()
                .filter(e -> e.stage().equals("a"))
                .mapToDouble(e -> (e.predicted()[2] + 0.5) / 2)
                .sum(),
            within(1e-9));
    assertThat(with.difference(Method.STAGE_AVERAGE, Method.STAGE_AGE_SEGMENT, Proof.ALL))
        .satisfies(worse -> assertThat(worse.difference()).isPositive());
    assertThat(with.difference(METHODS.get(2), METHODS.get(0), Proof.ALL)).isEqualTo(before);
    assertThat(with.opportunities()).isEqualTo(300);
    assertThat(proof.methods()).as("the one before").isEqualTo(METHODS);
  }

  private static Proof proof(List<Proof.Entry> entries) {
    Proof proof = new Proof(METHODS, TestSettings.standard());
    entries.forEach(proof::add);
    return proof;
  }

  private static Proof.Entry entry(String date, String stage, int bucket, boolean won, double p) {
    return new Proof.Entry(
        date, stage, List.of(), bucket % 64, won, false, new double[] {p}, new double[] {p});
  }

  /** Two dates, two stages, two products; published since February; the incumbent says 0.6. */
  private static List<Proof.Entry> random(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Proof.Entry> entries = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      double p = 0.05 + 0.9 * random.nextDouble();
      boolean late = random.nextBoolean();
      boolean won = random.nextDouble() < p;
      entries.add(
          new Proof.Entry(
              late ? "2026-02-01" : "2026-01-01",
              random.nextBoolean() ? "a" : "b",
              List.of(random.nextBoolean() ? "product=x" : "product=y"),
              random.nextInt(64),
              won,
              !won && random.nextBoolean(),
              new double[] {0.6, late ? 0.5 : Double.NaN, p},
              new double[] {Double.NaN, Double.NaN, (p + 0.5) / 2}));
    }
    return entries;
  }
}
