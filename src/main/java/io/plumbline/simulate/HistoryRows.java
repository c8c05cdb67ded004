package io.plumbline.simulate;

import io.plumbline.simulate.StageEntries.StageEntry;
import java.io.IOException;
import java.util.Locale;

/** Writes {@code stage_history.csv}. */
final class HistoryRows {

  private final CompanySpec spec;
  private final CsvFile out;
  private final DirtyPlan plan;
  private final DirtyLog log;
  private long invented;

  HistoryRows(CompanySpec spec, CsvFile out, DirtyPlan plan, DirtyLog log) {
    this.spec = spec;
    this.out = out;
    this.plan = plan;
    this.log = log;
  }

  /** Writes the deal's entries before the cutoff and the dirty rows planned beside it. */
  void write(Deal deal, DealFields fields) throws IOException {
    for (StageEntry entry : StageEntries.before(spec.cutoff(), deal, spec.seed())) {
      out.row(
          deal.id(),
          deal.pipeline().stageId(entry.stage()),
          Timestamps.iso(entry.at()),
          entry.sequence(),
          fields.valueBefore(DealFields.AMOUNT, entry.at() + 1),
          fields.valueBefore(DealFields.EXPECTED_CLOSE_DATE, entry.at() + 1),
          entry.percent());
    }
    for (DirtyKind kind : plan.beside(deal)) {
      writeDirty(kind, deal, fields);
    }
  }

  /** Writes the one entry of a deleted double. */
  void writeDouble(String id, Deal deal, DealFields fields) throws IOException {
    out.row(entryRow(id, deal, fields));
  }

  private void writeDirty(DirtyKind kind, Deal deal, DealFields fields) throws IOException {
    Object[] values = entryRow(deal.id(), deal, fields);
    values[3] = 99;
    switch (kind) {
      case BAD_TIMESTAMP -> values[2] = "2024-13-45T25:61:00Z";
      case UNKNOWN_STAGE -> values[1] = "legacy_stage_7";
      case MISSING_KEY -> values[0] = null;
      case HISTORY_AFTER_CLOSE -> values[2] = Timestamps.iso(deal.finallyClosedAt() + 3_600L);
      case UNKNOWN_OPPORTUNITY -> {
        invented++;
        values[0] = String.format(Locale.ROOT, "Y-%07d", invented);
      }
      case CUT_SHORT -> {}
      case DUPLICATE_KEY, CLOSED_BEFORE_CREATED, NEGATIVE_AMOUNT ->
          throw new IllegalStateException("Cannot write stage history of kind " + kind + ".");
    }
    if (kind == DirtyKind.CUT_SHORT) {
      out.rowCutShort(2, values);
    } else {
      out.row(values);
    }
    log.add(out, (String) values[0], kind);
  }

  private static Object[] entryRow(String id, Deal deal, DealFields fields) {
    long at = deal.createdAt();
    return new Object[] {
      id,
      deal.pipeline().stageId(0),
      Timestamps.iso(at),
      1,
      fields.valueBefore(DealFields.AMOUNT, at + 1),
      fields.valueBefore(DealFields.EXPECTED_CLOSE_DATE, at + 1),
      deal.pipeline().incumbentPercent(0)
    };
  }
}
