package io.plumbline.app;

import io.plumbline.app.RunTables.Values;
import io.plumbline.report.Bounded;
import io.plumbline.report.DealQuality;
import io.plumbline.report.OwnerGap;
import io.plumbline.report.Variation;
import io.plumbline.report.Variation.Drift;
import io.plumbline.report.Variation.Month;
import io.plumbline.report.Variation.Series;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the tables of a run hold of a pipeline's win rates over time, its owners and open deals. */
final class MonitorRows {

  private static final int RECENT_MONTHS = 12;

  private final Map<StageKey, List<Month>> months = new TreeMap<>();
  private final Map<StageKey, String> labels = new HashMap<>();
  private final SortedMap<LocalDate, Long> segmentSignals = new TreeMap<>();
  private final SortedMap<StageKey, Drift> drifts = new TreeMap<>();
  private final List<OwnerGap> owners = new ArrayList<>();
  private final List<DealQuality> quality = new ArrayList<>();

  /** A stage in its place. */
  private record StageKey(long order, String id) implements Comparable<StageKey> {

    private static final Comparator<StageKey> ORDER =
        Comparator.comparingLong(StageKey::order).thenComparing(StageKey::id);

    private static StageKey of(Values row) {
      return new StageKey(row.count("stage_order"), row.text("stage_id"));
    }

    @Override
    public int compareTo(StageKey other) {
      return ORDER.compare(this, other);
    }
  }

  /** Months of a segment within a stage are not kept: of those with a signal, how many. */
  void addMonth(Values row) {
    LocalDate month = row.date("month").orElseThrow();
    if (row.text("segment_level").equals("stage")) {
      StageKey stage = StageKey.of(row);
      labels.put(stage, row.text("stage_label"));
      months.computeIfAbsent(stage, key -> new ArrayList<>()).add(month(month, row));
    } else if (Month.isSignal(row.text("signal"))) {
      segmentSignals.merge(month, 1L, Long::sum);
    }
  }

  private static Month month(LocalDate month, Values row) {
    return new Month(
        month,
        row.isTrue("is_partial"),
        row.count("closed"),
        row.count("won"),
        row.number("win_rate"),
        row.number("centre"),
        row.number("lower_limit"),
        row.number("upper_limit"),
        row.text("signal"),
        row.text("reason"));
  }

  void addDrift(Values row) {
    drifts.put(
        StageKey.of(row),
        new Drift(
            row.text("stage_id"),
            row.count("closed"),
            row.date("changed_on"),
            row.number("rate_before"),
            row.number("rate_after"),
            row.text("verdict"),
            row.text("reason")));
  }

  void addOwner(Values row) {
    owners.add(
        new OwnerGap(
            row.text("owner_id"),
            row.text("measure"),
            row.count("deals"),
            row.number("stated_probability"),
            row.number("won_share"),
            row.number("gap"),
            new Bounded(row.number("gap_shrunk"), row.number("gap_low"), row.number("gap_high")),
            new Bounded(
                row.number("relative_gap_shrunk"),
                row.number("relative_gap_low"),
                row.number("relative_gap_high")),
            row.text("verdict"),
            row.text("reason")));
  }

  void addQuality(Values row) {
    quality.add(
        new DealQuality(
            row.text("owner_id"),
            row.text("measure"),
            row.text("kind"),
            row.number("threshold"),
            row.count("deals"),
            row.count("failed"),
            row.number("median_days"),
            row.amount("amount_base").orElse(BigDecimal.ZERO),
            row.amount("forecast_effect").orElse(BigDecimal.ZERO),
            row.date("previous_as_of"),
            row.number("share_change")));
  }

  /** The stages in their order, the months in theirs. */
  Variation variation(LocalDate asOf) {
    List<Series> series = new ArrayList<>();
    months.forEach(
        (stage, rows) ->
            series.add(
                new Series(
                    stage.id(),
                    labels.get(stage).isEmpty() ? stage.id() : labels.get(stage),
                    rows.stream().sorted(Comparator.comparing(Month::month)).toList())));
    LocalDate from = asOf.withDayOfMonth(1).minusMonths(RECENT_MONTHS - 1);
    long signals = segmentSignals.tailMap(from).values().stream().mapToLong(Long::longValue).sum();
    return new Variation(series, List.copyOf(drifts.values()), signals);
  }

  List<OwnerGap> owners() {
    return owners;
  }

  List<DealQuality> quality() {
    return quality;
  }
}
