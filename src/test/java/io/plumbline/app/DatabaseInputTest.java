package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plumbline.Postgres;
import io.plumbline.SparkFixture;
import io.plumbline.config.Configuration;
import io.plumbline.error.ExitCode;
import io.plumbline.error.PlumblineException;
import io.plumbline.ingest.InputFolder;
import io.plumbline.ingest.StoredTable;
import io.plumbline.ingest.WantedTable;
import io.plumbline.lake.Lake;
import io.plumbline.lake.Location;
import io.plumbline.landing.Database;
import io.plumbline.simulate.CompanySimulator;
import io.plumbline.simulate.CompanySpec;
import io.plumbline.table.CanonicalField;
import io.plumbline.table.CanonicalFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVRecord;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Reading a real PostgreSQL: whole, only what has changed, and where it fails half way. */
class DatabaseInputTest {

  private static final String AS_OF = "2026-06-30";

  private static Postgres server;

  @TempDir Path folder;

  private String schema;

  @BeforeAll
  static void start() throws IOException, InterruptedException, SQLException {
    assumeTrue(
        Postgres.isInstalled(),
        "NOT TESTED: reading a database, as there is no PostgreSQL; apt-get install postgresql");
    server = Postgres.start();
  }

  @AfterAll
  static void stop() throws IOException, InterruptedException {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void makeSchema(TestInfo test) throws SQLException {
    schema = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
    schema = schema.substring(0, Math.min(40, schema.length()));
    server.sql("CREATE SCHEMA " + schema);
  }

  @Test
  void aDatabaseGivesWhatTheSameFilesGiveAndThenNothingNew() throws IOException, SQLException {
    LocalDate asOf = LocalDate.parse(AS_OF);
    Path files = folder.resolve("files");
    CompanySimulator.of(
            CompanySpec.of(700, asOf.minusYears(2), asOf, asOf, 11)
                .withDirtyShare(0)
                .withTruthReplications(2))
        .write(files);
    for (CanonicalFile file : CanonicalFile.values()) {
      Path csv = files.resolve(file.label() + ".csv");
      if (Files.exists(csv)) {
        String header = Files.readString(csv).lines().findFirst().orElseThrow();
        server.sql("CREATE TABLE " + in(file.label()) + " (" + columns(file, header) + ")");
        server.load(in(file.label()), csv);
      }
    }
    readable();
    Map<String, String> settings = new HashMap<>(settings());
    settings.putAll(
        Map.of(
            "source.jdbc.partition_columns.stage_history", "entered_at",
            "source.jdbc.partitions", "3"));

    Path expected = folder.resolve("of-files");
    JobResult ofFiles =
        Runs.run("run", Optional.of(files.toString()), expected, AS_OF, settings, Step.INGEST);
    Path found = folder.resolve("of-database");
    JobResult first = run(Rerun.ALWAYS, found, settings);
    // The other steps would cost a minute and read nothing but the three tables below.
    Files.writeString(found.resolve("report.html"), "of the run");
    JobResult second = run(Rerun.WHERE_CHANGED, found, settings);

    assertThat(first.decision()).isEqualTo("ingested");
    assertThat(first.rows()).isEqualTo(ofFiles.rows());
    assertThat(second.decision()).isEqualTo("no_change");
    assertThat(second.runId()).isEqualTo(first.runId());
    for (String table : List.of("opportunity", "stage_visit", "stage")) {
      List<CSVRecord> rows = Runs.rows(found, table);
      assertThat(rows).as(table).hasSizeGreaterThan(5);
      assertThat(rows.stream().map(DatabaseInputTest::cells))
          .as(table)
          .containsExactlyElementsOf(
              Runs.rows(expected, table).stream().map(DatabaseInputTest::cells).toList());
    }
  }

  @Test
  void onlyWhatHasChangedIsReadAndMerged() throws SQLException {
    makeDeals();
    SourceCopy first = take(changes());
    assertThat(first.notes()).isEmpty();
    assertThat(rows(first, "opportunities")).hasSize(12);

    server.sql(
        "UPDATE "
            + in("opportunities")
            + " SET amount = 77, updated_at = '2026-02-02 12:00+01' WHERE opportunity_id = 'd3'",
        // Nobody could see this but a whole read.
        "UPDATE " + in("opportunities") + " SET amount = 88 WHERE opportunity_id = 'd4'",
        "INSERT INTO "
            + in("opportunities")
            + " VALUES ('d99', '2026-02-01 10:00+00', 'open', 5, 'Secret 99', '2026-02-02 12:00+00', 'north')",
        "UPDATE "
            + in("stage_history")
            + " SET amount = 66, updated_at = '2026-02-03' WHERE opportunity_id IN ('d1', 'd2') AND sequence = 2",
        "INSERT INTO "
            + in("stage_history")
            + " VALUES ('d99', 'A', '2026-02-01 10:00+00', 1, 5, '2026-02-03')");
    SourceCopy second = take(changes());

    assertThat(second.notes())
        .containsExactly(
            "opportunities: 1 row(s) are new and 1 have taken the place of earlier ones.",
            "stage_history: 1 row(s) are new and 2 have taken the place of earlier ones; the history"
                + " of 2 deal(s) was corrected: d1, d2. Results of earlier as-of dates rest on what was"
                + " there before; run them again to correct them.");
    assertThat(rows(second, "opportunities"))
        .hasSize(13)
        .contains("d3 77.00 2026-02-02T11:00:00Z", "d4 4.00 2026-01-04T00:00:00Z");
    assertThat(rows(second, "stage_history")).hasSize(25).contains("d1 B 66.00", "d99 A 5.00");
    assertThat(second.digests().get("stages")).isEqualTo(first.digests().get("stages"));

    SourceCopy third = take(changes());
    assertThat(third.notes()).isEmpty();
    assertThat(third.digests()).isEqualTo(second.digests());
    assertThat(version(third, "opportunities")).isEqualTo(version(second, "opportunities"));

    Map<String, String> byRegion = new HashMap<>(changes());
    byRegion.put("segment.dimensions", "region");
    SourceCopy whole = take(byRegion);
    assertThat(whole.input().source(CanonicalFile.OPPORTUNITIES).orElseThrow().header())
        .contains("region");
    assertThat(rows(whole, "opportunities"))
        .as("another column is wanted, so that all rows are read")
        .contains("d4 88.00 2026-01-04T00:00:00Z");
  }

  @Test
  void aRowThatSaysItWasChangedInTheFutureHidesNoLaterChange() throws SQLException {
    makeDeals();
    server.sql(
        "UPDATE "
            + in("opportunities")
            + " SET updated_at = '2099-01-01 12:00+00' WHERE opportunity_id = 'd5'");
    String said =
        "opportunities: 1 row(s) were changed in the future by their updated_at: each copy reads them"
            + " again. Correct that time in the source.";
    assertThat(take(changes()).notes()).containsExactly(said);

    server.sql(
        "UPDATE "
            + in("opportunities")
            + " SET amount = 77, updated_at = '2026-02-02 12:00+00' WHERE opportunity_id = 'd3'");
    SourceCopy second = take(changes());

    assertThat(second.notes())
        .containsExactly(
            "opportunities: 0 row(s) are new and 1 have taken the place of earlier ones.", said);
    assertThat(rows(second, "opportunities")).contains("d3 77.00 2026-02-02T12:00:00Z");
  }

  @Test
  void aTableWhoseTimesOfChangeAreTextIsHandedOverWhole() throws SQLException {
    makeDeals();
    server.sql(
        "ALTER TABLE "
            + in("opportunities")
            + " ALTER updated_at TYPE text USING to_char(updated_at AT TIME ZONE 'UTC', 'DD.MM.YYYY HH24:MI')");
    SourceCopy first = take(changes());
    assertThat(first.notes()).isEmpty();

    server.sql(
        "UPDATE "
            + in("opportunities")
            + " SET amount = 77, updated_at = '02.02.2026 12:00' WHERE opportunity_id = 'd3'",
        // As text it comes before what was there.
        "UPDATE "
            + in("opportunities")
            + " SET amount = 55, updated_at = '01.02.2026 00:00' WHERE opportunity_id = 'd5'",
        "DELETE FROM " + in("opportunities") + " WHERE opportunity_id = 'd6'",
        "INSERT INTO "
            + in("opportunities")
            + " VALUES ('d99', '2026-02-01 10:00+00', 'open', 5, 'Secret 99', '01.01.2026 00:00', 'north')");
    SourceCopy second = take(changes());

    assertThat(second.notes())
        .containsExactly(
            "opportunities: all rows were read, as its updated_at is no time in the database. A view"
                + " that casts it to a timestamp spares that.");
    assertThat(amounts(second))
        .hasSize(12)
        .containsEntry("d3", "77.00")
        .containsEntry("d4", "4.00")
        .containsEntry("d5", "55.00")
        .containsEntry("d99", "5.00")
        .doesNotContainKey("d6");
    assertThat(take(changes()).digests()).isEqualTo(second.digests());
  }

  @Test
  void namesAndFreeTextStayInTheDatabase() throws SQLException {
    makeDeals();
    server.sql(
        "CREATE TABLE "
            + in("field_history")
            + " (opportunity_id text, field text, value text, changed_at timestamptz)",
        "INSERT INTO "
            + in("field_history")
            + " VALUES ('d1', 'name', 'Secret 1', '2026-01-02'), ('d1', 'amount', '9', '2026-01-02')");
    readable();

    SourceCopy copy = take(settings());

    assertThat(columns(copy, "opportunities"))
        .containsExactly("opportunity_id", "created_at", "status", "amount", "_changed");
    assertThat(
            read(copy, "field_history").collectAsList().stream()
                .map(row -> row.getString(1) + "=" + row.getString(2)))
        .containsExactlyInAnyOrder("name=null", "amount=9");

    Map<String, String> excluding = new HashMap<>(settings());
    excluding.put("source.exclude.name", "Secret");
    assertThat(columns(take(excluding), "opportunities"))
        .as("a rule that looks at the name needs it")
        .contains("name");
  }

  @Test
  void twoTablesOfAConnectorThatAreOneTableShareItsCopy() throws SQLException {
    server.sql(
        "CREATE TABLE "
            + in("\"Opportunity\"")
            + " (\"Id\" text, \"StageName\" text, \"CreatedDate\" timestamptz, \"IsClosed\" boolean, \"Name\" text)",
        "INSERT INTO "
            + in("\"Opportunity\"")
            + " VALUES ('006A', 'Won', '2026-01-01', true, 'Secret')",
        "CREATE TABLE "
            + in("moves")
            + " (\"OpportunityId\" text, \"Field\" text, \"OldValue\" text, \"NewValue\" text, \"CreatedDate\" timestamptz, \"StageName\" text)",
        "INSERT INTO "
            + in("moves")
            + " VALUES ('006A', 'StageName', 'New', 'Won', '2026-01-02', 'Won')");
    readable();
    Map<String, String> settings = new HashMap<>(settings());
    settings.putAll(
        Map.of(
            "source.crm", "salesforce",
            "source.tables.history", "moves",
            "source.tables.field_change", "moves"));

    SourceCopy copy = take(settings);

    assertThat(copy.input().connected())
        .extracting(table -> table.matched().source().alias())
        .containsExactly("opportunity", "history", "field_change");
    assertThat(columns(copy, "history"))
        .containsExactly(
            "OpportunityId",
            "Field",
            "OldValue",
            "NewValue",
            "CreatedDate",
            "StageName",
            "_changed");
    assertThat(columns(copy, "opportunity")).doesNotContain("Name");
  }

  @Test
  void aConnectionThatBreaksHalfWayLeavesWhatWasThere() throws SQLException, IOException {
    makeDeals();
    SourceCopy first = take(changes());
    Path marker = marker();
    String before = Files.readString(marker);
    server.sql(
        "UPDATE " + in("opportunities") + " SET amount = 1000, updated_at = '2026-03-01'",
        "ALTER TABLE " + in("stage_history") + " RENAME TO moves",
        "CREATE VIEW "
            + in("stage_history")
            + " AS SELECT * FROM "
            + in("moves")
            + " WHERE CASE WHEN opportunity_id = 'd9' THEN pg_terminate_backend(pg_backend_pid()) ELSE true END");
    readable();

    assertThatThrownBy(() -> take(changes()))
        .isInstanceOfSatisfying(
            PlumblineException.class,
            refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.INPUT_MISSING))
        .hasMessageContaining("The table stage_history of jdbc:postgresql://127.0.0.1")
        .hasMessageContaining("stays as it was");

    assertThat(Files.readString(marker)).isEqualTo(before);
    assertThat(rows(first, "opportunities")).contains("d4 4.00 2026-01-04T00:00:00Z");

    server.sql(
        "DROP VIEW " + in("stage_history"),
        "ALTER TABLE " + in("moves") + " RENAME TO stage_history",
        "UPDATE "
            + in("opportunities")
            + " SET updated_at = '2026-01-05' WHERE opportunity_id <> 'd1'");
    SourceCopy after = take(changes());
    assertThat(rows(after, "opportunities"))
        .as("what the broken copy has written was taken back: only later rows were read again")
        .contains("d1 1000.00 2026-03-01T00:00:00Z", "d2 2.00 2026-01-02T00:00:00Z")
        .hasSize(12);
  }

