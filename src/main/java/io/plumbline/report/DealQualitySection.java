package io.plumbline.report;

import io.plumbline.view.Figures;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;

/** What the page says of how the open deals are kept: the costliest faults, and who is behind. */
final class DealQualitySection {

  /** More owners than this nobody reads; the table data_quality holds the rest. */
  static final int MAX_OWNERS = 50;

  private static final Comparator<DealQuality> COSTLIEST_FIRST =
      Comparator.comparing((DealQuality line) -> line.effect().abs())
          .thenComparingLong(DealQuality::failed)
          .reversed()
          .thenComparing(DealQuality::measure)
          .thenComparing(DealQuality::ownerId);

  private DealQualitySection() {}

  /**
   * What the section shows.
   *
   * @param finding where to begin, in a sentence or two
   * @param faults of all owners together, the costliest first
   * @param notKept what no open deal has, in words; empty for nothing
   * @param owners how fresh each owner's deals are, the costliest first
   * @param ownersOmitted how many more there are
   * @param since date of the run that it is compared with; empty without one
   */
  public record View(
      String finding,
      List<DealQuality> faults,
      String notKept,
      List<DealQuality> owners,
      long ownersOmitted,
      String since) {}

  static View of(List<DealQuality> lines, String currency) {
    List<DealQuality> ofAll =
        lines.stream().filter(DealQuality::isOfAll).sorted(COSTLIEST_FIRST).toList();
    List<DealQuality> faults =
        ofAll.stream().filter(line -> line.failed() > 0 && !isNotKept(line)).toList();
    List<DealQuality> owners =
        lines.stream()
            .filter(line -> !line.isOfAll() && line.measure().equals(DealQuality.UNTOUCHED))
            .sorted(COSTLIEST_FIRST)
            .toList();

    return new View(
        finding(ofAll, faults, currency),
        faults,
        String.join(
            ", ", ofAll.stream().filter(DealQualitySection::isNotKept).map(l -> fault(l)).toList()),
        owners.stream().limit(MAX_OWNERS).toList(),
        Math.max(0, owners.size() - MAX_OWNERS),
        ofAll.stream()
            .flatMap(l -> l.previousAsOf().stream())
            .findFirst()
            .map(d -> "" + d)
            .orElse(""));
  }

  /** What no deal has is not asked of people: the CRM does not keep it, or the export lacks it. */
  private static boolean isNotKept(DealQuality line) {
    return line.kind().equals(DealQuality.COMPLETENESS) && line.failed() == line.deals();
  }

  private static String finding(
      List<DealQuality> ofAll, List<DealQuality> faults, String currency) {
    if (ofAll.isEmpty()) {
      return "";
    }

    if (faults.isEmpty()) {
      return "Nothing to mend: the open deals are fresh, complete and free of contradictions.";
    }

    DealQuality worst = faults.get(0);
    String deals =
        Figures.count(worst.failed())
            + (worst.failed() == 1 ? " open deal" : " open deals")
            + " of "
            + Figures.count(worst.deals())
            + " ("
            + fault(worst)
            + ")";

    if (worst.effect().signum() == 0) {
      return "Begin with " + deals + ". No money of the forecast hangs on it.";
    }

    String money = Figures.money(worst.effect().abs()) + " " + currency;

    return worst.effect().signum() > 0
        ? "Begin with " + deals + ": mended, the forecast would be about " + money + " higher."
        : "Begin with " + deals + ": " + money + " of the forecast rests on them.";
  }

  /** A fault in words. */
  static String fault(DealQuality line) {
    return switch (line.measure()) {
      case DealQuality.UNTOUCHED ->
          "not touched for more than " + Figures.count(Math.round(line.threshold())) + " days";
      case "no_amount" -> "no amount";
      case "no_close_date" -> "no close date";
      case "no_product" -> "no product";
      case "no_owner" -> "no owner";
      case "no_next_step" -> "no next step";
      case "close_date_passed" -> "close date has passed";
      case "closed_stage" -> "still open, but last moved to a closed stage";
      case "probability_off" ->
          "stated chance more than "
              + Figures.count(Math.round(100 * line.threshold()))
              + " points off its stage";
      case "zero_amount" -> "amount of zero";
      case "entered_before_created" -> "entered a stage before it was created";
      default -> line.measure().replace('_', ' ');
    };
  }

  /** The effect with its sign; a dash for none. */
  static String effect(DealQuality line) {
    BigDecimal effect = line.effect();
    if (effect.signum() == 0) {
      return Figures.NONE;
    }

    return (effect.signum() > 0 ? "+" : "") + Figures.money(effect);
  }
}
