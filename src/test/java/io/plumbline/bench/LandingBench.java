package io.plumbline.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.plumbline.Postgres;
import io.plumbline.config.Configuration;
import io.plumbline.frame.SparkSessions;
import io.plumbline.lake.Location;
import io.plumbline.landing.Database;
import io.plumbline.landing.Landing;
import io.plumbline.landing.TableCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Copies made-up deals and their moves out of a PostgreSQL of its own, as a run does and as a bare
 * Spark program would: a JDBC read of the same columns in the same parts, written as Delta. Both
 * twice, in turns, in one JVM; the second round is the warm one.
 */
final class LandingBench {

  private static final int PARTS = 2;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final Map<String, String> TYPES =
      Map.of(
          "opportunities",
          "opportunity_id text, pipeline_id text, account_id text, owner_id text, name text, amount"
              + " numeric(18,2), currency text, product text, customer_type text, created_at"
              + " timestamptz, expected_close_date date, closed_at timestamptz, status text, source"
              + " text, stage_id text",
          "stage_history",
          "opportunity_id text, stage_id text, entered_at timestamptz, sequence integer, amount"
              + " numeric(18,2), expected_close_date date");
  private static final List<TableCopy> TABLES =
      List.of(copy("opportunities", "created_at"), copy("stage_history", "entered_at"));

  private LandingBench() {}

  /** Arguments: number of deals, a folder for everything that is written. */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, SQLException {
    long deals = Long.parseLong(arguments[0]);
    Path folder = Path.of(arguments[1]);
    InputSpec spec =
        new InputSpec(Shape.SKEWED, Math.round(deals * InputSpec.ROWS_PER_DEAL), 20121113);
    Configuration configuration =
        Configuration.load(
            Optional.empty(),
            Map.of(
                "source.jdbc.user", "postgres",
                "source.jdbc.partitions", Integer.toString(PARTS),
                "source.jdbc.partition_columns.opportunities", "created_at",
                "source.jdbc.partition_columns.stage_history", "entered_at"));
    SparkSession spark = SparkSessions.open(configuration, InputSpec.WORKLOAD);
    try (Postgres server = Postgres.start()) {
      long rows = fill(server, new GeneratedInput(spark, spec), folder);
      for (int round = 1; round <= 2; round++) {
        say("bare Spark", round, rows, seconds(() -> bare(spark, server.url(), folder)));
        say(
            "landing",
            round,
            rows,
            seconds(() -> land(spark, server.url(), configuration, folder)));
      }
    }
    spark.stop();
  }

  private static long fill(Postgres server, GeneratedInput input, Path folder)
      throws SQLException, IOException {
    long rows = 0;
    Map<String, Dataset<Row>> frames =
        Map.of(
            "opportunities",
            input.opportunities(PARTS),
            "stage_history",
            input.stageHistory(PARTS));
    for (TableCopy table : TABLES) {
      Path csv = folder.resolve(table.name() + ".csv");
      frames
          .get(table.name())
          .write()
          .mode(SaveMode.Overwrite)
          .option("header", "true")
          .csv(csv.toString());
      server.sql("CREATE TABLE " + table.name() + " (" + TYPES.get(table.name()) + ")");
      try (Stream<Path> parts = Files.list(csv)) {
        for (Path part : parts.filter(file -> file.toString().endsWith(".csv")).toList()) {
          try (Stream<String> lines = Files.lines(part, UTF_8)) {
            rows += lines.count() - 1;
          }
          server.load(table.name(), part);
        }
      }
      server.sql("ANALYZE " + table.name());
      FileUtils.deleteDirectory(csv.toFile());
    }
    return rows;
  }

  private static void bare(SparkSession spark, String url, Path folder) {
    for (TableCopy table : TABLES) {
      String column = table.name().equals("opportunities") ? "created_at" : "entered_at";
      Row bounds =
          spark
              .read()
              .format("jdbc")
              .option("url", url)
              .option("user", "postgres")
              .option(
                  "query", "SELECT min(" + column + "), max(" + column + ") FROM " + table.name())
              .load()
              .head();
      spark
          .read()
          .format("jdbc")
          .option("url", url)
          .option("user", "postgres")
          .option("fetchsize", "10000")
          .option("dbtable", table.name())
          .option("partitionColumn", column)
          .option("lowerBound", bounds.get(0).toString())
          .option("upperBound", bounds.get(1).toString())
          .option("numPartitions", PARTS)
          .load()
          .select(
              table.columns().stream()
                  .map(functions::col)
                  .toArray(org.apache.spark.sql.Column[]::new))
          .write()
          .format("delta")
          .mode(SaveMode.Overwrite)
          .save(folder.resolve("bare").resolve(table.name()).toString());
    }
  }

  private static void land(
      SparkSession spark, String url, Configuration configuration, Path folder) {
    try (Database database = Database.open(url, configuration, name -> null)) {
      Landing landing =
          Landing.open(
              spark,
              Location.of(folder.resolve("workspace")),
              database.origin(),
              database.label(),
              (rows, column, name) -> rows.withColumn(name, functions.col(column)));
      database.freeze().ifPresent(landing::note);
      TABLES.forEach(table -> landing.copy(database, table));
      landing.finish();
    }
  }

  private static TableCopy copy(String name, String changedAt) {
    return new TableCopy(
        name,
        Stream.of(TYPES.get(name).split(", ", -1))
            .map(column -> column.substring(0, column.indexOf(' ')))
            .filter(column -> !column.equals("name"))
            .toList(),
        List.of(),
        Optional.of(changedAt),
        Optional.empty(),
        Optional.empty());
  }

  private static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / NANOS_PER_SECOND;
  }

  private static void say(String what, int round, long rows, double seconds) {
    System.out.printf(
        Locale.ROOT,
        "%-10s round %d: %,d rows in %.1f s, %,.0f rows/s%n",
        what,
        round,
        rows,
        seconds,
        rows / seconds);
  }
}