  @Test
  void saysWhatIsWrongAndNeverThePassword() throws SQLException {
    makeDeals();
    server.sql("GRANT USAGE ON SCHEMA " + schema + " TO locked");
    Map<String, String> locked = new HashMap<>(settings());
    locked.putAll(
        Map.of("source.jdbc.user", "$CRM_USER", "source.jdbc.password_env", "CRM_PASSWORD"));
    Configuration configuration = Configuration.load(Optional.empty(), locked);
    Map<String, String> environment =
        new HashMap<>(Map.of("CRM_USER", "locked", "CRM_PASSWORD", "wrong-horse"));

    assertThatThrownBy(() -> Database.open(server.url(), configuration, environment::get))
        .hasMessageContaining("password authentication failed for user \"locked\"")
        .hasMessageContaining("source.jdbc.password_env")
        .hasMessageNotContaining("wrong-horse");
    environment.put("CRM_PASSWORD", Postgres.PASSWORD);
    try (Database database = Database.open(server.url(), configuration, environment::get)) {
      assertThat(database.headers()).containsKey("opportunities");
      assertThat(database.label() + database.origin()).doesNotContain(Postgres.PASSWORD, "locked");
    }
    assertThat(configuration.effective().toString()).doesNotContain(Postgres.PASSWORD);

    assertRefused(
        server.url() + "?password=hunter2",
        settings(),
        ExitCode.BAD_CONFIGURATION,
        "without a password");
    assertRefused(
        "jdbc:postgresql://me:hunter2@127.0.0.1/crm",
        settings(),
        ExitCode.BAD_CONFIGURATION,
        "without a password");
    assertRefused(
        "jdbc:nothing://127.0.0.1/crm",
        settings(),
        ExitCode.BAD_CONFIGURATION,
        "no JDBC driver for");
    assertRefused(
        server.url(),
        with("source.tables.opportunities", "oportunities"),
        ExitCode.INPUT_MISSING,
        "There is no table 'oportunities'");
    assertRefused(
        server.url(),
        with("source.columns.opportunities.amount", "amont"),
        ExitCode.INPUT_MISSING,
        "lacks 'amont' (the nearest name is 'amount')");
    assertRefused(
        server.url(),
        with("source.changed_at.opportunities", "updated"),
        ExitCode.INPUT_MISSING,
        "lacks 'updated' (the nearest name is 'updated_at')");
    server.sql("REVOKE SELECT ON " + in("stage_history") + " FROM reader");
    assertRefused(
        server.url(),
        settings(),
        ExitCode.INPUT_MISSING,
        "permission denied for table stage_history");
  }

