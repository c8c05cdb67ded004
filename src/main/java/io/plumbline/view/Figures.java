package io.plumbline.view;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How numbers are written on the page: one way for each kind, independent of the machine. */
public final class Figures {

  /** Stands where there is no evidence. */
  public static final String NONE = "\u2013";

  private static final DateTimeFormatter LONG_DATE =
      DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH);

  private Figures() {}

  /** 0.3146 as 31.5%; NaN as a dash. */
  public static String percent(double fraction) {
    return Double.isNaN(fraction) ? NONE : decimal(hundredfold(fraction), 1) + "%";
  }

  /** A share of at most 1 whose tenths do not matter, such as an interval's level: 0.9 as 90%. */
  public static String wholePercent(double fraction) {
    return Double.isNaN(fraction) ? NONE : decimal(hundredfold(fraction), 0) + "%";
  }

  /** 0.031 as +3.1, in percentage points; NaN as a dash. */
  public static String points(double fraction) {
    if (Double.isNaN(fraction)) {
      return NONE;
    }

    return signed(hundredfold(fraction), 1);
  }

  /** 0.0312 as +0.031 with that many decimals; NaN as a dash. */
  public static String signed(double value, int decimals) {
    return Double.isNaN(value) ? NONE : signed(BigDecimal.valueOf(value), decimals);
  }

  private static String signed(BigDecimal value, int decimals) {
    String text = decimal(value, decimals);
    boolean isZero = value.setScale(decimals, RoundingMode.HALF_UP).signum() == 0;

    return value.signum() > 0 && !isZero ? "+" + text : text;
  }

  /** 12.34 as "+12.3 days"; NaN as a dash. */
  public static String signedDays(double days) {
    return Double.isNaN(days) ? NONE : signed(days, 1) + " days";
  }

  /** 12345 as 12,345. */
  public static String count(long count) {
    return decimal(BigDecimal.valueOf(count), 0);
  }

  /** A count that need not be whole: 143.21 as 143, 12.34 as 12.3; NaN as a dash. */
  public static String amountOfDeals(double deals) {
    if (Double.isNaN(deals)) {
      return NONE;
    }

    BigDecimal value = BigDecimal.valueOf(deals);
    boolean whole = Math.abs(deals) >= 100 || value.stripTrailingZeros().scale() <= 0;

    return decimal(value, whole ? 0 : 1);
  }

  /** Days without decimals from ten on, else with one; NaN as a dash. */
  public static String days(double days) {
    return score(days, days < 10 ? 1 : 0);
  }

  /** A score with that many decimals; NaN as a dash. */
  public static String score(double value, int decimals) {
    return Double.isFinite(value) ? decimal(BigDecimal.valueOf(value), decimals) : NONE;
  }

  /** 1234567.89 as 1,234,568: a table's currency stands in its caption. */
  public static String money(BigDecimal amount) {
    return decimal(amount, 0);
  }

  /** A number with the decimals that it has: 4400.50 as 4,400.5. */
  public static String plain(BigDecimal value) {
    return decimal(value, Math.max(0, value.stripTrailingZeros().scale()));
  }

  /** 4213900 as "4.21 million", for sentences. */
  public static String roundMoney(BigDecimal amount) {
    BigDecimal magnitude = amount.abs();

    if (magnitude.compareTo(new BigDecimal("999995000")) >= 0) {
      return decimal(amount.movePointLeft(9), 2) + " billion";
    }

    if (magnitude.compareTo(new BigDecimal("999995")) >= 0) {
      return decimal(amount.movePointLeft(6), 2) + " million";
    }

    return decimal(amount, 0);
  }

  /** 2026-03-31 as 31 March 2026. */
  public static String longDate(LocalDate date) {
    return LONG_DATE.format(date);
  }

  /** The month of a date, as 2026-03. */
  public static String month(LocalDate date) {
    return date.toString().substring(0, 7);
  }

  private static BigDecimal hundredfold(double fraction) {
    return BigDecimal.valueOf(fraction).movePointRight(2);
  }

  private static String decimal(BigDecimal value, int decimals) {
    BigDecimal rounded = value.setScale(decimals, RoundingMode.HALF_UP);
    String pattern = decimals == 0 ? "#,##0" : "#,##0." + "0".repeat(decimals);
    DecimalFormat format =
        new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT));
    format.setNegativePrefix("\u2212");

    return format.format(rounded);
  }
}
