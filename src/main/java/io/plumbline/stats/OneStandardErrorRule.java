package io.plumbline.stats;

import java.util.List;
import java.util.OptionalInt;

/**
 * The simplest candidate whose loss is not clearly above the best one's: at most one standard error
 * away. The standard error is that of the paired difference to the best candidate, where the
 * original rule takes that of the best loss itself; candidates are judged on the same observations,
 * and what makes all of them hard says nothing about which is better.
 *
 * <p>Breiman, Friedman, Olshen and Stone (1984), Classification and Regression Trees, section 3.4;
 * Hastie, Tibshirani and Friedman (2009), section 7.10, <a
 * href="https://doi.org/10.1007/978-0-387-84858-7">doi:10.1007/978-0-387-84858-7</a>.
 */
public final class OneStandardErrorRule {
  private OneStandardErrorRule() {}

  /**
   * A method to choose from.
   *
   * @param loss its mean loss, less is better; {@code NaN} when unknown
   * @param standardError of the difference of its loss to the best one's, 0 or more; {@code NaN}
   *     when unknown; that of the best itself is not read
   */
  public record Candidate(double loss, double standardError) {

    /**
     * Refuses what is neither known nor unknown.
     *
     * @throws IllegalArgumentException if the loss is infinite, or the standard error negative or
     *     infinite
     */
    public Candidate {
      if (!Double.isNaN(loss)) {
        Arguments.finite("Loss", loss);
      }
      if (!Double.isNaN(standardError)) {
        Arguments.nonNegative("Standard error", standardError);
      }
    }
  }

  /**
   * The candidate of the least known loss; of equals the simplest.
   *
   * @param losses from the simplest candidate to the most complex, {@code NaN} where unknown
   * @return its index, or empty when no loss is known
   */
  public static OptionalInt best(double[] losses) {
    int best = -1;
    for (int i = 0; i < losses.length; i++) {
      if (!Double.isNaN(losses[i]) && (best < 0 || losses[i] < losses[best])) {
        best = i;
      }
    }
    return best < 0 ? OptionalInt.empty() : OptionalInt.of(best);
  }

  /**
   * The choice. A candidate of unknown loss is never chosen. One of unknown standard error is not
   * known to be near the best, and chosen only if it is the best.
   *
   * @param candidates from the simplest to the most complex
   * @return the index of the simplest candidate within one standard error of the best, or empty
   *     when no loss is known
   */
  public static OptionalInt choose(List<Candidate> candidates) {
    OptionalInt best = best(candidates.stream().mapToDouble(Candidate::loss).toArray());
    if (best.isPresent()) {
      double least = candidates.get(best.getAsInt()).loss;
      for (int i = 0; i < best.getAsInt(); i++) {
        Candidate candidate = candidates.get(i);
        if (candidate.loss - least <= candidate.standardError) {
          return OptionalInt.of(i);
        }
      }
    }
    return best;
  }
}
