package io.plumbline.app;

import io.plumbline.config.Settings;
import io.plumbline.error.Errors;
import io.plumbline.lake.Location;
import io.plumbline.lake.Stamp;
import io.plumbline.report.ReportPage;
import java.io.IOException;

/** The last part of a run: one HTML page from the tables, read without a Spark session. */
final class ReportStep {

  private static final String FILE = "report.html";

  private ReportStep() {}

  /**
   * Writes the page of a run in UTF-8. A reader sees the old page or the new one, never a part.
   *
   * @param tables of the run
   * @return where it lies, absolute
   * @throws io.plumbline.error.PlumblineException {@code output.unwritable}, or as {@link
   *     io.plumbline.lake.TableReader}
   */
  static Location write(JobRequest request, Stamp stamp, RunTables tables) {
    Location target = target(request);
    String page = ReportPage.render(ReportSource.of(request, stamp, tables).read());
    try {
      target.replace(page);
    } catch (IOException failure) {
      throw Errors.outputUnwritable(target, failure);
    }
    return target;
  }

  /**
   * Whether the page that lies there is that of the run: a run that was killed before it drew one,
   * or a run of another date, has left that of another.
   */
  static boolean isDrawn(JobRequest request, Stamp stamp) {
    Location page = target(request);
    try {
      return page.isThere() && page.text().contains("run " + stamp.runId() + " ");
    } catch (IOException unreadable) {
      // It is drawn anew, and whoever cannot write it either says why.
      return false;
    }
  }

  /** Where the page of a run lies, absolute. */
  static Location target(JobRequest request) {
    String configured = request.configuration().value(Settings.REPORT_FILE);
    return (configured.isEmpty()
            ? request.workspace().resolve(FILE)
            : Location.of(configured, request.configuration()))
        .absolute();
  }
}
