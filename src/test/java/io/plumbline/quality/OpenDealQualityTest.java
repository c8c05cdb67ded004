package io.plumbline.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.SparkFixture;
import io.plumbline.model.AsOf;
import io.plumbline.table.Tables;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** As of 31 March 2026, that is before 1 April 2026, 00:00 UTC. All numbers are by hand. */
class OpenDealQualityTest {

  private static List<Row> rows;

  /** Deals a to e are open; f is deleted, g won. Of e no rate and no confidence is known. */
  @BeforeAll
  static void measure() {
    SparkSession spark = SparkFixture.spark();
    Dataset<Row> opportunity =
        spark.sql(
            "SELECT id AS opportunity_id, pipeline AS pipeline_id, owner AS owner_id,"
                + " CAST(amount AS decimal(18,2)) AS amount, product, outcome,"
                + " id = 'f' AS is_deleted,"
                + " TIMESTAMP'2026-01-01 00:00:00Z' AS created_at,"
                + " CAST(closes AS date) AS expected_close_date,"
                + " CAST(next AS timestamp) AS next_step_due_at, stated AS stated_probability,"
                + " CAST(touched AS timestamp) AS last_touched_at FROM VALUES"
                + " ('a','p','ada','100','x','open','2026-04-30','2026-04-05 00:00:00Z',CAST(NULL AS double),'2026-03-30 12:00:00Z'),"
                + " ('b','p','ada',NULL,'unknown','open',NULL,NULL,NULL,'2026-02-01 00:00:00Z'),"
                + " ('c','p','zoe','0','x','open','2026-03-30','2026-04-05 00:00:00Z',0.75D,'2026-03-02 00:00:00Z'),"
                + " ('d','p',NULL,'300','x','open','2026-03-31',NULL,0.9D,'2026-03-01 00:00:00Z'),"
                + " ('e','q','zoe','50','x','open','2026-04-30','2026-04-05 00:00:00Z',NULL,'2026-03-31 23:00:00Z'),"
                + " ('f','p','ada',NULL,'unknown','open',NULL,NULL,NULL,'2025-01-01 00:00:00Z'),"
                + " ('g','p','ada',NULL,'unknown','won',NULL,NULL,NULL,'2025-01-01 00:00:00Z')"
                + " AS t(id, pipeline, owner, amount, product, outcome, closes, next, stated, touched)");
    Dataset<Row> score =
        spark.sql(
            "SELECT id AS opportunity_id, 'S' AS stage_id, CAST(amount AS decimal(18,2)) AS"
                + " amount_base, confidence, CAST(expected AS decimal(18,2)) AS expected_amount,"
                + " 0.5D AS incumbent FROM VALUES"
                + " ('a','100',0.5D,'50'), ('b',NULL,0.5D,NULL), ('c','0',0.25D,'0'),"
                + " ('d','300',0.5D,'150'), ('e',NULL,NULL,NULL)"
                + " AS t(id, amount, confidence, expected)");
    Dataset<Row> visits =
        spark.sql(
            "SELECT id AS opportunity_id, outcome, CAST(entered AS timestamp) AS entered_at,"
                + " visit AS visit_number, exit FROM VALUES"
                + " ('a','open','2026-01-01 00:00:00Z',1,'lost'),"
                + " ('a','open','2026-02-01 00:00:00Z',2,'open'),"
                + " ('e','open','2025-12-31 23:59:59Z',1,'moved'),"
                + " ('e','open','2026-01-02 00:00:00Z',2,'lost'),"
                + " ('g','won','2025-12-01 00:00:00Z',1,'won')"
                + " AS t(id, outcome, entered, visit, exit)");
    Dataset<Row> previous =
        spark.sql(
            "SELECT 'p' AS pipeline_id, owner AS owner_id, 'untouched' AS measure, days AS"
                + " threshold, share, DATE'2026-02-28' AS as_of_date FROM VALUES"
                + " ('ada', 30D, 0.2D), (NULL, 30D, 0.75D), ('zoe', 60D, 1D)"
                + " AS t(owner, days, share)");
    rows =
        OpenDealQuality.of(
                opportunity.repartition(3),
                visits,
                score,
                Optional.of(previous),
                new AsOf(LocalDate.of(2026, 3, 31), ZoneOffset.UTC))
            .collectAsList();
  }

