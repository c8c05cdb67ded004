package io.plumbline.error;

import static java.util.Objects.requireNonNull;

/**
 * The three parts of every message to a user, each one or more whole sentences.
 *
 * @param problem what is wrong, with the value
 * @param cause why that is a problem, or how it came about
 * @param remedy what to do about it
 */
public record Explanation(String problem, String cause, String remedy) {

  /** Refuses nulls and empty parts: a message without a remedy is not finished. */
  public Explanation {
    requireFilled(problem, "problem");
    requireFilled(cause, "cause");
    requireFilled(remedy, "remedy");
  }

  /** The three parts on their own lines, as printed for a person. */
  public String text() {
    return problem + "\n  Why: " + cause + "\n  How to solve it: " + remedy;
  }

  private static void requireFilled(String part, String name) {
    if (requireNonNull(part, name).isBlank()) {
      throw new IllegalArgumentException("The " + name + " of an explanation must not be empty.");
    }
  }
}
