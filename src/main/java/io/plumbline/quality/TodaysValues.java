package io.plumbline.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.table.CanonicalField;
import io.plumbline.table.CanonicalFile;
import io.plumbline.table.Staged;
import io.plumbline.table.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Attributes behind the segments of which an export holds today's value only: opportunities have
 * it, no entry of field_history and no move says it. Where such a value was set on closing, it
 * tells the outcome. A customer type that is derived from earlier wins is none of them.
 *
 * <p>Nor is much known of an amount or customer type that field_history tells of many deals only
 * from long after their creation, and no move does: today's value stands for the stages before.
 * Other attributes are unknown until they are told.
 *
 * @param attributes columns of the opportunities that the segments come from
 */
record TodaysValues(List<String> attributes) {

  private static final String RULE = "only_todays_value_of_";

  /** Of these, today's value stands until another is told. */
  private static final List<String> KEPT = List.of("amount", "customer_type");

  /** As a share of the deals that have the attribute; below it a leak moves no rate by much. */
  private static final double MANY = 0.1;

  /** Entries of the creation itself may come with a day alone, or a little later. */
  private static final String SOON = "INTERVAL 1 DAY";

  static TodaysValues of(Configuration configuration) {
    return new TodaysValues(
        configuration.value(Settings.SEGMENT_DIMENSIONS).stream()
            .filter(dimension -> !dimension.equals("previous_stage"))
            .map(Tables::attributeOf)
            .distinct()
            .sorted()
            .toList());
  }

  /** Whether a row of a file tells each attribute, in their order. */
  List<Column> told(CanonicalFile file) {
    return attributes.stream().map(name -> isTold(file, name)).toList();
  }

  private static Column isTold(CanonicalFile file, String attribute) {
    return switch (file) {
      case OPPORTUNITIES -> valueOf(attribute).isNotNull();
      case STAGE_HISTORY -> isOf(file, attribute) ? col(attribute).isNotNull() : lit(false);
      case FIELD_HISTORY -> col("field").equalTo(attribute);
      default -> lit(false);
    };
  }

  private static Column valueOf(String attribute) {
    return isOf(CanonicalFile.OPPORTUNITIES, attribute)
        ? col(attribute)
        : col(Staged.ATTRIBUTES).getItem(attribute);
  }

  private static boolean isOf(CanonicalFile file, String column) {
    return file.fields().stream().map(CanonicalField::name).anyMatch(column::equals);
  }

  /**
   * One finding per attribute at risk.
   *
   * @param opportunities accepted ones
   * @param ofOpportunities how many have each attribute
   * @param ofMoves rows of the moves that tell each attribute
   * @param ofHistory rows of field_history that do
   * @param late by attribute, how many deals {@link #late} finds
   */
  List<QualityVerdict.Finding> findings(
      long opportunities,
      long[] ofOpportunities,
      long[] ofMoves,
      long[] ofHistory,
      Map<String, Long> late) {
    List<QualityVerdict.Finding> findings = new ArrayList<>();
    for (int i = 0; i < attributes.size(); i++) {
      String attribute = attributes.get(i);
      long onlyLater = late.getOrDefault(attribute, 0L);
      if (ofOpportunities[i] > 0 && ofMoves[i] + ofHistory[i] == 0) {
        findings.add(
            finding(
                attribute,
                opportunities,
                ofOpportunities[i],
                "segments use it, and neither field_history nor the moves say what it was before:"
                    + " where it was set on closing, it tells the outcome"));
      } else if (ofMoves[i] == 0 && onlyLater > MANY * ofOpportunities[i]) {
        findings.add(
            finding(
                attribute,
                opportunities,
                onlyLater,
                "segments use it, and of these deals field_history begins only after their creation:"
                    + " today's value stands for the stages before, and tells the outcome where it"
                    + " was set late; an empty value at the creation says that there was none"));
      }
    }
    return findings;
  }

  private static QualityVerdict.Finding finding(
      String attribute, long opportunities, long failed, String hint) {
    return new QualityVerdict.Finding(
        CanonicalFile.OPPORTUNITIES.label(),
        RULE + attribute,
        "warn",
        opportunities,
        failed,
        null,
        hint);
  }

  /**
   * Deals that have an attribute of which field_history says nothing until long after their
   * creation, as rows of field and n; empty where today's value stands for none.
   *
   * @param opportunities accepted ones
   * @param fieldHistory accepted entries
   */
  Optional<Dataset<Row>> late(Dataset<Row> opportunities, Dataset<Row> fieldHistory) {
    List<String> kept = attributes.stream().filter(KEPT::contains).toList();
    if (kept.isEmpty()) {
      return Optional.empty();
    }
    Dataset<Row> first =
        fieldHistory
            .where(col("field").isin(kept.toArray()))
            .groupBy(col("opportunity_id").as("_told"), col("field"))
            .agg(min("changed_at").as("_first"));
    Column has =
        kept.stream()
            .map(name -> col("field").equalTo(name).and(valueOf(name).isNotNull()))
            .reduce(lit(false), Column::or);
    return Optional.of(
        opportunities
            .join(first, col("opportunity_id").equalTo(col("_told")))
            .where(has.and(col("_first").gt(col("created_at").plus(expr(SOON)))))
            .groupBy("field")
            .agg(count(lit(1)).as("n")));
  }

  /** The attribute that a rule is about, if it is one of these. */
  static Stream<String> attributeOf(String rule) {
    return Optional.of(rule)
        .filter(name -> name.startsWith(RULE))
        .map(name -> name.substring(RULE.length()))
        .stream();
  }
}
