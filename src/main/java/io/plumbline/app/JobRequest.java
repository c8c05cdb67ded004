package io.plumbline.app;

import io.plumbline.config.Configuration;
import io.plumbline.lake.Location;
import io.plumbline.lake.Stamp;
import io.plumbline.model.AsOf;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * What a run is asked to do.
 *
 * @param command its name in the run report
 * @param steps which parts
 * @param workspace the folder that holds the tables
 * @param input the folder that holds the canonical files; present where a part reads it
 * @param asOf the date to look back from
 * @param configuration all settings
 * @param series past dates that forecasts are made of
 * @param rerun what to do where an earlier run has done the same
 */
record JobRequest(
    String command,
    SortedSet<Step> steps,
    Location workspace,
    Optional<String> input,
    AsOf asOf,
    Configuration configuration,
    Rerun rerun,
    List<LocalDate> series) {

  /** What the rows of a run of this request carry. */
  Stamp stamp(String runId) {
    return new Stamp(runId, asOf.date(), configuration.fingerprint());
  }
}
