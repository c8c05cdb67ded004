package io.plumbline.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.plumbline.config.Configuration;
import io.plumbline.frame.SparkSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/** Writes a generated input folder; the marker comes last, so that half a folder is made anew. */
final class Generate {

  private static final int VERSION = 1;
  private static final String MARKER = "generated.txt";

  private Generate() {}

  /** Arguments: folder, shape, stage rows, seed. */
  public static void main(String[] arguments) throws IOException {
    InputSpec spec =
        new InputSpec(
            Shape.valueOf(arguments[1]),
            Long.parseLong(arguments[2]),
            Long.parseLong(arguments[3]));
    SparkSession spark = SparkSessions.open(Configuration.defaults(), InputSpec.WORKLOAD);
    write(spark, spec, Path.of(arguments[0]));
    spark.stop();
  }

  static void write(SparkSession spark, InputSpec spec, Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(MARKER));
    GeneratedInput input = new GeneratedInput(spark, spec);
    save(input.opportunities(spec.files()), folder, "opportunities");
    save(input.stageHistory(spec.files()), folder, "stage_history");
    save(input.stages(), folder, "stages");
    long rows = spark.read().parquet(folder.resolve("stage_history.parquet").toString()).count();
    Files.writeString(folder.resolve(MARKER), parameters(spec) + "\n" + rows + "\n", UTF_8);
  }

  /**
   * The rows of the history in a folder, or -1 where it does not hold the input of this
   * specification.
   */
  static long rows(InputSpec spec, Path folder) throws IOException {
    Path marker = folder.resolve(MARKER);
    if (!Files.exists(marker)) {
      return -1;
    }
    var lines = Files.readAllLines(marker, UTF_8);
    return lines.size() == 2 && lines.get(0).equals(parameters(spec))
        ? Long.parseLong(lines.get(1))
        : -1;
  }

  private static String parameters(InputSpec spec) {
    return "version=" + VERSION + " " + spec;
  }

  private static void save(Dataset<Row> rows, Path folder, String name) {
    rows.write().mode(SaveMode.Overwrite).parquet(folder.resolve(name + ".parquet").toString());
  }
}
