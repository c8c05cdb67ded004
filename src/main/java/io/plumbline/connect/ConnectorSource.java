package io.plumbline.connect;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table of the CRM.
 *
 * @param alias what the SQL of the connector calls it
 * @param about what a row is, for people
 * @param names what the file or table is called in exports, the usual name first
 * @param need what happens without it
 * @param without what is lost without it, for people; may be empty
 * @param key its columns that name a row
 * @param columns its columns by the name that the SQL uses, in order
 * @param attributes whether columns that are not listed are handed on
 * @param skip which rows are not mapped
 */
public record ConnectorSource(
    String alias,
    String about,
    List<String> names,
    Need need,
    String without,
    List<String> key,
    Map<String, SourceColumn> columns,
    Attributes attributes,
    List<SkipRule> skip) {

  /** What becomes of columns that are not listed. */
  public enum Attributes {
    /** They are left out. */
    DROPPED,
    /** They are handed on as the map {@code attributes}. */
    KEPT
  }

  /** Keeps the order of the columns. */
  public ConnectorSource {
    names = List.copyOf(names);
    key = List.copyOf(key);
    columns = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    skip = List.copyOf(skip);
    for (String column : key) {
      if (!columns.containsKey(column)) {
        throw new IllegalArgumentException(
            alias + " has the key " + column + " and no such column");
      }
    }
  }

  /** As the YAML file says it. */
  record Stated(
      @JsonProperty("about") String about,
      @JsonProperty("names") List<String> names,
      @JsonProperty("need") String need,
      @JsonProperty("without") String without,
      @JsonProperty("key") List<String> key,
      @JsonProperty("columns") Map<String, SourceColumn.Stated> columns,
      @JsonProperty("attributes") boolean attributes,
      @JsonProperty("skip") List<SkipRule> skip) {

    ConnectorSource source(String alias) {
      Map<String, SourceColumn> typed = new LinkedHashMap<>();
      columns.forEach((name, column) -> typed.put(name, column.column()));
      return new ConnectorSource(
          alias,
          about.strip(),
          names,
          SourceColumn.Stated.need(need),
          without == null ? "" : without.strip(),
          key == null ? List.of() : key,
          typed,
          attributes ? Attributes.KEPT : Attributes.DROPPED,
          skip == null ? List.of() : skip);
    }
  }
}
