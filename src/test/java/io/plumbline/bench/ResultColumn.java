package io.plumbline.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleBiFunction;

/** A column of the table of results: the heading that people read, the name for programs. */
record ResultColumn(
    String heading, String name, Unit unit, ToDoubleBiFunction<Results, Result> of) {

  /** How a number is shown to people. */
  enum Unit {
    SECONDS("%.1f", 1),
    RATIO("%.2f", 1),
    COUNT("%,.0f", 1),
    MEGABYTES("%,.0f", 1 << 20);

    private final String format;
    private final double divisor;

    Unit(String format, double divisor) {
      this.format = format;
      this.divisor = divisor;
    }
  }

  /** All of them but the first three, which are text. */
  static final List<ResultColumn> ALL =
      List.of(
          figure("wall s", Unit.SECONDS, Figure.WALL_SECONDS),
          figure("work s", Unit.SECONDS, Figure.WORK_SECONDS),
          figure("user s", Unit.SECONDS, Figure.USER_SECONDS),
          figure("system s", Unit.SECONDS, Figure.SYSTEM_SECONDS),
          new ResultColumn(
              "rows/s", "rows_per_second", Unit.COUNT, (all, one) -> one.rowsPerSecond()),
          new ResultColumn(
              "x shuffle",
              "ratio_to_spark_shuffle",
              Unit.RATIO,
              (all, one) -> all.ratio(one, Contestant.SPARK_SHUFFLE)),
          new ResultColumn(
              "x landmarks",
              "ratio_to_duckdb_landmarks",
              Unit.RATIO,
              (all, one) -> all.ratio(one, Contestant.DUCKDB_LANDMARKS)),
          new ResultColumn("growth", "growth", Unit.RATIO, Results::growth),
          figure("peak RSS MB", Unit.MEGABYTES, Figure.PEAK_RSS_BYTES),
          figure("jobs", Unit.COUNT, Figure.SPARK_JOBS),
          figure("shuffle MB", Unit.MEGABYTES, Figure.SHUFFLE_WRITE_BYTES),
          figure("spill memory MB", Unit.MEGABYTES, Figure.SPILL_MEMORY_BYTES),
          figure("spill disk MB", Unit.MEGABYTES, Figure.SPILL_DISK_BYTES),
          figure("task peak MB", Unit.MEGABYTES, Figure.PEAK_EXECUTION_BYTES));

  private static ResultColumn figure(String heading, Unit unit, Figure figure) {
    return new ResultColumn(heading, figure.label(), unit, (all, one) -> one.figure(figure));
  }

  /** For people; a dash where there is nothing. */
  String text(Results all, Result one) {
    double value = of.applyAsDouble(all, one);
    return Double.isNaN(value)
        ? "-"
        : String.format(Locale.ROOT, unit.format, value / unit.divisor);
  }

  /** For programs, in seconds and bytes; empty where there is nothing. */
  String plain(Results all, Result one) {
    double value = of.applyAsDouble(all, one);
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.4f", value);
  }
}
