package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueTextTest {

  /** Digits from Python: {@code python3 -c 'print(repr(2.0/3))'}, which prints the shortest. */
  @ParameterizedTest
  @CsvSource({
    "0.1, 0.1",
    "0.6666666666666666, 0.6666666666666666",
    "3.0, 3.0",
    "-1250000.0, -1250000.0",
    "1e20, 100000000000000000000.0",
    "1e21, 1.0E21",
    "2.5e-9, 2.5E-9",
    "-1e-300, -1.0E-300",
    "0.0000001, 0.0000001",
    "2e-3, 0.002",
    "0.0, 0.0",
    "NaN, NaN",
    "Infinity, Infinity"
  })
  void writesTheFewestDigitsThatReadBack(double value, String text) {
    assertThat(ValueText.number(value)).isEqualTo(text);
  }

  @Test
  void readsBackAsTheSameDouble() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        assertThat(Double.parseDouble(ValueText.number(value))).isEqualTo(value);
      }
    }
  }

  @Test
  void writesDecimalsPlainAndCollectionsAsJson() {
    assertThat(ValueText.of(new BigDecimal("1E+3"))).isEqualTo("1000");
    assertThat(ValueText.of(new BigDecimal("0.00"))).isEqualTo("0.00");
    assertThat(ValueText.of(Arrays.asList("a\"", null, 1.5, Double.NaN)))
        .isEqualTo("[\"a\\\"\",null,1.5,null]");
    assertThat(ValueText.of(Map.of("funnel", List.of(7L)))).isEqualTo("{\"funnel\":[7]}");
  }
}
