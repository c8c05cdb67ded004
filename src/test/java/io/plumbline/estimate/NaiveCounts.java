package io.plumbline.estimate;

import io.plumbline.estimate.DealHistories.Deal;
import io.plumbline.estimate.DealHistories.Visit;
import io.plumbline.model.AgeGrid;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.types.UTF8String;

/** The counts by their definition: one deal, visit and landmark after the other. */
final class NaiveCounts {

  private static final List<String> COLUMNS =
      List.of(
          "pipeline_id",
          "kind",
          "origin",
          "stage_id",
          "next_stage_id",
          "customer_type",
          "size_band",
          "product",
          "age_bin",
          "bucket",
          "late_entry",
          "day",
          "event",
          "mask");

  private final Instant cutoff;
  private final Optional<LocalDate> observedFrom;
  private final int holdoutDates;
  private final int maxLandmarks;
  private final Map<String, Long> counts = new TreeMap<>();

  NaiveCounts(
      Instant cutoff, Optional<LocalDate> observedFrom, int holdoutDates, int maxLandmarks) {
    this.cutoff = cutoff;
    this.observedFrom = observedFrom;
    this.holdoutDates = holdoutDates;
    this.maxLandmarks = maxLandmarks;
  }

  /** Columns that are set, by name, to n; stages and amounts left out. */
  Map<String, Long> of(List<Deal> deals) {
    counts.clear();
    for (String pipeline : deals.stream().map(Deal::pipeline).distinct().toList()) {
      pipeline(deals.stream().filter(deal -> deal.pipeline().equals(pipeline)).toList(), pipeline);
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

  private void pipeline(List<Deal> deals, String pipeline) {
    List<Deal> present = deals.stream().filter(deal -> !deal.deleted()).toList();
    List<Double> cycles = new ArrayList<>();
    for (Deal deal : present) {
      if (deal.closed() != null) {
        cycles.add((double) ChronoUnit.DAYS.between(date(deal.created()), date(deal.closed())));
      }
      long age = days(deal.created(), cutoff);
      add(
          1,
          deal,
          "kind",
          "CREATED",
          "event",
          deal.outcome(),
          "day",
          days(deal.created(), deal.closed() == null ? cutoff : deal.closed()),
          "mask",
          age < 365 ? 1 : 0,
          "age_bin",
          Math.min(age, 365));
    }
    cycles.sort(null);
    long spacing =
        cycles.isEmpty() ? 1 : Math.max(1, Math.min(30, half(quantile(cycles, 0.5) / 10)));
    long resolved = cycles.isEmpty() ? 1 : Math.max(1, Math.min(365, half(quantile(cycles, 0.9))));
    long gap = Math.max(1, half(resolved / 3.0));
    for (int origin = 0; origin <= holdoutDates; origin++) {
      long back = origin == 0 ? 0 : resolved + gap * (origin - 1);
      counts.merge(
          key(Map.of("pipeline_id", pipeline, "kind", "ORIGIN", "origin", origin, "day", back)),
          spacing,
          Long::sum);
      Instant at = cutoff.minus(Duration.ofDays(back));
      for (Deal deal : present) {
        atOrigin(deal, origin, at, spacing);
      }
    }
  }

  private void atOrigin(Deal deal, int origin, Instant at, long spacing) {
    boolean closedThen = deal.closed() != null && deal.closed().isBefore(at);
    String event = closedThen ? deal.outcome() : "open";
    Instant end = closedThen ? deal.closed() : at;
    long bucket = Math.floorMod(XXH64.hashUTF8String(UTF8String.fromString(deal.id()), 42), 64L);
    Instant observed =
        observedFrom.map(date -> date.atStartOfDay(ZoneOffset.UTC).toInstant()).orElse(Instant.MIN);
    Map<List<String>, Long> stoodIn = new TreeMap<>(java.util.Comparator.comparing(List::toString));
    for (Visit visit : deal.visits()) {
      if (!visit.entered().isBefore(at)) {
        continue;
      }
      if (visit.stageNumber() == 1 && origin > 0) {
        add(visit, deal, "kind", "REACHED", "origin", origin, "event", event);
      }
      if (visit.stageNumber() == 1 && origin == 0) {
        long late = observedFrom.isEmpty() ? 0 : Math.max(0, days(visit.entered(), observed));
        add(
            visit,
            deal,
            "kind",
            "REACHED",
            "origin",
            0,
            "event",
            event,
            "bucket",
            bucket,
            "late_entry",
            late,
            "day",
            days(visit.entered(), end));
      }
      if (origin == 0) {
        boolean undone =
            List.of("won", "lost").contains(visit.exit()) && !visit.exit().equals(deal.outcome());
        add(
            visit,
            deal,
            "kind",
            "EXIT",
            "origin",
            0,
            "event",
            undone ? "reopened" : visit.exit(),
            "next_stage_id",
            visit.next());
      } else if (visit.left() == null || !visit.left().isBefore(at)) {
        Instant until = deal.closed() == null ? cutoff : deal.closed();
        add(
            visit,
            deal,
            "kind",
            "STANDING",
            "origin",
            origin,
            "event",
            deal.outcome(),
            "age_bin",
            ageBin(visit.entered(), at),
            "day",
            days(at, until));
      }
      for (int k = 1; k <= maxLandmarks; k++) {
        Instant landmark = at.minus(Duration.ofDays(k * spacing));
        boolean stands =
            !landmark.isBefore(visit.entered())
                && (visit.left() == null || landmark.isBefore(visit.left()))
                && !landmark.isBefore(observed);
        if (stands) {
          int bin = ageBin(visit.entered(), landmark);
          add(
              visit,
              deal,
              "kind",
              "LANDMARK",
              "origin",
              origin,
              "event",
              event,
              "age_bin",
              bin,
              "bucket",
              bucket,
              "day",
              days(landmark, end));
          stoodIn.merge(List.of(visit.stage(), visit.sizeBand()), 1L << bin, (a, b) -> a | b);
        }
      }
    }
    stoodIn.forEach(
        (cell, bins) ->
            add(
                1,
                deal,
                "kind",
                "DEAL",
                "origin",
                origin,
                "event",
                event,
                "mask",
                bins,
                "stage_id",
                cell.get(0),
                "size_band",
                cell.get(1)));
  }

  private void add(Visit visit, Deal deal, Object... namesAndValues) {
    List<Object> all = new ArrayList<>(java.util.Arrays.asList(namesAndValues));
    all.addAll(List.of("stage_id", visit.stage(), "size_band", visit.sizeBand()));
    add(1, deal, all.toArray());
  }

  private void add(long n, Deal deal, Object... namesAndValues) {
    Map<String, Object> values = new TreeMap<>();
    values.put("pipeline_id", deal.pipeline());
    values.put("customer_type", deal.customerType());
    values.put("size_band", deal.sizeBand());
    values.put("product", deal.product());
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    counts.merge(key(values), n, Long::sum);
  }

  /** Whole days, towards the past. */
  private static long days(Instant from, Instant to) {
    return Math.floorDiv(ChronoUnit.MICROS.between(from, to), 86_400_000_000L);
  }

  private static int ageBin(Instant entered, Instant at) {
    double days = ChronoUnit.MICROS.between(entered, at) / 86_400_000_000.0;
    int bin = 0;
    while (days >= AgeGrid.to(bin)) {
      bin++;
    }
    return bin;
  }

  /** Type 7 of Hyndman and Fan, as Spark's percentile. */
  private static double quantile(List<Double> sorted, double q) {
    double position = q * (sorted.size() - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.size() - 1);
    return sorted.get(below) + (position - below) * (sorted.get(above) - sorted.get(below));
  }

  private static long half(double value) {
    return BigDecimal.valueOf(value).setScale(0, RoundingMode.HALF_UP).longValueExact();
  }

  private static LocalDate date(Instant instant) {
    return instant.atZone(ZoneOffset.UTC).toLocalDate();
  }
}
