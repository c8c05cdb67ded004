package io.plumbline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CompetingRiskCurveTest {
  private static final Offset<Double> EXACT = within(1e-12);

  private enum Exit {
    WON,
    LOST,
    OPEN
  }

  private record Subject(int entry, int exit, Exit kind) {}

  private static final List<Subject> TIED_LATE =
      List.of(
          new Subject(-1, 0, Exit.LOST),
          new Subject(-1, 2, Exit.WON),
          new Subject(-1, 2, Exit.LOST),
          new Subject(-1, 2, Exit.OPEN),
          new Subject(-1, 5, Exit.WON),
          new Subject(-1, 5, Exit.OPEN),
          new Subject(-1, 7, Exit.LOST),
          new Subject(-1, 9, Exit.WON),
          new Subject(2, 5, Exit.LOST),
          new Subject(2, 9, Exit.LOST),
          new Subject(3, 7, Exit.WON),
          new Subject(5, 8, Exit.WON),
          new Subject(5, 12, Exit.OPEN),
          new Subject(-1, 12, Exit.LOST),
          new Subject(-1, 15, Exit.OPEN),
          new Subject(8, 15, Exit.WON),
          new Subject(0, 4, Exit.LOST),
          new Subject(-1, 4, Exit.OPEN));

  // R 4.2.2, survival 3.5-3, d being the subjects above, event a factor with "open" first:
  //   f <- survfit(Surv(entry, exit, event) ~ 1, id = id, data = d); f$time; f$n.risk; f$pstate
  // Standard errors, which survfit takes from influence and thus differently with late entry: etm
  // 1.1.1, from = 0, to = 1 (won) or 2 (lost), times shifted by 1:
  //   f <- etm(d, c("0", "1", "2"), tra, "cens", s = 0); sqrt(f$cov["0 1", "0 1", ])
  @Test
  void entriesAndExitsMayBeCountedApart() {
    CompetingRiskCounts pairs = new CompetingRiskCounts();
    pairs.won(2, 5, 3);
    pairs.lost(4, 9, 2);
    pairs.censored(7, 4);
    CompetingRiskCounts apart = new CompetingRiskCounts();
    apart.entered(4, 2);
    apart.won(5, 3);
    apart.lost(9, 2);
    apart.censored(7, 4);
    apart.entered(2, 3);

    assertThat(apart.curve()).usingRecursiveComparison().isEqualTo(pairs.curve());
    assertThat(apart.total()).isEqualTo(9);
    assertThatIllegalArgumentException().isThrownBy(() -> apart.entered(-2, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> apart.entered(2, -1));
  }

  @Test
  void equalsSurvfitOnTiedCensoredAndLateSubjects() {
    CompetingRiskCurve curve = counts(TIED_LATE).curve();

    assertThat(curve.times()).containsExactly(0, 2, 4, 5, 7, 8, 9, 12, 15);
    assertThat(curve.atRisk()).containsExactly(11, 11, 11, 9, 8, 6, 6, 4, 2);
    assertThat(curve.wonBy())
        .containsExactly(
            new double[] {
              0,
              0.08264462809917356,
              0.08264462809917356,
              0.15777610818933133,
              0.2235161532682194,
              0.2892561983471075,
              0.34403956924618084,
              0.34403956924618084,
              0.42621462559479095
            },
            EXACT);
    assertThat(curve.lostBy())
        .containsExactly(
            new double[] {
              0.09090909090909091,
              0.17355371900826447,
              0.24117205108940648,
              0.3163035311795642,
              0.3820435762584523,
              0.3820435762584523,
              0.4368269471575257,
              0.49161031805659905,
              0.49161031805659905
            },
            EXACT);
    assertThat(curve.unresolved()).isCloseTo(0.0821750563486101, EXACT);
    double[] wonError = {
      0,
      0.07919157381248,
      0.07919157381248,
      0.102418089685142,
      0.113871048291823,
      0.122349891004528,
      0.125602825783888,
      0.125602825783888,
      0.133674979739477
    };
    double[] lostError = {
      0.0866784172041448,
      0.1114379937955772,
      0.1211479894159059,
      0.1304879286409784,
      0.1336781263287792,
      0.1336781263287792,
      0.1330775473105802,
      0.1319854253564593,
      0.1319854253564593
    };
    int[] times = curve.times();
    for (int i = 0; i < times.length; i++) {
      assertThat(curve.wonByStandardError(times[i])).isCloseTo(wonError[i], EXACT);
      assertThat(curve.lostByStandardError(times[i])).isCloseTo(lostError[i], EXACT);
    }
  }

  // R survival, the same exits and events without late entry, f <- survfit(Surv(exit + 1, event) ~
  // 1,
  // influence = TRUE): f$std.err, and with U <- f$influence.pstate at the last time and r = F_won /
  // (F_won + F_lost): sqrt(sum((((1 - r) * U[, won] - r * U[, lost]) / (F_won + F_lost))^2))
  @Test
  void hasTheStandardErrorsOfSurvfitWithoutLateEntry() {
    CompetingRiskCurve curve =
        counts(TIED_LATE.stream().map(s -> new Subject(-1, s.exit, s.kind)).toList()).curve();

    assertThat(curve.wonByStandardError(1)).isZero();
    assertThat(curve.wonByStandardError(2)).isCloseTo(0.0539902953226417, EXACT);
    assertThat(curve.wonByStandardError(8)).isCloseTo(0.1137923168293984, EXACT);
    assertThat(curve.wonByStandardError(15)).isCloseTo(0.136261482670763, EXACT);
    assertThat(curve.lostByStandardError(0)).isCloseTo(0.0539902953226417, EXACT);
    assertThat(curve.lostByStandardError(8)).isCloseTo(0.1158509057159587, EXACT);
    assertThat(curve.lostByStandardError(15)).isCloseTo(0.1282988269744406, EXACT);
    assertThat(curve.eventualWon()).isCloseTo(0.495739162652834, EXACT);
    assertThat(curve.eventualWonStandardError()).isCloseTo(0.138775178522802, EXACT);
  }

  // R: i <- 0:1999; u <- (i*7919) %% 1000; v <- (i*104729) %% 997
  //   entry <- ifelse(i %% 3 == 0, v %% 40, -1); exit <- pmax((u*u) %/% 4000, entry+1)
  //   event <- factor(c("won","lost","lost","open","open")[(31*i + i %/% 7) %% 5 + 1],
  //                   c("open","won","lost"))
  //   summary(survfit(Surv(entry, exit, event) ~ 1, id = i), times = c(0,1,5,20,60,120,200,249))
  // and standard errors from etm as above.
  @Test
  void equalsSurvfitOnTwoThousandSubjects() {
    CompetingRiskCurve curve = counts(twoThousand()).curve();

    int[] times = {0, 1, 5, 20, 60, 120, 200, 249};
    double[] won = {
      0.013503375843961,
      0.0210942767337404,
      0.0391495729937218,
      0.074278401257216,
      0.1315767886165501,
      0.1836112679354595,
      0.2538069224563597,
      0.3270161158736505
    };
    double[] lost = {
      0.027006751687922,
      0.0361158327556573,
      0.0631935451109468,
      0.1382877566005597,
      0.2618819905763793,
      0.3687168066212416,
      0.5097574779098367,
      0.6605679448668655
    };
    double[] wonError = {
      0.00316121405984573,
      0.00394435008039369,
      0.00532178644928885,
      0.00707678667781403,
      0.00873369203273921,
      0.00999878964048014,
      0.01183608062382854,
      0.01495596352102925
    };
    double[] lostError = {
      0.00443992888800309,
      0.0051181502926038,
      0.00667365596969334,
      0.00928173981200347,
      0.01125275463878079,
      0.01240660901623225,
      0.01381129922004628,
      0.01600701948489892
    };
    for (int i = 0; i < times.length; i++) {
      assertThat(curve.wonBy(times[i])).isCloseTo(won[i], EXACT);
      assertThat(curve.lostBy(times[i])).isCloseTo(lost[i], EXACT);
      assertThat(curve.wonByStandardError(times[i])).isCloseTo(wonError[i], EXACT);
      assertThat(curve.lostByStandardError(times[i])).isCloseTo(lostError[i], EXACT);
    }
  }

  @Test
  void equalsANaiveProductOverSubjects() {
    SplittableRandom random = new SplittableRandom(11);
    for (int repeat = 0; repeat < 50; repeat++) {
      List<Subject> subjects = randomSubjects(random, 40);
      CompetingRiskCurve curve = counts(subjects).curve();
      double free = 1;
      double won = 0;
      for (int time = 0; time <= 31; time++) {
        double atRisk = 0;
        double wins = 0;
        double losses = 0;
        for (Subject subject : subjects) {
          if (subject.entry < time && subject.exit >= time) {
            atRisk++;
            if (subject.exit == time) {
              wins += subject.kind == Exit.WON ? 1 : 0;
              losses += subject.kind == Exit.LOST ? 1 : 0;
            }
          }
        }
        if (atRisk > 0) {
          won += free * wins / atRisk;
          free *= 1 - (wins + losses) / atRisk;
        }
        assertThat(curve.wonBy(time)).as("repeat %d time %d", repeat, time).isCloseTo(won, EXACT);
      }
      assertThat(curve.unresolved()).isCloseTo(free, EXACT);
    }
  }

  @Test
  void ignoresTheOrderOfSubjectsBitForBit() {
    List<Subject> shuffled = new ArrayList<>(twoThousand());
    Collections.shuffle(shuffled, new Random(5));

    CompetingRiskCurve curve = counts(shuffled).curve();

    assertThat(curve.wonBy()).isEqualTo(counts(twoThousand()).curve().wonBy());
    assertThat(curve.lostBy()).isEqualTo(counts(twoThousand()).curve().lostBy());
  }

  @Test
  void mergesBucketsIntoTheWhole() {
    List<Subject> subjects = twoThousand();
    CompetingRiskCounts merged = new CompetingRiskCounts();
    for (int bucket = 0; bucket < 7; bucket++) {
      merged.add(bucket(subjects, bucket));
    }

    CompetingRiskCounts whole = counts(subjects);
    assertThat(merged.curve().wonBy()).isEqualTo(whole.curve().wonBy());
    assertThat(merged.total()).isEqualTo(2000);
    assertThat(merged.won()).isEqualTo(400);
    assertThat(merged.lost()).isEqualTo(800);
    assertThat(merged.censored()).isEqualTo(800);
  }

  @Test
  void subtractsABucketAsIfItNeverWas() {
    List<Subject> subjects = twoThousand();
    CompetingRiskCounts whole = counts(subjects);
    CompetingRiskCounts without = whole.copy();

    without.subtract(bucket(subjects, 3));

    List<Subject> rest = new ArrayList<>();
    for (int i = 0; i < subjects.size(); i++) {
      if (i % 7 != 3) {
        rest.add(subjects.get(i));
      }
    }
    CompetingRiskCurve expected = counts(rest).curve();
    assertThat(without.curve().times()).isEqualTo(expected.times());
    assertThat(without.curve().wonBy()).isEqualTo(expected.wonBy());
    assertThat(without.curve().lostBy()).isEqualTo(expected.lostBy());
    assertThat(whole.total()).isEqualTo(2000);
  }

  @Test
  void leavesNothingWhenFractionalCountsAreSubtractedFromThemselves() {
    CompetingRiskCounts counts = new CompetingRiskCounts();
    counts.won(3, 0.1);
    counts.won(3, 0.2);
    counts.lost(1, 4, 0.7);
    CompetingRiskCounts other = new CompetingRiskCounts();
    other.won(3, 0.3);
    other.lost(1, 4, 0.7);

    counts.subtract(other);

    assertThat(counts.total()).isZero();
    assertThat(counts.curve().times()).isEmpty();
  }

  @Test
  void takesTwoHalvesForOne() {
    CompetingRiskCounts halves = new CompetingRiskCounts();
    CompetingRiskCounts whole = counts(TIED_LATE);
    halves.add(whole, 0.5);
    halves.add(whole, 0.5);

    assertThat(halves.curve().wonBy()).isEqualTo(whole.curve().wonBy());
    assertThat(halves.curve().atRisk()).isEqualTo(whole.curve().atRisk());
    assertThat(halves.total()).isEqualTo(18);
  }

  @Test
  void scalesStandardErrorsWithTheRootOfTheCount() {
    CompetingRiskCounts four = new CompetingRiskCounts();
    four.add(counts(TIED_LATE), 4);

    assertThat(four.curve().wonByStandardError(9)).isCloseTo(0.125602825783888 / 2, EXACT);
  }

  @Test
  void addsItselfToItself() {
    CompetingRiskCounts counts = counts(TIED_LATE);
    counts.add(counts);

    assertThat(counts.total()).isEqualTo(36);
  }

  // One won at 2, one lost at 5, one open at 9. By hand: F_won = 1/3 from 2, F_lost = 2/3 * 1/2 =
  // 1/3 from 5; unresolved 1/3.
  @Test
  void stepsToTheRightAtEachOutcome() {
    CompetingRiskCounts counts = new CompetingRiskCounts();
    counts.won(2, 1);
    counts.lost(5, 1);
    counts.censored(9, 1);
    CompetingRiskCurve curve = counts.curve();

    assertThat(curve.wonBy(-5)).isZero();
    assertThat(curve.wonBy(1)).isZero();
    assertThat(curve.wonBy(2)).isCloseTo(1 / 3.0, EXACT);
    assertThat(curve.lostBy(4)).isZero();
    assertThat(curve.lostBy(5)).isCloseTo(1 / 3.0, EXACT);
    assertThat(curve.lostBy(1000)).isCloseTo(1 / 3.0, EXACT);
    assertThat(curve.unresolved()).isCloseTo(1 / 3.0, EXACT);
    assertThat(curve.eventualWon()).isCloseTo(0.5, EXACT);
    assertThat(curve.lastTime()).hasValue(9);
    assertThat(curve.n()).isEqualTo(3);
  }

  // Lost deals resolve at 1, the winner at 10, three are seen until 5 only. Treating lost as
  // censored would say 1; counting closed deals would say 1/3. By hand: F_lost = 2/6, then the
  // winner alone at risk at 10 takes the remaining 4/6.
  @Test
  void letsLostCompeteWithWon() {
    CompetingRiskCounts counts = new CompetingRiskCounts();
    counts.lost(1, 2);
    counts.censored(5, 3);
    counts.won(10, 1);

    assertThat(counts.curve().eventualWon()).isCloseTo(4 / 6.0, EXACT);
    assertThat(counts.curve().unresolved()).isZero();
  }

  @Test
  void hasNoRateWithoutEvidence() {
    CompetingRiskCurve curve = new CompetingRiskCounts().curve();

    assertThat(curve.n()).isZero();
    assertThat(curve.times()).isEmpty();
    assertThat(curve.lastTime()).isEmpty();
    assertThat(curve.wonBy(3)).isNaN();
    assertThat(curve.lostBy(3)).isNaN();
    assertThat(curve.unresolved()).isNaN();
    assertThat(curve.eventualWon()).isNaN();
    assertThat(curve.eventualWonStandardError()).isNaN();
    assertThat(curve.wonByStandardError(3)).isNaN();
    assertThat(curve.shareOfWinsBy(3)).isNaN();
    assertThat(curve.timeByShareOfWins(0.5)).isEmpty();
  }

  @Test
  void hasNoEventualShareWhenAllAreStillOpen() {
    CompetingRiskCounts counts = new CompetingRiskCounts();
    counts.censored(4, 10);

    assertThat(counts.curve().eventualWon()).isNaN();
    assertThat(counts.curve().wonBy(4)).isZero();
    assertThat(counts.curve().unresolved()).isEqualTo(1);
  }

  @Test
  void saysZeroWhenAllWereLostAndOneWhenAllWereWon() {
    CompetingRiskCounts lost = new CompetingRiskCounts();
    lost.lost(3, 4);
    CompetingRiskCounts won = new CompetingRiskCounts();
    won.won(3, 1);

    assertThat(lost.curve().eventualWon()).isZero();
    assertThat(lost.curve().eventualWonStandardError()).isZero();
    assertThat(lost.curve().shareOfWinsBy(3)).isNaN();
    assertThat(lost.curve().timeByShareOfWins(0.5)).isEmpty();
    assertThat(lost.curve().timeByShareOfLosses(0.5)).hasValue(3);
    assertThat(won.curve().eventualWon()).isEqualTo(1);
    assertThat(won.curve().unresolved()).isZero();
  }

  // Without censoring, the time by a share is the plain quantile of the winners' times.
  @Test
  void findsTheMedianTimeToWin() {
    CompetingRiskCounts counts = new CompetingRiskCounts();
    for (int time : new int[] {3, 3, 8, 20}) {
      counts.won(time, 1);
    }
    counts.lost(1, 1);
    counts.lost(100, 1);

    assertThat(counts.curve().timeByShareOfWins(0)).hasValue(3);
    assertThat(counts.curve().timeByShareOfWins(0.5)).hasValue(3);
    assertThat(counts.curve().timeByShareOfWins(0.51)).hasValue(8);
    assertThat(counts.curve().timeByShareOfWins(1)).hasValue(20);
    assertThat(counts.curve().shareOfWinsBy(8)).isCloseTo(0.75, EXACT);
    assertThat(counts.curve().timeByShareOfLosses(1)).hasValue(100);
  }

  // True cumulative incidences of exponential hazards 0.02 (won) and 0.03 (lost), followed for a
  // uniform time and half of the subjects first seen late: eventually won 0.4.
  @Test
  void recoversAKnownCurveFromCensoredAndLateSubjects() {
    SplittableRandom random = new SplittableRandom(2024);
    CompetingRiskCounts counts = new CompetingRiskCounts();
    for (int i = 0; i < 40_000; i++) {
      int end = (int) (-Math.log(1 - random.nextDouble()) / 0.05 * 10);
      int entry = random.nextBoolean() ? -1 : random.nextInt(300);
      int open = entry + 1 + random.nextInt(1500);
      boolean won = random.nextDouble() < 0.4;
      if (end <= entry) {
        continue;
      }
      if (open < end) {
        counts.censored(entry, open, 1);
      } else if (won) {
        counts.won(entry, end, 1);
      } else {
        counts.lost(entry, end, 1);
      }
    }
    CompetingRiskCurve curve = counts.curve();

    assertThat(curve.eventualWon()).isCloseTo(0.4, within(0.01));
    assertThat(curve.wonBy(199)).isCloseTo(0.4 * (1 - Math.exp(-1)), within(0.01));
    assertThat(curve.wonByStandardError(199)).isLessThan(0.005);
  }

  @Test
  void isNotChangedByLaterCounts() {
    CompetingRiskCounts counts = counts(TIED_LATE);
    CompetingRiskCurve curve = counts.curve();
    double before = curve.eventualWon();

    counts.won(1, 100);
    curve.wonBy()[8] = 7;

    assertThat(curve.eventualWon()).isEqualTo(before);
    assertThat(curve.wonBy(15)).isCloseTo(0.42621462559479095, EXACT);
  }

  @Test
  void refusesSubjectsThatAreNeverAtRisk() {
    CompetingRiskCounts counts = new CompetingRiskCounts();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> counts.won(5, 5, 1))
        .withMessageContaining("enters at 5 and leaves at 5")
        .withMessageContaining("(entry, exit]");
    assertThatIllegalArgumentException().isThrownBy(() -> counts.lost(-1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> counts.censored(-2, 1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> counts.won(1, -1.0))
        .withMessageContaining("Weight is -1.0");
    assertThat(counts.total()).isZero();
  }

  @Test
  void refusesToSubtractMoreThanThereIs() {
    CompetingRiskCounts counts = counts(TIED_LATE);
    CompetingRiskCounts more = new CompetingRiskCounts();
    more.won(9, 2);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> counts.subtract(more))
        .withMessageContaining("Subtracting 2.0 from 1.0 at time 9");
    assertThat(counts.total()).isEqualTo(18);
  }

  private static List<Subject> twoThousand() {
    Exit[] kinds = {Exit.WON, Exit.LOST, Exit.LOST, Exit.OPEN, Exit.OPEN};
    List<Subject> subjects = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      int u = i * 7919 % 1000;
      int v = i * 104729 % 997;
      int entry = i % 3 == 0 ? v % 40 : -1;
      subjects.add(
          new Subject(entry, Math.max(u * u / 4000, entry + 1), kinds[(31 * i + i / 7) % 5]));
    }
    return subjects;
  }

  private static List<Subject> randomSubjects(SplittableRandom random, int size) {
    List<Subject> subjects = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int entry = random.nextInt(3) == 0 ? random.nextInt(15) : -1;
      int exit = entry + 1 + random.nextInt(15);
      subjects.add(new Subject(entry, exit, Exit.values()[random.nextInt(3)]));
    }
    return subjects;
  }

  private static CompetingRiskCounts bucket(List<Subject> subjects, int bucket) {
    List<Subject> members = new ArrayList<>();
    for (int i = bucket; i < subjects.size(); i += 7) {
      members.add(subjects.get(i));
    }
    return counts(members);
  }

  private static CompetingRiskCounts counts(List<Subject> subjects) {
    CompetingRiskCounts counts = new CompetingRiskCounts();
    for (Subject subject : subjects) {
      switch (subject.kind) {
        case WON -> counts.won(subject.entry, subject.exit, 1);
        case LOST -> counts.lost(subject.entry, subject.exit, 1);
        case OPEN -> counts.censored(subject.entry, subject.exit, 1);
      }
    }
    return counts;
  }
}
