package io.plumbline.app;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * What a person did with a version of the confidence table.
 *
 * @param outcome what came of it
 * @param version that it was done with
 * @param actor who
 * @param reason why, in that person's words
 * @param on the day, as stated
 * @param target the CRM, of a publication
 * @param options further choices that count, such as which rows were approved
 */
record ReviewEvent(
    Outcome outcome,
    String version,
    String actor,
    String reason,
    LocalDate on,
    Optional<String> target,
    SortedMap<String, String> options) {

  /** What came of an act. */
  enum Outcome {
    /** Rows were marked from a review sheet. */
    MARKED("review apply"),
    /** Approved by one of several persons who have to. */
    SIGNED("review approve"),
    /** Approved by all who have to. */
    APPROVED("review approve"),
    REJECTED("review reject"),
    /** An earlier version was taken back into use. */
    ROLLED_BACK("review rollback"),
    /** A package was made. */
    PUBLISHED("publish"),
    /** A package was sent to the CRM. */
    SENT("publish --send");

    /** The commands of all of them. */
    static final Set<String> COMMANDS =
        Arrays.stream(values()).map(Outcome::command).collect(Collectors.toUnmodifiableSet());

    private final String command;

    Outcome(String command) {
      this.command = command;
    }

    /** As the run report names it. */
    String command() {
      return command;
    }

    /** As the run report names it. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Outcome parse(String label) {
      return valueOf(label.toUpperCase(Locale.ROOT));
    }
  }

  /** One person signs once, however the name is spelt. */
  static String person(String actor) {
    return actor.strip().toLowerCase(Locale.ROOT);
  }
}
