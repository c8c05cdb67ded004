package io.plumbline.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** Runs a query over the Parquet files in DuckDB, with the cores and the memory of the others. */
final class DuckDb {

  private static final double NANOS_PER_SECOND = 1e9;

  private DuckDb() {}

  /** Arguments: the query, the input folder, a folder for what does not fit into memory. */
  public static void main(String[] arguments) throws SQLException {
    DuckDbQuery query = DuckDbQuery.valueOf(arguments[0]);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET threads = " + Runtime.getRuntime().availableProcessors());
      statement.execute("SET memory_limit = '" + (Runtime.getRuntime().maxMemory() >> 20) + "MiB'");
      statement.execute("SET temp_directory = '" + arguments[2] + "'");
      // Nobody asked for the rows in the order of the files.
      statement.execute("SET preserve_insertion_order = false");
      for (String file : new String[] {"opportunities", "stage_history"}) {
        statement.execute(
            "CREATE VIEW %s AS FROM read_parquet('%s/%s.parquet/*.parquet')"
                .formatted(file, arguments[1], file));
      }
      long start = System.nanoTime();
      statement.execute("CREATE TEMP TABLE result AS " + query.sql(InputSpec.cutoffMicros()));
      double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
      FigureFile.write(
          FigureFile.ofThisProcess("work"), Map.of(Figure.WORK_SECONDS.label(), seconds));
      try (ResultSet count = statement.executeQuery("SELECT count(*) FROM result")) {
        count.next();
        System.out.println(count.getLong(1) + " rows in the result");
      }
    }
  }
}
