package io.plumbline.outlook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TimingCurveTest {

  private final TimingCurve curve = new TimingCurve();

  TimingCurveTest() {
    curve.add(30, 0.9);
    curve.add(0, 0.1);
    curve.add(10, 0.4);
  }

  @Test
  void holdsTheLastStep() {
    assertThat(curve.by(-1)).isZero();
    assertThat(curve.by(0)).isEqualTo(0.1);
    assertThat(curve.by(9)).isEqualTo(0.1);
    assertThat(curve.by(10)).isEqualTo(0.4);
    assertThat(curve.by(1000)).isEqualTo(0.9);
  }

  @Test
  void isZeroBeforeItsFirstDay() {
    TimingCurve late = new TimingCurve();
    late.add(5, 0.5);

    assertThat(late.by(4)).isZero();
  }

  @Test
  void givesNothingToNoDays() {
    assertThat(curve.between(-10, 0)).isZero();
    assertThat(curve.between(-10, 10)).isEqualTo(0.4);
    assertThat(curve.between(10, 30)).isCloseTo(0.5, within(1e-15));
  }
}
