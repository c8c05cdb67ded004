package io.plumbline.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Folders: copied, removed, compared. */
final class Disk {

  private Disk() {}

  static void copy(Path from, Path to) throws IOException {
    for (Path file : below(from)) {
      Path target = to.resolve(from.relativize(file).toString());
      if (Files.isDirectory(file)) {
        Files.createDirectories(target);
      } else {
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  static void remove(Path folder) throws IOException {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      for (Path file : below(folder).stream().sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /**
   * What every file holds, by its name; the lock, whose content is the last process, is left out.
   */
  static Map<String, String> contents(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    if (Files.isDirectory(folder)) {
      for (Path file : below(folder)) {
        if (Files.isRegularFile(file) && !file.endsWith(".plumbline.lock")) {
          contents.put(
              folder.relativize(file).toString(),
              Files.size(file) + ":" + java.util.Arrays.hashCode(Files.readAllBytes(file)));
        }
      }
    }
    return contents;
  }

  static long bytes(Path folder) throws IOException {
    long bytes = 0;
    for (Path file : below(folder)) {
      bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
    }
    return bytes;
  }

  /** The only, or first, file below a folder whose name ends so. */
  static Path first(Path folder, String ending) throws IOException {
    return below(folder).stream()
        .filter(file -> file.getFileName().toString().endsWith(ending))
        .filter(file -> !file.getFileName().toString().startsWith("."))
        .findFirst()
        .orElseThrow(() -> new IOException("nothing ends with " + ending + " below " + folder));
  }

  /** The file of the latest version of a table's log. */
  static Path lastCommit(Path table) throws IOException {
    try (Stream<Path> files = Files.list(table.resolve("_delta_log"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("\\d{20}\\.json"))
          .max(Comparator.naturalOrder())
          .orElseThrow();
    }
  }

  private static List<Path> below(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.sorted().toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
