package io.plumbline.review;

import io.plumbline.view.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The sentences that the text and the page have in common. */
final class DiffProse {

  /** Where a pipeline has nothing to decide on. */
  static final String NO_ROWS = "There is no proposed number for this pipeline.";

  /** What the table of earlier overrides shows. */
  static final String OVERRIDES =
      "Numbers that somebody typed instead of the proposed ones, and how both did on the deals that"
          + " closed since. The penalty (log loss) is lower for the number that came closer to what"
          + " happened; with few deals the difference may be chance.";

  private static final double SAME = 0.0005;
  private static final String PROPOSED = "proposed";

  private DiffProse() {}

  /**
   * A term and what it means.
   *
   * @param name as the tables use it
   * @param meaning in a sentence
   */
  public record Term(String name, String meaning) {}

  static String title(ProposedTable table) {
    return "Stage confidences"
        + (isProposed(table) ? " to review" : "")
        + ", version "
        + table.version();
  }

  /** Where the version stands, beside the words "Stage confidences". */
  static String standing(ProposedTable table) {
    return isProposed(table) ? "to review" : table.status();
  }

  /** How many pipelines there are, and where their table stands. */
  static String headline(ProposedTable table) {
    String pipelines =
        Figures.count(table.pipelinesInAll())
            + (table.pipelinesInAll() == 1 ? " pipeline" : " pipelines");

    return isProposed(table)
        ? pipelines + (table.pipelinesInAll() == 1 ? " has" : " have") + " a proposed table."
        : "The table of " + pipelines + " is " + table.status() + ".";
  }

  private static boolean isProposed(ProposedTable table) {
    return table.status().equals(PROPOSED);
  }

  static String subtitle(ProposedTable table) {
    return "As of "
        + Figures.longDate(table.asOf())
        + ", status "
        + table.status()
        + ". Amounts in "
        + table.currency()
        + ".";
  }

  static String signatures(ProposedTable table) {
    return table.decidedBy().isBlank()
        ? "Nobody has signed it yet."
        : "Signed so far: " + table.decidedBy();
  }

  /** What the open deals of these stages are worth now and by the table. */
  static String worth(OpenDeals money, List<ProposedRow> stages, String currency) {
    return money.worth().sentenceBy(currency, basis(stages));
  }

  /** What the money of the table goes by: a mark counts more than the number beside it. */
  static String basis(List<ProposedRow> stages) {
    return isMarked(stages) ? "this table as it is marked" : "the proposed confidences";
  }

  /** The end of the title of the column with that money. */
  static String weighted(List<ProposedRow> rows) {
    return isMarked(rows) ? "as marked" : PROPOSED;
  }

  static boolean isMarked(List<ProposedRow> rows) {
    return rows.stream().anyMatch(row -> row.mark().isPresent());
  }

  /** What the table of past quarters shows, and who was closest. */
  static String quarters(PastForecasts.View past, String currency) {
    String what =
        "What the deals open at the start of each quarter were expected to win within it, and what"
            + " they did win, in "
            + currency
            + ".";
    Optional<PastForecasts.Method> best =
        past.methods().stream()
            .filter(method -> method.meanError().isPresent())
            .min(Comparator.comparingDouble(method -> method.meanError().getAsDouble()));

    return best.isEmpty() || past.methods().size() < 2
        ? what
        : what
            + " Closest: "
            + best.get().label()
            + ", off by "
            + RowWords.percent(best.get().meanError())
            + " on average.";
  }

  /** Which number came closer: the override, the proposed one, or neither. */
  static String closer(OverrideScore score) {
    if (score.n() == 0) {
      return "no deal closed";
    }

    if (Math.abs(score.logLossOverride() - score.logLossReplaced()) < SAME) {
      return "neither";
    }

    return score.logLossOverride() < score.logLossReplaced() ? "override" : "the other";
  }

  /** +12.3%, −4.0%, or a dash. */
  static String signedPercent(OptionalDouble share) {
    String percent = RowWords.percent(share);
    boolean isMore = share.isPresent() && share.getAsDouble() > 0 && !percent.equals("0.0%");

    return isMore ? "+" + percent : percent;
  }

  /** The words of the tables. */
  static List<Term> terms(ProposedTable table) {
    List<Term> terms = new ArrayList<>();
    terms.add(new Term("deals", "different deals that the number was learned from."));
    terms.add(new Term("CRM now", "the percentage that the CRM uses today."));
    terms.add(
        new Term(
            "usual win rate",
            "won / (won + lost) of closed deals that reached the stage; as a forecast it is too high"
                + " where losses are slow."));
    terms.add(
        new Term(
            PROPOSED,
            "chance that a deal that stands in the stage now will be won in the end; the interval"
                + " holds the true value "
                + Figures.wholePercent(table.intervalLevel())
                + " of the time."));
    terms.add(new Term("change", "proposed less CRM now, in percentage points."));
    terms.add(
        new Term(
            "decision",
            "publish: the evidence supports the new number; hold: it does not, keep the old one;"
                + " review: a person should look first."));
    if (table.pipelines().stream().anyMatch(pipeline -> isMarked(pipeline.rows()))) {
      terms.add(
          new Term(
              "marked",
              "what a person decided: override, on hold, or approved. The money follows the marks;"
                  + " proposed, its interval and the change stay as the evidence has them."));
    }
    terms.add(
        new Term(
            "weighted",
            "amounts of the open deals times the percentage of their stage, as the CRM does;"
                + " Plumbline's report and scores weigh each deal by its own confidence, so their"
                + " sums differ."));
    terms.add(new Term(Figures.NONE, "not known; it is not zero."));

    return terms;
  }
}
