package io.plumbline.error;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that a misspelt one most likely meant. */
public final class NearestName {

  private NearestName() {}

  /**
   * The known name with the smallest edit distance, where that distance is small enough to be a
   * slip: at most a third of the longer name, and at least two edits are allowed for names of four
   * letters or more. Case and the separators {@code _ - . space} do not count, so {@code
   * "Opportunity ID"} finds {@code opportunity_id}. Ties go to the alphabetically first name.
   *
   * @return empty when nothing is near
   */
  public static Optional<String> of(String name, Collection<String> known) {
    String wanted = plain(requireNonNull(name, "name"));
    return known.stream()
        .filter(candidate -> distance(wanted, plain(candidate)) <= limit(wanted, plain(candidate)))
        .min(
            Comparator.<String>comparingInt(candidate -> distance(wanted, plain(candidate)))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static int limit(String left, String right) {
    int longer = Math.max(left.length(), right.length());
    return longer < 4 ? 1 : Math.max(2, longer / 3);
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[_\\-. ]", "");
  }

  /**
   * Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours
   * each count one (Damerau 1964, doi:10.1145/363958.363994).
   */
  static int distance(String left, String right) {
    int[][] cost = new int[left.length() + 1][right.length() + 1];
    for (int i = 0; i <= left.length(); i++) {
      cost[i][0] = i;
    }
    for (int j = 0; j <= right.length(); j++) {
      cost[0][j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      for (int j = 1; j <= right.length(); j++) {
        int substitution = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
        int best =
            Math.min(
                Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1),
                cost[i - 1][j - 1] + substitution);
        if (i > 1
            && j > 1
            && left.charAt(i - 1) == right.charAt(j - 2)
            && left.charAt(i - 2) == right.charAt(j - 1)) {
          best = Math.min(best, cost[i - 2][j - 2] + 1);
        }
        cost[i][j] = best;
      }
    }
    return cost[left.length()][right.length()];
  }
}
