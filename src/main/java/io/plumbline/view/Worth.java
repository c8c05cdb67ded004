package io.plumbline.view;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What open deals add up to, in one currency.
 *
 * @param deals open deals
 * @param amount their amounts, unweighted
 * @param byIncumbent amounts times the CRM's own percentages; empty where the CRM has none
 * @param byConfidence amounts times the confidences; empty where there are none
 */
public record Worth(
    long deals,
    BigDecimal amount,
    Optional<BigDecimal> byIncumbent,
    Optional<BigDecimal> byConfidence) {

  /** Refuses nulls. */
  public Worth {
    requireNonNull(amount, "amount");
    requireNonNull(byIncumbent, "byIncumbent");
    requireNonNull(byConfidence, "byConfidence");
  }

  /**
   * The two values and what lies between them, in a sentence or two.
   *
   * @param kind what the confidences are called: calibrated, proposed
   */
  public String sentence(String currency, String kind) {
    return sentenceBy(currency, "the " + kind + " confidences");
  }

  /**
   * The two values and what lies between them, in a sentence or two.
   *
   * @param basis what {@code byConfidence} goes by: "this table as it is marked"
   */
  public String sentenceBy(String currency, String basis) {
    if (deals == 0) {
      return "No deal is open, so there is no pipeline to value.";
    }

    String open =
        deals == 1
            ? "The one open deal (" + money(currency, amount) + ") is worth "
            : "The "
                + Figures.count(deals)
                + " open deals ("
                + money(currency, amount)
                + ") are worth ";

    if (byConfidence.isEmpty() && byIncumbent.isEmpty()) {
      return open
          + "an unknown amount: the CRM has no percentages, and no confidence could be measured.";
    }

    if (byConfidence.isEmpty()) {
      return open
          + money(currency, byIncumbent.get())
          + " by the percentages in the CRM. No confidence could be measured to check that.";
    }

    String byBasis = money(currency, byConfidence.get()) + " by " + basis;

    if (byIncumbent.isEmpty()) {
      return open + byBasis + ". The CRM has no percentages to compare that with.";
    }

    return open
        + money(currency, byIncumbent.get())
        + " by the percentages in the CRM, but "
        + byBasis
        + ": "
        + difference(currency, byIncumbent.get(), byConfidence.get())
        + ".";
  }

  /** How much more or less the confidences give, such as −31.0%; a dash where either lacks. */
  public String change() {
    if (byIncumbent.isEmpty() || byConfidence.isEmpty() || byIncumbent.get().signum() <= 0) {
      return Figures.NONE;
    }

    double ratio = byConfidence.get().doubleValue() / byIncumbent.get().doubleValue() - 1;

    return (ratio > 0 ? "+" : "") + Figures.percent(ratio);
  }

  private static String difference(String currency, BigDecimal from, BigDecimal to) {
    BigDecimal difference = to.subtract(from);

    if (difference.signum() == 0) {
      return "no difference";
    }

    String share =
        from.signum() > 0
            ? " (" + Figures.percent(Math.abs(difference.doubleValue() / from.doubleValue())) + ")"
            : "";

    return money(currency, difference.abs())
        + share
        + (difference.signum() < 0 ? " less" : " more");
  }

  private static String money(String currency, BigDecimal amount) {
    return currency + "\u00a0" + Figures.roundMoney(amount).replace(' ', '\u00a0');
  }
}
