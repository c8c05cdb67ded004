package io.plumbline.review;

import static java.util.Objects.requireNonNull;

import java.util.OptionalDouble;

/**
 * A row that a person has marked in a sheet.
 *
 * @param key the row
 * @param version of the table that the sheet was made of
 * @param kind approve, hold or override
 * @param override the probability that was typed, as a fraction; present only with an override
 * @param note empty without one
 * @param line row of the sheet, where the head is row 1
 */
public record Marked(
    RowKey key, String version, Mark.Kind kind, OptionalDouble override, String note, int line) {

  /** Refuses nulls. */
  public Marked {
    requireNonNull(key, "key");
    requireNonNull(version, "version");
    requireNonNull(kind, "kind");
    requireNonNull(override, "override");
    requireNonNull(note, "note");
  }
}
