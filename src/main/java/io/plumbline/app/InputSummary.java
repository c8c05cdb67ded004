package io.plumbline.app;

import io.plumbline.error.NearestName;
import io.plumbline.ingest.InputFolder;
import io.plumbline.ingest.SourceFile;
import io.plumbline.lake.Location;
import io.plumbline.table.CanonicalField;
import io.plumbline.table.CanonicalFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a run would make of an input folder, in lines for people. */
final class InputSummary {

  private static final int WIDTH = 96;
  private static final String INDENT = "  ";

  private final List<String> lines = new ArrayList<>();

  private InputSummary() {}

  /**
   * One paragraph per file that is there, then the files that are not.
   *
   * @param folder where the input lies, as given
   * @param input its files, without problems
   */
  static List<String> of(Location folder, InputFolder input) {
    InputSummary summary = new InputSummary();
    input.sources().forEach(summary::addFile);
    summary.addMissingFiles(input);
    summary.addIgnored(folder, input);
    return summary.lines;
  }

  private void addFile(SourceFile source) {
    List<String> known = source.file().fields().stream().map(CanonicalField::name).toList();
    Set<String> present = new HashSet<>(source.header());
    lines.add(
        source.file().label()
            + ": "
            + name(source.path())
            + ", "
            + source.format().name().toLowerCase(Locale.ROOT).replace('_', '.'));
    add("columns:", String.join(", ", known.stream().filter(present::contains).toList()));
    List<String> absent = known.stream().filter(column -> !present.contains(column)).toList();
    List<String> unknown =
        source.header().stream()
            .filter(column -> !known.contains(column))
            .map(column -> column + hint(column, absent))
            .toList();
    if (!unknown.isEmpty()) {
      boolean attributes = source.file() == CanonicalFile.OPPORTUNITIES;
      add(attributes ? "kept as attributes:" : "not used:", String.join(", ", unknown));
    }
    for (String column : absent) {
      add("no " + column + ":", InputCosts.ofColumn(source.file(), column));
    }
    lines.add("");
  }

  private void addMissingFiles(InputFolder input) {
    List<CanonicalFile> missing =
        Arrays.stream(CanonicalFile.values()).filter(file -> input.source(file).isEmpty()).toList();
    missing.forEach(file -> add("no " + file.label() + ":", InputCosts.ofFile(file)));
  }

  /** A file with a misspelt name would be passed over without a word. */
  private void addIgnored(Location folder, InputFolder input) {
    Set<String> read = new HashSet<>();
    input.sources().forEach(source -> read.add(name(source.path())));
    List<String> wanted =
        Arrays.stream(CanonicalFile.values())
            .filter(file -> input.source(file).isEmpty())
            .map(CanonicalFile::label)
            .toList();
    List<String> ignored =
        entries(folder).stream()
            .filter(entry -> !read.contains(entry))
            .map(entry -> entry + hint(stem(entry), wanted))
            .toList();
    if (!ignored.isEmpty()) {
      add("not read:", String.join(", ", ignored));
    }
  }

  private static List<String> entries(Location folder) {
    try {
      return folder.names().stream().filter(entry -> !entry.startsWith(".")).toList();
    } catch (IOException unreadable) {
      // The files that matter have been read; what else lies there is a courtesy.
      return List.of();
    }
  }

  private static String stem(String name) {
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  private static String hint(String name, List<String> wanted) {
    Optional<String> near = NearestName.of(name, wanted);
    return near.map(meant -> " (did you mean " + meant + "?)").orElse("");
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** A label and its text, broken between words. */
  private void add(String label, String text) {
    StringBuilder line = new StringBuilder(INDENT).append(label);
    for (String word : text.split(" ", -1)) {
      if (line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder(INDENT).append(INDENT).append(word);
      } else {
        line.append(' ').append(word);
      }
    }
    lines.add(line.toString());
  }
}
