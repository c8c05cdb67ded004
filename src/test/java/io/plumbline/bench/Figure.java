package io.plumbline.bench;

import java.util.Locale;

/** What is measured, in SI units. */
enum Figure {
  /** From the start of the process to its end. */
  WALL_SECONDS,
  /** While Spark jobs ran, or the query of DuckDB: the rest is starting, planning and waiting. */
  WORK_SECONDS,
  USER_SECONDS,
  SYSTEM_SECONDS,
  PEAK_RSS_BYTES,
  SPARK_JOBS,
  SHUFFLE_WRITE_BYTES,
  SPILL_MEMORY_BYTES,
  SPILL_DISK_BYTES,
  /** The most that one task held in hash maps and sorters. */
  PEAK_EXECUTION_BYTES;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
