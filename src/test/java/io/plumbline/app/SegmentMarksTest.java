package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.app.RunTables.Values;
import io.plumbline.lake.TableColumn;
import io.plumbline.lake.TableRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an open deal gets from an approved version. */
class SegmentMarksTest {

  private SegmentMarks marks;

  @BeforeEach
  void begin() {
    marks = new SegmentMarks(ApprovedRows.PUBLISH);
  }

  private static Values row(Map<String, ?> values) {
    List<TableColumn> columns = new ArrayList<>();
    List<Object> cells = new ArrayList<>();
    values.forEach(
        (name, value) -> {
          columns.add(
              new TableColumn(
                  name,
                  value instanceof Double
                      ? TableColumn.Type.DOUBLE
                      : value instanceof Long ? TableColumn.Type.LONG : TableColumn.Type.TEXT));
          cells.add(value);
        });
    return new Values(new TableRow(columns, cells));
  }

  private static Values version(Object... namesAndValues) {
    Map<String, Object> values = new TreeMap<>();
    SegmentMarks.COLUMNS.forEach(column -> values.put(column, ""));
    values.put("status", "approved");
    values.put("pipeline_id", "p");
    values.put("stage_id", "s");
    values.put("segment_level", "stage");
    values.put("opportunities", 100L);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return row(values);
  }

  private static Values deal(String decision, String type, String age, String attributes) {
    return row(
        Map.of(
            "pipeline_id",
            "p",
            "stage_id",
            "s",
            "customer_type",
            type,
            "size_band",
            "0-5",
            "product",
            "x",
            "age_band",
            age,
            "attributes",
            attributes,
            "confidence",
            0.33,
            "decision",
            decision));
  }

  private static final Values APPROVED = deal("publish", "new", "0-10", "region=north");
  private static final Values THIN = deal("hold", "new", "0-10", "region=north");

  @Test
  void aDealGetsItsOwnConfidenceWhereTheRowBehindItWasApproved() {
    marks.add(version("released_confidence", 0.2));

    assertThat(marks.released(APPROVED)).hasValue(0.33);
  }

  @Test
  void aDealOfAThinCellGetsThatOfItsAgeElseThatOfTheStage() {
    marks.add(version("released_confidence", 0.2));
    assertThat(marks.released(THIN)).hasValue(0.2);

    marks.add(
        version("segment_level", "age_band", "age_band", "0-10", "released_confidence", 0.25));
    assertThat(marks.released(THIN)).hasValue(0.25);
    assertThat(marks.released(deal("hold", "new", "10+", ""))).hasValue(0.2);
    assertThat(marks.released(deal("review", "new", "10+", ""))).hasValue(0.2);
  }

  @Test
  void rowsToReviewCountWhereTheyWereApprovedToo() {
    marks = new SegmentMarks(ApprovedRows.PUBLISH_AND_REVIEW);
    marks.add(version("released_confidence", 0.2));

    assertThat(marks.released(deal("review", "new", "0-10", ""))).hasValue(0.33);
    assertThat(marks.released(THIN)).hasValue(0.2);
  }

  @Test
  void aStageOnHoldLeavesItsDealsAloneAndAnOverrideIsThatOfAll() {
    marks.add(version());
    assertThat(marks.released(APPROVED)).isEqualTo(OptionalDouble.empty());

    marks.add(version("mark", "override", "override", 0.4, "released_confidence", 0.4));
    assertThat(marks.released(APPROVED)).hasValue(0.4);
  }

  @Test
  void theMarkOfTheSmallestSegmentComesFirst() {
    marks.add(version("released_confidence", 0.2));
    marks.add(
        version(
            "segment_level",
            "customer_type",
            "customer_type",
            "new",
            "mark",
            "hold",
            "opportunities",
            50L));
    assertThat(marks.released(APPROVED)).isEqualTo(OptionalDouble.empty());
    assertThat(marks.released(deal("publish", "existing", "0-10", ""))).hasValue(0.33);

    marks.add(
        version(
            "segment_level",
            "region",
            "attributes",
            "region=north",
            "mark",
            "override",
            "override",
            0.5,
            "opportunities",
            20L));
    assertThat(marks.released(APPROVED)).hasValue(0.5);
    assertThat(marks.released(deal("publish", "new", "0-10", "region=south; x=1")))
        .isEqualTo(OptionalDouble.empty());
    assertThat(marks.released(deal("publish", "existing", "0-10", "x=1; region=north")))
        .hasValue(0.5);
  }

  @Test
  void nothingOfARefusedPipelineIsReleasedWhateverIsMarked() {
    marks.add(version("status", "rejected", "released_confidence", 0.2));
    marks.add(
        version(
            "status",
            "rejected",
            "segment_level",
            "customer_type",
            "customer_type",
            "new",
            "mark",
            "override",
            "override",
            0.5));

    assertThat(marks.released(APPROVED)).isEqualTo(OptionalDouble.empty());
  }

  @Test
  void aStageThatTheVersionDoesNotKnowIsLeftAlone() {
    assertThat(marks.released(APPROVED)).isEqualTo(OptionalDouble.empty());
  }
}
