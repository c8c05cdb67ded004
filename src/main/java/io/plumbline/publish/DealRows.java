package io.plumbline.publish;

import io.plumbline.publish.Backfill.Change;
import io.plumbline.publish.PackageFormat.Deals;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** A backfill as a CSV import of id and probability in percent, and its roll-back. */
final class DealRows implements Deals {

  private static final List<String> HEADER = List.of("id", "probability");

  private final RowFile backfill;
  private final RowFile rollback;

  /** Writes {@code backfill.csv} and {@code rollback-backfill.csv}. */
  DealRows(PackageDraft draft) {
    backfill = RowFile.of(draft, "backfill.csv", HEADER);
    rollback = RowFile.of(draft, "rollback-backfill.csv", HEADER);
  }

  @Override
  public void take(ReleasedRecord deal, Optional<Change> change) throws IOException {
    if (change.isPresent()) {
      backfill.row(deal.opportunityId(), text(change.get().after()));
      rollback.row(deal.opportunityId(), text(change.get().before()));
    }
  }

  private static String text(BigDecimal percent) {
    return percent.stripTrailingZeros().toPlainString();
  }
}
