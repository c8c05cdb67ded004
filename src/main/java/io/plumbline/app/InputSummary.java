package io.plumbline.app;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.connect.ConnectorSource;
import io.plumbline.connect.MatchedSource;
import io.plumbline.connect.Need;
import io.plumbline.error.NearestName;
import io.plumbline.ingest.ConnectedTable;
import io.plumbline.ingest.InputFolder;
import io.plumbline.ingest.SourceFile;
import io.plumbline.ingest.WantedTable;
import io.plumbline.lake.Location;
import io.plumbline.table.CanonicalField;
import io.plumbline.table.CanonicalFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a run would make of an input folder, in lines for people. */
final class InputSummary {

  private static final int WIDTH = 96;
  private static final String INDENT = "  ";
  private static final String OTHERS = "left out, as no setting names it:";

  private final List<String> lines = new ArrayList<>();
  private final Map<String, String> changedAt;

  private InputSummary(Configuration configuration) {
    this.changedAt = configuration.value(Settings.SOURCE_CHANGED_AT);
  }

  /**
   * One paragraph per file that is there, then the files that are not.
   *
   * @param folder where the input lies, as given
   * @param input its files, without problems
   */
  static List<String> of(Location folder, InputFolder input, Configuration configuration) {
    InputSummary summary = ofTables(input, configuration);
    summary.addIgnored(folder, input);
    return summary.lines;
  }

  /** The same of a database, and which columns would be copied from it. */
  static List<String> ofDatabase(
      InputFolder input, List<WantedTable> wanted, Configuration configuration) {
    InputSummary summary = ofTables(input, configuration);
    wanted.forEach(
        table ->
            summary.add(
                "copied of " + table.stored().name() + ":", String.join(", ", table.columns())));
    return summary.lines;
  }

  private static InputSummary ofTables(InputFolder input, Configuration configuration) {
    InputSummary summary = new InputSummary(configuration);
    if (input.connector().isPresent()) {
      summary.lines.add(input.connector().get().title());
      summary.lines.add("");
      input.connected().forEach(summary::addTable);
      input.absent().forEach(summary::addAbsent);
    } else {
      input.sources().forEach(summary::addFile);
      summary.addMissingFiles(input);
    }
    return summary;
  }

  private void addFile(SourceFile source) {
    List<String> known = source.file().fields().stream().map(CanonicalField::name).toList();
    Set<String> present = new HashSet<>(source.header());
    lines.add(
        source.file().label()
            + ": "
            + source.stored().name()
            + ", "
            + source.stored().format().name().toLowerCase(Locale.ROOT).replace('_', '.'));
    add("columns:", String.join(", ", known.stream().filter(present::contains).toList()));
    List<String> absent = known.stream().filter(column -> !present.contains(column)).toList();
    String changed = addChangedAt(source.file().label());
    List<String> unknown =
        source.header().stream()
            .filter(column -> !known.contains(column) && !column.equals(changed))
            .map(column -> column + hint(column, absent))
            .toList();
    if (!unknown.isEmpty()) {
      boolean attributes = source.file() == CanonicalFile.OPPORTUNITIES;
      add(attributes ? OTHERS : "not used:", String.join(", ", unknown));
    }
    for (String column : absent) {
      add("no " + column + ":", InputCosts.ofColumn(source.file(), column));
    }
    lines.add("");
  }

  /** A table of a CRM: what each of its columns is read from, and what the others cost. */
  private void addTable(ConnectedTable table) {
    MatchedSource matched = table.matched();
    ConnectorSource source = matched.source();
    lines.add(
        source.alias()
            + ": "
            + table.stored().name()
            + ", "
            + table.stored().format().name().toLowerCase(Locale.ROOT).replace('_', '.')
            + " ("
            + source.about()
            + ")");
    List<String> read = new ArrayList<>();
    matched.columns().forEach((column, name) -> read.add(column + " = " + name));
    matched
        .groups()
        .forEach((column, names) -> read.add(column + " = " + names.size() + " columns"));
    add("columns:", String.join(", ", read));
    source
        .columns()
        .forEach(
            (name, column) -> {
              if (column.pattern().isEmpty()
                  && !matched.columns().containsKey(name)
                  && column.need() != Need.REQUIRED) {
                add(
                    "no " + column.names().get(0) + ":",
                    (column.without().isEmpty() ? "read without" : column.without())
                        + NearestName.of(column.names().get(0), matched.others())
                            .map(
                                near ->
                                    " (is it "
                                        + near
                                        + "? then set source.columns "
                                        + source.alias()
                                        + "."
                                        + name
                                        + ")")
                            .orElse(""));
              }
            });
    String changed = addChangedAt(source.alias());
    List<String> others =
        matched.others().stream().filter(column -> !column.equals(changed)).toList();
    if (!others.isEmpty()) {
      add(
          source.attributes() == ConnectorSource.Attributes.KEPT ? OTHERS : "not used:",
          String.join(", ", others));
    }
    lines.add("");
  }

  /** The column that a setting names as the time of change, or null. */
  private String addChangedAt(String table) {
    String column = changedAt.get(table);
    if (column != null) {
      add("last changed at:", column);
    }
    return column;
  }

  private void addAbsent(ConnectorSource source) {
    add(
        "no " + source.names().get(0) + " (" + source.about() + "):",
        source.without().isEmpty() ? "read without" : source.without());
  }

  private void addMissingFiles(InputFolder input) {
    List<CanonicalFile> missing =
        Arrays.stream(CanonicalFile.values()).filter(file -> input.source(file).isEmpty()).toList();
    missing.forEach(file -> add("no " + file.label() + ":", InputCosts.ofFile(file)));
  }

  /** A file with a misspelt name would be passed over without a word. */
  private void addIgnored(Location folder, InputFolder input) {
    Set<String> read = new HashSet<>();
    input.tables().values().forEach(table -> read.add(table.name()));
    List<String> wanted =
        input.connector().isPresent()
            ? input.absent().stream().flatMap(source -> source.names().stream()).toList()
            : Arrays.stream(CanonicalFile.values())
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
