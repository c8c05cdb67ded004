package io.plumbline.frame;

import java.io.File;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The jars of this process that the executors of a cluster need and no Spark brings along. */
final class ExecutorJars {

  private static final Pattern NEEDED =
      Pattern.compile(
          "(plumbline|delta|unitycatalog|commons-statistics|commons-numbers|commons-rng)-.*[.]jar");

  private ExecutorJars() {}

  /**
   * Picks them from a class path.
   *
   * @return URIs separated by commas, as {@code spark.jars} takes them; empty where there is none
   */
  static String of(String classPath) {
    return Arrays.stream(classPath.split(Pattern.quote(File.pathSeparator), -1))
        .map(File::new)
        .filter(entry -> NEEDED.matcher(entry.getName()).matches())
        .map(entry -> entry.getAbsoluteFile().toURI().toString())
        .collect(Collectors.joining(","));
  }
}
