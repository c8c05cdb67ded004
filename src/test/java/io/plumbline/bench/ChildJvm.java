package io.plumbline.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs a program in a JVM of its own, with the same flags for all of them.
 *
 * @param argumentsFile class path and opened packages, as the launcher writes them
 * @param heap as of {@code -Xmx}
 * @param cores cores that the JVM, Spark and DuckDB see
 * @param scratch a folder for temporary files
 */
record ChildJvm(Path argumentsFile, String heap, int cores, Duration timeout, Path scratch) {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final int KILLED = 128 + 9;

  /**
   * What came of a program.
   *
   * @param outcome {@link Result#DONE}, or why not
   */
  record Run(String outcome, Map<Figure, Double> figures) {}

  /**
   * Runs it to its end.
   *
   * @param command main class and arguments
   * @param prefix where its log and figures go, without their endings
   */
  Run run(List<String> command, Path prefix) throws IOException, InterruptedException {
    Path log = prefix.resolveSibling(prefix.getFileName() + ".log");
    for (String part : List.of("process", "work")) {
      Files.deleteIfExists(FigureFile.file(prefix, part));
    }
    ProcessBuilder builder =
        new ProcessBuilder(commandLine(command, prefix))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putIfAbsent("SPARK_LOCAL_IP", "127.0.0.1");
    long start = System.nanoTime();
    Process process = builder.start();
    Thread stop = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(stop);
    boolean ended = false;
    try {
      ended = process.waitFor(timeout.toSeconds(), TimeUnit.SECONDS);
    } finally {
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
    }
    Runtime.getRuntime().removeShutdownHook(stop);
    double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    figures.put(Figure.WALL_SECONDS, seconds);
    for (String part : List.of("process", "work")) {
      Map<String, Double> read = FigureFile.read(FigureFile.file(prefix, part));
      for (Figure figure : Figure.values()) {
        if (read.containsKey(figure.label())) {
          figures.put(figure, read.get(figure.label()));
        }
      }
    }
    return new Run(ended ? outcome(process.exitValue(), log) : "timeout", figures);
  }

  static String outcome(int exit, Path log) throws IOException {
    if (exit == 0) {
      return Result.DONE;
    }
    try (Stream<String> lines = Files.lines(log)) {
      if (lines.anyMatch(
          line -> line.contains("OutOfMemoryError") || line.contains("Out of Memory Error"))) {
        return "out of memory";
      }
    }
    return exit == KILLED ? "killed" : "exit " + exit;
  }

  private List<String> commandLine(List<String> command, Path prefix) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-Xmx" + heap);
    line.add("-XX:+UseParallelGC");
    line.add("-XX:ActiveProcessorCount=" + cores);
    line.add("-Dspark.local.dir=" + scratch);
    line.add("-Dspark.extraListeners=" + SparkFigures.class.getName());
    line.add("-D" + FigureFile.PROPERTY + "=" + prefix);
    line.add("@" + argumentsFile);
    line.add(Measured.class.getName());
    line.addAll(command);
    return line;
  }
}
