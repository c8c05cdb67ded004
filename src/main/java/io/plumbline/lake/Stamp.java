package io.plumbline.lake;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;

/**
 * What every row of a run carries. A rerun replaces the rows of the same as-of date and settings,
 * and no others.
 *
 * @param runId identifies as-of date, settings, input and code
 * @param asOfDate the date that the run looked back from
 * @param configId identifies the settings that decide results
 */
public record Stamp(String runId, LocalDate asOfDate, String configId) {

  /** Refuses nulls. */
  public Stamp {
    requireNonNull(runId, "runId");
    requireNonNull(asOfDate, "asOfDate");
    requireNonNull(configId, "configId");
  }
}
