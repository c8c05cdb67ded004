package io.plumbline.history;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log10;
import static org.apache.spark.sql.functions.percentile;
import static org.apache.spark.sql.functions.pow;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.table.Types;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Ranges of the amount: as configured, or quantiles of each pipeline's amounts rounded to two
 * significant digits, so that a person can read them and the quantile needs little memory.
 */
final class SizeBands {

  private static final String EDGES = "_size_edges";
  private static final int FEWEST_BANDS = 3;
  private static final int MOST_BANDS = 20;
  private static final int DEALS_PER_BAND = 150;

  /** Quantiles are taken at every sixtieth: near enough to any number of bands up to twenty. */
  private static final int SHARES = 60;

  private final Optional<Dataset<Row>> edgesByPipeline;
  private final Column configured;

  private SizeBands(Optional<Dataset<Row>> edgesByPipeline, Column configured) {
    this.edgesByPipeline = edgesByPipeline;
    this.configured = configured;
  }

  static SizeBands of(Dataset<Row> opportunity, Configuration configuration) {
    List<BigDecimal> edges = configuration.value(Settings.SEGMENT_SIZE_EDGES);
    if (!edges.isEmpty()) {
      Column[] literals =
          edges.stream().map(edge -> lit(edge).cast(Types.AMOUNT)).toArray(Column[]::new);
      return new SizeBands(Optional.empty(), array(literals));
    }
    int fixed = configuration.value(Settings.SEGMENT_SIZE_BANDS);
    if (fixed == 1) {
      return new SizeBands(Optional.empty(), none());
    }
    Column[] shares =
        IntStream.range(1, SHARES).mapToObj(i -> lit((double) i / SHARES)).toArray(Column[]::new);
    Column supported =
        least(
            lit(MOST_BANDS),
            greatest(lit(FEWEST_BANDS), col("_amounts").divide(DEALS_PER_BAND).cast("int")));
    Column bands = fixed > 0 ? lit(fixed) : supported;
    Column cuts =
        transform(
            sequence(lit(1), bands.minus(1)),
            i ->
                get(
                    col("_quantiles"),
                    round(i.multiply(SHARES).divide(bands)).cast("int").minus(1)));
    Column amount = col("amount_base").cast("double");
    Dataset<Row> byPipeline =
        opportunity
            .where(col("amount_base").gt(0).and(col("is_deleted").equalTo(false)))
            .groupBy(col("pipeline_id").as("_size_pipeline"))
            .agg(
                percentile(twoDigits(amount), array(shares)).as("_quantiles"),
                count(lit(1)).as("_amounts"))
            .select(
                col("_size_pipeline"),
                array_sort(
                        array_distinct(transform(cuts, cut -> twoDigits(cut).cast(Types.AMOUNT))))
                    .as(EDGES));
    // A pipeline without any amount above zero has no edges.
    return new SizeBands(Optional.of(byPipeline), coalesce(col(EDGES), none()));
  }

  /** Adds size_band from amount_base. One row of edges per pipeline: rows are not multiplied. */
  Dataset<Row> band(Dataset<Row> rows) {
    Dataset<Row> joined =
        edgesByPipeline
            .map(
                edges ->
                    rows.join(
                            broadcast(edges),
                            col("pipeline_id").equalTo(col("_size_pipeline")),
                            "left")
                        .drop("_size_pipeline"))
            .orElse(rows);
    Column below = size(filter(configured, edge -> edge.leq(col("amount_base"))));
    Column from = when(below.gt(0), text(get(configured, below.minus(1)))).otherwise(lit("0"));
    Column label =
        when(below.equalTo(size(configured)), concat(from, lit("+")))
            .otherwise(concat(from, lit("-"), text(get(configured, below))));
    return joined
        .withColumn("size_band", when(col("amount_base").isNull(), lit("unknown")).otherwise(label))
        .drop(EDGES);
  }

  private static Column none() {
    return array().cast("array<decimal(18,2)>");
  }

  private static Column twoDigits(Column amount) {
    Column magnitude = pow(lit(10.0), floor(log10(amount)).minus(1));
    return round(amount.divide(magnitude)).multiply(magnitude);
  }

  private static Column text(Column edge) {
    return regexp_replace(edge.cast("string"), "\\.00$", "");
  }
}
