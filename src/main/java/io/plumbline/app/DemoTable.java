package io.plumbline.app;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The stages of one pipeline beside the truth, and what their percentages make of the open deals.
 *
 * @param label of the pipeline
 * @param stages in their order
 * @param worth of its open deals
 */
record DemoTable(String label, List<Line> stages, Worth worth) {

  private static final int WIDTH = 92;
  private static final int LONGEST_STAGE = 22;
  private static final String NONE = "-";

  /** Copies the list. */
  DemoTable {
    stages = List.copyOf(stages);
  }

  /**
   * A stage; a probability that is not known is NaN.
   *
   * @param stage its label
   * @param deals open deals that stand in it
   * @param truth chance of these to be won, where one that never closes is not won
   * @param incumbent the CRM's percentage, as a fraction
   * @param reached won / (won + lost) of the closed deals that reached it
   * @param confidence the calibrated chance
   * @param low its lower limit
   * @param high its upper limit
   */
  record Line(
      String stage,
      long deals,
      double truth,
      double incumbent,
      double reached,
      double confidence,
      double low,
      double high) {}

  /**
   * The open deals in money, all in base currency.
   *
   * @param deals how many
   * @param amount unweighted
   * @param byIncumbent times the CRM's percentages
   * @param byReached times the usual win rates
   * @param byConfidence times the calibrated confidences
   * @param truth times the true probabilities
   */
  record Worth(
      long deals,
      BigDecimal amount,
      BigDecimal byIncumbent,
      BigDecimal byReached,
      BigDecimal byConfidence,
      BigDecimal truth) {}

  /** Title, table and the sentence on the money; no line is longer than 92 characters. */
  List<String> lines(String currency) {
    List<String> lines = new ArrayList<>();
    int width =
        Math.min(
            LONGEST_STAGE, stages.stream().mapToInt(line -> line.stage().length()).max().orElse(0));
    width = Math.max(width, "stage".length());
    String head = "%-" + width + "s  %6s  %7s  %7s  %8s  %10s  %-16s";
    String title =
        String.format(
            Locale.ROOT,
            head,
            "stage",
            "deals",
            "true",
            "CRM",
            "usual",
            "calibrated",
            "[low .. high]");
    lines.add(label);
    lines.add("");
    lines.add(title.stripTrailing());
    lines.add("-".repeat(title.stripTrailing().length()));
    for (Line line : stages) {
      lines.add(
          String.format(
                  Locale.ROOT,
                  head,
                  cut(line.stage(), width),
                  line.deals(),
                  percent(line.truth()),
                  percent(line.incumbent()),
                  percent(line.reached()),
                  percent(line.confidence()),
                  interval(line))
              .stripTrailing());
    }
    lines.add("");
    lines.addAll(wrapped(sentence(currency)));
    return lines;
  }

  /** What the columns mean, and of whom they speak. */
  static List<String> footnote(long open, long neverClosing) {
    return wrapped(
        String.format(
            Locale.ROOT,
            "true: chance of the deals that stand in the stage to be won, known because the company is"
                + " made up. %,d of the %,d open deals never close; they count as lost. CRM: the percentage"
                + " in the CRM. usual: won / (won + lost) of the closed deals that reached the stage."
                + " calibrated: what Plumbline proposes.",
            neverClosing,
            open));
  }

  private String sentence(String currency) {
    if (worth.deals() == 0) {
      return "No deal is open.";
    }
    return String.format(
        Locale.ROOT,
        "Open deals: %,d (%s %s), worth %s by the CRM's percentages%s, %s by the usual win rate%s and %s by the"
            + " calibrated confidences%s. In truth they are worth %s.",
        worth.deals(),
        currency,
        money(worth.amount()),
        money(worth.byIncumbent()),
        against(worth.byIncumbent()),
        money(worth.byReached()),
        against(worth.byReached()),
        money(worth.byConfidence()),
        against(worth.byConfidence()),
        money(worth.truth()));
  }

  /** " (+43%)": how far an amount is from the truth. */
  private String against(BigDecimal amount) {
    if (worth.truth().signum() <= 0) {
      return "";
    }
    long percent = Math.round(100 * (amount.doubleValue() / worth.truth().doubleValue() - 1));
    return String.format(Locale.ROOT, " (%+d%%)", percent);
  }

  private static String interval(Line line) {
    return Double.isNaN(line.low()) || Double.isNaN(line.high())
        ? ""
        : String.format(Locale.ROOT, "[%4.1f .. %4.1f]", 100 * line.low(), 100 * line.high());
  }

  private static String percent(double probability) {
    return Double.isNaN(probability)
        ? NONE
        : String.format(Locale.ROOT, "%.1f%%", 100 * probability);
  }

  private static String money(BigDecimal amount) {
    return amount.compareTo(new BigDecimal("999995")) >= 0
        ? amount.movePointLeft(6).setScale(2, RoundingMode.HALF_UP).toPlainString() + " million"
        : String.format(Locale.ROOT, "%,d", amount.setScale(0, RoundingMode.HALF_UP).longValue());
  }

  private static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, width - 1) + "…";
  }

  private static List<String> wrapped(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder();
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
