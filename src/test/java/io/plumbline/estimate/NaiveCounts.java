package io.plumbline.estimate;

import io.plumbline.estimate.DealHistories.Deal;
import io.plumbline.estimate.DealHistories.Visit;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The counts by their definition: one deal and visit after the other. */
final class NaiveCounts {

  private static final List<String> COLUMNS =
      List.of(
          "pipeline_id",
          "kind",
          "stage_id",
          "next_stage_id",
          "customer_type",
          "size_band",
          "product",
          "late_entry",
          "day",
          "event");

  private final Instant cutoff;
  private final Optional<LocalDate> observedFrom;
  private final Map<String, Long> counts = new TreeMap<>();

  NaiveCounts(Instant cutoff, Optional<LocalDate> observedFrom) {
    this.cutoff = cutoff;
    this.observedFrom = observedFrom;
  }

  /** Columns that are set, by name, to n; stages left out. */
  Map<String, Long> of(List<Deal> deals) {
    counts.clear();
    for (Deal deal : deals) {
      for (Visit visit : deal.visits()) {
        if (visit.stageNumber() == 1) {
          Instant end = deal.closed() == null ? cutoff : deal.closed();
          long late =
              observedFrom
                  .map(date -> date.atStartOfDay(ZoneOffset.UTC).toInstant())
                  .map(from -> Math.max(0, days(visit.entered(), from)))
                  .orElse(0L);
          add(
              visit,
              deal,
              "REACHED",
              deal.outcome(),
              Map.of("late_entry", late, "day", days(visit.entered(), end)));
        }
        boolean undone =
            List.of("won", "lost").contains(visit.exit()) && !visit.exit().equals(deal.outcome());
        add(
            visit,
            deal,
            "EXIT",
            undone ? "reopened" : visit.exit(),
            visit.next() == null ? Map.of() : Map.of("next_stage_id", visit.next()));
      }
    }
    return counts;
  }

  /** The columns of a row that are set, as the keys here are written. */
  static String key(Map<String, ?> values) {
    StringBuilder key = new StringBuilder();
    for (String column : COLUMNS) {
      if (values.get(column) != null) {
        key.append(column).append('=').append(values.get(column)).append(' ');
      }
    }
    return key.toString();
  }

  private void add(Visit visit, Deal deal, String kind, String event, Map<String, ?> further) {
    Map<String, Object> values = new TreeMap<>(further);
    values.put("kind", kind);
    values.put("event", event);
    values.put("pipeline_id", deal.pipeline());
    values.put("customer_type", deal.customerType());
    values.put("product", deal.product());
    values.put("stage_id", visit.stage());
    values.put("size_band", visit.sizeBand());
    counts.merge(key(values), 1L, Long::sum);
  }

  /** Whole days, towards the past. */
  private static long days(Instant from, Instant to) {
    return Math.floorDiv(ChronoUnit.MICROS.between(from, to), 86_400_000_000L);
  }
}
