package io.plumbline.connect;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A column of a table of the CRM.
 *
 * @param names what it is called in exports, the usual name first; empty for a pattern
 * @param pattern the name of many columns, read as a map from the text of its group to the value
 * @param need what happens without it
 * @param kind whether it is text, or a time to order by as well
 * @param without what is lost without it, for people; may be empty
 */
public record SourceColumn(
    List<String> names, Optional<Pattern> pattern, Need need, Kind kind, String without) {

  /** How the column is handed to the SQL of a connector. */
  public enum Kind {
    /** As text. */
    TEXT,
    /** As text, and as a timestamp under the name with {@code _at} after it. */
    TIME
  }

  /** Copies the list, and holds that there is either a name or a pattern. */
  public SourceColumn {
    names = List.copyOf(names);
    if (names.isEmpty() != pattern.isPresent()) {
      throw new IllegalArgumentException("A column has names or a pattern: " + names);
    }
  }

  /** As the YAML file says it. */
  record Stated(
      @JsonProperty("names") List<String> names,
      @JsonProperty("pattern") String pattern,
      @JsonProperty("need") String need,
      @JsonProperty("kind") String kind,
      @JsonProperty("without") String without) {

    SourceColumn column() {
      return new SourceColumn(
          names == null ? List.of() : names,
          Optional.ofNullable(pattern).map(text -> Pattern.compile(text, Pattern.CASE_INSENSITIVE)),
          Stated.need(need),
          "time".equals(kind) ? Kind.TIME : Kind.TEXT,
          without == null ? "" : without.strip());
    }

    static Need need(String text) {
      return text == null ? Need.OPTIONAL : Need.valueOf(text.toUpperCase(java.util.Locale.ROOT));
    }
  }
}
