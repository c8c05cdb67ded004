package io.plumbline.app;

import io.plumbline.lake.Lake;
import io.plumbline.lake.Stamp;
import io.plumbline.publish.PackageResult;
import io.plumbline.publish.PublishedStage;
import io.plumbline.publish.Release;
import io.plumbline.publish.StageKind;
import io.plumbline.publish.Target;
import io.plumbline.table.Tables;
import java.sql.Date;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/** What a CRM is to hold after a publication, stage by stage, so that later runs can look. */
record PublicationRows(String version, String target, List<Row> rows) {

  /** The open stages: closed ones are 0 and 100 in every CRM, and no business of a publication. */
  static PublicationRows of(
      ReviewEvent event, String packageSha256, Release release, PackageResult result) {
    String target = event.target().orElseThrow();
    // A CRM without percentages of stages has none to compare, and the canonical files are no CRM.
    boolean hasStages =
        !target.equals(Target.CANONICAL.label())
            && result.stages().stream().anyMatch(stage -> stage.published().isPresent());
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < result.stages().size(); i++) {
      if (release.stages().get(i).kind() == StageKind.OPEN) {
        rows.add(row(event, target, packageSha256, result.stages().get(i), hasStages));
      }
    }
    return new PublicationRows(event.version(), target, rows);
  }

  private static Row row(
      ReviewEvent event,
      String target,
      String packageSha256,
      PublishedStage stage,
      boolean hasStages) {
    return RowFactory.create(
        event.version(),
        target,
        Date.valueOf(event.on()),
        event.actor(),
        packageSha256,
        stage.pipelineId(),
        stage.stageId(),
        stage.label(),
        boxed(stage.before()),
        boxed(stage.released()),
        hasStages
            ? boxed(stage.published().isPresent() ? stage.published() : stage.before())
            : null);
  }

  private static Double boxed(OptionalDouble number) {
    return number.isPresent() ? number.getAsDouble() : null;
  }

  /** Replaces what an earlier publication of the same version to the same CRM has left. */
  Map<String, Long> write(SparkSession spark, Lake lake, Stamp stamp) {
    return Map.of(
        Tables.PUBLICATION.name(),
        lake.replaceOf(
            Tables.PUBLICATION,
            spark.createDataFrame(rows, Tables.PUBLICATION.bodySchema()),
            stamp,
            new TreeMap<>(Map.of("version", version, "target", target))));
  }
}
