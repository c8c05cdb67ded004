package io.plumbline.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PaceTest {

  private static final URI CRM = URI.create("https://crm.example");

  @Test
  void keepsRequestsApart() {
    List<Duration> pauses = new ArrayList<>();
    long[] clock = {5_000_000_000L};
    Throttle throttle =
        new Throttle(
            4,
            () -> clock[0],
            pause -> {
              pauses.add(pause);
              clock[0] += pause.toNanos();
            });

    throttle.pass();
    clock[0] += 100_000_000;
    throttle.pass();
    throttle.pass();
    clock[0] += 400_000_000;
    throttle.pass();

    assertThat(pauses)
        .as("150 ms after 100, 250 after none, none after 400")
        .containsExactly(Duration.ofMillis(150), Duration.ofMillis(250));
  }

  @Test
  void drawsEachPauseFromZeroToADoublingLimit() {
    List<Duration> pauses = new ArrayList<>();
    Retries retries =
        new Retries(
            9, 9999, Duration.ofSeconds(1), Duration.ofSeconds(8), Duration.ofMinutes(1), 3);
    Backoff backoff = new Backoff(CRM, retries, pauses::add);
    TryAgainException why = TryAgainException.noAnswer("late", null);

    for (int i = 0; i < 1000; i++) {
      backoff.pause(1, why);
      backoff.pause(3, why);
      backoff.pause(8, why);
    }

    int[] attempts = {1, 3, 8};
    double[] limits = {1, 4, 8};
    for (int kind = 0; kind < attempts.length; kind++) {
      int at = kind;
      List<Double> seconds =
          IntStream.range(0, 1000)
              .mapToObj(i -> pauses.get(3 * i + at).toMillis() / 1000.0)
              .toList();
      double mean = seconds.stream().mapToDouble(s -> s).average().orElseThrow();
      // The mean of 1000 even draws from 0 to L is L/2 within 4 standard errors, L/sqrt(12000).
      assertThat(mean).isBetween(limits[kind] * 0.4635, limits[kind] * 0.5365);
      assertThat(seconds).allMatch(s -> s <= limits[at]).anyMatch(s -> s < limits[at] * 0.1);
    }
  }

  @Test
  void drawsTheSamePausesFromTheSameSeed() {
    assertThat(pauses(7)).isEqualTo(pauses(7)).isNotEqualTo(pauses(8));
  }

  @Test
  void readsSecondsAndDatesOfRetryAfter() {
    Duration longest = Duration.ofMinutes(5);

    assertThat(answer("120", "").wait(longest)).contains(Duration.ofSeconds(120));
    assertThat(
            answer("Wed, 21 Oct 2015 07:28:30 GMT", "Wed, 21 Oct 2015 07:28:00 GMT").wait(longest))
        .as("by the clock of the CRM")
        .contains(Duration.ofSeconds(30));
    assertThat(answer("301", "").wait(longest).orElseThrow()).isGreaterThan(longest);
    assertThat(answer("soon", "").wait(longest)).isEmpty();
    assertThat(answer("-3", "").wait(longest)).isEmpty();
    assertThat(answer("Wed, 21 Oct 2015 07:28:30 GMT", "").wait(longest)).isEmpty();
  }

  @Test
  void showsTheReasonOfACrmOnOneShortLine() {
    assertThat(Words.safe("a\u0000b\r\nc\u2028d", 10)).isEqualTo("a b c d");
    assertThat(Words.safe("x".repeat(300), 240)).hasSize(246).endsWith(" [...]");
    assertThat(Words.safe("\uD83D\uDE00".repeat(3), 2)).isEqualTo("\uD83D\uDE00\uD83D\uDE00 [...]");
  }

  private static Answer answer(String retryAfter, String date) {
    return new Answer(
        429,
        Optional.of(retryAfter),
        Optional.of(date).filter(text -> !text.isEmpty()),
        new byte[0]);
  }

  private static List<Duration> pauses(long seed) {
    List<Duration> pauses = new ArrayList<>();
    Retries retries =
        new Retries(
            9, 99, Duration.ofSeconds(1), Duration.ofSeconds(8), Duration.ofMinutes(1), seed);
    Backoff backoff = new Backoff(CRM, retries, pauses::add);
    for (int attempt = 1; attempt < 9; attempt++) {
      backoff.pause(attempt, TryAgainException.noAnswer("late", null));
    }
    return pauses;
  }
}
