package io.plumbline.report;

import io.plumbline.report.Movement.Scope;
import io.plumbline.report.Movement.Step;
import io.plumbline.report.Movement.Totals;
import io.plumbline.view.Figures;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What moved in the open pipeline, as a waterfall and as a table. */
final class MovementSection {

  private static final Map<String, String> LABELS =
      Map.ofEntries(
          Map.entry("opening", "Open then"),
          Map.entry("new", "New"),
          Map.entry("pulled_in", "Pulled in"),
          Map.entry("returned", "Returned"),
          Map.entry("amount_up", "Amount up"),
          Map.entry("amount_down", "Amount down"),
          Map.entry("transferred_in", "Transferred in"),
          Map.entry("transferred_out", "Transferred out"),
          Map.entry("pushed_out", "Pushed out"),
          Map.entry("won", "Won"),
          Map.entry("lost", "Lost"),
          Map.entry("removed", "Removed"),
          Map.entry("closing", "Open now"));

  private MovementSection() {}

  /**
   * A bar of the waterfall.
   *
   * @param step what it stands for
   * @param low its lower end
   * @param high its upper end
   */
  record Bar(Step step, BigDecimal low, BigDecimal high) {

    /** Which colour it has. */
    String role() {
      return switch (step.part()) {
        case "opening", "closing" -> "level";
        case "won" -> "won";
        default -> step.amount().signum() < 0 ? "less" : "more";
      };
    }
  }

  /** A part in words. */
  static String label(Step step) {
    return LABELS.getOrDefault(step.part(), step.part());
  }

  /** Opening, parts, closing. */
  static List<Step> rows(Totals totals) {
    return Stream.of(
            Stream.of(totals.opening()), totals.steps().stream(), Stream.of(totals.closing()))
        .flatMap(steps -> steps)
        .toList();
  }

  /** What opening and steps come to, bar by bar. */
  static List<Bar> bars(Totals totals) {
    List<Bar> bars = new ArrayList<>();
    BigDecimal level = totals.opening().amount();
    bars.add(bar(totals.opening(), BigDecimal.ZERO, level));
    for (Step step : totals.steps()) {
      bars.add(bar(step, level, level.add(step.amount())));
      level = level.add(step.amount());
    }
    bars.add(bar(totals.closing(), BigDecimal.ZERO, totals.closing().amount()));

    return bars;
  }

  private static Bar bar(Step step, BigDecimal from, BigDecimal to) {
    return new Bar(step, from.min(to), from.max(to));
  }

  /** The change in a sentence, and what it was mostly. */
  static String finding(Movement movement, String currency) {
    if (movement.totals().isEmpty()) {
      return "";
    }

    Totals totals = movement.totals().get();
    BigDecimal change = totals.closing().amount().subtract(totals.opening().amount());
    String what =
        totals.scope() == Scope.QUARTER
            ? "Open deals that are due in the quarter"
            : "All open deals together";
    String how =
        change.signum() == 0
            ? " are worth what they were on "
            : " are worth "
                + Figures.roundMoney(change.abs())
                + " "
                + currency
                + (change.signum() > 0 ? " more than on " : " less than on ");
    StringBuilder text = new StringBuilder(what + how + Figures.longDate(totals.from()) + ".");
    largest(totals, 1).ifPresent(step -> text.append(mostly("added", step, currency)));
    largest(totals, -1).ifPresent(step -> text.append(mostly("taken away", step, currency)));
    long slipped = movement.slipped().size() + movement.slippedOmitted();
    if (slipped > 0) {
      text.append(
          slipped == 1
              ? " Ask about the deal that was put off into a later month."
              : " Ask about the "
                  + Figures.count(slipped)
                  + " deals that were put off into a later month.");
    }

    return text.toString();
  }

  private static String mostly(String what, Step step, String currency) {
    return " Most was "
        + what
        + " by: "
        + label(step).toLowerCase(Locale.ROOT)
        + ", "
        + Figures.roundMoney(step.amount().abs())
        + " "
        + currency
        + ".";
  }

  private static Optional<Step> largest(Totals totals, int sign) {
    return totals.steps().stream()
        .filter(step -> step.amount().signum() == sign)
        .reduce(
            (one, other) -> other.amount().abs().compareTo(one.amount().abs()) > 0 ? other : one);
  }
}
