package io.plumbline.connect;

import io.plumbline.error.Errors;
import io.plumbline.error.PlumblineException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;

/**
 * A table of a connector with the columns of the export that it is read from.
 *
 * @param source what the connector says of it
 * @param columns name in the SQL to name in the export, for the columns that are there
 * @param groups for a pattern: name in the SQL, then text of the pattern's group to name in the
 *     export
 * @param others columns of the export that the connector does not list
 */
public record MatchedSource(
    ConnectorSource source,
    Map<String, String> columns,
    Map<String, SortedMap<String, String>> groups,
    List<String> others) {

  /** Copies what it is given. */
  public MatchedSource {
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
    others = List.copyOf(others);
  }

  /**
   * The file or table of a source among those that there are.
   *
   * @param chosen the setting {@code source.tables}: alias to name
   */
  public static Optional<String> table(
      ConnectorSource source, SortedMap<String, String> chosen, List<String> present) {
    String named = chosen.get(source.alias());
    List<String> wanted = named == null ? source.names() : List.of(named);
    return wanted.stream().flatMap(name -> find(name, present).stream()).findFirst();
  }

  /**
   * Finds the columns.
   *
   * @param chosen the setting {@code source.columns}: alias.column to name
   * @param table what the file or table is called, for messages
   * @param problems where required columns are added that are missing
   */
  public static MatchedSource of(
      ConnectorSource source,
      SortedMap<String, String> chosen,
      String table,
      List<String> header,
      List<PlumblineException> problems) {
    Map<String, String> columns = new LinkedHashMap<>();
    Map<String, SortedMap<String, String>> groups = new LinkedHashMap<>();
    Set<String> used = new HashSet<>();
    List<String> missing = new ArrayList<>();
    source
        .columns()
        .forEach(
            (name, column) -> {
              if (column.pattern().isPresent()) {
                SortedMap<String, String> found = new TreeMap<>();
                for (String present : header) {
                  Matcher matcher = column.pattern().get().matcher(present);
                  if (matcher.matches()) {
                    found.put(matcher.group(1), present);
                  }
                }
                groups.put(name, found);
                used.addAll(found.values());
                if (found.isEmpty() && column.need() == Need.REQUIRED) {
                  missing.add(column.pattern().get().pattern());
                }
                return;
              }
              String named = chosen.get(source.alias() + "." + name);
              List<String> wanted = named == null ? column.names() : List.of(named);
              Optional<String> found =
                  wanted.stream().flatMap(want -> find(want, header).stream()).findFirst();
              if (found.isPresent()) {
                columns.put(name, found.get());
                used.add(found.get());
              } else if (column.need() == Need.REQUIRED || named != null) {
                missing.add(wanted.get(0));
              }
            });
    if (!missing.isEmpty()) {
      problems.add(Errors.sourceColumnsMissing(table, source.alias(), missing, header));
    }
    return new MatchedSource(
        source,
        columns,
        groups,
        header.stream().filter(present -> !used.contains(present)).toList());
  }

  private static Optional<String> find(String name, List<String> present) {
    if (present.contains(name)) {
      return Optional.of(name);
    }
    return present.stream().filter(other -> plain(other).equals(plain(name))).findFirst();
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{Nd}]", "");
  }
}
