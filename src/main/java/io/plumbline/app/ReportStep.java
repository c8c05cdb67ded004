package io.plumbline.app;

import io.plumbline.config.Settings;
import io.plumbline.error.Errors;
import io.plumbline.lake.Stamp;
import io.plumbline.report.ReportPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

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
  static Path write(JobRequest request, Stamp stamp, RunTables tables) {
    String configured = request.configuration().value(Settings.REPORT_FILE);
    Path target =
        (configured.isEmpty() ? request.workspace().resolve(FILE) : Path.of(configured))
            .toAbsolutePath()
            .normalize();
    String page = ReportPage.render(ReportSource.of(request, stamp, tables).read());
    replace(target, page);
    return target;
  }

  private static void replace(Path target, String page) {
    Path part = target.resolveSibling("." + target.getFileName() + ".part");
    try {
      Files.createDirectories(target.getParent());
      try {
        Files.writeString(part, page, StandardCharsets.UTF_8);
        move(part, target);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException failure) {
      throw Errors.outputUnwritable(target, failure);
    }
  }

  private static void move(Path part, Path target) throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException elsewhere) {
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
