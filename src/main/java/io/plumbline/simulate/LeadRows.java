package io.plumbline.simulate;

import java.io.IOException;
import java.util.Locale;

/** Writes {@code leads.csv}: leads that became deals, and as many again that did not. */
final class LeadRows {

  private static final double DEAL_HAS_LEAD = 0.6;
  private static final double UNCONVERTED_IS_QUALIFIED = 0.3;

  private final CompanySpec spec;
  private final CsvFile out;
  private final ArrivalCalendar calendar;

  LeadRows(CompanySpec spec, CsvFile out) {
    this.spec = spec;
    this.out = out;
    this.calendar = spec.calendar();
  }

  /**
   * Writes the lead behind a deal, if there was one and it was known before the cutoff; a deal not
   * yet created then leaves its lead unconverted. Then writes one lead that came to nothing.
   */
  void write(Deal deal) throws IOException {
    RandomStream random = RandomStream.of(spec.seed(), 5L, deal.index());
    writeConverted(deal, random);
    writeUnconverted(deal, random);
  }

  private void writeConverted(Deal deal, RandomStream random) throws IOException {
    if (deal.pipeline().equals(PipelineModel.RENEWALS) || !random.chance(DEAL_HAS_LEAD)) {
      return;
    }

    long converted = deal.createdAt();
    long created = converted - Timestamps.days(random.between(1, 30));
    long qualified = created + Math.round((converted - created) * random.between(0.2, 0.9));
    if (created < spec.cutoff()) {
      out.row(
          id(deal.index()),
          Timestamps.iso(created),
          OpportunityRows.source(deal, spec.seed()),
          Names.ownerId(deal.owner()),
          Timestamps.isoBefore(qualified, spec.cutoff()),
          Timestamps.isoBefore(converted, spec.cutoff()),
          converted < spec.cutoff() ? deal.id() : null);
    }
  }

  private void writeUnconverted(Deal deal, RandomStream random) throws IOException {
    long created = calendar.draw(random);
    String source = random.pick(Names.SOURCES);
    String owner = Names.ownerId(random.index(spec.owners()));
    long qualified = created + Timestamps.days(random.between(1, 20));
    boolean qualifies = random.chance(UNCONVERTED_IS_QUALIFIED);
    if (created < spec.cutoff()) {
      out.row(
          id(spec.opportunities() + deal.index()),
          Timestamps.iso(created),
          source,
          owner,
          qualifies ? Timestamps.isoBefore(qualified, spec.cutoff()) : null,
          null,
          null);
    }
  }

  private static String id(int index) {
    return String.format(Locale.ROOT, "L-%08d", index + 1);
  }
}