  @Test
  void aDatabaseThatSharesNoSnapshotIsReadAllTheSameAndSaysSo() throws SQLException {
    makeDeals();
    server.sql("REVOKE EXECUTE ON FUNCTION pg_export_snapshot() FROM PUBLIC");
    try {
      // The connection that was refused asks for the bounds of the parts, which are no whole
      // numbers.
      SourceCopy copy = take(with("source.jdbc.partition_columns.opportunities", "amount"));

      assertThat(rows(copy, "opportunities")).hasSize(12);
      assertThat(copy.notes())
          .singleElement()
          .asString()
          .contains("not in one snapshot")
          .contains("permission denied for function pg_export_snapshot");
    } finally {
      server.sql("GRANT EXECUTE ON FUNCTION pg_export_snapshot() TO PUBLIC");
    }
  }

  @Test
  void schemasWhoseNamesDifferInOneSignHaveFoldersOfTheirOwn() throws SQLException {
    Map<String, String> dash = new HashMap<>(settings());
    dash.put("source.jdbc.schema", "sales-eu");
    Map<String, String> underscore = new HashMap<>(settings());
    underscore.put("source.jdbc.schema", "sales_eu");

    assertThat(origin(dash)).isNotEqualTo(origin(underscore)).isEqualTo(origin(dash));
  }

