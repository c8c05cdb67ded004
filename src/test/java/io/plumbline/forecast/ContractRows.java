package io.plumbline.forecast;

import io.plumbline.SparkFixture;
import io.plumbline.table.TableContract;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** Rows of a table contract from the columns that a test cares for; the others are null. */
final class ContractRows {

  private ContractRows() {}

  static Dataset<Row> of(TableContract contract, List<Map<String, Object>> rows) {
    return of(contract.bodySchema(), rows);
  }

  static Dataset<Row> of(StructType schema, List<Map<String, Object>> rows) {
    for (Map<String, Object> row : rows) {
      row.keySet().forEach(schema::fieldIndex);
    }
    List<Row> values =
        rows.stream()
            .map(
                row ->
                    RowFactory.create(
                        Arrays.stream(schema.fieldNames()).map(row::get).toArray(Object[]::new)))
            .toList();
    return SparkFixture.spark().createDataFrame(values, schema);
  }

  /** Column names and values in turn. */
  static Map<String, Object> row(Object... namesAndValues) {
    Map<String, Object> row = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      row.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return row;
  }

  static Map<String, Object> with(Map<String, Object> row, Object... namesAndValues) {
    Map<String, Object> changed = new HashMap<>(row);
    changed.putAll(row(namesAndValues));
    return changed;
  }

  static BigDecimal money(String amount) {
    return new BigDecimal(amount).setScale(2);
  }
}
