package io.plumbline.review;

import static java.util.Objects.requireNonNull;

import io.plumbline.error.Errors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A sheet as it was filled in.
 *
 * @param source the file, for messages
 * @param marked the rows that have a mark, in the order of the sheet
 * @param undecided how many rows have none
 * @param problems what could not be understood, in the order of the sheet
 * @param remarks what a person should know of how it was read, whole sentences
 */
public record ReviewedSheet(
    String source,
    List<Marked> marked,
    int undecided,
    List<SheetProblem> problems,
    List<String> remarks) {

  /** Copies the lists. */
  public ReviewedSheet {
    requireNonNull(source, "source");
    marked = List.copyOf(marked);
    problems = List.copyOf(problems);
    remarks = List.copyOf(remarks);
  }

  /**
   * The marked rows, where the sheet as a whole can be taken.
   *
   * @param table that is under review
   * @param maxOverride how far an override may lie from the confidence, as a fraction
   * @throws io.plumbline.error.PlumblineException {@code review.sheet_invalid} with every problem
   */
  public List<Marked> accepted(ProposedTable table, double maxOverride) {
    List<SheetProblem> all = new ArrayList<>(problems);
    all.addAll(MarkRules.check(marked, table, maxOverride));

    if (!all.isEmpty()) {
      all.sort(Comparator.comparingInt(SheetProblem::line));
      throw Errors.sheetInvalid(source, all.stream().map(SheetProblem::text).toList());
    }

    return marked;
  }
}
