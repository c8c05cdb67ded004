package io.plumbline.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.table.CanonicalField;
import io.plumbline.table.CanonicalFile;
import io.plumbline.table.Staged;
import io.plumbline.table.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;

/**
 * Attributes behind the segments of which an export holds today's value only: opportunities have
 * it, no entry of field_history and no move says it. Where such a value was set on closing, it
 * tells the outcome. A customer type that is derived from earlier wins is none of them.
 *
 * @param attributes columns of the opportunities that the segments come from
 */
record TodaysValues(List<String> attributes) {

  private static final String RULE = "only_todays_value_of_";

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
   * @param ofHistory rows of the history that tell each attribute
   */
  List<QualityVerdict.Finding> findings(
      long opportunities, long[] ofOpportunities, long[] ofHistory) {
    List<QualityVerdict.Finding> findings = new ArrayList<>();
    for (int i = 0; i < attributes.size(); i++) {
      if (ofOpportunities[i] > 0 && ofHistory[i] == 0) {
        findings.add(
            new QualityVerdict.Finding(
                CanonicalFile.OPPORTUNITIES.label(),
                RULE + attributes.get(i),
                "warn",
                opportunities,
                ofOpportunities[i],
                null,
                "segments use it, and neither field_history nor the moves say what it was before:"
                    + " where it was set on closing, it tells the outcome"));
      }
    }
    return findings;
  }

  /** The attribute that a rule is about, if it is one of these. */
  static Stream<String> attributeOf(String rule) {
    return Optional.of(rule)
        .filter(name -> name.startsWith(RULE))
        .map(name -> name.substring(RULE.length()))
        .stream();
  }
}
