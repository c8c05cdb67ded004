package io.plumbline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EventualOutcomeTest {

  @Test
  void isExactForExponentialResolutionWithAShareThatNeverResolves() {
    // R(t) = 0.8 (1 - 0.9^(t + 1)) in daily steps, three in four of it won, followed for 20 days
    // only.
    CompetingRiskCounts counts = new CompetingRiskCounts();
    double never = 0.2;
    double subjects = 1e9;
    double left = subjects * (1 - never);
    for (int day = 1; day <= 20; day++) {
      double resolved = left * 0.1;
      counts.won(day, resolved * 0.75);
      counts.lost(day, resolved * 0.25);
      left -= resolved;
    }
    counts.censored(20, left + subjects * never);

    EventualOutcome outcome = EventualOutcome.of(counts.curve());

    // By hand: R(10) = 0.8 (1 - 0.9^10), R(20) = 0.8 (1 - 0.9^20); Aitken gives 0.8.
    assertThat(outcome.won()).isCloseTo(0.6, within(1e-9));
    assertThat(outcome.lost()).isCloseTo(0.2, within(1e-9));
    assertThat(outcome.never()).isCloseTo(0.2, within(1e-9));
    assertThat(counts.curve().eventualWon())
        .as("the ratio alone counts the never-resolving as if they did")
        .isCloseTo(0.75, within(1e-9));
  }

  @Test
  void recoversTheNeverResolvingShareFromASample() {
    SplittableRandom random = new SplittableRandom(7);
    CompetingRiskCounts counts = new CompetingRiskCounts();
    for (int i = 0; i < 20_000; i++) {
      int end = 1 + (int) (-30 * Math.log(1 - random.nextDouble()));
      boolean never = random.nextDouble() < 0.15;
      if (never || end > 120) {
        counts.censored(120, 1);
      } else if (random.nextDouble() < 0.4) {
        counts.won(end, 1);
      } else {
        counts.lost(end, 1);
      }
    }

    EventualOutcome outcome = EventualOutcome.of(counts.curve());

    assertThat(outcome.never()).isCloseTo(0.15, within(0.015));
    assertThat(outcome.won()).isCloseTo(0.85 * 0.4, within(0.015));
  }

  @Test
  void takesAllAsResolvingWhereResolutionDoesNotSlowDown() {
    CompetingRiskCounts counts = new CompetingRiskCounts();
    for (int day = 1; day <= 10; day++) {
      counts.won(day, 2);
      counts.lost(day, 2);
    }
    counts.censored(10, 60);

    EventualOutcome outcome = EventualOutcome.of(counts.curve());

    assertThat(outcome.never()).isZero();
    assertThat(outcome.won()).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void equalsTheCurveWhenAllIsSeen() {
    CompetingRiskCounts counts = new CompetingRiskCounts();
    counts.won(0, 3);
    counts.lost(0, 1);

    EventualOutcome outcome = EventualOutcome.of(counts.curve());

    assertThat(outcome).isEqualTo(new EventualOutcome(0.75, 0.25, 0));
  }

  @Test
  void oneSubjectIsAllThereIs() {
    CompetingRiskCounts lost = new CompetingRiskCounts();
    lost.lost(5, 1);

    assertThat(EventualOutcome.of(lost.curve())).isEqualTo(new EventualOutcome(0, 1, 0));
  }

  @Test
  void saysNothingWithoutAnOutcome() {
    CompetingRiskCounts open = new CompetingRiskCounts();
    open.censored(9, 100);

    assertThat(EventualOutcome.of(open.curve()).isKnown()).isFalse();
    assertThat(EventualOutcome.of(new CompetingRiskCounts().curve()).isKnown()).isFalse();
  }

  @Test
  void sharesAddUpToOne() {
    SplittableRandom random = new SplittableRandom(3);
    for (int trial = 0; trial < 200; trial++) {
      CompetingRiskCounts counts = new CompetingRiskCounts();
      int subjects = 1 + random.nextInt(60);
      for (int i = 0; i < subjects; i++) {
        int day = random.nextInt(40);
        switch (random.nextInt(3)) {
          case 0 -> counts.won(day, 1);
          case 1 -> counts.lost(day, 1);
          default -> counts.censored(day, 1);
        }
      }
      EventualOutcome outcome = EventualOutcome.of(counts.curve());
      if (outcome.isKnown()) {
        assertThat(outcome.won() + outcome.lost() + outcome.never()).isCloseTo(1, within(1e-12));
        assertThat(outcome.won()).isBetween(0.0, 1.0);
        assertThat(outcome.never()).isBetween(0.0, 1.0);
      }
    }
  }
}
