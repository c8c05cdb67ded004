package io.plumbline.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.report.Movement.Scope;
import io.plumbline.report.Movement.Step;
import io.plumbline.report.Movement.Totals;
import io.plumbline.report.MovementSection.Bar;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MovementSectionTest {

  private static final Movement MOVEMENT = DemoReport.company().pipelines().get(0).movement();

  @Test
  void everyBarHangsWhereTheOneBeforeHasLeftOff() {
    assertThat(MovementSection.bars(MOVEMENT.totals().orElseThrow()))
        .extracting(bar -> ends(bar) + " " + bar.role())
        .containsExactly(
            "0 18200000 level",
            "18200000 21100000 more",
            "21100000 22200000 more",
            "22200000 22600000 more",
            "22000000 22600000 less",
            "20700000 22000000 less",
            "18600000 20700000 less",
            "17200000 18600000 won",
            "0 17200000 level");
  }

  private static String ends(Bar bar) {
    return bar.low().toBigInteger() + " " + bar.high().toBigInteger();
  }

  @Test
  void saysWhatChangedAndWhatItWasMostly() {
    assertThat(MovementSection.finding(MOVEMENT, "EUR"))
        .isEqualTo(
            "Open deals that are due in the quarter are worth 1.00 million EUR less than on 30 June 2026."
                + " Most was added by: new, 2.90 million EUR. Most was taken away by: lost, 2.10 million EUR."
                + " Ask about the 5 deals that were put off into a later month.");
  }

  @Test
  void saysNothingOfAPipelineWithoutOpenDeals() {
    assertThat(MovementSection.finding(Movement.NONE, "EUR")).isEmpty();
  }

  @Test
  void doesNotDrawAPipelineThatIsWorthLessThanNothing() {
    Movement credit =
        new Movement(
            Optional.of(
                new Totals(
                    LocalDate.of(2026, 6, 30),
                    Scope.ALL,
                    "recorded",
                    step("opening", 10),
                    List.of(step("amount_down", -30)),
                    step("closing", -20),
                    0)),
            List.of(),
            0);

    assertThat(Charts.of(DemoReport.withMovement(credit)).has("p0-movement")).isFalse();
    assertThat(Charts.of(DemoReport.company()).has("p0-movement")).isTrue();
    assertThat(ReportPage.render(DemoReport.withMovement(credit)))
        .contains("All open deals, whatever their close date", "what the run of that day said");
  }

  private static Step step(String part, long amount) {
    return new Step(part, BigDecimal.valueOf(amount), 1);
  }
}
