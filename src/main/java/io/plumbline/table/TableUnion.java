package io.plumbline.table;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Rows of several tables in one frame, so that one pass over the pipelines makes them all: the name
 * of the table, and its body in a column of that name, the others null.
 *
 * @param tables that come out
 */
public record TableUnion(List<TableContract> tables) {

  /** The column that the first table's body is in; those of the others follow. */
  public static final int FIRST_BODY = 1;

  private static final String TABLE = "table_name";

  /** Copies the list. */
  public TableUnion {
    tables = List.copyOf(tables);
  }

  /** The union of these tables. */
  public static TableUnion of(TableContract... tables) {
    return new TableUnion(List.of(tables));
  }

  /** The columns of the frame. */
  public StructType schema() {
    StructType schema = new StructType().add(TABLE, DataTypes.StringType);
    for (TableContract table : tables) {
      schema = schema.add(table.name(), table.bodySchema());
    }
    return schema;
  }

  /** A row of the frame from a row of a table. */
  public Row row(TableContract table, Row body) {
    Object[] values = new Object[FIRST_BODY + tables.size()];
    values[0] = table.name();
    values[FIRST_BODY + tables.indexOf(table)] = body;
    return RowFactory.create(values);
  }

  /** The rows of one of the tables. */
  public Dataset<Row> rows(Dataset<Row> all, TableContract table) {
    return all.where(col(TABLE).equalTo(table.name())).select(table.name() + ".*");
  }
}
