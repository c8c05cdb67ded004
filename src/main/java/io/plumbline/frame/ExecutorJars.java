package io.plumbline.frame;

import java.io.File;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The jars of this process that the executors of a cluster need and no Spark brings along. */
final class ExecutorJars {

  private static final Pattern NEEDED =
      Pattern.compile(
          "(plumbline|delta|unitycatalog|commons-statistics|commons-numbers|commons-rng|postgresql)-.*[.]jar");

  private ExecutorJars() {}

  /**
   * Picks them from a class path.
   *
   * @param added entries that the user has added to it: connectors, database drivers
   * @return URIs separated by commas, as {@code spark.jars} takes them; empty where there is none
   */
  static String of(String classPath, String added) {
    return Stream.concat(
            entries(classPath).filter(entry -> NEEDED.matcher(entry.getName()).matches()),
            entries(added).filter(entry -> entry.getName().endsWith(".jar")))
        .map(entry -> entry.getAbsoluteFile().toURI().toString())
        .distinct()
        .collect(Collectors.joining(","));
  }

  private static Stream<File> entries(String classPath) {
    return Arrays.stream(classPath.split(Pattern.quote(File.pathSeparator), -1)).map(File::new);
  }
}
