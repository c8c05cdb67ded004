package io.plumbline.faults;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a process ended.
 *
 * @param exit its exit code; 128 and the number of the signal that ended it
 * @param hung whether it had to be ended because it did not end by itself
 */
record Outcome(int exit, String out, String err, double seconds, boolean hung) {

  private static final Set<Integer> DOCUMENTED = Set.of(0, 10, 20, 30, 40, 50, 70);
  private static final Pattern LAST =
      Pattern.compile("plumbline: exit=(\\d+) code=([a-z_.]+) reason=\"[^\\n]*\"");

  /** The code of the machine-readable last line; empty where there is no such line. */
  Optional<String> code() {
    List<String> lines = err.lines().toList();
    Matcher last = LAST.matcher(lines.isEmpty() ? "" : lines.get(lines.size() - 1));
    return last.matches() && Integer.parseInt(last.group(1)) == exit
        ? Optional.of(last.group(2))
        : Optional.empty();
  }

  boolean completed() {
    return exit == 0 || exit == 40;
  }

  /** Whether it completed; adds to what hurts if it did not. */
  boolean requireCompleted(String which, List<String> hurts) {
    if (!completed()) {
      hurts.add(which + " ended with " + text() + ": " + err);
    }
    return completed();
  }

  /** What is wrong with the end itself, whatever the fault. */
  Optional<String> fault() {
    if (hung) {
      return Optional.of("it hung");
    }
    if (!DOCUMENTED.contains(exit)) {
      return Optional.of("exit " + exit + " is not documented");
    }
    if (exit != 0 && code().isEmpty()) {
      return Optional.of("the last line of stderr is no machine-readable reason");
    }
    if (exit != 0 && !(err.contains("  Why: ") && err.contains("  How to solve it: "))) {
      return Optional.of("the message does not say why and what to do");
    }
    return Optional.empty();
  }

  String text() {
    return "exit " + exit + code().map(code -> " " + code).orElse("");
  }
}
