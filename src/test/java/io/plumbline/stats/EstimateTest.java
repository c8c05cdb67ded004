package io.plumbline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class EstimateTest {

  @Test
  void saysNoEvidenceWithoutSayingZero() {
    Estimate none = Estimate.none("wilson");

    assertThat(none.isKnown()).isFalse();
    assertThat(none.value()).isNaN();
    assertThat(none.n()).isZero();
    assertThat(none.interval().isKnown()).isFalse();
    assertThat(none.interval().contains(0.5)).isFalse();
    assertThat(none.method()).isEqualTo("wilson");
  }

  @Test
  void knowsAnEstimateOfZero() {
    assertThat(new Estimate(0, new Interval(0, 0.3, 0.9), 8, "wilson").isKnown()).isTrue();
  }

  @Test
  void containsItsEnds() {
    Interval interval = new Interval(0.25, 0.5, 0.9);

    assertThat(interval.contains(0.25)).isTrue();
    assertThat(interval.contains(0.5)).isTrue();
    assertThat(interval.contains(Math.nextUp(0.5))).isFalse();
    assertThat(interval.width()).isEqualTo(0.25);
  }

  @Test
  void refusesNonsense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Interval(0.5, 0.4, 0.9))
        .withMessageContaining("from 0.5 to 0.4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Interval(Double.NaN, 0.4, 0.9))
        .withMessageContaining("both ends are known or neither");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Estimate(0.5, new Interval(0, 1, 0.9), -1, "wilson"))
        .withMessageContaining("n = -1.0");
  }
}
