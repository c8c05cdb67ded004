package io.plumbline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Golden data: i = 0..59, p = ((37 i) mod 101) / 100, won if (13 i^2 + 7 i) mod 11 &lt; 11 p,
 * weight 1 + (i mod 4) / 2.
 */
class ScoredOutcomesTest {

  private record Row(double p, boolean won, double weight) {}

  // scikit-learn 1.2.1: log_loss(y, np.clip(p, 1e-4, 1 - 1e-4), sample_weight=w)
  @Test
  void hasTheLogLossOfScikitLearn() {
    assertThat(golden().logLoss()).isCloseTo(0.5348567261310553, within(1e-12));
  }

  // scikit-learn 1.2.1: brier_score_loss(y, p, sample_weight=w)
  @Test
  void hasTheBrierScoreOfScikitLearn() {
    assertThat(golden().brier()).isCloseTo(0.15843571428571426, within(1e-12));
  }

  // statsmodels 0.13.5, x = logit(np.clip(p, 1e-4, 1 - 1e-4)):
  //   sm.GLM(y, sm.add_constant(x), family=sm.families.Binomial(), freq_weights=w).fit(tol=1e-14)
  //   sm.GLM(y, np.ones(60), family=sm.families.Binomial(), freq_weights=w,
  // offset=x).fit(tol=1e-14)
  @Test
  void hasTheCoxCalibrationOfStatsmodels() {
    Calibration calibration = golden().coxCalibration();

    assertThat(calibration.intercept()).isCloseTo(0.5813441761880013, within(1e-9));
    assertThat(calibration.slope()).isCloseTo(0.8956751139293404, within(1e-9));
    assertThat(calibration.interceptOnly()).isCloseTo(0.6133946374940693, within(1e-9));
  }

  // numpy: (w*(y-p)*(1-2*p)).sum() / np.sqrt((w*(1-2*p)**2*p*(1-p)).sum())
  @Test
  void hasSpiegelhaltersZ() {
    assertThat(golden().spiegelhalterZ()).isCloseTo(-0.38253823186060587, within(1e-12));
  }

  // numpy: (w*p).sum(), (w*y).sum(), w.sum()
  @Test
  void addsUpWhatWasExpectedAndWhatCame() {
    assertThat(golden().expectedWins()).isCloseTo(52.485, within(1e-12));
    assertThat(golden().actualWins()).isEqualTo(63);
    assertThat(golden().n()).isEqualTo(105);
  }

