package io.plumbline.forecast;

import io.plumbline.table.Tables;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the chances of a deal are found by where it stands.
 *
 * @param stageVisit rows of {@link Tables#STAGE_VISIT}
 * @param stageConfidence rows of {@link Tables#STAGE_CONFIDENCE}, of one version
 */
public record Standing(Dataset<Row> stageVisit, Dataset<Row> stageConfidence) {}
