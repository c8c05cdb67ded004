package io.plumbline.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.error.Errors;
import io.plumbline.table.CanonicalFile;
import io.plumbline.table.Staged;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;

/**
 * Opportunities that the settings set aside by what a column says. Looks at the values as they were
 * read: a name that goes no further can still say that a deal is a test.
 */
final class Exclusion {

  private final SortedMap<String, String> patterns;

  Exclusion(Configuration configuration) {
    this.patterns = configuration.value(Settings.SOURCE_EXCLUDE);
  }

  /**
   * Why a row is set aside, without its value; null where it is not.
   *
   * @param header the columns of the rows
   * @param attributes further columns by name, where the header has {@link Staged#ATTRIBUTES}
   * @throws io.plumbline.error.PlumblineException where the opportunities have no such column
   */
  Column reason(CanonicalFile file, List<String> header, Column attributes) {
    List<Column> reasons = new ArrayList<>();
    reasons.add(lit(null).cast("string"));
    if (file == CanonicalFile.OPPORTUNITIES) {
      for (Map.Entry<String, String> pattern : patterns.entrySet()) {
        reasons.add(
            when(
                value(pattern.getKey(), header, attributes).rlike(pattern.getValue()),
                lit(pattern.getKey() + " matches " + pattern.getValue() + " (source.exclude).")));
      }
    }
    return coalesce(reasons.toArray(Column[]::new));
  }

  private static Column value(String column, List<String> header, Column attributes) {
    if (header.contains(column)) {
      return FieldParser.text(CanonicalReader.quoted(column));
    }
    if (header.contains(Staged.ATTRIBUTES)) {
      return attributes.getItem(column);
    }
    throw Errors.badArgument(
        "source.exclude", column, "a column of the opportunities: " + new TreeSet<>(header));
  }
}
