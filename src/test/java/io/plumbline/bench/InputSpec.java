package io.plumbline.bench;

import io.plumbline.frame.SparkSessions.Workload;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * What input to make. The same specification makes the same rows anywhere.
 *
 * @param stageRows rows of the stage history, met within some two per cent
 * @param seed another seed makes other deals
 */
record InputSpec(Shape shape, long stageRows, long seed) {

  /** The as-of date of every generated input. */
  static final LocalDate AS_OF = LocalDate.of(2026, 6, 30);

  /** Deals are created over this many years before the end of the as-of date. */
  static final int YEARS = 3;

  /** Rows of the history per deal on average; the open deals have not made all of theirs. */
  static final double ROWS_PER_DEAL = 4.87;

  /** What the Spark programs beside Plumbline are set up for, whatever the size. */
  static final Workload WORKLOAD = new Workload(1L << 30);

  private static final long ROWS_PER_FILE = 4_000_000;

  /** How many deals come to that many rows. */
  long deals() {
    return Math.max(1, Math.round(stageRows / ROWS_PER_DEAL));
  }

  long pipelines() {
    return shape.pipelines(deals());
  }

  /** Files that the history is written to. */
  int files() {
    return (int) Math.max(2, stageRows / ROWS_PER_FILE);
  }

  /** The end of the as-of date in microseconds since 1970. */
  static long cutoffMicros() {
    return micros(AS_OF.plusDays(1));
  }

  /** The first moment that a deal may be created at. */
  static long firstMicros() {
    return micros(AS_OF.plusDays(1).minusYears(YEARS));
  }

  /** Name of the folder: {@code skewed-5000000}. */
  String label() {
    return shape.name().toLowerCase(Locale.ROOT) + "-" + stageRows;
  }

  private static long micros(LocalDate day) {
    return day.toEpochSecond(LocalTime.MIN, ZoneOffset.UTC) * 1_000_000;
  }
}
