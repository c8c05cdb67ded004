package io.plumbline.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class DimensionTest {

  @Test
  void putsSizeBandsInTheOrderOfAmounts() {
    Dimension sizes =
        Dimension.of(
            "size_band",
            Set.of("unknown", "100000+", "0-500", "5000-100000", "500-1200.50", "1200.50-5000"));

    assertThat(sizes.levels())
        .containsExactly(
            "0-500", "500-1200.50", "1200.50-5000", "5000-100000", "100000+", "unknown");
    assertThat(sizes.isOrdered()).isTrue();
    assertThat(sizes.code("5000-100000")).isEqualTo(3);
    assertThat(sizes.hasColumn()).isTrue();
  }

  @Test
  void putsOtherValuesInTheOrderOfTheirNames() {
    Dimension regions = Dimension.of("region", Set.of("b", "unknown", "a", "9", "10"));

    assertThat(regions.levels()).containsExactly("10", "9", "a", "b", "unknown");
    assertThat(regions.isOrdered()).isFalse();
    assertThat(regions.hasColumn()).isFalse();
    assertThat(Dimension.of("previous_stage", Set.of()).hasColumn()).isFalse();
    assertThat(Dimension.of("product", Set.of()).hasColumn()).isTrue();
    assertThat(Dimension.of("customer_type", Set.of()).hasColumn()).isTrue();
  }

  @Test
  void takesOneBandWithoutLimits() {
    assertThat(Dimension.of("size_band", Set.of("0+", "unknown")).levels())
        .containsExactly("0+", "unknown");
  }
}
