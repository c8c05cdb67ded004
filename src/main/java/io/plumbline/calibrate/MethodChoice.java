package io.plumbline.calibrate;

import io.plumbline.stats.OneStandardErrorRule;
import io.plumbline.stats.PairedBootstrap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * How the methods compare on past dates, and which model the confidences come from. Of the full
 * models the one with the longest memory within one standard error of the best. The model of stage
 * and age takes its place only where it is better by more than one standard error: the effects of
 * the segments are shrunk already, and what does not matter is near nothing. The stage alone is
 * used if it comes within one standard error.
 *
 * @param chosen the model
 * @param lines one per method, from the simplest
 * @param version how the chosen one compares with what is in use
 */
record MethodChoice(Method chosen, List<Line> lines, Decision.Version version) {

  /** A row of the table; differences NaN where the other method says nothing. */
  record Line(
      int complexity,
      Method method,
      long opportunities,
      int dates,
      double logLoss,
      PairedBootstrap toBest,
      PairedBootstrap toIncumbent,
      PairedBootstrap toPublished,
      boolean isChosen,
      String reason) {}

  /**
   * Chooses among the models of the proof; without a past date, the full model.
   *
   * @param candidates the models that may be chosen, from the simplest
   */
  static Method chosen(Proof proof, List<Method> candidates) {
    List<Method> full = ofKind(candidates, Method.Kind.STAGE_AGE_SEGMENT);
    Method chosen = simplestNearBest(proof, full);
    List<Method> byAge = ofKind(candidates, Method.Kind.STAGE_AGE);
    if (!byAge.isEmpty()) {
      PairedBootstrap gain = proof.difference(byAge.get(0), chosen, Proof.ALL);
      chosen = gain.difference() < -gain.standardError() ? byAge.get(0) : chosen;
    }
    List<Method> last = new ArrayList<>(ofKind(candidates, Method.Kind.STAGE));
    last.add(chosen);
    return simplestNearBest(proof, last);
  }

  /**
   * Compares the methods of the proof, {@link Method#STAGE_AVERAGE} of the chosen one included.
   *
   * @param candidates the models of which it was chosen
   */
  static MethodChoice of(Proof proof, List<Method> candidates, Method chosen) {
    double[] losses = candidates.stream().mapToDouble(proof::logLoss).toArray();
    OptionalInt best = OneStandardErrorRule.best(losses);
    Method leader = best.isPresent() ? candidates.get(best.getAsInt()) : chosen;
    List<Line> lines = new ArrayList<>();
    for (Method method : proof.methods()) {
      PairedBootstrap toBest = proof.difference(method, leader, Proof.ALL);
      lines.add(
          new Line(
              lines.size() + 1,
              method,
              proof.opportunities(),
              proof.dates(),
              proof.logLoss(method),
              toBest,
              proof.difference(method, Method.INCUMBENT, Proof.ALL),
              proof.difference(method, Method.PUBLISHED, Proof.ALL),
              method.equals(chosen),
              reason(method, chosen, leader, candidates, toBest)));
    }
    return new MethodChoice(
        chosen,
        lines,
        new Decision.Version(
            worse(proof, chosen, Method.INCUMBENT), worse(proof, chosen, Method.PUBLISHED)));
  }

  /** A version is used by its cells, for forecasts, and by one number per stage, in the CRM. */
  private static double worse(Proof proof, Method chosen, Method other) {
    return Math.max(
        proof.difference(chosen, other, Proof.ALL).shareWorse(),
        proof.difference(Method.STAGE_AVERAGE, other, Proof.ALL).shareWorse());
  }

  private static List<Method> ofKind(List<Method> candidates, Method.Kind kind) {
    return candidates.stream().filter(method -> method.kind() == kind).toList();
  }

  /** The simplest within one standard error of the best; of unknown losses, the full model. */
  private static Method simplestNearBest(Proof proof, List<Method> from) {
    double[] losses = from.stream().mapToDouble(proof::logLoss).toArray();
    OptionalInt best = OneStandardErrorRule.best(losses);
    if (best.isEmpty()) {
      return from.stream()
          .filter(method -> method.kind() == Method.Kind.STAGE_AGE_SEGMENT)
          .findFirst()
          .orElse(from.get(from.size() - 1));
    }
    Method leader = from.get(best.getAsInt());
    List<OneStandardErrorRule.Candidate> rule = new ArrayList<>();
    for (int i = 0; i < losses.length; i++) {
      double error =
          i == best.getAsInt()
              ? 0
              : proof.difference(from.get(i), leader, Proof.ALL).standardError();
      rule.add(new OneStandardErrorRule.Candidate(losses[i], error));
    }
    return from.get(OneStandardErrorRule.choose(rule).orElse(best.getAsInt()));
  }

  private static String reason(
      Method method,
      Method chosen,
      Method leader,
      List<Method> candidates,
      PairedBootstrap toBest) {
    if (Double.isNaN(toBest.difference())) {
      return method.equals(chosen)
          ? "no past date to test on: the full model, whose effects shrink where they say nothing"
          : "says nothing of some deals, or there is no past date to test on";
    }
    String distance =
        String.format(
            Locale.ROOT,
            "%+.4f from the best, standard error %.4f",
            toBest.difference(),
            toBest.standardError());
    if (method.equals(chosen)) {
      return method.equals(leader)
          ? "the best"
          : "used: within one standard error of the best (" + distance + ")";
    }
    if (method.equals(leader)) {
      return "the best, by less than one standard error: not used";
    }
    if (method.equals(Method.STAGE_AVERAGE)) {
      return "what a CRM with one number per stage is given: " + distance;
    }
    return candidates.contains(method) ? distance : "for comparison: " + distance;
  }
}
