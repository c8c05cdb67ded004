package io.plumbline.app;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;

/** Which rows of a version an approval releases. */
enum ApprovedRows {
  /** Those to publish and those that a person has marked; rows to review keep waiting. */
  PUBLISH,
  /** Rows to review as well. */
  PUBLISH_AND_REVIEW;

  private static final String OPTION = "rows";
  private static final String PERSONS = "persons";

  static ApprovedRows of(ReviewEvent event) {
    return valueOf(event.options().getOrDefault(OPTION, PUBLISH.name()));
  }

  /**
   * As options of an act: two persons sign the same thing.
   *
   * @param persons how many have to
   */
  SortedMap<String, String> options(int persons) {
    return new TreeMap<>(Map.of(OPTION, name(), PERSONS, String.valueOf(persons)));
  }

  /** Whether a row is released; an empty mark is none. */
  boolean release(String mark, String decision) {
    return switch (mark) {
      case "approve", "override" -> true;
      case "hold" -> false;
      default ->
          decision.equals("publish") || (this == PUBLISH_AND_REVIEW && decision.equals("review"));
    };
  }

  /** The confidence that a row releases: the override, the confidence, or none. */
  Column released() {
    Column byDecision =
        this == PUBLISH
            ? col("decision").equalTo("publish")
            : col("decision").isin("publish", "review");
    Column mark = coalesce(col("mark"), lit(""));
    return when(mark.equalTo("override"), col("override"))
        .when(mark.equalTo("approve").or(mark.equalTo("").and(byDecision)), col("confidence"));
  }
}
