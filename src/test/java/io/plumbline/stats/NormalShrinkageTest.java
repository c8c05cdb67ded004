package io.plumbline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.NormalShrinkage.Effect;
import io.plumbline.stats.NormalShrinkage.Measured;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NormalShrinkageTest {
  private static final double[] G = {.12, -.05, .30, .02, -.21, .15, .41};
  private static final double[] S = {.05, .08, .10, .04, .12, .07, .20};

  // statsmodels.stats.meta_analysis._fit_tau_iterative(g, s**2, atol=1e-15, maxiter=500), which is
  //   combine_effects(g, s**2, method_re='iterated') with its tolerance of 1e-5 made small
  // numpy: w = 1/(s**2+t2); mu = (w*g).sum()/w.sum(); sqrt(1/w.sum())
  @Test
  void estimatesMeanAndVarianceBetweenLikeStatsmodels() {
    NormalShrinkage shrunk = NormalShrinkage.toCommonMean(measured(), 0.9);

    assertThat(shrunk.betweenVariance()).isCloseTo(0.025534459203691993, within(1e-12));
    assertThat(shrunk.mean()).isCloseTo(0.08687141998296409, within(1e-12));
    assertThat(shrunk.meanStandardError()).isCloseTo(0.06981963576565257, within(1e-12));
  }

  // numpy: B = t2/(t2+s**2); m = mu + B*(g-mu). With s0 = 7/(1/s**2).sum() and, for x on 20,000
  //   midpoints of (-12, 12 + log(t2/s0)), t = s0*exp(x), w = 1/(s**2+t), mx = mean and vx = t*b +
  // b**2/w.sum()
  //   (b = s**2*w) of the effects at t, and weights W proportional to
  //   prod(w)**.5 * w.sum()**-.5 * exp(-.5*(w*(g-mu)**2).sum()) * logistic.pdf(x):
  //   sqrt((W*(vx + (mx-m)**2)).sum())
  @Test
  void drawsEachEstimateToTheMeanByHowLittleItKnows() {
    List<Effect> effects = NormalShrinkage.toCommonMean(measured(), 0.9).effects();

    assertThat(effects.stream().mapToDouble(Effect::mean).toArray())
        .containsExactly(
            new double[] {
              0.11704572685205632,
              -0.02256953429824493,
              0.2400219998297055,
              0.02394311422127715,
              -0.10295088670289394,
              0.1398361906149477,
              0.21277332936390086
            },
            within(1e-12));
    assertThat(effects.stream().mapToDouble(Effect::standardDeviation).toArray())
        .containsExactly(
            new double[] {
              0.046245772800063506,
              0.07486938415499714,
              0.10698511602118076,
              0.038910165967946705,
              0.12154190796647021,
              0.06265229901007568,
              0.12995689625880702
            },
            within(1e-9));
    // norm.ppf(.95) * 0.12995689625880702 below 0.21277332936390086
    assertThat(effects.get(6).interval().low()).isCloseTo(-0.0009867428, within(1e-8));
    // s^2 / (s^2 + t2) of the last: .04 / (.04 + .0255345)
    assertThat(effects.get(6).borrowedShare()).isCloseTo(0.6103659, within(1e-6));
  }

  // scipy: t2 = brentq(lambda t: (g**2/(s**2+t)).sum() - 7, 0, 10, xtol=1e-16); B*g; deviation as
  //   above without mu and w.sum()
  @Test
  void drawsToZeroWithADegreeOfFreedomMore() {
    NormalShrinkage shrunk = NormalShrinkage.toZero(measured(), 0.9);

    assertThat(shrunk.mean()).isZero();
    assertThat(shrunk.meanStandardError()).isZero();
    assertThat(shrunk.betweenVariance()).isCloseTo(0.028772019251232406, within(1e-12));
    assertThat(shrunk.effects().get(4).mean()).isCloseTo(-0.13995463143842465, within(1e-12));
    assertThat(shrunk.effects().get(6).mean()).isCloseTo(0.17153092233501474, within(1e-12));
    assertThat(shrunk.effects().get(6).standardDeviation())
        .isCloseTo(0.13630464543803972, within(1e-9));
  }

  @Test
  void solvesTheEquationOfPauleAndMandelAtAnyScale() {
    for (double scale : new double[] {1e-6, 1, 1e6}) {
      List<Measured> scaled = new ArrayList<>();
      for (int i = 0; i < G.length; i++) {
        scaled.add(new Measured(scale * G[i], scale * S[i]));
      }
      assertThat(NormalShrinkage.toCommonMean(scaled, 0.9).betweenVariance() / (scale * scale))
          .isCloseTo(0.025534459203691993, within(1e-12));
    }
  }

  @Test
  void believesTheMeanWhenEstimatesDifferByChanceOnly() {
    List<Measured> alike =
        List.of(new Measured(0.1, 0.2), new Measured(0.2, 0.2), new Measured(0.3, 0.4));
    NormalShrinkage shrunk = NormalShrinkage.toCommonMean(alike, 0.9);

    assertThat(shrunk.betweenVariance()).isZero();
    // (25 * .1 + 25 * .2 + 6.25 * .3) / 56.25
    assertThat(shrunk.mean()).isCloseTo(9.375 / 56.25, within(1e-12));
    assertThat(shrunk.effects())
        .allSatisfy(
            effect -> {
              assertThat(effect.mean()).isCloseTo(9.375 / 56.25, within(1e-12));
              assertThat(effect.borrowedShare()).isEqualTo(1);
              // What the mean itself is uncertain by is the least.
              assertThat(effect.standardDeviation()).isGreaterThanOrEqualTo(1 / Math.sqrt(56.25));
            });
  }

  @Test
  void isNotCertainOfZeroWhenNothingIsSeenBetween() {
    NormalShrinkage shrunk =
        NormalShrinkage.toZero(List.of(new Measured(0.1, 0.2), new Measured(-0.1, 0.2)), 0.9);

    assertThat(shrunk.betweenVariance()).isZero();
    assertThat(shrunk.effects().get(0).mean()).isZero();
    assertThat(shrunk.effects().get(0).standardDeviation()).isBetween(0.05, 0.2);
  }

  @Test
  void holdsWhatIsTrueAsOftenAsItSays() {
    for (double tau : new double[] {0, 0.5, 1, 3}) {
      Random random = new Random(31);
      int zero = 0;
      int common = 0;
      double shrunkError = 0;
      double rawError = 0;
      for (int repeat = 0; repeat < 400; repeat++) {
        double[] truth = new double[20];
        List<Measured> centred = new ArrayList<>();
        List<Measured> moved = new ArrayList<>();
        for (int i = 0; i < truth.length; i++) {
          truth[i] = tau * random.nextGaussian();
          double error = 0.3 + 0.1 * i;
          double value = truth[i] + error * random.nextGaussian();
          centred.add(new Measured(value, error));
          moved.add(new Measured(value + 5, error));
        }
        List<Effect> toZero = NormalShrinkage.toZero(centred, 0.9).effects();
        List<Effect> toMean = NormalShrinkage.toCommonMean(moved, 0.9).effects();
        for (int i = 0; i < truth.length; i++) {
          zero += toZero.get(i).interval().contains(truth[i]) ? 1 : 0;
          common += toMean.get(i).interval().contains(truth[i] + 5) ? 1 : 0;
          shrunkError += Math.pow(toZero.get(i).mean() - truth[i], 2);
          rawError += Math.pow(centred.get(i).value() - truth[i], 2);
        }
      }
      assertThat(zero / 8000.0).isGreaterThan(0.83);
      assertThat(common / 8000.0).isGreaterThan(0.83);
      assertThat(shrunkError).isLessThan(0.9 * rawError);
    }
  }

  @Test
  void ignoresTheOrderOfEstimatesBitForBit() {
    List<Measured> shuffled = new ArrayList<>(measured());
    Collections.shuffle(shuffled, new Random(3));
    NormalShrinkage there = NormalShrinkage.toCommonMean(measured(), 0.9);
    NormalShrinkage back = NormalShrinkage.toCommonMean(shuffled, 0.9);

    assertThat(back.mean()).isEqualTo(there.mean());
    assertThat(back.betweenVariance()).isEqualTo(there.betweenVariance());
    for (int i = 0; i < shuffled.size(); i++) {
      assertThat(back.effects().get(i))
          .isEqualTo(there.effects().get(measured().indexOf(shuffled.get(i))));
    }
  }

  @Test
  void leavesASingleEstimateAsItIsUnlessDrawnToZero() {
    List<Measured> one = List.of(new Measured(0.5, 0.3));
    Effect alone = NormalShrinkage.toCommonMean(one, 0.9).effects().get(0);
    // tau^2 = .25 - .09 = .16; .5 * .16 / .25
    Effect drawn = NormalShrinkage.toZero(one, 0.9).effects().get(0);

    assertThat(alone.mean()).isCloseTo(0.5, within(1e-15));
    assertThat(alone.standardDeviation()).isCloseTo(0.3, within(1e-15));
    assertThat(drawn.mean()).isCloseTo(0.32, within(1e-12));
  }

  @Test
  void hasNoMeanOfNothing() {
    assertThat(NormalShrinkage.toCommonMean(List.of(), 0.9).mean()).isNaN();
    assertThat(NormalShrinkage.toCommonMean(List.of(), 0.9).meanStandardError()).isNaN();
    assertThat(NormalShrinkage.toZero(List.of(), 0.9))
        .isEqualTo(new NormalShrinkage(0, 0, 0, List.of()));
  }

  @Test
  void refusesWhatIsOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Measured(0.5, 0))
        .withMessageContaining("Standard error of 0.5 is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Measured(0.5, Double.NaN))
        .withMessageContaining("Standard error is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Measured(Double.NaN, 1))
        .withMessageContaining("Value is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NormalShrinkage.toZero(List.of(), 1))
        .withMessageContaining("level is 1.0");
  }

  private static List<Measured> measured() {
    List<Measured> measured = new ArrayList<>();
    for (int i = 0; i < G.length; i++) {
      measured.add(new Measured(G[i], S[i]));
    }
    return measured;
  }
}
