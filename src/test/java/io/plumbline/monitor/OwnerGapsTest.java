package io.plumbline.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.monitor.OwnerGaps.Bias;
import io.plumbline.monitor.OwnerGaps.Owner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnerGapsTest {

  private static final double LEVEL = 0.9;
  private static final double PEER_GAP = 0.04535898384862246;
  private static final double[] SHRUNK = {
    0.18535898384862246, 0.007846096908265272, -0.05712812921102039
  };
  private static final double[] BORROWED = {
    0.09467744402976183, 0.1729777927664832, 0.29493788174542135
  };

  @Test
  void drawsEveryOwnerToTheMeanByItsNoise() {
    // 100 deals with mean 0.2, 50 with 0, 25 with -0.1; all with a sample variance of 0.2.
    List<Bias> biases =
        OwnerGaps.of(List.of(owner(100, 0.2, 0.2), owner(50, 0, 0.2), owner(25, -0.1, 0.2)), LEVEL);

    // import numpy as np; from scipy.optimize import brentq; from scipy.stats import norm
    // y = np.array([.2, 0, -.1]); s = .2/np.array([100, 50, 25])
    // mu = lambda t: (y/(s+t)).sum()/(1/(s+t)).sum()
    // t = brentq(lambda t: ((y-mu(t))**2/(s+t)).sum()-2, 0, 1); B = s/(s+t)
    // mu(t), mu(t)+(1-B)*(y-mu(t)), B
    assertThat(biases).extracting(Bias::gap).containsExactly(0.2, 0.0, -0.1);
    for (Bias bias : biases) {
      assertThat(bias.peerGap()).isCloseTo(PEER_GAP, within(1e-9));
    }
    for (int i = 0; i < 3; i++) {
      assertThat(biases.get(i).shrunk()).isCloseTo(SHRUNK[i], within(1e-9));
      assertThat(biases.get(i).borrowedShare()).isCloseTo(BORROWED[i], within(1e-9));
      assertThat(biases.get(i).relativeShrunk()).isCloseTo(SHRUNK[i] - PEER_GAP, within(1e-9));
    }
  }

  @Test
  void tellsKnownBiasesApart() {
    Random random = new Random(11);
    List<Owner> owners = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      owners.add(simulated(300, 0.15 * (i % 3 - 1), random));
    }

    List<Bias> biases = OwnerGaps.of(owners, LEVEL);

    List<Verdict> expected =
        List.of(Verdict.SANDBAGGING, Verdict.NO_CLEAR_BIAS, Verdict.HAPPY_EARS);
    for (int i = 0; i < 30; i++) {
      assertThat(biases.get(i).verdict()).as("owner %s", i).isEqualTo(expected.get(i % 3));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.03, 0.1, 0.3})
  void relativeIntervalsHoldTheTrueDifferenceFromTheOthersAsOftenAsTheySay(double spread) {
    Random random = new Random(15);
    int intervals = 0;
    int held = 0;
    for (int i = 0; i < 200; i++) {
      List<Owner> owners = new ArrayList<>();
      List<Double> truth = new ArrayList<>();
      for (int k = 0; k < 12; k++) {
        truth.add(0.1 + spread * random.nextGaussian());
        owners.add(normal(k % 2 == 0 ? 20 : 150, truth.get(k), random));
      }
      List<Bias> biases = OwnerGaps.of(owners, LEVEL);
      double peers = weightedMean(truth, biases);
      for (int k = 0; k < 12; k++) {
        intervals++;
        held += biases.get(k).relativeInterval().contains(truth.get(k) - peers) ? 1 : 0;
      }
    }

    assertThat((double) held / intervals).isBetween(LEVEL - 0.02, 1.0);
    if (spread >= 0.1) {
      assertThat((double) held / intervals).isLessThan(0.96);
    }
  }

  /** The weight 1 / (s^2 + t) of an owner is its borrowed share by its noise s^2. */
  private static double weightedMean(List<Double> values, List<Bias> biases) {
    double sum = 0;
    double weights = 0;
    for (int k = 0; k < values.size(); k++) {
      double weight = biases.get(k).borrowedShare() * (k % 2 == 0 ? 20 : 150);
      sum += weight * values.get(k);
      weights += weight;
    }
    return sum / weights;
  }

  private static Owner normal(int deals, double mean, Random random) {
    Owner sums = Owner.NONE;
    for (int i = 0; i < deals; i++) {
      double gap = mean + 0.45 * random.nextGaussian();
      sums = sums.plus(new Owner(1, gap, gap * gap));
    }
    return sums;
  }

  @Test
  void twoOwnersAreToldApart() {
    List<Bias> two = OwnerGaps.of(List.of(owner(300, 0.15, 0.2), owner(300, -0.15, 0.2)), LEVEL);

    assertThat(two)
        .extracting(Bias::verdict)
        .containsExactly(Verdict.HAPPY_EARS, Verdict.SANDBAGGING);
  }

  @Test
  void fiveDealsAreNeverAVerdict() {
    Random random = new Random(12);
    List<Owner> owners = new ArrayList<>(Collections.nCopies(3, owner(400, 0.3, 0.2)));
    for (int i = 0; i < 200; i++) {
      owners.add(simulated(5, 0, random));
    }

    List<Bias> biases = OwnerGaps.of(owners, LEVEL);

    assertThat(biases.subList(3, 203))
        .extracting(Bias::verdict)
        .containsOnly(Verdict.TOO_FEW_DEALS);
  }

  @Test
  void twelveDealsWithoutBiasAreHardlyEverAVerdict() {
    for (double others : new double[] {0, 0.15}) {
      Random random = new Random(13);
      List<Owner> owners = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        owners.add(simulated(12, 0, random));
      }
      for (int i = 0; i < 40; i++) {
        owners.add(simulated(100, i % 2 == 0 ? others : -others, random));
      }

      assertThat(
              OwnerGaps.of(owners, LEVEL).subList(0, 200).stream()
                  .filter(bias -> bias.verdict() != Verdict.NO_CLEAR_BIAS))
          .as("others off by %s", others)
          .hasSizeLessThanOrEqualTo(10);
    }
  }

  @Test
  void whatEverybodyOverstatesIsNobodysBias() {
    Random random = new Random(14);
    List<Owner> owners = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      owners.add(simulated(400, 0.2, random));
    }

    List<Bias> biases = OwnerGaps.of(owners, LEVEL);

    assertThat(biases).filteredOn(bias -> bias.interval().low() > 0).hasSize(20);
    assertThat(biases)
        .filteredOn(bias -> bias.verdict() == Verdict.NO_CLEAR_BIAS)
        .hasSizeGreaterThanOrEqualTo(19);
  }

  @Test
  void oneWhoIsRightAmongOptimistsIsNoSandbagger() {
    List<Owner> owners = new ArrayList<>(Collections.nCopies(9, owner(400, 0.25, 0.2)));
    owners.add(owner(400, 0, 0.2));

    Bias right = OwnerGaps.of(owners, LEVEL).get(9);

    assertThat(right.relativeInterval().high()).isNegative();
    assertThat(right.verdict()).isEqualTo(Verdict.NO_CLEAR_BIAS);
  }

  @Test
  void oneOwnerHasNobodyToBeComparedWith() {
    Bias alone = OwnerGaps.of(List.of(owner(50, 0.3, 0.2)), LEVEL).get(0);

    assertThat(alone.gap()).isEqualTo(0.3);
    assertThat(alone.peerGap()).isNaN();
    assertThat(alone.shrunk()).isNaN();
    assertThat(alone.interval().isKnown()).isFalse();
    assertThat(alone.verdict()).isEqualTo(Verdict.NO_CLEAR_BIAS);
  }

  @Test
  void ownersOfOneDealEachAreTooFew() {
    assertThat(OwnerGaps.of(List.of(new Owner(1, 0.5, 0.25), new Owner(1, -0.5, 0.25)), LEVEL))
        .allSatisfy(
            bias -> {
              assertThat(bias.verdict()).isEqualTo(Verdict.TOO_FEW_DEALS);
              assertThat(bias.shrunk()).isNaN();
            });
    assertThat(OwnerGaps.of(List.of(), LEVEL)).isEmpty();
  }

  @Test
  void dealsThatHappenToAgreeMakeNobodyCertain() {
    List<Owner> owners = new ArrayList<>(Collections.nCopies(20, owner(50, 0, 0.2)));
    owners.add(new Owner(10, 2, 0.4));

    Bias agreed = OwnerGaps.of(owners, LEVEL).get(20);

    assertThat(agreed.gap()).isEqualTo(0.2);
    assertThat(agreed.interval().width()).isPositive();
    assertThat(agreed.verdict()).isEqualTo(Verdict.NO_CLEAR_BIAS);
  }

  /** With this mean and sample variance. */
  private static Owner owner(long deals, double mean, double variance) {
    return new Owner(deals, deals * mean, variance * (deals - 1) + deals * mean * mean);
  }

  /** Deals won at a random probability, stated with the bias added. */
  private static Owner simulated(int deals, double bias, Random random) {
    Owner sums = Owner.NONE;
    for (int i = 0; i < deals; i++) {
      double probability = 0.2 + 0.6 * random.nextDouble();
      double gap = probability + bias - (random.nextDouble() < probability ? 1 : 0);
      sums = sums.plus(new Owner(1, gap, gap * gap));
    }
    return sums;
  }
}
