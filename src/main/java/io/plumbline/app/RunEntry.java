package io.plumbline.app;

import io.plumbline.lake.Lake;
import io.plumbline.lake.Stamp;
import io.plumbline.table.Tables;
import java.sql.Date;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/**
 * A row of the run report. Written last and in one commit, it makes valid what was written before.
 *
 * @param versions table to the version that holds
 * @param act what a person did; empty for a run
 */
record RunEntry(
    String command,
    String decision,
    int exitCode,
    Map<String, String> inputs,
    Map<String, String> settings,
    JobResult.RowCounts rows,
    Map<String, Double> durations,
    int sparkJobs,
    Map<String, Long> versions,
    List<String> notes,
    Optional<Act> act) {

  /**
   * What a person did.
   *
   * @param version of the confidence table
   * @param number of the act in the workspace, from 1
   * @param target a CRM, where one is meant
   */
  record Act(
      String version,
      String actor,
      String reason,
      LocalDate on,
      long number,
      Optional<String> target) {}

  /** Appends the row; the version of the run report. */
  long append(SparkSession spark, Lake lake, Stamp stamp) {
    Row row =
        RowFactory.create(
            command,
            decision,
            exitCode,
            CodeVersion.current(),
            CodeVersion.sha256(),
            scala(inputs),
            scala(settings),
            rows.read(),
            rows.accepted(),
            rows.rejected(),
            rows.excluded(),
            scala(durations),
            sparkJobs,
            scala(versions),
            notes.toArray(String[]::new),
            act.map(Act::version).orElse(null),
            act.map(Act::actor).orElse(null),
            act.map(Act::reason).orElse(null),
            act.map(Act::on).map(Date::valueOf).orElse(null),
            act.map(Act::number).orElse(null),
            act.flatMap(Act::target).orElse(null));
    return lake.append(
        Tables.RUN_REPORT,
        spark.createDataFrame(List.of(row), Tables.RUN_REPORT.bodySchema()),
        stamp);
  }

  private static <V> scala.collection.Map<String, V> scala(Map<String, V> map) {
    return scala.jdk.javaapi.CollectionConverters.asScala(map);
  }
}