  private static String origin(Map<String, String> settings) {
    Configuration configuration = Configuration.load(Optional.empty(), settings);
    try (Database database = Database.open(server.url(), configuration, name -> null)) {
      return database.origin();
    }
  }

  @Test
  void checkLooksAtTheTablesOfTheDatabase() throws SQLException {
    makeDeals();
    Configuration configuration = Configuration.load(Optional.empty(), settings());
    List<PlumblineException> problems = new ArrayList<>();
    try (Database database = Database.open(server.url(), configuration, name -> null)) {
      InputFolder tables = SourceCopy.tables(database, configuration, problems);
      assertThat(
              InputSummary.ofDatabase(tables, WantedTable.of(tables, configuration), configuration))
          .contains("opportunities: opportunities, jdbc")
          .contains("  copied of opportunities: opportunity_id, created_at, status, amount");
    }
    assertThat(problems).isEmpty();
  }

  private void assertRefused(
      String url, Map<String, String> settings, ExitCode exit, String message) {
    assertThatThrownBy(
            () ->
                SourceCopy.take(
                    SparkFixture.spark(),
                    url,
                    Location.of(folder.resolve("workspace")),
                    Configuration.load(Optional.empty(), settings)))
        .isInstanceOfSatisfying(
            PlumblineException.class, refused -> assertThat(refused.exitCode()).isEqualTo(exit))
        .hasMessageContaining(message)
        .hasMessageNotContaining("hunter2");
  }

