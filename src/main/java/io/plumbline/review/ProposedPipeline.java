package io.plumbline.review;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The proposed rows of one pipeline.
 *
 * @param id as in the CRM
 * @param label its name for people
 * @param rows in any order
 * @param money what its open deals add up to
 */
public record ProposedPipeline(String id, String label, List<ProposedRow> rows, OpenDeals money) {

  /** Copies the list, in the order of stages, segments below theirs. */
  public ProposedPipeline {
    requireNonNull(id, "id");
    requireNonNull(label, "label");
    requireNonNull(money, "money");
    rows = rows.stream().sorted(new RowOrder()).toList();
  }

  /** The rows of stages as a whole. */
  List<ProposedRow> stages() {
    return rows.stream().filter(row -> row.key().isStage()).toList();
  }
}
