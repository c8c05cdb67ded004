package io.plumbline.app;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.col;

import io.plumbline.SparkFixture;
import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.history.BuildHistory;
import io.plumbline.ingest.InputFolder;
import io.plumbline.ingest.InputReader;
import io.plumbline.ingest.StagedInput;
import io.plumbline.model.AsOf;
import io.plumbline.quality.CheckRows;
import io.plumbline.quality.Checked;
import io.plumbline.quality.QualityVerdict;
import io.plumbline.table.CanonicalFile;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What becomes of an export until there are deals and visits, in euros; no table is written. */
final class Histories {

  private Histories() {}

  /**
   * Deals, visits and rejected rows, collected.
   *
   * @param deals rows of opportunity
   * @param visits rows of stage_visit
   * @param rejected rows of rejected_record
   */
  record History(List<Row> deals, List<Row> visits, List<Row> rejected, QualityVerdict verdict) {

    List<String> deals(String... columns) {
      return texts(deals, columns);
    }

    List<String> visits(String... columns) {
      return texts(visits, columns);
    }

    List<String> rejected(String... columns) {
      return texts(rejected, columns);
    }

    /** All that there is, as text. */
    List<String> all() {
      return Stream.of(deals, visits, rejected)
          .flatMap(List::stream)
          .map(Row::mkString)
          .sorted()
          .toList();
    }

    /** Rows as text, their columns joined by a bar, sorted. */
    private static List<String> texts(List<Row> rows, String... columns) {
      return rows.stream()
          .map(
              row ->
                  String.join(
                      "|", Stream.of(columns).map(name -> row.<String>getAs(name)).toList()))
          .sorted()
          .toList();
    }
  }

  static History of(Path input, String asOf, Map<String, String> settings) {
    Configuration configuration = Configuration.load(Optional.empty(), settings);
    AsOf date = new AsOf(LocalDate.parse(asOf), configuration.value(Settings.TIME_ZONE));
    StagedInput staged =
        InputReader.read(
            SparkFixture.spark(), configuration, InputFolder.open(input.toString(), configuration));
    Checked checked = CheckRows.check(staged.files(), staged.sources(), date, configuration);
    BuildHistory.Accepted accepted =
        Job.accepted(
            checked,
            BuildHistory.StatedProbability.of(staged.columns().get(CanonicalFile.OPPORTUNITIES)),
            1);
    Dataset<Row> opportunity =
        BuildHistory.withSizeBands(
                BuildHistory.opportunities(accepted, "EUR", date).localCheckpoint(),
                1,
                configuration)
            .localCheckpoint();
    Dataset<Row> visits = BuildHistory.visits(accepted, opportunity, "EUR", date, configuration);
    History history =
        new History(
            collected(opportunity),
            collected(visits),
            collected(QualityVerdict.rejectedRecords(checked)),
            QualityVerdict.of(checked, configuration));
    checked.release();
    return history;
  }

  /** Every value as text, an empty one where there is none. */
  private static List<Row> collected(Dataset<Row> rows) {
    return rows.select(
            Stream.of(rows.columns())
                .map(name -> array_join(array(col(name).cast("string")), "", "").as(name))
                .toArray(Column[]::new))
        .collectAsList();
  }
}
