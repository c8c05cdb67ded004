package io.plumbline.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A program that is measured, in the order in which they run. */
enum Contestant {
  SPARK_SCAN(BareSpark.class.getName(), "scan"),
  SPARK_SHUFFLE(BareSpark.class.getName(), "shuffle"),
  DUCKDB_WIN_RATE(DuckDb.class.getName(), DuckDbQuery.REACHED_WIN_RATE.name()),
  DUCKDB_LANDMARKS(DuckDb.class.getName(), DuckDbQuery.LANDMARK_COUNTS.name()),
  INGEST("io.plumbline.app.Main", "ingest"),
  /** On what {@link #INGEST} left. */
  CALIBRATE("io.plumbline.app.Main", "calibrate"),
  RUN("io.plumbline.app.Main", "run");

  private final String mainClass;
  private final String task;

  Contestant(String mainClass, String task) {
    this.mainClass = mainClass;
    this.task = task;
  }

  /**
   * Main class and arguments.
   *
   * @param input the input folder
   * @param scratch a folder for workspaces and temporary files
   */
  List<String> command(Path input, Path scratch) {
    List<String> command = new ArrayList<>(List.of(mainClass, task));
    switch (this) {
      case SPARK_SCAN, SPARK_SHUFFLE -> command.add(input.toString());
      case DUCKDB_WIN_RATE, DUCKDB_LANDMARKS ->
          command.addAll(List.of(input.toString(), scratch.toString()));
      case INGEST, CALIBRATE, RUN -> {
        String workspace = this == RUN ? "workspace-run" : "workspace-steps";
        command.addAll(
            List.of(
                "--workspace",
                scratch.resolve(workspace).toString(),
                "--as-of",
                InputSpec.AS_OF.toString()));
        if (this != CALIBRATE) {
          command.addAll(List.of("--input", input.toString()));
        }
      }
    }
    return command;
  }

  /** {@code spark-shuffle}. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The contestant of that label.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Contestant of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
