package io.plumbline.simulate;

import java.io.IOException;
import java.time.LocalDate;

/**
 * Writes {@code targets.csv}: one target per quarter and pipeline, from the first simulated quarter
 * to a year after the as-of date. A target is planned from the expected number of deals, never from
 * their outcomes. Both dates of a period are inclusive.
 */
final class TargetRows {

  private static final int QUARTERS_AHEAD = 4;
  private static final double MEAN_AMOUNT = 33_000.0;
  private static final double STRETCH = 1.1;
  private static final double RENEWAL_SHARE = 0.2;

  private TargetRows() {}

  static void write(CompanySpec spec, CsvFile out) throws IOException {
    ArrivalCalendar calendar = spec.calendar();
    LocalDate end = Quarters.startOf(spec.asOf()).plusMonths(3L * (QUARTERS_AHEAD + 1));
    for (LocalDate start = Quarters.startOf(spec.from());
        start.isBefore(end);
        start = start.plusMonths(3)) {
      LocalDate last = start.plusMonths(3).minusDays(1);
      double deals = spec.opportunities() * calendar.share(start, last);
      for (PipelineModel pipeline : PipelineModel.ALL) {
        double share =
            pipeline.equals(PipelineModel.RENEWALS) ? RENEWAL_SHARE : 1.0 - RENEWAL_SHARE;
        double amount = deals * share * pipeline.plannedWinRate() * MEAN_AMOUNT * STRETCH;
        long rounded = Math.max(1L, Math.round(amount / 1_000.0)) * 1_000L;
        out.row(start, last, pipeline.id(), null, null, rounded + ".00");
      }
    }
  }
}
