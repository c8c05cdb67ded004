package io.plumbline.view;

import java.util.Map;

/** The reasons of a decision, in plain words. */
public final class ReasonText {

  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("no_evidence", "no closed deal to measure it by"),
          Map.entry(
              "not_better_than_incumbent",
              "on past dates the CRM\u2019s percentages predicted at least as well"),
          Map.entry(
              "worse_than_published", "predicted past dates worse than the last published version"),
          Map.entry("too_few_deals", "too few closed deals"),
          Map.entry(
              "change_above_limit",
              "moves further from the CRM\u2019s percentage than may go unseen"),
          Map.entry(
              "not_clearly_better",
              "better than the CRM\u2019s percentages on past dates, but that may be chance"),
          Map.entry("not_tested", "no past date to compare it with the CRM\u2019s percentage"),
          Map.entry("order_reversed", "lower than an earlier stage"),
          Map.entry("indistinguishable_from_stage_before", "not clearly above the stage before"),
          Map.entry("skipped_by_most", "most deals skip this stage"),
          Map.entry("drift", "its win rate changed over time"));

  private ReasonText() {}

  /** A code in words; a code that is not known is spelled out, any other text stays as it is. */
  public static String of(String reason) {
    return WORDS.getOrDefault(reason, MethodName.words(reason));
  }
}
