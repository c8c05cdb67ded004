package io.plumbline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.PairedBootstrap.Bucket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PairedBootstrapTest {
  private static final double[] A = {31.2, 28.4, 40.1, 22.9, 35.5, 30.3, 27.7, 44.2, 18.6, 33.0};
  private static final double[] B = {29.9, 29.1, 36.0, 23.5, 33.2, 31.0, 25.1, 40.4, 19.0, 30.8};
  private static final double[] N = {50, 47, 61, 40, 55, 49, 44, 66, 33, 52};

  // numpy: i = default_rng(0).integers(0, 10, (1000000, 10)); t = (A-B)[i].sum(1)/n[i].sum(1)
  //   quantile(t, [.05, .95]), t.std(), (t > 0).mean()
  @Test
  void agreesWithANaiveResamplingInNumpy() {
    PairedBootstrap result = PairedBootstrap.of(buckets(), 0.9, 100_000, 1);

    // (A - B).sum() / n.sum() = 13.9 / 497
    assertThat(result.difference()).isCloseTo(13.9 / 497, within(1e-12));
    assertThat(result.interval().low()).isCloseTo(0.0099414, within(3e-4));
    assertThat(result.interval().high()).isCloseTo(0.04364763, within(3e-4));
    assertThat(result.standardError()).isCloseTo(0.01024079, within(1e-4));
    assertThat(result.shareWorse()).isCloseTo(0.994271, within(1e-3));
    assertThat(result.buckets()).isEqualTo(10);
  }

  // Linearised ratio of sums: sqrt(sum((D_g - R n_g)^2)) / sum(n), with D = A - B, R = sum D / sum
  // n
  @Test
  void hasTheStandardErrorOfTheLinearisedRatio() {
    double ratio = 13.9 / 497;
    double squares = 0;
    for (int i = 0; i < N.length; i++) {
      squares += Math.pow(A[i] - B[i] - ratio * N[i], 2);
    }
    double linear = Math.sqrt(squares) / 497;

    assertThat(PairedBootstrap.of(buckets(), 0.9, 1).standardError())
        .isCloseTo(linear, within(0.05 * linear));
  }

  @Test
  void ignoresTheOrderOfBucketsBitForBitAndThoseWithoutObservations() {
    List<Bucket> shuffled = new ArrayList<>(buckets());
    Collections.shuffle(shuffled, new Random(4));
    shuffled.add(3, new Bucket(55, 0, 0, 0));

    assertThat(PairedBootstrap.of(shuffled, 0.9, 5))
        .isEqualTo(PairedBootstrap.of(buckets(), 0.9, 5));
    assertThat(PairedBootstrap.of(buckets(), 0.9, 6))
        .isNotEqualTo(PairedBootstrap.of(buckets(), 0.9, 5));
  }

  @Test
  void mirrorsItselfWhenTheMethodsAreSwapped() {
    List<Bucket> swapped =
        buckets().stream().map(b -> new Bucket(b.number(), b.lossB(), b.lossA(), b.n())).toList();
    PairedBootstrap there = PairedBootstrap.of(buckets(), 0.9, 5);
    PairedBootstrap back = PairedBootstrap.of(swapped, 0.9, 5);

    assertThat(back.difference()).isEqualTo(-there.difference());
    assertThat(back.interval())
        .isEqualTo(new Interval(-there.interval().high(), -there.interval().low(), 0.9));
    assertThat(back.shareWorse()).isCloseTo(1 - there.shareWorse(), within(1e-12));
  }

  @Test
  void seesNoBetterAmongEquals() {
    List<Bucket> equal = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      // Apart by what another order of summation leaves.
      equal.add(new Bucket(i, A[i], A[i] * (1 + 1e-15), N[i]));
    }
    PairedBootstrap result = PairedBootstrap.of(equal, 0.9, 5);

    assertThat(result.difference()).isZero();
    assertThat(result.interval()).isEqualTo(new Interval(0, 0, 0.9));
    assertThat(result.shareWorse()).isEqualTo(0.5);
  }

  @Test
  void knowsTheDifferenceButNotItsSpreadFromOneBucket() {
    PairedBootstrap one =
        PairedBootstrap.of(List.of(new Bucket(7, 3, 1, 4), new Bucket(8, 0, 0, 0)), 0.9, 5);

    assertThat(one.difference()).isEqualTo(0.5);
    assertThat(one.interval().isKnown()).isFalse();
    assertThat(one.standardError()).isNaN();
    assertThat(one.shareWorse()).isNaN();
    assertThat(one.buckets()).isEqualTo(1);
    assertThat(PairedBootstrap.of(List.of(), 0.9, 5).difference()).isNaN();
  }

  @Test
  void refusesWhatIsOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                PairedBootstrap.of(List.of(new Bucket(7, 3, 1, 4), new Bucket(7, 3, 1, 4)), 0.9, 5))
        .withMessageContaining("Bucket 7 occurs twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Bucket(7, 3, 1, 0))
        .withMessageContaining("Bucket 7 has losses 3.0 and 1.0 of n = 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Bucket(7, Double.NaN, 1, 5))
        .withMessageContaining("Loss of A is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PairedBootstrap.of(List.of(), 0, 5))
        .withMessageContaining("level is 0.0");
  }

  private static List<Bucket> buckets() {
    List<Bucket> buckets = new ArrayList<>();
    for (int i = 0; i < N.length; i++) {
      buckets.add(new Bucket(i, A[i], B[i], N[i]));
    }
    return buckets;
  }

  /** The draws are those of the seed, whatever was compared with them before. */
  @Test
  void sharedDrawsGiveWhatOwnDrawsGive() {
    BucketDraws draws = new BucketDraws(200, 7);
    for (int buckets : new int[] {5, 5, 9, 1, 5}) {
      List<PairedBootstrap.Bucket> losses = new ArrayList<>();
      for (int i = 0; i < buckets; i++) {
        losses.add(new PairedBootstrap.Bucket(i, i * i % 7, i, 1 + i % 3));
      }
      assertThat(PairedBootstrap.of(losses, 0.9, draws))
          .isEqualTo(PairedBootstrap.of(losses, 0.9, 200, 7));
    }
  }
}
