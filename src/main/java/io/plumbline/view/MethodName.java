package io.plumbline.view;

import java.util.Locale;
import java.util.Map;

/** What a method of winning a probability is called for readers. */
public final class MethodName {

  public static final String INCUMBENT = "incumbent";
  public static final String REACHED_WIN_RATE = "reached_win_rate";
  public static final String STAGE_AVERAGE = "stage_average";

  private static final String HALF_LIFE = "_half_life_";
  private static final Map<String, String> LABELS =
      Map.of(
          INCUMBENT,
          "CRM percentages today",
          "published",
          "Last published confidences",
          "override",
          "Typed in the review",
          "overridden",
          "Replaced in the review",
          REACHED_WIN_RATE,
          "Usual win rate",
          "stage_landmark",
          "Calibrated by stage",
          "stage_age",
          "Calibrated by stage and time in it",
          "stage_age_segment",
          "Calibrated by stage, time and segment",
          STAGE_AVERAGE,
          "Calibrated, one number per stage for the CRM");

  private MethodName() {}

  /** The readable name; a method without one of its own is spelled out from its identifier. */
  public static String label(String method) {
    int half = method.indexOf(HALF_LIFE);

    if (half > 0 && LABELS.containsKey(method.substring(0, half))) {
      return LABELS.get(method.substring(0, half))
          + ", half-life "
          + words(method.substring(half + HALF_LIFE.length()));
    }

    return LABELS.getOrDefault(method, sentenceCase(method));
  }

  /** True of the two that every CRM has already: its own percentages and the usual win rate. */
  public static boolean isBefore(String method) {
    return method.equals(INCUMBENT) || method.equals(REACHED_WIN_RATE);
  }

  /** A {@code snake_case} code as words; any other text as it is. */
  public static String words(String text) {
    return text.matches("[a-z0-9]+(_[a-z0-9]+)*") ? text.replace('_', ' ') : text;
  }

  /** The same, with a capital. */
  public static String sentenceCase(String code) {
    String words = words(code);

    return words.isEmpty()
        ? words
        : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}
