package io.plumbline.app;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.connect.ConnectorSource;
import io.plumbline.error.Errors;
import io.plumbline.error.PlumblineException;
import io.plumbline.ingest.ConnectedTable;
import io.plumbline.ingest.InputFolder;
import io.plumbline.ingest.InputReader;
import io.plumbline.ingest.StoredTable;
import io.plumbline.ingest.WantedTable;
import io.plumbline.lake.Location;
import io.plumbline.landing.Database;
import io.plumbline.landing.Landed;
import io.plumbline.landing.Landing;
import io.plumbline.landing.TableCopy;
import io.plumbline.table.CanonicalFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * An input that is copied into the workspace before it is read: the tables of a database, or an
 * export that holds changes only.
 *
 * @param input the copies
 * @param digests canonical name to a name of the content
 * @param notes what a reader of the results should know
 */
record SourceCopy(InputFolder input, SortedMap<String, String> digests, List<String> notes) {

  private static final Set<String> MISSING = Set.of("input.file_missing", "input.source_missing");

  /** Whether an input is one of these. */
  static boolean isNeeded(String input, Configuration configuration) {
    return Database.isUrl(input) || isOfChanges(configuration);
  }

  private static boolean isOfChanges(Configuration configuration) {
    return configuration.value(Settings.SOURCE_EXPORT).equals("changes");
  }

  /**
   * Copies what a run needs.
   *
   * @throws PlumblineException exit 20 where a table is missing, cannot be read or does not fit
   */
  static SourceCopy take(
      SparkSession spark, String input, Location workspace, Configuration configuration) {
    return Database.isUrl(input)
        ? ofDatabase(spark, input, workspace, configuration)
        : ofFiles(spark, input, workspace, configuration);
  }

  private static SourceCopy ofDatabase(
      SparkSession spark, String url, Location workspace, Configuration configuration) {
    try (Database database = Database.open(url, configuration, System::getenv)) {
      InputFolder found = sound(database, configuration);
      List<WantedTable> wanted = WantedTable.of(found, configuration);
      Landing landing = open(spark, workspace, database.origin(), database.label(), configuration);
      database.freeze().ifPresent(landing::note);
      for (WantedTable table : wanted) {
        if (isOfChanges(configuration)) {
          landing.copyChanges(database, copy(table));
        } else {
          landing.copy(database, copy(table));
        }
      }
      return of(landing.finish(), configuration);
    }
  }

  private static InputFolder sound(Database database, Configuration configuration) {
    List<PlumblineException> problems = new ArrayList<>();
    InputFolder found = tables(database, configuration, problems);
    if (!problems.isEmpty()) {
      throw problems.get(0);
    }
    return found;
  }

  /** The tables of a database that a run would read; adds what is wrong with them. */
  static InputFolder tables(
      Database database, Configuration configuration, List<PlumblineException> problems) {
    return InputFolder.ofTables(
        database.label(),
        database.headers().entrySet().stream()
            .map(
                table -> new StoredTable(table.getKey(), StoredTable.Format.JDBC, table.getValue()))
            .toList(),
        configuration,
        problems);
  }

  /** The files of an export, which may lack a table that earlier changes have brought. */
  static InputFolder files(
      String folder,
      Location workspace,
      Configuration configuration,
      List<PlumblineException> problems) {
    List<PlumblineException> found = new ArrayList<>();
    InputFolder files = InputFolder.inspect(folder, configuration, found);
    if (isOfChanges(configuration) && Landing.isThere(workspace, originOfFiles(configuration))) {
      found.removeIf(problem -> MISSING.contains(problem.code()));
    }
    problems.addAll(found);
    return files;
  }

  private static SourceCopy ofFiles(
      SparkSession spark, String folder, Location workspace, Configuration configuration) {
    List<PlumblineException> problems = new ArrayList<>();
    InputFolder files = files(folder, workspace, configuration, problems);
    if (!problems.isEmpty()) {
      throw problems.get(0);
    }
    List<WantedTable> wanted = WantedTable.of(files, configuration);
    wanted.forEach(table -> requireChangeTime(table, files));
    Landing landing = open(spark, workspace, originOfFiles(configuration), folder, configuration);
    for (WantedTable table : wanted) {
      landing.merge(
          copy(table),
          InputReader.stored(spark, configuration, table.stored(), table.columns()),
          table.stored().isCsv() ? Optional.of(InputReader.MALFORMED) : Optional.empty());
    }
    files.requireUnchanged();
    landing.keepOthers();
    return of(landing.finish(), configuration);
  }

  /** Without it an older file that comes later would win. */
  private static void requireChangeTime(WantedTable table, InputFolder files) {
    boolean isOfDeals =
        Stream.concat(
                Stream.of(CanonicalFile.OPPORTUNITIES.label()),
                files.connected().stream()
                    .map(ConnectedTable::matched)
                    .filter(
                        matched -> matched.source().attributes() == ConnectorSource.Attributes.KEPT)
                    .map(matched -> matched.source().alias()))
            .anyMatch(table.label()::equals);
    if (isOfDeals && table.changedAt().isEmpty()) {
      throw Errors.changesUnfit(
          table.stored().name(),
          "No setting says which of its columns holds the time when a row was last changed, so that"
              + " of two rows of a deal it is not known which is the later one.",
          "Set source.changed_at."
              + table.label()
              + " to that column, or give whole exports with source.export: full.");
    }
  }

  private static String originOfFiles(Configuration configuration) {
    return "files-" + configuration.value(Settings.SOURCE_CRM);
  }

  private static Landing open(
      SparkSession spark,
      Location workspace,
      String origin,
      String source,
      Configuration configuration) {
    return Landing.open(
        spark,
        workspace,
        origin,
        source,
        (rows, column, name) -> InputReader.withTime(configuration, rows, column, name));
  }

  private static TableCopy copy(WantedTable table) {
    return new TableCopy(
        table.stored().stem(),
        table.columns(),
        table.key(),
        table.changedAt(),
        table.deal(),
        table
            .hidden()
            .map(hidden -> new TableCopy.Hidden(hidden.column(), hidden.by(), hidden.names())));
  }

  private static SourceCopy of(Landed landed, Configuration configuration) {
    List<StoredTable> tables = new ArrayList<>();
    landed
        .tables()
        .forEach(
            (name, table) ->
                tables.add(
                    new StoredTable(
                        landed.folder().resolve(name).path(),
                        StoredTable.Format.DELTA,
                        table.columns(),
                        OptionalLong.of(table.version()))));
    List<PlumblineException> problems = new ArrayList<>();
    InputFolder input =
        InputFolder.ofTables(landed.folder().toString(), tables, configuration, problems);
    if (!problems.isEmpty()) {
      throw problems.get(0);
    }
    SortedMap<String, String> digests = new TreeMap<>();
    input
        .tables()
        .forEach(
            (label, table) ->
                digests.put(label, "content:" + landed.tables().get(table.stem()).content()));
    return new SourceCopy(input, digests, landed.notes());
  }
}
