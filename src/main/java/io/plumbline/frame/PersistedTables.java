package io.plumbline.frame;

import io.plumbline.table.TableContract;
import io.plumbline.table.TableUnion;
import java.util.function.Function;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeMap$;
import org.apache.spark.sql.catalyst.plans.logical.Statistics;
import org.apache.spark.sql.catalyst.plans.physical.UnknownPartitioning;
import org.apache.spark.sql.catalyst.types.DataTypeUtils;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.Seq$;
import scala.math.BigInt;

/**
 * The rows of several tables that one pass makes, kept from their first use until they are released
 * (see {@link Persisted}), each table apart: whoever reads one does not read the others.
 */
public final class PersistedTables {

  private final Function<TableContract, Dataset<Row>> rows;
  private final Runnable release;

  private PersistedTables(Function<TableContract, Dataset<Row>> rows, Runnable release) {
    this.rows = rows;
    this.release = release;
  }

  /**
   * Keeps the rows of all tables; plans them and starts no job but those of broadcasts.
   *
   * @param all rows of the frame of the union
   */
  public static PersistedTables of(Dataset<Row> all, TableUnion union) {
    if (Persisted.isAdaptive(all.sparkSession())) {
      Persisted kept = Persisted.of(all);
      return new PersistedTables(table -> union.rows(kept.rows(), table), kept::release);
    }
    var frame = (org.apache.spark.sql.classic.Dataset<Row>) all;
    StructType shape = all.schema();
    JavaRDD<RowBlocks.Block> kept =
        Persisted.kept(
            frame
                .queryExecution()
                .toRdd()
                .toJavaRDD()
                .mapPartitions(
                    rows -> RowBlocks.writeByKind(rows, shape, TableUnion.FIRST_BODY), true));
    BigInt bytes = frame.queryExecution().optimizedPlan().stats().sizeInBytes();
    return new PersistedTables(
        table -> read(frame, kept, union.tables().indexOf(table), table.bodySchema(), bytes),
        () -> Persisted.release(kept, all));
  }

  /**
   * Reads the blocks of one table.
   *
   * @param bytes of all tables, as the optimizer guesses: of one, by the width of its rows
   */
  private static Dataset<Row> read(
      org.apache.spark.sql.classic.Dataset<Row> origin,
      JavaRDD<RowBlocks.Block> kept,
      int kind,
      StructType body,
      BigInt bytes) {
    int columns = body.size();
    JavaRDD<InternalRow> rows =
        kept.mapPartitions(blocks -> RowBlocks.read(blocks, kind, columns), true);
    BigInt ofTable =
        bytes
            .$times(BigInt.apply(body.defaultSize()))
            .$div(BigInt.apply(origin.schema().defaultSize()));
    return Persisted.frame(
        origin,
        new LogicalRDD(
            DataTypeUtils.toAttributes(body).<Attribute>map(column -> column).toSeq(),
            rows.rdd(),
            new UnknownPartitioning(kept.getNumPartitions()),
            Seq$.MODULE$.empty(),
            false,
            Option.empty(),
            origin.sparkSession(),
            Option.apply(
                new Statistics(
                    ofTable.max(BigInt.apply(1)),
                    Option.empty(),
                    AttributeMap$.MODULE$.empty(),
                    false)),
            Option.empty()));
  }

  /** The rows of one of the tables. */
  public Dataset<Row> rows(TableContract table) {
    return rows.apply(table);
  }

  /** Keeps them no longer. */
  public void release() {
    release.run();
  }
}
