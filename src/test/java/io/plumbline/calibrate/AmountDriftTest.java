package io.plumbline.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AmountDriftTest {

  private final List<Paths.Visit> visits = new ArrayList<>();

  @Test
  void dividesTheAmountsWhenWonByThoseAtEntry() {
    visit(1, "a", 100_00, 90_00, Paths.WON);
    visit(2, "a", 300_00, 270_00, Paths.WON);
    visit(3, "a", 999_00, 1_00, Paths.LOST);
    visit(4, "a", 999_00, 1_00, Paths.OPEN);
    visit(5, "a", Paths.NO_AMOUNT, 1_00, Paths.WON);
    visit(6, "a", 5_00, Paths.NO_AMOUNT, Paths.WON);

    AmountDrift.Line line = only();
    assertThat(line.won()).isEqualTo(2);
    assertThat(line.factor()).isCloseTo(0.9, within(1e-12));
    // The same in both: nothing to doubt.
    assertThat(line.standardError()).isCloseTo(0, within(1e-12));
    assertThat(line.applied()).isCloseTo(0.9, within(1e-9));
  }

  @Test
  void drawsAnUncertainFactorToOne() {
    visit(1, "a", 100_00, 150_00, Paths.WON);
    visit(2, "a", 100_00, 60_00, Paths.WON);
    visit(3, "a", 100_00, 120_00, Paths.WON);

    // Ratio 1.1; residuals 40, -50, 10: sqrt(4200 x 3 / 2) / 300 = 0.2646, more than 0.1.
    AmountDrift.Line line = only();
    assertThat(line.factor()).isCloseTo(1.1, within(1e-12));
    assertThat(line.standardError()).isCloseTo(Math.sqrt(6300) / 300, within(1e-12));
    assertThat(line.applied()).isEqualTo(1);
  }

  @Test
  void knowsNothingOfOneDealButItsFactor() {
    visit(1, "a", 100_00, 50_00, Paths.WON);

    assertThat(only().factor()).isEqualTo(0.5);
    assertThat(only().standardError()).isNaN();
    assertThat(only().applied()).isEqualTo(1);
  }

  @Test
  void onlyKnowsWhatWasWonByThen() {
    visit(1, "a", 100_00, 50_00, Paths.WON);

    assertThat(AmountDrift.at(TestDeals.back(5), paths())).isEmpty();
    assertThat(AmountDrift.at(TestDeals.back(4), paths())).hasSize(1);
  }

  private AmountDrift.Line only() {
    List<AmountDrift.Line> lines = AmountDrift.at(TestSettings.CUTOFF, paths());
    assertThat(lines).hasSize(1);
    return lines.get(0);
  }

  private Paths paths() {
    return Paths.of(visits, List.of(), CalibrationSettings.BUCKETS);
  }

  /** Closed 4.5 days before the cutoff. */
  private void visit(long deal, String stage, long cents, long finalCents, byte outcome) {
    long closed = outcome == Paths.OPEN ? Paths.NEVER : TestDeals.back(4.5);
    visits.add(
        new Paths.Visit(
            deal,
            1,
            stage,
            TestDeals.back(20),
            closed,
            closed,
            outcome,
            cents,
            List.of(),
            new Paths.Sale(finalCents, Paths.NO_DAY, null, null)));
  }
}
