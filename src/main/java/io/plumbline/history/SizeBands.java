package io.plumbline.history;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
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
import io.plumbline.frame.PerPipeline;
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
  private static final String CENTS = "_size_cents";
  private static final String LABELS = "_size_labels";
  private static final int FEWEST_BANDS = 3;
  private static final int MOST_BANDS = 20;
  private static final int DEALS_PER_BAND = 150;

  /** Quantiles are taken at every sixtieth: near enough to any number of bands up to twenty. */
  private static final int SHARES = 60;

  private final Optional<Dataset<Row>> edgesByPipeline;
  private final Column cents;
  private final Column labels;
  private final int most;

  /**
   * How rows are banded.
   *
   * @param edgesByPipeline one row per pipeline with the columns that the others read, if they do
   * @param cents the edges in hundredths, ascending, at most {@code most}
   * @param labels of the bands, one more than edges
   */
  private SizeBands(Optional<Dataset<Row>> edgesByPipeline, Column cents, Column labels, int most) {
    this.edgesByPipeline = edgesByPipeline;
    this.cents = cents;
    this.labels = labels;
    this.most = most;
  }

  private static SizeBands fixed(Column edges, int count) {
    return new SizeBands(Optional.empty(), cents(edges), labels(edges), count);
  }

  /**
   * The bands.
   *
   * @param pipelines how many there are, about
   */
  static SizeBands of(Dataset<Row> opportunity, long pipelines, Configuration configuration) {
    List<BigDecimal> edges = configuration.value(Settings.SEGMENT_SIZE_EDGES);
    if (!edges.isEmpty()) {
      Column[] literals =
          edges.stream().map(edge -> lit(edge).cast(Types.AMOUNT)).toArray(Column[]::new);
      return fixed(array(literals), literals.length);
    }
    int fixed = configuration.value(Settings.SEGMENT_SIZE_BANDS);
    if (fixed == 1) {
      return fixed(none(), 0);
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
                        array_distinct(
                            array_compact(
                                transform(cuts, cut -> twoDigits(cut).try_cast(Types.AMOUNT)))))
                    .as(EDGES))
            .select(
                col("_size_pipeline"), cents(col(EDGES)).as(CENTS), labels(col(EDGES)).as(LABELS));
    // A pipeline without any amount above zero has no edges.
    return new SizeBands(
        Optional.of(PerPipeline.joinable(byPipeline, pipelines)),
        col(CENTS),
        coalesce(col(LABELS), labels(none())),
        MOST_BANDS - 1);
  }

  /** Adds size_band from amount_base. One row of edges per pipeline: rows are not multiplied. */
  Dataset<Row> band(Dataset<Row> rows) {
    Dataset<Row> joined =
        edgesByPipeline
            .map(
                edges ->
                    rows.join(edges, col("pipeline_id").equalTo(col("_size_pipeline")), "left")
                        .drop("_size_pipeline"))
            .orElse(rows);
    Column amount = col("amount_base").multiply(100).cast("long");
    return joined
        .withColumn(
            "size_band",
            when(col("amount_base").isNull(), lit("unknown"))
                .otherwise(get(labels, edgesUpTo(amount, 0, most))))
        .drop(CENTS, LABELS);
  }

  /**
   * How many edges are not above an amount, between two numbers of edges: a search by halves,
   * spelled out as Spark compiles no function over an array. Beyond the last edge there is null,
   * which nothing is above of.
   */
  private Column edgesUpTo(Column amount, int fewest, int mostOfThem) {
    if (fewest == mostOfThem) {
      return lit(fewest);
    }
    int middle = (fewest + mostOfThem + 1) / 2;
    return when(get(cents, lit(middle - 1)).leq(amount), edgesUpTo(amount, middle, mostOfThem))
        .otherwise(edgesUpTo(amount, fewest, middle - 1));
  }

  private static Column cents(Column edges) {
    return transform(edges, edge -> edge.multiply(100).cast("long"));
  }

  /** Of the bands between edges: {@code 0-500}, {@code 500-2000}, {@code 2000+}. */
  private static Column labels(Column edges) {
    return transform(
        sequence(lit(0), size(edges)),
        i ->
            concat(
                coalesce(text(get(edges, i.minus(1))), lit("0")),
                coalesce(concat(lit("-"), text(get(edges, i))), lit("+"))));
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
