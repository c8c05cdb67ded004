package io.plumbline.history;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.plumbline.model.AsOf;
import io.plumbline.table.Types;
import java.sql.Date;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/** Converts amounts to base currency by the rate of the day, where rates are given. */
final class BaseAmounts {

  private static final String RATE = "_rate";
  private static final String DAY = "_rate_day";

  private final String baseCurrency;
  private final Optional<Dataset<Row>> rates;

  /**
   * Only rates dated up to the as-of date are used.
   *
   * @param baseCurrency the currency that everything is stated in
   * @param fxRates accepted rows of fx_rates, if there are any
   */
  BaseAmounts(String baseCurrency, Optional<Dataset<Row>> fxRates, AsOf asOf) {
    this.baseCurrency = baseCurrency;
    this.rates =
        fxRates.map(
            rows ->
                rows.where(col("rate_date").leq(lit(Date.valueOf(asOf.date()))))
                    .select(
                        col("currency").as("_rate_currency"),
                        col("rate_date").as("_rate_from"),
                        coalesce(
                                lead("rate_date", 1)
                                    .over(Window.partitionBy("currency").orderBy("rate_date")),
                                date_add(lit(Date.valueOf(asOf.date())), 1))
                            .as("_rate_to"),
                        col("rate_to_base").cast("decimal(20,10)").as("_rate_value")));
  }

  /**
   * Adds the rate of the day to every row; null where there is none. Never multiplies rows: rate
   * days do not overlap.
   */
  Dataset<Row> withRate(Dataset<Row> rows, Column day) {
    Column own =
        when(
            col("currency").isNull().or(col("currency").equalTo(baseCurrency)),
            lit(1).cast("decimal(20,10)"));
    if (rates.isEmpty()) {
      return rows.withColumn(RATE, own);
    }
    Dataset<Row> dated = rows.withColumn(DAY, day);
    return dated
        .join(
            broadcast(rates.get()),
            col("currency")
                .equalTo(col("_rate_currency"))
                .and(col(DAY).geq(col("_rate_from")))
                .and(col(DAY).lt(col("_rate_to"))),
            "left")
        .withColumn(RATE, coalesce(own, col("_rate_value")))
        .drop(DAY, "_rate_currency", "_rate_from", "_rate_to", "_rate_value");
  }

  /** An amount of a row with a rate, in base currency. */
  static Column inBase(Column amount) {
    return amount.cast("decimal(18,2)").multiply(col(RATE)).cast(Types.AMOUNT);
  }
}
