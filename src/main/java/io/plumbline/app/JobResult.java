package io.plumbline.app;

import io.plumbline.error.PlumblineException;
import io.plumbline.lake.Location;
import java.util.List;
import java.util.Optional;

/**
 * What a run did.
 *
 * @param runId identifies it
 * @param decision proposed, no_change, ingested, forecast or reported
 * @param rows by their fate; zeros where nothing was read
 * @param notes what a reader should know
 * @param report where the report lies, if one was made
 * @param sparkJobs how many Spark jobs it started
 * @param gate why the proposal was refused, where it was
 */
record JobResult(
    String runId,
    String decision,
    RowCounts rows,
    List<String> notes,
    Optional<Location> report,
    int sparkJobs,
    Optional<PlumblineException> gate) {

  /** Rows of the input: read = accepted + rejected + excluded by the settings. */
  record RowCounts(long read, long accepted, long rejected, long excluded) {
    static final RowCounts NONE = new RowCounts(0, 0, 0, 0);
  }
}