  // Two predictions: 0.2 with 1 won of 4, 0.6 with 3 won of 4. By hand: rate 1/2, reliability
  // (0.05^2 + 0.15^2) / 2, resolution 0.25^2, uncertainty 1/4.
  @Test
  void splitsTheBrierScoreByHand() {
    ScoredOutcomes scored =
        ScoredOutcomes.builder().addCounts(0.2, 1, 3).addCounts(0.6, 3, 1).build();

    Murphy murphy = scored.murphy();

    assertThat(murphy.reliability()).isCloseTo(0.0125, within(1e-15));
    assertThat(murphy.resolution()).isCloseTo(0.0625, within(1e-15));
    assertThat(murphy.uncertainty()).isCloseTo(0.25, within(1e-15));
    assertThat(murphy.brier()).isCloseTo(scored.brier(), within(1e-15));
    // 4/8 * 0.05 + 4/8 * 0.15
    assertThat(scored.ece(2)).isCloseTo(0.1, within(1e-15));
    // sqrt(2/pi) * (sqrt(4 * 0.16) + sqrt(4 * 0.24)) / 8
    assertThat(scored.eceSamplingFloor(2))
        .isCloseTo(Math.sqrt(2 / Math.PI) * (0.8 + Math.sqrt(0.96)) / 8, within(1e-15));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 10, 60, 1000})
  void splitsTheBrierScoreWithoutRemainderForAnyBinning(int bins) {
    ScoredOutcomes scored = golden();

    assertThat(scored.murphy().brier()).isCloseTo(scored.brier(), within(1e-14));
    assertThat(scored.murphy(bins).brier()).isCloseTo(scored.brier(), within(1e-14));
    assertThat(scored.murphy(bins).uncertainty()).isCloseTo(63 / 105.0 * 42 / 105, within(1e-14));
  }

  @Test
  void ignoresTheOrderOfRowsBitForBit() {
    List<Row> rows = new ArrayList<>(goldenRows());
    // Odd weights on one prediction, whose sum depends on the order of addition.
    rows.add(new Row(0.37, true, 0.1));
    rows.add(new Row(0.37, true, 0.7));
    rows.add(new Row(0.37, true, 1e10));
    List<Row> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, new Random(4));

    assertThat(everything(of(shuffled))).isEqualTo(everything(of(rows)));
  }

  @Test
  void takesMergedCountsForSingleRows() {
    ScoredOutcomes single = of(List.of(row(0.3, 1), row(0.3, 1), row(0.3, 0), row(0.8, 1)));
    ScoredOutcomes merged =
        ScoredOutcomes.builder().addCounts(0.8, 1, 0).addCounts(0.3, 2, 1).build();

    assertThat(everything(merged)).isEqualTo(everything(single));
  }

  @Test
  void takesTwoHalvesForOne() {
    List<Row> halves = new ArrayList<>();
    for (Row row : goldenRows()) {
      halves.add(new Row(row.p, row.won, row.weight / 2));
      halves.add(new Row(row.p, row.won, row.weight / 2));
    }

    assertThat(everything(of(halves))).isEqualTo(everything(golden()));
  }

  @Test
  void ignoresRowsWithoutWeight() {
    List<Row> rows = new ArrayList<>(goldenRows());
    rows.add(new Row(0.5, true, 0));

    assertThat(everything(of(rows))).isEqualTo(everything(golden()));
  }

  // Ten values of one weight in five bins, by hand: pairs; the tie at 0.5 (weight 4 around the
  // middle) stays together.
  @Test
  void binsByCountAndKeepsTiesTogether() {
    List<Row> rows = new ArrayList<>();
    for (double p : new double[] {0.1, 0.2, 0.3, 0.5, 0.5, 0.5, 0.5, 0.7, 0.8, 0.9}) {
      rows.add(new Row(p, p > 0.4, 1));
    }

    List<ReliabilityBin> bins = of(rows).reliability(5, 0.9);

    assertThat(bins).extracting(ReliabilityBin::n).containsExactly(2.0, 1.0, 4.0, 1.0, 2.0);
    assertThat(bins).extracting(ReliabilityBin::from).containsExactly(0.1, 0.3, 0.5, 0.7, 0.8);
    assertThat(bins).extracting(ReliabilityBin::to).containsExactly(0.2, 0.3, 0.5, 0.7, 0.9);
    assertThat(bins).extracting(ReliabilityBin::observed).containsExactly(0.0, 0.0, 1.0, 1.0, 1.0);
    assertThat(bins.get(0).predicted()).isCloseTo(0.15, within(1e-15));
    assertThat(bins.get(2).interval()).isEqualTo(BinomialInterval.WILSON.of(4, 4, 0.9));
  }

  @Test
  void hasNoEmptyBins() {
    List<ReliabilityBin> bins =
        ScoredOutcomes.builder()
            .addCounts(0.2, 1, 3)
            .addCounts(0.6, 3, 1)
            .build()
            .reliability(10, 0.9);

    assertThat(bins).hasSize(2).allSatisfy(bin -> assertThat(bin.n()).isEqualTo(4));
  }

  @Test
  void accountsForAllWeightInItsBins() {
    assertThat(golden().reliability(7, 0.9).stream().mapToDouble(ReliabilityBin::n).sum())
        .isCloseTo(105, within(1e-12));
  }

  // Over 400 calibrated samples: the mean ECE is the floor, z has mean 0 and variance 1, slope 1.
  @Test
  void findsNothingWrongWithACalibratedForecast() {
    SplittableRandom random = new SplittableRandom(12);
    int samples = 400;
    double ece = 0;
    double floor = 0;
    double z = 0;
    double z2 = 0;
    double slope = 0;
    for (int sample = 0; sample < samples; sample++) {
      ScoredOutcomes.Builder builder = ScoredOutcomes.builder();
      for (int i = 0; i < 1000; i++) {
        double p = 0.05 + 0.6 * random.nextDouble();
        builder.add(p, random.nextDouble() < p, 1);
      }
      ScoredOutcomes scored = builder.build();
      ece += scored.ece(10) / samples;
      floor += scored.eceSamplingFloor(10) / samples;
      z += scored.spiegelhalterZ() / samples;
      z2 += scored.spiegelhalterZ() * scored.spiegelhalterZ() / samples;
      slope += scored.coxCalibration().slope() / samples;
    }

    assertThat(ece).isCloseTo(floor, within(floor * 0.03));
    assertThat(z).isCloseTo(0, within(0.15));
    assertThat(z2).isCloseTo(1, within(0.25));
    assertThat(slope).isCloseTo(1, within(0.03));
  }

  // Odds reported are the square of the true ones (slope 1/2) times e (intercept -1/2).
  @Test
  void recoversAKnownMiscalibration() {
    SplittableRandom random = new SplittableRandom(13);
    ScoredOutcomes.Builder builder = ScoredOutcomes.builder();
    for (int i = 0; i < 100_000; i++) {
      double logit = -2 + 3 * random.nextDouble();
      boolean won = random.nextDouble() < 1 / (1 + Math.exp(-logit));
      builder.add(1 / (1 + Math.exp(-2 * logit - 1)), won, 1);
    }
    ScoredOutcomes scored = builder.build();

    assertThat(scored.coxCalibration().slope()).isCloseTo(0.5, within(0.02));
    assertThat(scored.coxCalibration().intercept()).isCloseTo(-0.5, within(0.03));
    assertThat(Math.abs(scored.spiegelhalterZ())).isGreaterThan(5);
    assertThat(scored.ece(10)).isGreaterThan(5 * scored.eceSamplingFloor(10));
  }

  @Test
  void hasNoScoreWithoutEvidence() {
    ScoredOutcomes none = ScoredOutcomes.builder().build();

    assertThat(none.n()).isZero();
    assertThat(none.logLoss()).isNaN();
    assertThat(none.brier()).isNaN();
    assertThat(none.ece(10)).isNaN();
    assertThat(none.eceSamplingFloor(10)).isNaN();
    assertThat(none.spiegelhalterZ()).isNaN();
    assertThat(none.murphy().brier()).isNaN();
    assertThat(none.murphy(3).reliability()).isNaN();
    assertThat(none.coxCalibration()).isEqualTo(unknown());
    assertThat(none.expectedWins()).isZero();
    assertThat(none.reliability(10, 0.9)).isEmpty();
  }

  @Test
  void hasNoSlopeWithoutBothOutcomes() {
    assertThat(of(List.of(row(0.3, 1), row(0.4, 1))).coxCalibration()).isEqualTo(unknown());
    assertThat(of(List.of(row(0.3, 0), row(0.4, 0))).coxCalibration()).isEqualTo(unknown());
  }

  // One prediction 0.2, 3 won of 4: the intercept alone is logit(3/4) - logit(1/5) = log(3) +
  // log(4).
  @Test
  void hasNoSlopeFromOnePrediction() {
    Calibration calibration =
        ScoredOutcomes.builder().addCounts(0.2, 3, 1).build().coxCalibration();

    assertThat(calibration.slope()).isNaN();
    assertThat(calibration.intercept()).isNaN();
    assertThat(calibration.interceptOnly()).isCloseTo(Math.log(12), within(1e-12));
  }

  @Test
  void hasNoSlopeWhenPredictionsSeparateOutcomes() {
    Calibration separated =
        of(List.of(row(0.2, 0), row(0.4, 0), row(0.4, 1), row(0.7, 1))).coxCalibration();
    Calibration reversed = of(List.of(row(0.2, 1), row(0.4, 0))).coxCalibration();

    assertThat(separated.slope()).isNaN();
    assertThat(separated.interceptOnly()).isFinite();
    assertThat(reversed.slope()).isNaN();
  }

  // A slope far from the starting point, checked by its score equations: sum(y - p) = sum(x (y -
  // p))
  // = 0.
  @Test
  void convergesFromFarAway() {
    double[] p = {0.0, 0.001, 0.5, 0.999, 1.0};
    double[] won = {800, 1, 60, 999, 150};
    double[] lost = {10, 900, 50, 2, 900};
    ScoredOutcomes.Builder builder = ScoredOutcomes.builder();
    for (int i = 0; i < p.length; i++) {
      builder.addCounts(p[i], won[i], lost[i]);
    }
    Calibration calibration = builder.build().coxCalibration();

    double first = 0;
    double second = 0;
    for (int i = 0; i < p.length; i++) {
      double clipped = Math.min(0.9999, Math.max(0.0001, p[i]));
      double x = Math.log(clipped / (1 - clipped));
      double fitted = 1 / (1 + Math.exp(-calibration.intercept() - calibration.slope() * x));
      first += won[i] - (won[i] + lost[i]) * fitted;
      second += x * (won[i] - (won[i] + lost[i]) * fitted);
    }
    assertThat(first).isCloseTo(0, within(1e-6));
    assertThat(second).isCloseTo(0, within(1e-6));
  }

  // A certain error costs -log(1e-4) and no more.
  @Test
  void boundsTheCostOfACertainError() {
    assertThat(of(List.of(row(0, 1))).logLoss()).isCloseTo(9.210340371976182, within(1e-12));
    assertThat(of(List.of(row(0, 1))).brier()).isEqualTo(1);
    assertThat(of(List.of(row(0, 1))).spiegelhalterZ()).isNaN();
  }

  @Test
  void refusesPercentAndNegativeWeights() {
    ScoredOutcomes.Builder builder = ScoredOutcomes.builder();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.add(35, true, 1))
        .withMessageContaining("Prediction is 35.0")
        .withMessageContaining("Divide percentages by 100");
    assertThatIllegalArgumentException().isThrownBy(() -> builder.add(Double.NaN, true, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.add(0.5, false, -1))
        .withMessageContaining("Weight lost is -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> golden().ece(0))
        .withMessageContaining("Bins is 0");
  }

  private static Calibration unknown() {
    return new Calibration(Double.NaN, Double.NaN, Double.NaN);
  }

  private static List<Object> everything(ScoredOutcomes scored) {
    return List.of(
        scored.n(),
        scored.logLoss(),
        scored.brier(),
        scored.murphy(),
        scored.murphy(5),
        scored.ece(10),
        scored.eceSamplingFloor(10),
        scored.coxCalibration(),
        scored.spiegelhalterZ(),
        scored.expectedWins(),
        scored.actualWins(),
        scored.reliability(10, 0.9));
  }

  private static Row row(double p, int won) {
    return new Row(p, won == 1, 1);
  }

  private static ScoredOutcomes golden() {
    return of(goldenRows());
  }

  private static List<Row> goldenRows() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      double p = 37 * i % 101 / 100.0;
      rows.add(new Row(p, (13 * i * i + 7 * i) % 11 < p * 11, 1 + i % 4 * 0.5));
    }
    return rows;
  }

  private static ScoredOutcomes of(List<Row> rows) {
    ScoredOutcomes.Builder builder = ScoredOutcomes.builder();
    for (Row row : rows) {
      builder.add(row.p, row.won, row.weight);
    }
    return builder.build();
  }
}
