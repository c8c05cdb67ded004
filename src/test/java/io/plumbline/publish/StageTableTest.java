package io.plumbline.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StageTableTest {

  @Test
  void roundsEachStageOfEachPipeline() {
    assertThat(
            numbers(
                Target.PIPEDRIVE,
                Order.AS_CALIBRATED,
                Releases.open("a", "s", "S", 1, 0.1, 0.285, 1, 1),
                Releases.open("b", "s", "S", 1, 0.1, 0.5, 1, 1)))
        .containsExactly("s=29", "s=50");
  }

  @Test
  void leavesHeldAndClosedStagesAlone() {
    assertThat(
            numbers(
                Target.PIPEDRIVE,
                Order.AS_CALIBRATED,
                Releases.held("a", "s", "S", 1, 0.33),
                Releases.closed("a", "w", "W", StageKind.WON)))
        .containsExactly("s=-", "w=-");
  }

  /** (10 x 0.20 + 30 x 0.40) / 40 = 0.35. */
  @Test
  void weighsPipelinesThatShareAStageByTheirClosedDeals() {
    StageTable table =
        table(
            Target.SALESFORCE,
            Order.AS_CALIBRATED,
            Releases.open("a", "s", "S", 1, 0.1, 0.20, 4, 6),
            Releases.open("b", "s", "S", 1, 0.1, 0.40, 10, 20));

    assertThat(table.values()).hasSize(1);
    assertThat(table.values().get(0).published().orElseThrow()).isEqualByComparingTo("35");
    assertThat(table.of(new StageKey("b", "s"))).contains(table.values().get(0));
    assertThat(table.notes()).anyMatch(note -> note.contains("in 2 pipelines"));
  }

  /** (10 x 0.37 + 10 x 0.38) / 20 is 0.375 exactly, a half that goes up; so is 28.5. */
  @Test
  void findsHalvesInMeansExactly() {
    assertThat(
            numbers(
                Target.SALESFORCE,
                Order.AS_CALIBRATED,
                Releases.open("a", "s", "S", 1, 0.1, 0.37, 4, 6),
                Releases.open("b", "s", "S", 1, 0.1, 0.38, 4, 6),
                Releases.open("a", "t", "T", 2, 0.1, 0.28, 4, 6),
                Releases.open("b", "t", "T", 2, 0.1, 0.29, 4, 6)))
        .containsExactly("s=38", "t=29");
  }

  /** The held pipeline has 5 closed deals and stays at 0.50: (15 x 0.30 + 5 x 0.50) / 20 = 0.35. */
  @Test
  void letsAHeldPipelineWeighWithWhatItHas() {
    assertThat(
            numbers(
                Target.SALESFORCE,
                Order.AS_CALIBRATED,
                Releases.open("a", "s", "S", 1, 0.5, 0.30, 5, 10),
                Releases.held("b", "s", "S", 1, 0.50)))
        .containsExactly("s=35");
  }

  @Test
  void sortsSharedStagesByTheirPositionWithClosedOnesLast() {
    assertThat(
            numbers(
                Target.ESPOCRM,
                Order.AS_CALIBRATED,
                Releases.open("a", "s1", "S", 1, 0.1, 0.1, 1, 1),
                Releases.open("a", "s3", "S", 3, 0.1, 0.3, 1, 1),
                Releases.closed("a", "w", "W", StageKind.WON),
                Releases.open("b", "s2", "S", 2, 0.1, 0.2, 1, 1)))
        .containsExactly("s1=10", "s2=20", "s3=30", "w=-");
  }

  @Test
  void refusesAStageThatIsOpenHereAndClosedThere() {
    assertThatThrownBy(
            () ->
                table(
                    Target.SUITECRM,
                    Order.AS_CALIBRATED,
                    Releases.open("a", "s", "S", 1, 0.1, 0.2, 1, 1),
                    Releases.closed("b", "s", "S", StageKind.WON)))
        .hasMessageContaining("stage 's' is open in pipeline 'a' and won in pipeline 'b'");
  }

  /** 0.5 with 20 deals before 0.2 with 40: both get (20 x 0.5 + 40 x 0.2) / 60 = 0.3. */
  @Test
  void repairsAFallByTheWeightedMean() {
    ReleasedStage[] falling = {
      Releases.open("a", "s1", "S", 1, 0.1, 0.5, 10, 10),
      Releases.open("a", "s2", "S", 2, 0.1, 0.2, 10, 30),
      Releases.open("a", "s3", "S", 3, 0.1, 0.6, 1, 1)
    };

    assertThat(numbers(Target.PIPEDRIVE, Order.ISOTONIC, falling))
        .containsExactly("s1=30", "s2=30", "s3=60");
    assertThat(numbers(Target.PIPEDRIVE, Order.AS_CALIBRATED, falling))
        .containsExactly("s1=50", "s2=20", "s3=60");
    assertThat(table(Target.PIPEDRIVE, Order.ISOTONIC, falling).notes())
        .containsExactly(
            "Stages 's1' of pipeline 'a', 's2' of pipeline 'a' share one percentage, because the"
                + " later would be the lower.");
  }

  @Test
  void saysNothingOfStagesThatAreEqualAlready() {
    assertThat(
            table(
                    Target.PIPEDRIVE,
                    Order.ISOTONIC,
                    Releases.open("a", "s1", "S", 1, 0.1, 0.3, 10, 10),
                    Releases.open("a", "s2", "S", 2, 0.1, 0.3, 10, 30))
                .notes())
        .isEmpty();
  }

  @Test
  void breaksTiesWhereTheCrmForbidsThem() {
    ReleasedStage[] tied = {
      Releases.open("a", "s1", "S", 1, 0.1, 0.404, 1, 1),
      Releases.open("a", "s2", "S", 2, 0.1, 0.401, 1, 1),
      Releases.open("b", "s1", "S", 1, 0.1, 0.404, 1, 1)
    };

    assertThat(numbers(Target.PIPELINECRM, Order.AS_CALIBRATED, tied))
        .containsExactly("s1=41", "s2=40", "s1=40");
    assertThat(numbers(Target.PIPEDRIVE, Order.AS_CALIBRATED, tied))
        .containsExactly("s1=40", "s2=40", "s1=40");
  }

  @Test
  void breaksTiesWithHeldStagesToo() {
    assertThat(
            numbers(
                Target.PIPELINECRM,
                Order.AS_CALIBRATED,
                Releases.held("a", "h", "H", 1, 0.40),
                Releases.open("a", "s", "S", 2, 0.1, 0.402, 1, 1)))
        .containsExactly("h=-", "s=41");
  }

  /** Two held stages share 40 already; the third may not join them. */
  @Test
  void staysOffHeldStagesThatBreakTheRuleThemselves() {
    StageTable table =
        table(
            Target.PIPELINECRM,
            Order.AS_CALIBRATED,
            Releases.held("a", "h1", "H", 1, 0.40),
            Releases.held("a", "h2", "H", 2, 0.40),
            Releases.open("a", "s", "S", 3, 0.1, 0.40, 1, 1));

    assertThat(table.values().get(2).published().orElseThrow()).isEqualByComparingTo("41");
    assertThat(table.notes()).anyMatch(note -> note.contains("leave no place"));
  }

  @Test
  void refusesMoreStagesThanThereArePercentages() {
    ReleasedStage[] many =
        IntStream.rangeClosed(1, 100)
            .mapToObj(i -> Releases.open("a", "s" + i, "S", i, 0.1, 0.4, 1, 1))
            .toArray(ReleasedStage[]::new);

    assertThatThrownBy(() -> table(Target.PIPELINECRM, Order.AS_CALIBRATED, many))
        .hasMessageContaining("100 open stages of pipeline 'a' do not fit into 99");
  }

  @Test
  void saysWhereAnEndOfTheScaleWasAvoided() {
    assertThat(
            table(
                    Target.PIPEDRIVE,
                    Order.AS_CALIBRATED,
                    Releases.open("a", "s", "S", 1, 0.1, 0.999, 1, 1))
                .notes())
        .containsExactly(
            "Stage 's' of pipeline 'a' goes out as 99: the ends of the scale are kept for closed"
                + " stages.");
  }

  private static List<String> numbers(Target target, Order order, ReleasedStage... stages) {
    return table(target, order, stages).values().stream()
        .map(
            value ->
                value.stageId()
                    + "="
                    + value.published().map(number -> number.toPlainString()).orElse("-"))
        .toList();
  }

  private static StageTable table(Target target, Order order, ReleasedStage... stages) {
    return StageTable.of(List.of(stages), target, Rounding.percent(0), order);
  }
}
