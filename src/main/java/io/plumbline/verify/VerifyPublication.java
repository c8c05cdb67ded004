package io.plumbline.verify;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.when;

import io.plumbline.frame.Persisted;
import io.plumbline.model.AsOf;
import io.plumbline.table.Tables;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Reads the percentages of a CRM back: does it hold what was published to it, and if not, who has
 * changed it?
 */
public final class VerifyPublication {

  /** Percentages come as text with few decimals; half a hundredth of a point tells them apart. */
  private static final double TOLERANCE = 0.5e-4;

  private static final int NAMED = 5;

  private final Persisted rows;
  private final AsOf asOf;

  private VerifyPublication(Persisted rows, AsOf asOf) {
    this.rows = rows;
    this.asOf = asOf;
  }

  /**
   * Compares. The result is persisted on first use: the caller lets go of it with {@link #release}.
   *
   * @param publication rows of {@link Tables#PUBLICATION}, of one version for each target
   * @param stage rows of {@link Tables#STAGE}; at most one for a pipeline and stage
   */
  public static VerifyPublication of(Dataset<Row> publication, Dataset<Row> stage, AsOf asOf) {
    Dataset<Row> now =
        stage.select(
            col("pipeline_id"),
            col("stage_id"),
            col("incumbent").as("held"),
            col("changed_by"),
            col("changed_at"));
    Column verdict =
        when(col("held").isNull(), lit("missing"))
            .when(abs(col("held").minus(col("published"))).leq(TOLERANCE), lit("verified"))
            .otherwise(lit("differs"));
    Dataset<Row> rows =
        publication
            .where(col("published").isNotNull())
            .join(now, new String[] {"pipeline_id", "stage_id"}, "left")
            .withColumn("verdict", verdict);
    return new VerifyPublication(Persisted.of(rows), asOf);
  }

  /** Rows of {@link Tables#PUBLICATION_CHECK}. */
  public Dataset<Row> rows() {
    return rows.rows().select(Tables.PUBLICATION_CHECK.selection());
  }

  /** What to tell people: one sentence for each target. Two Spark jobs. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (Row target :
        rows.rows()
            .groupBy("target", "version")
            .agg(
                count(lit(1)).as("stages"),
                count_if(col("verdict").equalTo("verified")).as("verified"),
                max("published_on").as("published_on"))
            .orderBy("target")
            .collectAsList()) {
      notes.add(note(target));
    }
    return notes;
  }

  private String note(Row target) {
    String name = target.getAs("target");
    String what =
        "version "
            + target.getAs("version")
            + " as published to "
            + name
            + " on "
            + target.getAs("published_on");
    long stages = target.getAs("stages");
    long verified = target.getAs("verified");
    if (stages == verified) {
      return String.format(
          Locale.ROOT, "verified: the CRM holds %s, all %,d stages of it.", what, stages);
    }
    List<String> named =
        rows
            .rows()
            .where(col("target").equalTo(name).and(col("verdict").notEqual("verified")))
            .orderBy("pipeline_id", "stage_id")
            .limit(NAMED)
            .collectAsList()
            .stream()
            .map(this::deviation)
            .toList();
    long more = stages - verified - named.size();
    return String.format(
        Locale.ROOT,
        "not verified: in %,d of %,d stages the CRM does not hold %s: %s%s.",
        stages - verified,
        stages,
        what,
        String.join("; ", named),
        more > 0
            ? String.format(Locale.ROOT, "; and %,d more (show publication_check)", more)
            : "");
  }

  private String deviation(Row row) {
    String stage = row.getAs("pipeline_id") + "/" + row.getAs("stage_id");
    Double published = row.getAs("published");
    Double held = row.getAs("held");
    if (held == null) {
      return stage + " is not in the export or has no percentage, published " + percent(published);
    }
    return stage
        + " is "
        + percent(held)
        + ", published "
        + percent(published)
        + ", "
        + changed(row);
  }

  private String changed(Row row) {
    String by = row.getAs("changed_by");
    Timestamp at = row.getAs("changed_at");
    if (by == null && at == null) {
      return "and the export does not say who changed it (stages.changed_by, stages.changed_at)";
    }
    LocalDate day = at == null ? null : at.toInstant().atZone(asOf.zone()).toLocalDate();
    return "changed" + (by == null ? "" : " by " + by) + (day == null ? "" : " on " + day);
  }

  private static String percent(double share) {
    return BigDecimal.valueOf(share)
            .movePointRight(2)
            .setScale(2, RoundingMode.HALF_UP)
            .stripTrailingZeros()
            .toPlainString()
        + " %";
  }

  /** Lets go of the persisted comparison. */
  public void release() {
    rows.release();
  }
}
