package io.plumbline.movement;

import io.plumbline.SparkFixture;
import io.plumbline.config.Configuration;
import io.plumbline.model.AsOf;
import io.plumbline.table.Tables;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What a movement is made of, row by row; columns that a row does not name are null. */
final class MovementInput {

  private static final StructType CHANGES =
      new StructType()
          .add("opportunity_id", DataTypes.StringType)
          .add("field", DataTypes.StringType)
          .add("value", DataTypes.StringType)
          .add("changed_at", DataTypes.TimestampType);

  private final List<Row> now = new ArrayList<>();
  private final SortedMap<LocalDate, List<Row>> recorded = new TreeMap<>();
  private final List<Row> visits = new ArrayList<>();
  private final List<Row> changes = new ArrayList<>();

  /** Name, value, name, value, ... */
  static Map<String, Object> row(Object... namesAndValues) {
    Map<String, Object> row = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      row.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return row;
  }

  void now(Map<String, Object> deal) {
    now.add(row(Tables.OPPORTUNITY.bodySchema(), deal));
  }

  void then(LocalDate date, Map<String, Object> deal) {
    recorded
        .computeIfAbsent(date, day -> new ArrayList<>())
        .add(row(Tables.OPPORTUNITY.bodySchema(), deal));
  }

  void visit(Map<String, Object> visit) {
    visits.add(row(Tables.STAGE_VISIT.bodySchema(), visit));
  }

  void change(String deal, String field, String value, Instant at) {
    changes.add(RowFactory.create(deal, field, value, Timestamp.from(at)));
  }

  TrackMovement movement(AsOf asOf, Configuration configuration) {
    SortedMap<LocalDate, Dataset<Row>> earlier = new TreeMap<>();
    recorded.forEach(
        (date, rows) -> earlier.put(date, frame(rows, Tables.OPPORTUNITY.bodySchema())));
    return TrackMovement.of(
        frame(now, Tables.OPPORTUNITY.bodySchema()),
        frame(visits, Tables.STAGE_VISIT.bodySchema()),
        Optional.of(frame(changes, CHANGES)),
        earlier,
        asOf,
        configuration);
  }

  private static Dataset<Row> frame(List<Row> rows, StructType schema) {
    return SparkFixture.spark().createDataFrame(rows, schema).repartition(3);
  }

  private static Row row(StructType schema, Map<String, Object> values) {
    values.keySet().forEach(schema::fieldIndex);
    List<Object> row = new ArrayList<>();
    for (StructField field : schema.fields()) {
      row.add(value(values.get(field.name())));
    }
    return RowFactory.create(row.toArray());
  }

  private static Object value(Object value) {
    if (value instanceof LocalDate date) {
      return Date.valueOf(date);
    }
    if (value instanceof Instant time) {
      return Timestamp.from(time);
    }
    return value instanceof BigDecimal amount ? amount.setScale(2) : value;
  }
}
