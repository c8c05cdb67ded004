package io.plumbline.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class PipelineInputTest {

  @Test
  void readsTheAttributesOfAVisit() {
    PipelineInput input =
        read(
            List.of(
                visit(1, "previous_stage=Demo; region=EMEA north"),
                visit(2, "region=; previous_stage=none")),
            "region",
            "product",
            "previous_stage");

    assertThat(levels(input, 0)).containsExactly("", "EMEA north");
    assertThat(levels(input, 1)).containsExactly("a");
    assertThat(levels(input, 2)).containsExactly("Demo", "none");
  }

  @Test
  void takesAttributesThatAreMissingForUnknown() {
    PipelineInput input = read(List.of(visit(1, null), visit(2, "other=x")), "region", "size_band");

    assertThat(levels(input, 0)).containsExactly("unknown");
    assertThat(levels(input, 1)).containsExactly("0-100");
  }

  @Test
  void readsTimesAndOutcomes() {
    Map<String, Object> open = values("visit", 3L, "a");
    open.put("entered", 30L);
    open.put("outcome", "open");
    Map<String, Object> lost = values("visit", 2L, "a");
    lost.put("entered", 20L);
    lost.put("left", 25L);
    lost.put("closed", 26L);
    lost.put("outcome", "lost");
    Paths paths = read(List.of(row(open), row(lost))).paths();

    assertThat(paths.entered(0)).isEqualTo(20);
    assertThat(paths.left(0)).isEqualTo(25);
    assertThat(paths.closed(0)).isEqualTo(26);
    assertThat(paths.outcomeAt(0, 27)).isEqualTo(Paths.LOST);
    assertThat(paths.left(1)).isEqualTo(Paths.NEVER);
    assertThat(paths.closed(1)).isEqualTo(Paths.NEVER);
    assertThat(paths.outcomeAt(1, Paths.NEVER)).isEqualTo(Paths.OPEN);
  }

  @Test
  void putsStagesInTheirOrder() {
    PipelineInput input =
        read(List.of(stage("c", 2, 0.5), stage("b", 10, null), stage("a", 2, 0.1)));

    assertThat(input.stages()).extracting(Stage::id).containsExactly("a", "c", "b");
    assertThat(input.stages())
        .extracting(Stage::label)
        .containsExactly("label a", "label c", "label b");
    assertThat(input.stages().get(0).incumbent()).isEqualTo(0.1);
    assertThat(input.stages().get(2).incumbent()).isNaN();
  }

  @Test
  void readsThePublishedVersionIfThereIsOne() {
    Map<String, Object> published = values("published", null, "a");
    published.put("label", "2026-01-31");
    published.put("probability", 0.4);
    published.put("incumbent", 0.6);
    Map<String, Object> unknown = values("published", null, "b");
    unknown.put("label", "2026-01-31");
    PipelineInput input = read(List.of(row(published), row(unknown)));

    assertThat(input.published().orElseThrow().asOf()).isEqualTo(LocalDate.of(2026, 1, 31));
    assertThat(input.published().orElseThrow().byStage())
        .containsOnlyKeys("a", "b")
        .containsEntry("a", 0.4)
        .containsEntry("b", Double.NaN);
    assertThat(input.published().orElseThrow().incumbents()).containsEntry("a", 0.6);
    assertThat(input.published().orElseThrow().before()).isEmpty();
    assertThat(read(List.of(visit(1, null))).published()).isEmpty();
  }

  @Test
  void readsWhatAPersonTypedOverTheVersion() {
    Map<String, Object> typed = values("published", null, "a");
    typed.putAll(Map.of("label", "2026-01-31", "probability", 0.7));
    typed.putAll(Map.of("override", 0.7, "confidence", 0.4));
    Map<String, Object> untouched = values("published", null, "b");
    untouched.putAll(Map.of("label", "2026-01-31", "probability", 0.3, "confidence", 0.3));
    Map<String, Object> overNothing = values("published", null, "c");
    overNothing.putAll(Map.of("label", "2026-01-31", "probability", 0.2, "override", 0.2));
    Map<String, Object> earlier = values("published", null, "b");
    earlier.putAll(Map.of("label", "2025-12-31", "override", 0.1, "confidence", 0.3));
    Published version =
        read(List.of(row(typed), row(untouched), row(overNothing), row(earlier)))
            .published()
            .orElseThrow();

    assertThat(version.asOf()).isEqualTo(LocalDate.of(2026, 1, 31));
    assertThat(version.byStage()).isEqualTo(Map.of("a", 0.7, "b", 0.3, "c", 0.2));
    assertThat(version.overridden()).isEqualTo(Map.of("a", new Published.Overridden(0.7, 0.4)));
    assertThat(version.before().map(Published::asOf)).hasValue(LocalDate.of(2025, 12, 31));
  }

  @Test
  void readsTheAmountOfAVisitInHundredths() {
    Map<String, Object> priced = values("visit", 1L, "a");
    priced.putAll(
        Map.of("entered", 5L, "outcome", "open", "visit_amount", new BigDecimal("1234.50")));
    Paths paths = read(List.of(row(priced), visit(2, null))).paths();

    assertThat(paths.cents(0)).isEqualTo(123_450);
    assertThat(paths.cents(1)).isEqualTo(Paths.NO_AMOUNT);
  }

  @Test
  void readsDealsByCreation() {
    Map<String, Object> created = values("created", null, null);
    created.putAll(Map.of("outcome", "won", "day", 3, "n", 5L, "number", 2));
    created.putAll(Map.of("recent", 4L, "oldest", 40));
    created.put("amount", new BigDecimal("12.50"));
    created.put("amount_squared", new BigDecimal("99.00"));

    assertThat(read(List.of(row(created))).created())
        .containsExactly(
            new Arrivals.Created(
                "new",
                "0-100",
                "a",
                "won",
                3,
                5,
                4,
                40,
                2,
                new BigDecimal("12.50"),
                new BigDecimal("99.00")));
  }

  @Test
  void doesNotDependOnTheOrderOfTheRows() {
    List<Row> rows =
        new ArrayList<>(
            List.of(
                visit(1, "region=x"),
                visit(2, "region=y"),
                stage("a", 1, 0.1),
                stage("b", 2, 0.2)));
    for (int i = 3; i < 40; i++) {
      rows.add(visit(i, "region=" + i % 5));
    }
    PipelineInput expected = read(rows, "region");
    Collections.shuffle(rows, new Random(1));
    PipelineInput shuffled = read(rows, "region");

    assertThat(shuffled.stages()).isEqualTo(expected.stages());
    assertThat(shuffled.paths()).usingRecursiveComparison().isEqualTo(expected.paths());
  }

  private static List<String> levels(PipelineInput input, int dimension) {
    return input.paths().dimensions().get(dimension).levels();
  }

  private static PipelineInput read(List<Row> rows, String... dimensions) {
    return PipelineInput.read(rows.iterator(), TestSettings.of(dimensions).build());
  }

  private static Row visit(long deal, String attributes) {
    Map<String, Object> values = values("visit", deal, "a");
    values.put("attributes", attributes);
    values.put("entered", 5L);
    values.put("outcome", "open");
    return row(values);
  }

  private static Row stage(String id, int order, Double incumbent) {
    Map<String, Object> values = values("stage", null, id);
    values.put("label", "label " + id);
    values.put("number", order);
    values.put("probability", incumbent);
    return row(values);
  }

  private static Map<String, Object> values(String kind, Long deal, String stage) {
    Map<String, Object> values = new HashMap<>();
    values.put("pipeline_id", "p");
    values.put("kind", kind);
    values.put("stage_id", stage);
    values.put("customer_type", "new");
    values.put("size_band", "0-100");
    values.put("product", "a");
    values.put("deal", deal);
    values.put("number", kind.equals("visit") ? 1 : null);
    return values;
  }

  private static Row row(Map<String, Object> values) {
    return row(CalibrationInput.SCHEMA, values);
  }

  private static Row row(StructType shape, Map<String, Object> values) {
    return RowFactory.create(
        Arrays.stream(shape.fields())
            .map(
                field ->
                    field.dataType() instanceof StructType rest
                        ? row(rest, values)
                        : values.get(field.name()))
            .toArray());
  }
}
