package io.plumbline.history;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.plumbline.table.CanonicalField;
import io.plumbline.table.CanonicalFile;
import io.plumbline.table.FieldKind;
import java.util.List;
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

  private FormerValues() {}

  /**
   * A field without an entry before the cutoff keeps its value of today. One row per opportunity,
   * as before.
   */
  static Dataset<Row> asOf(Dataset<Row> opportunities, Dataset<Row> fieldHistory, Column cutoff) {
    Column[] values =
        FIELDS.stream()
            .map(
                field ->
                    max_by(
                            when(col("field").equalTo(field), col("value")),
                            when(
                                col("field").equalTo(field),
                                struct(col("changed_at"), col("value"))))
                        .as("_then_" + field))
            .toArray(Column[]::new);
    Dataset<Row> then =
        fieldHistory
            .where(col("changed_at").lt(cutoff).and(col("field").isin(FIELDS.toArray())))
            .groupBy(col("opportunity_id").as("_changed"))
            .agg(values[0], java.util.Arrays.copyOfRange(values, 1, values.length));
    Dataset<Row> joined =
        opportunities.join(then, col("opportunity_id").equalTo(col("_changed")), "left");
    for (CanonicalField field : CanonicalFile.OPPORTUNITIES.fields()) {
      if (FIELDS.contains(field.name())) {
        Column text = col("_then_" + field.name());
        Column typed = field.kind() == FieldKind.TEXT ? text : text.try_cast(field.kind().type());
        joined =
            joined
                .withColumn(field.name(), coalesce(typed, col(field.name())))
                .drop("_then_" + field.name());
      }
    }
    return joined.drop("_changed");
  }
}
