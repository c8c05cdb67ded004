package io.plumbline.error;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * A failure that Plumbline foresees: it has a stable code for machines, an exit code for the
 * scheduler and an {@link Explanation} for people. Only {@link Errors} makes one.
 */
public final class PlumblineException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;
  private final String code;
  private final String problem;
  private final String why;
  private final String remedy;

  PlumblineException(ExitCode exitCode, String code, Explanation explanation, Throwable origin) {
    super(explanation.text(), origin);
    this.exitCode = requireNonNull(exitCode, "exitCode");
    this.code = requireNonNull(code, "code");
    this.problem = explanation.problem();
    this.why = explanation.cause();
    this.remedy = explanation.remedy();
  }

  /** The stable code of the failure, for example {@code input.column_missing}. */
  public String code() {
    return code;
  }

  /** How the process must end. */
  public ExitCode exitCode() {
    return exitCode;
  }

  /** The message in its three parts. */
  public Explanation explanation() {
    return new Explanation(problem, why, remedy);
  }

  /**
   * The last line on stderr, for machines: {@code plumbline: exit=20 code=input.column_missing
   * reason="..."}. Always a single line; the reason is the problem part, with every run of white
   * space or control characters as one space, and with {@code \} and {@code "} escaped by {@code
   * \}.
   */
  public String reasonLine() {
    String reason =
        problem
            .replaceAll("[\\s\\p{Cntrl}\\u2028\\u2029]+", " ")
            .strip()
            .replace("\\", "\\\\")
            .replace("\"", "\\\"");
    return String.format(
        Locale.ROOT, "plumbline: exit=%d code=%s reason=\"%s\"", exitCode.value(), code, reason);
  }
}
