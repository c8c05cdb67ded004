package io.plumbline.history;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.SparkFixture;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class FormerValuesTest {

  private final SparkSession spark = SparkFixture.spark();

  private Dataset<Row> visits() {
    return spark.sql(
        "SELECT * FROM VALUES"
            + " ('a', TIMESTAMP'2026-01-10', 'late', 'existing', 300.00BD, map('region', 'south')),"
            + " ('a', TIMESTAMP'2026-02-10', 'late', 'existing', 300.00BD, map('region', 'south')),"
            + " ('a', TIMESTAMP'2026-03-10', 'late', 'existing', 300.00BD, map('region', 'south')),"
            + " ('b', TIMESTAMP'2026-02-10', 'other', 'new', 5.00BD, map('region', 'west'))"
            + " AS t(opportunity_id, entered_at, product, customer_type, _amount_now, _attributes)");
  }

  private Dataset<Row> changes() {
    return spark.sql(
        "SELECT * FROM VALUES"
            + " ('a', 'product', 'early', TIMESTAMP'2026-01-01'),"
            + " ('a', 'product', 'middle', TIMESTAMP'2026-02-10'),"
            + " ('a', 'product', 'late', TIMESTAMP'2026-03-01'),"
            + " ('a', 'region', 'north', TIMESTAMP'2026-02-01'),"
            + " ('a', 'amount', '100', TIMESTAMP'2026-01-05'),"
            + " ('a', 'amount', 'unreadable', TIMESTAMP'2026-03-05'),"
            + " ('a', 'customer_type', 'New', TIMESTAMP'2026-02-05')"
            + " AS t(opportunity_id, field, value, changed_at)");
  }

  @Test
  void readsEveryAttributeAsItWasAtEntry() {
    List<String> rows =
        FormerValues.atEntry(visits(), changes())
            .orderBy("opportunity_id", "entered_at")
            .select(
                expr(
                    "concat_ws('|', opportunity_id, date(entered_at), product, customer_type,"
                        + " _amount_now, _attributes['region'])"))
            .toJavaRDD()
            .map(row -> row.getString(0))
            .collect();

    assertThat(rows)
        .containsExactly(
            // Of the region nothing is known before its first entry; a customer type keeps its
            // value.
            "a|2026-01-10|early|existing|100.00|unknown",
            // A change at the moment of entry counts.
            "a|2026-02-10|middle|new|100.00|north",
            // A number that cannot be read is no number.
            "a|2026-03-10|late|new|300.00|north",
            "b|2026-02-10|other|new|5.00|west");
  }

  @Test
  void aProductSetOnWinningIsUnknownBefore() {
    Dataset<Row> onWinning =
        spark.sql(
            "SELECT 'a' AS opportunity_id, 'product' AS field, 'late' AS value,"
                + " TIMESTAMP'2026-03-01' AS changed_at");

    assertThat(
            FormerValues.atEntry(visits(), onWinning)
                .orderBy("opportunity_id", "entered_at")
                .select("product")
                .toJavaRDD()
                .map(row -> row.getString(0))
                .collect())
        .containsExactly("unknown", "unknown", "late", "other");
  }

  @Test
  void anAmountThatWasSaidToBeEmptyIsNoneUntilItIsEntered() {
    Dataset<Row> emptyAtFirst =
        spark.sql(
            "SELECT * FROM VALUES"
                + " ('a', 'amount', CAST(NULL AS STRING), TIMESTAMP'2026-01-01'),"
                + " ('a', 'amount', '300', TIMESTAMP'2026-02-05'),"
                // Changed later, and nothing says that there was none before.
                + " ('b', 'amount', '5', TIMESTAMP'2026-03-01')"
                + " AS t(opportunity_id, field, value, changed_at)");

    assertThat(
            FormerValues.atEntry(visits(), emptyAtFirst)
                .orderBy("opportunity_id", "entered_at")
                .selectExpr("coalesce(string(_amount_now), 'none')")
                .toJavaRDD()
                .map(row -> row.getString(0))
                .collect())
        .containsExactly("none", "300.00", "300.00", "5.00");
  }

  @Test
  void keepsTheColumnsAndTheVisits() {
    Dataset<Row> visits = visits();

    Dataset<Row> then = FormerValues.atEntry(visits, changes().where(col("field").equalTo("x")));

    assertThat(then.columns()).containsExactlyInAnyOrder(visits.columns());
    assertThat(then.count()).isEqualTo(4);
  }
}
