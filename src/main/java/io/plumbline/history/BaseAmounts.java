package io.plumbline.history;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.last;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.when;

import io.plumbline.model.AsOf;
import io.plumbline.table.Types;
import java.sql.Date;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Converts amounts to base currency by the rate of the day, where rates are given. The rates may be
 * relative to any one currency, such as the corporate currency of a Salesforce organization: the
 * base currency's own rate, where it has one, divides the others.
 */
final class BaseAmounts {

  private static final String RATE = "_rate";
  private static final String DAY = "_rate_day";
  private static final String RATE_TYPE = "decimal(20,10)";

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
    this.rates = fxRates.map(rows -> byMonth(toBase(rows, baseCurrency, asOf), asOf));
  }

  /** What one unit of a currency is worth in base currency, from each day on which that changes. */
  private static Dataset<Row> toBase(Dataset<Row> fxRates, String baseCurrency, AsOf asOf) {
    Dataset<Row> given =
        fxRates
            .where(col("rate_date").leq(lit(Date.valueOf(asOf.date()))))
            .select(
                col("currency").as("_rate_currency"),
                col("rate_date").as("_rate_from"),
                col("rate_to_base").try_cast(RATE_TYPE).as("_own"));
    Dataset<Row> ofBase =
        given
            .where(col("_rate_currency").equalTo(baseCurrency))
            .select(col("_rate_from"), col("_own").as("_of_base"));
    Dataset<Row> changes =
        given
            .unionByName(
                given.select("_rate_currency").distinct().crossJoin(broadcast(ofBase)), true)
            .groupBy("_rate_currency", "_rate_from")
            .agg(max("_own").as("_own"), max("_of_base").as("_of_base"));
    WindowSpec all = Window.partitionBy("_rate_currency");
    WindowSpec until = all.orderBy("_rate_from");
    Column ofBaseThen =
        when(max("_of_base").over(all).isNull(), lit(1))
            .otherwise(last("_of_base", true).over(until));
    return changes.select(
        col("_rate_currency"),
        col("_rate_from"),
        lead("_rate_from", 1).over(until).as("_rate_to"),
        last("_own", true)
            .over(until)
            .divide(when(ofBaseThen.gt(0), ofBaseThen))
            .try_cast(RATE_TYPE)
            .as("_rate_value"));
  }

  /** One row for every month of a rate, so that few are looked at for an amount. */
  private static Dataset<Row> byMonth(Dataset<Row> rates, AsOf asOf) {
    Column to = coalesce(col("_rate_to"), date_add(lit(Date.valueOf(asOf.date())), 1));
    return rates
        .withColumn("_rate_to", to)
        .withColumn(
            "_rate_month",
            explode(
                sequence(
                    trunc(col("_rate_from"), "month"),
                    trunc(date_sub(col("_rate_to"), 1), "month"),
                    expr("interval 1 month"))));
  }

  /**
   * Adds the rate of the day to every row; null where there is none. Never multiplies rows: rate
   * days do not overlap.
   */
  Dataset<Row> withRate(Dataset<Row> rows, Column day) {
    Column own =
        when(
            col("currency").isNull().or(col("currency").equalTo(baseCurrency)),
            lit(1).cast(RATE_TYPE));
    if (rates.isEmpty()) {
      return rows.withColumn(RATE, own);
    }
    Dataset<Row> dated = rows.withColumn(DAY, day);
    return dated
        .join(
            broadcast(rates.get()),
            col("currency")
                .equalTo(col("_rate_currency"))
                .and(trunc(col(DAY), "month").equalTo(col("_rate_month")))
                .and(col(DAY).geq(col("_rate_from")))
                .and(col(DAY).lt(col("_rate_to"))),
            "left")
        .withColumn(RATE, coalesce(own, col("_rate_value")))
        .drop(DAY, "_rate_currency", "_rate_from", "_rate_to", "_rate_month", "_rate_value");
  }

  /** An amount of a row with a rate, in base currency; null where that is beyond all amounts. */
  static Column inBase(Column amount) {
    return amount.cast("decimal(18,2)").multiply(col(RATE)).try_cast(Types.AMOUNT);
  }
}
