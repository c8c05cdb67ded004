package io.plumbline.report;

import io.plumbline.view.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What owners state against what happens. Only who differs beyond chance is named; the table goes
 * by name, because an order by numbers that differ by chance says something that is not so.
 */
final class OwnerSection {

  /** More rows than this nobody reads; the table owner_bias holds the rest. */
  static final int MAX_ROWS = 100;

  /** As many as are named. */
  static final int MAX_NAMED = 12;

  private OwnerSection() {}

  /**
   * What the section shows.
   *
   * @param finding what to do, in a sentence or two
   * @param named owners that differ beyond chance, by name
   * @param rows all owners by name, as many as are shown
   * @param omitted how many more rows there are
   */
  public record View(String finding, List<OwnerGap> named, List<OwnerGap> rows, long omitted) {}

  static View of(List<OwnerGap> owners) {
    List<OwnerGap> ordered =
        owners.stream()
            .sorted(Comparator.comparing(OwnerGap::ownerId).thenComparing(OwnerGap::measure))
            .toList();
    List<OwnerGap> clear = ordered.stream().filter(OwnerGap::isClear).toList();

    return new View(
        finding(ordered, clear),
        clear.stream().limit(MAX_NAMED).toList(),
        ordered.stream().limit(MAX_ROWS).toList(),
        Math.max(0, ordered.size() - MAX_ROWS));
  }

  private static String finding(List<OwnerGap> owners, List<OwnerGap> clear) {
    if (owners.isEmpty()) {
      return "";
    }

    if (clear.isEmpty()) {
      return owners.stream().allMatch(o -> o.verdict().equals(OwnerGap.TOO_FEW_DEALS))
          ? "Wait: no owner has closed enough deals to tell a habit from chance."
          : "Single out nobody: no owner promises clearly more or less than the others.";
    }

    List<String> happy = names(clear, OwnerGap.HAPPY_EARS);
    List<String> modest = names(clear, OwnerGap.SANDBAGGING);
    List<String> sentences = new ArrayList<>();

    if (!happy.isEmpty()) {
      sentences.add(
          "Ask "
              + list(happy)
              + " what makes deals look better or nearer than they turn out, beyond chance and"
              + " beyond the other owners.");
    }

    if (!modest.isEmpty()) {
      sentences.add(
          (happy.isEmpty() ? "Ask " : "And ask ")
              + list(modest)
              + " what holds the promises down: more comes, or sooner, than was said.");
    }

    sentences.add("Nobody else clearly differs.");

    return String.join(" ", sentences);
  }

  private static List<String> names(List<OwnerGap> clear, String verdict) {
    return clear.stream()
        .filter(owner -> owner.verdict().equals(verdict))
        .map(OwnerGap::ownerId)
        .distinct()
        .toList();
  }

  private static String list(List<String> names) {
    if (names.size() > MAX_NAMED) {
      return String.join(", ", names.subList(0, MAX_NAMED))
          + " and "
          + Figures.count(names.size() - MAX_NAMED)
          + " more";
    }

    return names.size() == 1
        ? names.get(0)
        : String.join(", ", names.subList(0, names.size() - 1))
            + " and "
            + names.get(names.size() - 1);
  }

  /** A gap with its unit: +3.1 points, or +12.3 days. */
  static String gap(OwnerGap owner, double gap) {
    if (Double.isNaN(gap)) {
      return Figures.NONE;
    }

    return isProbability(owner) ? Figures.points(gap) + " points" : Figures.signedDays(gap);
  }

  /** An interval of gaps: +1.2 to +5.0; empty where there is none. */
  static String range(OwnerGap owner, Bounded gap) {
    if (!gap.hasInterval()) {
      return "";
    }

    return isProbability(owner)
        ? Figures.points(gap.low()) + " to " + Figures.points(gap.high())
        : Figures.signed(gap.low(), 1) + " to " + Figures.signed(gap.high(), 1);
  }

  /** What the gap is measured by. */
  static String measure(OwnerGap owner) {
    return isProbability(owner) ? "chance to win" : "close date";
  }

  /** A verdict in words. */
  static String verdict(OwnerGap owner) {
    return switch (owner.verdict()) {
      case OwnerGap.HAPPY_EARS -> "Promises more than the others";
      case OwnerGap.SANDBAGGING -> "Promises less than the others";
      case OwnerGap.TOO_FEW_DEALS -> "Too few deals to tell";
      default -> "Not clearly different";
    };
  }

  private static boolean isProbability(OwnerGap owner) {
    return owner.measure().equals(OwnerGap.PROBABILITY);
  }
}