  private static List<String> of(String measure, String... columns) {
    return rows.stream()
        .filter(row -> row.<String>getAs("measure").equals(measure))
        .map(
            row ->
                row.getAs("pipeline_id")
                    + "/"
                    + row.getAs("owner_id")
                    + Stream.of(columns)
                        .map(column -> " " + row.getAs(column))
                        .reduce("", String::concat))
        .sorted()
        .toList();
  }

  private static List<String> failing(String measure) {
    return of(measure, "failed", "amount_base", "forecast_effect").stream()
        .filter(row -> !row.contains(" 0 "))
        .toList();
  }

  @Test
  void everyMeasureHasARowForThePipelineAndForEachOwner() {
    assertThat(rows).hasSize(2 * 11 + 3 * 10);
    assertThat(rows.get(0).schema().fieldNames())
        .containsExactly(
            Tables.DATA_QUALITY.columns().stream().map(c -> c.name()).toArray(String[]::new));
    assertThat(of("no_owner", "deals", "failed", "forecast_effect"))
        .as("whoever has no owner is nobody's")
        .containsExactly("p/null 4 1 -150.00", "q/null 1 0 0.00");
  }

  @Test
  void freshnessCountsTheDaysSinceTheLastSignOfWork() {
    // a 1, b 59, c 30, d 31 days; e less than one. More than 30 is too long.
    assertThat(of("untouched", "deals", "failed", "share", "median_days", "amount_base"))
        .containsExactly(
            "p/ada 2 1 0.5 30.0 0.00",
            "p/null 4 2 0.5 30.5 300.00",
            "p/zoe 1 0 0.0 30.0 0.00",
            "q/null 1 0 0.0 0.0 0.00",
            "q/zoe 1 0 0.0 0.0 0.00");
    assertThat(of("untouched", "expected_amount", "forecast_effect", "threshold").get(1))
        .isEqualTo("p/null 150.00 -150.00 30.0");
    assertThat(of("no_amount", "median_days")).allMatch(row -> row.endsWith(" null"));
  }

  @Test
  void whatIsMissingIsCountedAndWorthWhatItsStageUsuallyHas() {
    // The others of the stage have 100 and 300, 200 on average; b has a confidence of 0.5.
    assertThat(failing("no_amount")).containsExactly("p/ada 1 0.00 100.00", "p/null 1 0.00 100.00");
    assertThat(failing("no_close_date")).containsExactly("p/ada 1 0.00 0.00", "p/null 1 0.00 0.00");
    assertThat(failing("no_product")).containsExactly("p/ada 1 0.00 0.00", "p/null 1 0.00 0.00");
    assertThat(failing("no_next_step"))
        .containsExactly("p/ada 1 0.00 0.00", "p/null 2 300.00 -150.00");
  }

  @Test
  void contradictionsAreCountedWithWhatTheForecastHasOfThem() {
    assertThat(failing("close_date_passed"))
        .as("a close date of today has not passed")
        .containsExactly("p/null 1 0.00 0.00", "p/zoe 1 0.00 0.00");
    // 0.25 x 200.
    assertThat(failing("zero_amount")).containsExactly("p/null 1 0.00 50.00", "p/zoe 1 0.00 50.00");
    // (0.5 - 0.9) x 300; 0.75 is no more than 0.25 off.
    assertThat(failing("probability_off")).containsExactly("p/null 1 300.00 -120.00");
    assertThat(failing("closed_stage"))
        .as("a came back from a closed stage")
        .containsExactly("q/null 1 0.00 0.00", "q/zoe 1 0.00 0.00");
    assertThat(failing("entered_before_created"))
        .containsExactly("q/null 1 0.00 0.00", "q/zoe 1 0.00 0.00");
  }

  @Test
  void comparesWithTheRunBeforeWhereItMeasuredTheSame() {
    assertThat(of("untouched", "previous_as_of", "previous_share", "share_change"))
        .containsExactly(
            "p/ada 2026-02-28 0.2 0.3",
            "p/null 2026-02-28 0.75 -0.25",
            "p/zoe null null null",
            "q/null null null null",
            "q/zoe null null null");
  }
}
