package io.plumbline.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuarterTest {

  @Test
  void areTheLastFourInTheOrderOfTime() {
    assertThat(quarters("2026-03-10", 1))
        .containsExactly(
            "2025-01-01 2025-03-31",
            "2025-04-01 2025-06-30",
            "2025-07-01 2025-09-30",
            "2025-10-01 2025-12-31");
  }

  @ParameterizedTest
  @CsvSource({
    // The quarter of a last day has ended with it.
    "2026-03-31, 1, 2026-01-01 2026-03-31",
    "2026-03-30, 1, 2025-10-01 2025-12-31",
    "2026-04-01, 1, 2026-01-01 2026-03-31",
    "2024-02-29, 12, 2023-12-01 2024-02-29",
    "2024-02-28, 12, 2023-09-01 2023-11-30",
    // Fiscal years from February and from November have the same quarters.
    "2026-06-30, 2, 2026-02-01 2026-04-30",
    "2026-06-30, 11, 2026-02-01 2026-04-30",
    "2026-01-31, 2, 2025-11-01 2026-01-31",
    "2026-06-30, 4, 2026-04-01 2026-06-30",
    "2026-06-30, 3, 2026-03-01 2026-05-31",
  })
  void theLastOneEndsOnTheDayOrBeforeIt(String day, int firstMonth, String last) {
    assertThat(quarters(day, firstMonth)).hasSize(4).endsWith(last);
  }

  @Test
  void beginAndEndAtTheMidnightsOfTheZone() {
    Quarter first =
        Quarter.endedBy(LocalDate.of(2025, 12, 31), 1, ZoneId.of("Europe/Berlin")).get(0);

    assertThat(instant(first.from())).isEqualTo("2024-12-31T23:00:00Z");
    // Summer time has begun.
    assertThat(instant(first.to())).isEqualTo("2025-03-31T22:00:00Z");
    assertThat(first.days()).isEqualTo(90);
  }

  private static String instant(long micros) {
    return Instant.ofEpochSecond(0, micros * 1000).toString();
  }

  private static List<String> quarters(String day, int firstMonth) {
    return Quarter.endedBy(LocalDate.parse(day), firstMonth, ZoneOffset.UTC).stream()
        .map(quarter -> quarter.start() + " " + quarter.end())
        .toList();
  }
}
