package io.plumbline.history;

import static org.apache.spark.sql.functions.array_max;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform_values;
import static org.apache.spark.sql.functions.when;

import io.plumbline.table.CanonicalField;
import io.plumbline.table.CanonicalFile;
import io.plumbline.table.FieldKind;
import io.plumbline.table.Types;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Sets attributes of opportunities back to what field_history says they were before the cutoff. */
final class FormerValues {

  private static final List<String> FIELDS =
      List.of(
          "amount",
          "owner_id",
          "product",
          "customer_type",
          "expected_close_date",
          "account_id",
          "source",
          "name");

  /** Fields of which an entry without a value says that there was none. */
  private static final Set<String> MAY_BE_EMPTY = Set.of("amount", "expected_close_date");

  private static final String CHANGES = "_changes";

  private FormerValues() {}

  /**
   * A field without an entry before the cutoff keeps its value of today; a product that was first
   * set later is unknown, and an amount or close date whose last entry is empty was not there. One
   * row per opportunity, as before, with _amount_since and _close_since, when the amount and the
   * expected close date were entered, _close_told, whether any entry tells that date, be it a later
   * one, and _changed_last, the latest entry of any field; null without one.
   */
  static Dataset<Row> asOf(Dataset<Row> opportunities, Dataset<Row> fieldHistory, Column cutoff) {
    Column past = col("changed_at").lt(cutoff);
    Column isCloseDate = col("field").equalTo("expected_close_date");
    Column[] values =
        FIELDS.stream()
            .map(
                field -> {
                  Column said = past.and(col("field").equalTo(field));
                  return max_by(
                          when(said, col("value")),
                          when(said, struct(col("changed_at"), col("value"))))
                      .as("_then_" + field);
                })
            .toArray(Column[]::new);
    Dataset<Row> then =
        fieldHistory
            .groupBy(col("opportunity_id").as("_changed"))
            .agg(
                max(when(past, col("changed_at"))).as("_changed_last"),
                Stream.of(
                        Stream.of(
                            max(when(past.and(col("field").equalTo("amount")), col("changed_at")))
                                .as("_amount_since"),
                            max(when(past.and(isCloseDate), col("changed_at"))).as("_close_since"),
                            max(isCloseDate).as("_close_told"),
                            max(col("field").equalTo("product")).as("_product_told")),
                        Stream.of(values),
                        MAY_BE_EMPTY.stream()
                            .sorted()
                            .map(
                                field ->
                                    max(past.and(col("field").equalTo(field)))
                                        .as("_said_" + field)))
                    .flatMap(Function.identity())
                    .toArray(Column[]::new));
    Dataset<Row> joined =
        opportunities.join(then, col("opportunity_id").equalTo(col("_changed")), "left");
    for (CanonicalField field : CanonicalFile.OPPORTUNITIES.fields()) {
      if (FIELDS.contains(field.name())) {
        Column text = col("_then_" + field.name());
        Column typed = field.kind() == FieldKind.TEXT ? text : text.try_cast(field.kind().type());
        Column known = coalesce(typed, col(field.name()));
        if (field.name().equals("product")) {
          known = when(col("_product_told"), typed).otherwise(col("product"));
        } else if (MAY_BE_EMPTY.contains(field.name())) {
          Column isSaid = coalesce(col("_said_" + field.name()), lit(false));
          known = when(text.isNotNull().or(not(isSaid)), known);
        }
        joined =
            joined
                .withColumn(field.name(), known)
                .drop("_then_" + field.name(), "_said_" + field.name());
      }
    }
    return joined.drop("_changed", "_product_told");
  }

  /**
   * Sets product, customer type, amount and further attributes of visits to what they were when the
   * stage was entered. What has no entry at all keeps its value. A product or further attribute
   * that was first set later is unknown until then: its value of today may tell how the opportunity
   * ended. A customer type or amount without an entry until then keeps its value, as changes alone
   * do not tell whether there was one before; an amount whose entry is empty was not there yet. One
   * row per visit, as before.
   *
   * @param visits with opportunity_id, entered_at, product, customer_type, _amount_now, _attributes
   */
  static Dataset<Row> atEntry(Dataset<Row> visits, Dataset<Row> fieldHistory) {
    Dataset<Row> changes =
        fieldHistory
            .groupBy(col("opportunity_id").as("_changed"))
            .agg(collect_list(struct(col("changed_at"), col("value"), col("field"))).as(CHANGES));
    Column amount = entryBefore(lit("amount"));
    Column isNone = amount.isNotNull().and(amount.getField("value").isNull());
    return visits
        .join(changes, col("opportunity_id").equalTo(col("_changed")), "left")
        .withColumns(
            Map.of(
                "product", knownBefore(lit("product"), col("product")),
                "customer_type",
                    coalesce(lower(before(lit("customer_type"))), col("customer_type")),
                "_amount_now",
                    when(
                        not(isNone),
                        coalesce(
                            amount.getField("value").try_cast(Types.AMOUNT), col("_amount_now"))),
                "_attributes",
                    transform_values(
                        col("_attributes"), (name, value) -> knownBefore(name, value))))
        .drop("_changed", CHANGES);
  }

  private static Column knownBefore(Column field, Column today) {
    Column changed = exists(col(CHANGES), change -> change.getField("field").equalTo(field));
    return when(changed, coalesce(before(field), lit("unknown"))).otherwise(today);
  }

  private static Column before(Column field) {
    return entryBefore(field).getField("value");
  }

  private static Column entryBefore(Column field) {
    return array_max(
        filter(
            col(CHANGES),
            change ->
                change
                    .getField("field")
                    .equalTo(field)
                    .and(change.getField("changed_at").leq(col("entered_at")))));
  }
}
