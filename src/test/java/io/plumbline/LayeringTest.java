package io.plumbline;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Who may use whom. Reads the compiled classes, so that fully qualified names count as well as
 * imports.
 */
class LayeringTest {

  private static final String ROOT = "io.plumbline.";

  /** Package to the Plumbline packages that it may use beside itself. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("stats", Set.of()),
          Map.entry("model", Set.of()),
          Map.entry("error", Set.of("model")),
          Map.entry("config", Set.of("model", "error")),
          Map.entry("table", Set.of("model", "error")),
          Map.entry("view", Set.of()),
          Map.entry("lake", Set.of("table", "config", "error", "model", "frame")),
          Map.entry("frame", Set.of("config", "error", "model", "outlook", "table")),
          Map.entry("outlook", Set.of("config", "model", "stats")),
          Map.entry("connect", Set.of("error")),
          Map.entry(
              "ingest", Set.of("model", "config", "error", "table", "lake", "frame", "connect")),
          Map.entry("landing", Set.of("model", "config", "error", "lake")),
          Map.entry("quality", Set.of("model", "config", "error", "table", "lake", "frame")),
          Map.entry("history", Set.of("model", "config", "error", "table", "lake", "frame")),
          Map.entry(
              "estimate", Set.of("model", "config", "error", "table", "lake", "frame", "stats")),
          Map.entry(
              "calibrate",
              Set.of("model", "config", "error", "table", "lake", "frame", "stats", "outlook")),
          Map.entry(
              "monitor", Set.of("model", "config", "error", "table", "lake", "frame", "stats")),
          Map.entry(
              "forecast",
              Set.of("model", "config", "error", "table", "lake", "frame", "stats", "outlook")),
          Map.entry("movement", Set.of("model", "config", "error", "table", "frame")),
          Map.entry("verify", Set.of("model", "config", "error", "table", "lake", "frame")),
          Map.entry(
              "report",
              Set.of("model", "config", "error", "table", "lake", "frame", "stats", "view")),
          Map.entry("review", Set.of("model", "config", "error", "table", "stats", "view")),
          Map.entry("publish", Set.of("model", "config", "error", "table", "stats", "view")),
          Map.entry("simulate", Set.of("model", "error")),
          Map.entry("send", Set.of("model", "config", "error", "view")),
          Map.entry(
              "app",
              Set.of(
                  "model",
                  "config",
                  "error",
                  "table",
                  "lake",
                  "frame",
                  "connect",
                  "ingest",
                  "landing",
                  "quality",
                  "history",
                  "estimate",
                  "calibrate",
                  "monitor",
                  "outlook",
                  "forecast",
                  "movement",
                  "publish",
                  "report",
                  "verify",
                  "review",
                  "view",
                  "simulate",
                  "send")));

  private static final Set<String> WITHOUT_SPARK =
      Set.of(
          "stats",
          "model",
          "config",
          "error",
          "outlook",
          "view",
          "connect",
          "report",
          "review",
          "publish",
          "simulate",
          "send");

  private static JavaClasses classes;

  @BeforeAll
  static void readClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.plumbline");
  }

  @Test
  void everyPackageHasItsPlace() {
    Set<String> packages = new TreeSet<>();
    classes.forEach(type -> packages.add(room(type)));
    assertThat(packages).isEqualTo(new TreeSet<>(MAY_USE.keySet()));
  }

  @Test
  void packagesUseOnlyWhatTheyMay() {
    Set<String> broken = new TreeSet<>();
    for (JavaClass type : classes) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass();
        if (target.getPackageName().startsWith(ROOT)
            && !room(target).equals(room(type))
            && !MAY_USE.get(room(type)).contains(room(target))) {
          broken.add(
              room(type) + " must not use " + room(target) + ": " + dependency.getDescription());
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void thePureBandKnowsNoSpark() {
    Set<String> broken = new TreeSet<>();
    for (JavaClass type : classes) {
      if (WITHOUT_SPARK.contains(room(type))) {
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          if (dependency.getTargetClass().getPackageName().startsWith("org.apache.spark")) {
            broken.add(dependency.getDescription());
          }
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void onlyTheLakeSaysDelta() {
    assertThat(sourcesWith("\"delta\"")).allMatch(file -> file.contains("/lake/"));
    assertThat(sourcesWith("format(FORMAT)")).as("the scan finds what it looks for").isNotEmpty();
  }

  @Test
  void nobodyReadsTheClock() {
    for (String now :
        List.of(
            "LocalDate.now",
            "Instant.now",
            "ZonedDateTime.now",
            "currentTimeMillis",
            "current_date(",
            "current_timestamp(",
            "new Date()")) {
      assertThat(sourcesWith(now)).as(now).isEmpty();
    }
  }

  private static List<String> sourcesWith(String text) {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> read(file).contains(text))
          .map(file -> file.toString().replace('\\', '/'))
          .sorted()
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String room(JavaClass type) {
    return type.getPackageName().substring(ROOT.length());
  }
}
