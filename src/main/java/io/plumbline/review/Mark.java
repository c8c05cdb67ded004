package io.plumbline.review;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a person decided on a row.
 *
 * @param kind approve, hold or override
 * @param override the probability that the person typed, 0..1; present only with an override
 * @param by who
 * @param note why, in that person's words; empty without any
 */
public record Mark(Kind kind, OptionalDouble override, String by, String note) {

  /** The three decisions. */
  public enum Kind {
    /** The proposed confidence goes into the CRM. */
    APPROVE,
    /** The CRM keeps its own number. */
    HOLD,
    /** A number that the person typed goes into the CRM. */
    OVERRIDE;

    /** As the sheet and the table {@code stage_confidence} spell it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The decision of that label, in any case. */
    public static Optional<Kind> of(String label) {
      return Arrays.stream(values())
          .filter(kind -> kind.label().equals(label.toLowerCase(Locale.ROOT)))
          .findFirst();
    }
  }

  /** Refuses nulls, and an override without a number or the reverse. */
  public Mark {
    requireNonNull(by, "by");
    requireNonNull(note, "note");
    if (override.isPresent() != (kind == Kind.OVERRIDE)) {
      throw new IllegalArgumentException(
          "A mark '"
              + kind.label()
              + "' must "
              + (kind == Kind.OVERRIDE ? "" : "not ")
              + "have a number, and has "
              + override
              + ".");
    }
  }
}
