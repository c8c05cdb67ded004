package io.plumbline.app;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Counts the deals of a run where one process alone would take too long. */
final class SparkOpenDeals {

  private SparkOpenDeals() {}

  /** Has Spark count the rows of the opportunity table: three jobs, and little comes back. */
  static OpenDeals of(Dataset<Row> opportunity, int most) {
    Dataset<Row> deals = opportunity.where(col("is_deleted").equalTo(false));
    Column isOpen = col("outcome").equalTo("open");
    Row all =
        deals
            .agg(
                count_if(col("outcome").equalTo("won")),
                count_if(col("outcome").equalTo("lost")),
                count_if(isOpen),
                countDistinct("pipeline_id"))
            .head();
    Map<String, OpenDeals.Total> largest = new LinkedHashMap<>();
    deals
        .groupBy("pipeline_id")
        .agg(
            count_if(isOpen).as("deals"),
            coalesce(sum(when(isOpen, col("amount_base"))), lit(0)).as("amount"))
        .orderBy(col("amount").desc(), col("pipeline_id"))
        .limit(most)
        .collectAsList()
        .forEach(
            row ->
                largest.put(
                    row.getString(0), new OpenDeals.Total(row.getLong(1), row.getDecimal(2))));
    String currency =
        deals
            .where(col("currency").isNotNull())
            .groupBy("currency")
            .count()
            .orderBy(col("count").desc(), col("currency"))
            .limit(1)
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .findFirst()
            .orElse(OpenDeals.NO_CURRENCY);
    return new OpenDeals(
        all.getLong(0), all.getLong(1), all.getLong(2), all.getLong(3), largest, currency);
  }
}
