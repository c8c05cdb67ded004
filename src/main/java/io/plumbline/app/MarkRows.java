package io.plumbline.app;

import io.plumbline.lake.Lake;
import io.plumbline.lake.Stamp;
import io.plumbline.review.Marked;
import io.plumbline.review.RowKey;
import io.plumbline.table.TableContract;
import io.plumbline.table.Tables;
import java.sql.Date;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Marks of a person on their way into the rows of the confidence table. */
record MarkRows(List<Marked> marks, ReviewEvent event) {

  private static final StructType SCHEMA =
      new StructType()
          .add(TableContract.AS_OF_DATE, DataTypes.DateType)
          .add(TableContract.CONFIG_ID, DataTypes.StringType)
          .add("version", DataTypes.StringType)
          .add("pipeline_id", DataTypes.StringType)
          .add("stage_id", DataTypes.StringType)
          .add("segment_level", DataTypes.StringType)
          .add("customer_type", DataTypes.StringType)
          .add("size_band", DataTypes.StringType)
          .add("product", DataTypes.StringType)
          .add("attributes", DataTypes.StringType)
          .add("age_band", DataTypes.StringType)
          .add(Lake.NEW + "mark", DataTypes.StringType)
          .add(Lake.NEW + "override", DataTypes.DoubleType)
          .add(Lake.NEW + "reviewed_by", DataTypes.StringType)
          .add(Lake.NEW + "review_note", DataTypes.StringType);

  static MarkRows of(List<Marked> marks, ReviewEvent event) {
    return new MarkRows(marks, event);
  }

  /** Changes the rows that are marked, and no others. */
  Map<String, Long> write(SparkSession spark, Lake lake, Stamp stamp) {
    List<Row> rows = marks.stream().map(mark -> row(mark, stamp)).toList();
    return Map.of(
        Tables.STAGE_CONFIDENCE.name(),
        lake.updateNamed(Tables.STAGE_CONFIDENCE, spark.createDataFrame(rows, SCHEMA)));
  }

  private Row row(Marked mark, Stamp stamp) {
    RowKey key = mark.key();
    return RowFactory.create(
        Date.valueOf(stamp.asOfDate()),
        stamp.configId(),
        event.version(),
        key.pipelineId(),
        key.stageId(),
        key.level(),
        used(key.customerType()),
        used(key.sizeBand()),
        used(key.product()),
        used(key.attributes()),
        used(key.ageBand()),
        mark.kind().label(),
        mark.override().isPresent() ? (Object) mark.override().getAsDouble() : null,
        event.actor(),
        mark.note().isEmpty() ? event.reason() : mark.note());
  }

  /** What a level does not split by is null in the table. */
  private static String used(String value) {
    return value.isEmpty() ? null : value;
  }
}
