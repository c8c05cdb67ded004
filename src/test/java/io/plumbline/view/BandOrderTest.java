package io.plumbline.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BandOrderTest {

  @Test
  void goesByWhereABandStartsAndThenByName() {
    assertThat(
            List.of(
                    "unknown",
                    "110000+",
                    "3000-4400",
                    "0-3000",
                    "all",
                    "20000-110000",
                    "4400-20000")
                .stream()
                .sorted(new BandOrder()))
        .containsExactly(
            "0-3000", "3000-4400", "4400-20000", "20000-110000", "110000+", "all", "unknown");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0-3000; up to 3,000",
        "3000-4400; 3,000 to 4,400",
        "110000+; 110,000 and more",
        "1.25-3.15; 1.25 to 3.15",
        "0+; any",
        "unknown; unknown",
        "3-D printing; 3-D printing"
      })
  void readsAsWords(String band, String words) {
    assertThat(BandOrder.words(band)).isEqualTo(words);
  }
}
