package io.plumbline.publish;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.publish.Backfill.Change;
import io.plumbline.publish.PackageFormat.Deals;
import java.io.IOException;
import java.util.Optional;

/** A backfill of one PATCH request for each deal, with whole percentages, and its roll-back. */
final class DealRequests implements Deals {

  private final RequestFile backfill;
  private final RequestFile rollback;
  private final String before;
  private final String after;
  private final String property;

  /**
   * Writes {@code backfill.jsonl} and {@code rollback-backfill.jsonl}.
   *
   * @param before the path before the id of a deal
   * @param after the path after it
   * @param property the key of the percentage
   */
  DealRequests(PackageDraft draft, String before, String after, String property) {
    this.backfill = new RequestFile(draft, "backfill.jsonl");
    this.rollback = new RequestFile(draft, "rollback-backfill.jsonl");
    this.before = before;
    this.after = after;
    this.property = property;
  }

  @Override
  public void take(ReleasedRecord deal, Optional<Change> change) throws IOException {
    if (change.isPresent()) {
      add(backfill, deal, change.get().after().intValueExact());
      add(rollback, deal, change.get().before().intValueExact());
    }
  }

  private void add(RequestFile file, ReleasedRecord deal, int percent) throws IOException {
    String id = PathSegment.of(deal.opportunityId());
    ObjectNode body = JsonText.object().put(property, percent);
    file.add("backfill:" + id, "PATCH", before + id + after, body);
  }
}
