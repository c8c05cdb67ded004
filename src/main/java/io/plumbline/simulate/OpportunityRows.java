package io.plumbline.simulate;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Writes {@code opportunities.csv}. */
final class OpportunityRows {

  private static final List<String> BAD_TIMES =
      List.of("2024-13-45T25:61:00Z", "yesterday", "31/02/2024 10:00", "0000-00-00");
  private static final double SECOND_LINE = 0.03;
  private static final double ENTERED_TWICE = 0.003;

  private final CompanySpec spec;
  private final CsvFile out;
  private final DirtyPlan plan;
  private final DirtyLog log;
  private long invented;
  private long deleted;

  OpportunityRows(CompanySpec spec, CsvFile out, DirtyPlan plan, DirtyLog log) {
    this.spec = spec;
    this.out = out;
    this.plan = plan;
    this.log = log;
  }

  /** Writes the deal's row, the dirty rows planned beside it, and its deleted double if any. */
  void write(Deal deal, DealFields fields, DealContacts contacts) throws IOException {
    for (DirtyKind kind : plan.beside(deal)) {
      writeDirty(kind, deal, fields, contacts);
    }
    out.row(row(deal, fields, contacts, spec.cutoff()));
    if (isEnteredTwice(deal, spec.seed())) {
      out.row(deletedDouble(deal, fields));
      deleted++;
    }
  }

  long deleted() {
    return deleted;
  }

  /** Whether a double of the deal was entered by mistake and deleted. */
  static boolean isEnteredTwice(Deal deal, long seed) {
    return RandomStream.of(seed, 6L, deal.index()).chance(ENTERED_TWICE);
  }

  String doubleId(Deal deal) {
    return String.format(Locale.ROOT, "O-%07d", spec.opportunities() + deal.index() + 1);
  }

  static String source(Deal deal, long seed) {
    return deal.pipeline().equals(PipelineModel.RENEWALS)
        ? "renewal"
        : RandomStream.of(seed, 7L, deal.index()).pick(Names.SOURCES);
  }

  // The row as the CRM showed it just before a time (epoch second) after the deal's creation.
  private Object[] row(Deal deal, DealFields fields, DealContacts contacts, long time) {
    int entry = deal.entryBefore(time);
    int stage = deal.stages()[entry];
    boolean open = deal.pipeline().isOpenStage(stage);
    long due = open ? contacts.nextStepDueAt(time) : Long.MAX_VALUE;
    return new Object[] {
      deal.id(),
      deal.pipeline().id(),
      Names.accountId(deal.account()),
      fields.valueBefore(DealFields.OWNER_ID, time),
      name(deal),
      fields.valueBefore(DealFields.AMOUNT, time),
      "EUR",
      deal.segment().product().label(),
      deal.segment().customerType().label(),
      Timestamps.iso(deal.createdAt()),
      fields.valueBefore(DealFields.EXPECTED_CLOSE_DATE, time),
      open ? null : Timestamps.iso(deal.entered()[entry]),
      open ? "open" : deal.pipeline().stageId(stage),
      source(deal, spec.seed()),
      deal.pipeline().stageId(stage),
      due == Long.MAX_VALUE ? null : Timestamps.iso(due),
      "false",
      StageEntries.percentBefore(time, deal, spec.seed())
    };
  }

  private Object[] deletedDouble(Deal deal, DealFields fields) {
    long afterCreation = deal.createdAt() + 1;
    return new Object[] {
      doubleId(deal),
      deal.pipeline().id(),
      Names.accountId(deal.account()),
      fields.valueBefore(DealFields.OWNER_ID, afterCreation),
      name(deal) + " (double)",
      fields.valueBefore(DealFields.AMOUNT, afterCreation),
      "EUR",
      deal.segment().product().label(),
      deal.segment().customerType().label(),
      Timestamps.iso(deal.createdAt()),
      fields.valueBefore(DealFields.EXPECTED_CLOSE_DATE, afterCreation),
      null,
      "open",
      source(deal, spec.seed()),
      deal.pipeline().stageId(0),
      null,
      "true",
      deal.pipeline().incumbentPercent(0)
    };
  }

  private void writeDirty(DirtyKind kind, Deal deal, DealFields fields, DealContacts contacts)
      throws IOException {
    if (kind == DirtyKind.DUPLICATE_KEY) {
      long earlier = deal.entered()[deal.entryBefore(spec.cutoff())];
      out.row(row(deal, fields, contacts, Math.max(earlier, deal.createdAt() + 1)));
      log.add(out, deal.id(), kind);
      return;
    }

    invented++;
    String key =
        kind == DirtyKind.MISSING_KEY ? null : String.format(Locale.ROOT, "X-%07d", invented);
    Object[] values = lostRow(key, deal, fields);
    switch (kind) {
      case BAD_TIMESTAMP -> values[9] = BAD_TIMES.get((int) (invented % BAD_TIMES.size()));
      case CLOSED_BEFORE_CREATED -> values[11] = Timestamps.iso(deal.createdAt() - 5 * 86_400L);
      case NEGATIVE_AMOUNT -> values[5] = "-" + values[5];
      case MISSING_KEY, CUT_SHORT -> {}
      case DUPLICATE_KEY, UNKNOWN_STAGE, HISTORY_AFTER_CLOSE, UNKNOWN_OPPORTUNITY ->
          throw new IllegalStateException("Cannot write an opportunity of kind " + kind + ".");
    }
    if (kind == DirtyKind.CUT_SHORT) {
      out.rowCutShort(4, values);
    } else {
      out.row(values);
    }
    log.add(out, key, kind);
  }

  // Lost within the hour and without history: even where a reader accepts the row, it changes
  // neither the open pipeline nor anybody's customer type.
  private Object[] lostRow(String key, Deal deal, DealFields fields) {
    long afterCreation = deal.createdAt() + 1;
    return new Object[] {
      key,
      deal.pipeline().id(),
      String.format(Locale.ROOT, "A-X%05d", invented),
      fields.valueBefore(DealFields.OWNER_ID, afterCreation),
      "Imported row " + invented,
      fields.valueBefore(DealFields.AMOUNT, afterCreation),
      "EUR",
      deal.segment().product().label(),
      Segment.CustomerType.NEW.label(),
      Timestamps.iso(deal.createdAt()),
      fields.valueBefore(DealFields.EXPECTED_CLOSE_DATE, afterCreation),
      Timestamps.iso(deal.createdAt() + 3_600L),
      "lost",
      source(deal, spec.seed()),
      "lost",
      null,
      "false",
      0
    };
  }

  private String name(Deal deal) {
    RandomStream random = RandomStream.of(spec.seed(), 8L, deal.index());
    String name = Names.account(deal.account()) + " – " + deal.segment().product().label();
    return random.chance(SECOND_LINE) ? name + "\nphase 2" : name;
  }
}