  /** Twelve deals that were last changed on the first twelve days of 2026, each with two moves. */
  private void makeDeals() throws SQLException {
    server.sql(
        "CREATE TABLE "
            + in("opportunities")
            + " (opportunity_id text, created_at timestamptz, status text, amount numeric(18,2), name text, updated_at timestamptz, region text)",
        "INSERT INTO "
            + in("opportunities")
            + " SELECT 'd' || i, '2026-01-01 10:00+00', 'open', i, 'Secret ' || i, timestamptz '2026-01-01 00:00+00' + (i - 1) * interval '1 day', 'south' FROM generate_series(1, 12) i",
        "CREATE TABLE "
            + in("stage_history")
            + " (opportunity_id text, stage_id text, entered_at timestamptz, sequence integer, amount numeric(18,2), updated_at date)",
        "INSERT INTO "
            + in("stage_history")
            + " SELECT 'd' || i, CASE s WHEN 1 THEN 'A' ELSE 'B' END, timestamptz '2026-01-01 10:00+00' + s * interval '1 day', s, i, '2026-01-02' FROM generate_series(1, 12) i, generate_series(1, 2) s",
        "CREATE TABLE " + in("stages") + " (stage_id text, label text)",
        "INSERT INTO " + in("stages") + " VALUES ('A', 'First'), ('B', 'Second')");
    readable();
  }

