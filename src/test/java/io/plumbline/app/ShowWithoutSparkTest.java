package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.kernel.types.DateType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StructType;
import io.plumbline.lake.KernelTestTable;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Runs the command in a JVM of its own that has no Spark, Scala or Delta-on-Spark jar. */
class ShowWithoutSparkTest {

  @TempDir Path workspace;

  /** The command as a process. */
  static final class Launcher {
    private Launcher() {}

    public static void main(String[] arguments) {
      System.exit(new CommandLine(new ShowCommand()).execute(arguments));
    }
  }

  @Test
  void needsNoSparkClassAndKeepsItsStreamsClean() throws Exception {
    StructType schema = new StructType().add("n", LongType.LONG).add("as_of_date", DateType.DATE);
    KernelTestTable.create(
            workspace.resolve("tables/counts"), schema, List.of("as_of_date"), Map.of())
        .append(List.of(List.of(2L, LocalDate.of(2026, 1, 31))))
        .append(List.of(List.of(1L, LocalDate.of(2026, 1, 31))));
    Path classes = workspace.resolve("classes.log");
    Path out = workspace.resolve("out.csv");
    Path err = workspace.resolve("err.txt");

    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xlog:class+load=info:file=" + classes,
                "-cp",
                classPathWithoutSpark(),
                Launcher.class.getName(),
                "counts",
                "--format",
                "csv",
                "--workspace",
                workspace.toString())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(err)).as("nothing is logged").isEmpty();
    assertThat(process.exitValue()).isZero();
    assertThat(Files.readString(out)).isEqualTo("n,as_of_date\r\n1,2026-01-31\r\n2,2026-01-31\r\n");
    String loaded = Files.readString(classes, StandardCharsets.UTF_8);
    assertThat(loaded).contains("io.delta.kernel.").doesNotContain("org.apache.spark.", "scala.");
    assertThat(loaded)
        .as("Hadoop's file systems start slowly and need native tools on Windows")
        .doesNotContain("org.apache.hadoop.fs.RawLocalFileSystem", "hadoop.util.NativeCodeLoader");
  }

  private static String classPathWithoutSpark() {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(
                entry ->
                    !Path.of(entry)
                        .getFileName()
                        .toString()
                        .matches("(spark-|scala|delta-spark|json4s).*\\.jar"))
            .collect(Collectors.joining(File.pathSeparator));
    assertThat(classPath).contains("delta-kernel-api", "picocli");
    return classPath;
  }
}
