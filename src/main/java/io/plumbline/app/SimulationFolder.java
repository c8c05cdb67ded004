package io.plumbline.app;

import io.plumbline.error.Errors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Keeps a simulation from being written over an export that someone needs. */
final class SimulationFolder {

  /** The file that a CRM's export never has. */
  private static final String MARK = "truth_stage.csv";

  static final Set<String> FILES =
      Set.of(
          "opportunities.csv",
          "stage_history.csv",
          "stages.csv",
          "field_history.csv",
          "activities.csv",
          "contact_roles.csv",
          "tasks.csv",
          "leads.csv",
          "targets.csv",
          "truth.csv",
          "truth_deal.csv",
          MARK,
          "truth_segment.csv",
          "truth_dirty.csv");

  private SimulationFolder() {}

  /**
   * Refuses a folder that holds anything but an earlier simulation.
   *
   * @param option the option that named it
   * @throws io.plumbline.error.PlumblineException {@code arguments.invalid}
   */
  static void requireFree(String option, Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw Errors.badArgument(option, folder.toString(), "a folder, and this is a file");
    }
    List<String> names = names(folder);
    Optional<String> strange = names.stream().filter(name -> !FILES.contains(name)).findFirst();
    if (strange.isPresent()) {
      throw refused(option, folder, "also holds '" + strange.get() + "'");
    }
    if (!names.isEmpty() && !names.contains(MARK)) {
      throw refused(option, folder, "holds an export without " + MARK + ", perhaps a real one");
    }
  }

  private static RuntimeException refused(String option, Path folder, String finding) {
    return Errors.badArgument(
        option,
        folder.toString(),
        "a new or empty folder, or one with nothing but an earlier simulation, whose files are replaced; this one "
            + finding
            + ". Name another folder, or move the files away");
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    } catch (IOException unreadable) {
      throw Errors.outputUnwritable(folder, unreadable);
    }
  }
}