  private void readable() throws SQLException {
    server.sql(
        "GRANT USAGE ON SCHEMA " + schema + " TO reader",
        "GRANT SELECT ON ALL TABLES IN SCHEMA " + schema + " TO reader");
  }

  private String in(String table) {
    return schema + "." + table;
  }

  private Map<String, String> settings() {
    return Map.of("source.jdbc.user", "reader", "source.jdbc.schema", schema);
  }

  private Map<String, String> with(String key, String value) {
    Map<String, String> settings = new HashMap<>(settings());
    settings.put(key, value);
    return settings;
  }

  private Map<String, String> changes() {
    Map<String, String> settings = new HashMap<>(settings());
    settings.putAll(
        Map.of(
            "source.export", "changes",
            "source.changed_at.opportunities", "updated_at",
            "source.changed_at.stage_history", "updated_at"));
    return settings;
  }

  private SourceCopy take(Map<String, String> settings) {
    Configuration configuration = Configuration.load(Optional.empty(), settings);
    return SourceCopy.take(
        SparkFixture.spark(),
        server.url(),
        Location.of(folder.resolve("workspace")),
        configuration);
  }

  private JobResult run(Rerun rerun, Path workspace, Map<String, String> settings) {
    return Runs.run(
        rerun,
        "run",
        Optional.of(server.url()),
        workspace.toString(),
        AS_OF,
        settings,
        Step.INGEST);
  }

  private Path marker() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("workspace/landing"))) {
      return files.filter(file -> file.endsWith("landing.json")).findFirst().orElseThrow();
    }
  }

  private static long version(SourceCopy copy, String label) {
    return copy.input().tables().get(label).version().orElseThrow();
  }

  private static Dataset<Row> read(SourceCopy copy, String label) {
    StoredTable table = copy.input().tables().get(label);
    return Lake.load(SparkFixture.spark(), table.path(), table.version().orElseThrow());
  }

  private static List<String> columns(SourceCopy copy, String label) {
    return List.of(read(copy, label).columns());
  }

  /** Deal, stage, amount and time of change, as far as the table has them. */
  private static List<String> rows(SourceCopy copy, String label) {
    Dataset<Row> rows = read(copy, label);
    Column[] shown =
        Stream.of("opportunity_id", "stage_id", "amount", "updated_at")
            .filter(name -> Arrays.asList(rows.columns()).contains(name))
            .filter(name -> !name.equals("updated_at") || label.equals("opportunities"))
            .map(
                name ->
                    name.equals("updated_at")
                        ? functions.date_format(functions.col(name), "yyyy-MM-dd'T'HH:mm:ss'Z'")
                        : functions.col(name))
            .toArray(Column[]::new);
    return rows.select(functions.concat_ws(" ", shown)).collectAsList().stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private static Map<String, String> amounts(SourceCopy copy) {
    return read(copy, "opportunities").collectAsList().stream()
        .collect(
            Collectors.toMap(
                row -> row.getAs("opportunity_id"), row -> row.getAs("amount").toString()));
  }

  private static String columns(CanonicalFile file, String header) {
    List<String> columns = new ArrayList<>();
    for (String name : header.split(",", -1)) {
      columns.add(
          name
              + " "
              + file.fields().stream()
                  .filter(field -> field.name().equals(name))
                  .findFirst()
                  .map(DatabaseInputTest::type)
                  .orElse("text"));
    }
    return String.join(", ", columns);
  }

  private static String type(CanonicalField field) {
    return switch (field.kind()) {
      case TEXT, STATUS -> "text";
      case TIME, CLOSING_TIME -> "timestamptz";
      case DATE -> "date";
      case AMOUNT -> "numeric(18,2)";
      case INTEGER -> "integer";
      case NUMBER, PERCENT -> "double precision";
      case FLAG -> "boolean";
    };
  }

  /** All but the name of the run, which goes by the content of its input. */
  private static Map<String, String> cells(CSVRecord row) {
    Map<String, String> cells = new TreeMap<>(row.toMap());
    cells.remove("run_id");
    return cells;
  }
}
