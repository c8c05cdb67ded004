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
    String configured = request.configuration().value(Settings.REPORT_FILE);
    Location target =
        (configured.isEmpty()
                ? request.workspace().resolve(FILE)
                : Location.of(configured, request.configuration()))
            .absolute();
    String page = ReportPage.render(ReportSource.of(request, stamp, tables).read());
    try {
      target.replace(page);
    } catch (IOException failure) {
      throw Errors.outputUnwritable(target, failure);
    }
    return target;
  }
}
