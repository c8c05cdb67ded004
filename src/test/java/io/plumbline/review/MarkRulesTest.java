package io.plumbline.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkRulesTest {

  private static final RowKey PROPOSAL =
      new RowKey("default", "proposal", "stage", "", "", "", "", "");
  private static final RowKey LEGAL = new RowKey("default", "legal", "stage", "", "", "", "", "");

  @Test
  void acceptsMarksOnStagesAndSegments() {
    RowKey segment = new RowKey("default", "proposal", "customer_type", "new", "", "", "", "");

    assertThat(
            check(
                mark(PROPOSAL, Mark.Kind.APPROVE, OptionalDouble.empty(), 2),
                mark(segment, Mark.Kind.OVERRIDE, OptionalDouble.of(0.3), 3),
                mark(LEGAL, Mark.Kind.HOLD, OptionalDouble.empty(), 4)))
        .isEmpty();
  }

  /** The proposed 31.5 % and at most 20 points: 11.5 to 51.5. */
  @Test
  void boundsOverridesByTheirDistance() {
    assertThat(check(override(0.515), override(0.115))).isEmpty();
    assertThat(check(override(0.52)))
        .containsExactly(
            "row 2, override_percent '52%': lies 20.5 points from the proposed 31.5%; at most 20.0"
                + " are allowed.");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.05, 4.2})
  void refusesWhatIsReservedForClosedDeals(double value) {
    assertThat(check(override(value)))
        .singleElement()
        .asString()
        .contains("must lie between 0 and 100, both excluded");
  }

  @Test
  void refusesToReleaseARowWithoutAConfidence() {
    assertThat(
            check(
                mark(LEGAL, Mark.Kind.APPROVE, OptionalDouble.empty(), 7),
                mark(LEGAL, Mark.Kind.OVERRIDE, OptionalDouble.of(0.4), 8)))
        .containsExactly(
            "row 7, mark 'approve': the row has no proposed percentage; it can only be held or left"
                + " empty.",
            "row 8, mark 'override': the row has no proposed percentage; it can only be held or"
                + " left empty.");
  }

  @Test
  void refusesRowsThatTheTableHasNot() {
    assertThat(
            check(
                mark(
                    new RowKey("default", "proposal", "product", "", "", "x", "", ""),
                    Mark.Kind.APPROVE,
                    OptionalDouble.empty(),
                    3)))
        .containsExactly(
            "row 3, row 'product:default/proposal/product=x': the proposed table has no such row.");
  }

  @Test
  void reportsAnotherVersionOnce() {
    List<Marked> old =
        List.of(
            new Marked(PROPOSAL, "v1", Mark.Kind.HOLD, OptionalDouble.empty(), "", 2),
            new Marked(LEGAL, "v1", Mark.Kind.HOLD, OptionalDouble.empty(), "", 3));

    assertThat(MarkRules.check(old, Proposals.company(), 0.2))
        .extracting(SheetProblem::text)
        .containsExactly(
            "row 2, version 'v1': not the version under review, which is 2026-09-30-7c1d (and 1"
                + " more row).");
  }

  private static List<String> check(Marked... marks) {
    return MarkRules.check(List.of(marks), Proposals.company(), 0.2).stream()
        .map(SheetProblem::text)
        .toList();
  }

  private static Marked override(double value) {
    return mark(PROPOSAL, Mark.Kind.OVERRIDE, OptionalDouble.of(value), 2);
  }

  private static Marked mark(RowKey key, Mark.Kind kind, OptionalDouble override, int line) {
    return new Marked(key, Proposals.VERSION, kind, override, "", line);
  }
}
