package io.plumbline.outlook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.plumbline.outlook.SegmentTotals.Sums;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SegmentTotalsTest {

  private static final Segment SEGMENT = new Segment("new", "0-500", "a", "o", "t");
  private static final Placement EARLY =
      new Placement("s", null, null, 0.5, Double.NaN, Double.NaN, "s");
  private static final Placement LATE = new Placement("t", null, null, 0.5, 0.3, Double.NaN, "t");

  private final SegmentTotals totals = new SegmentTotals(1);

  @Test
  void leavesWhatIsNotDrawnSingly() {
    totals.addOpen(EARLY, 3);
    totals.addOpen(EARLY, 4);
    totals.addOpen(EARLY, 5);
    totals.addOpen(LATE, 6);

    assertThat(
            totals.without(
                List.of(
                    new OpenDeal("d1", SEGMENT, EARLY, 5, Optional.empty()),
                    new OpenDeal("d2", SEGMENT, LATE, 6, Optional.empty()))))
        .containsExactly(entry(EARLY, new Sums(2, 7, BigInteger.valueOf(9 + 16))));
    assertThat(totals.without(List.of())).hasSize(2);
  }

  @Test
  void weighsCentsByPlacement() {
    totals.addOpen(EARLY, 3);
    totals.addOpen(LATE, 6);
    totals.addOpen(LATE, 10);

    assertThat(totals.weighted(placement -> placement.stageId().equals("s") ? 7 : 2))
        .isEqualTo(BigInteger.valueOf(3 * 7 + 16 * 2));
    assertThat(totals.openCents()).isEqualTo(19);
  }

  @Test
  void knowsAnIncumbentOfAnyDeal() {
    totals.addOpen(EARLY, 3);
    assertThat(totals.knowsIncumbent()).isFalse();
    totals.addOpen(LATE, 0);
    assertThat(totals.knowsIncumbent()).isTrue();
  }
}
