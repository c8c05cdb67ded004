package io.plumbline.app;

import io.plumbline.app.RunTables.Values;
import io.plumbline.report.Movement;
import io.plumbline.report.Movement.Scope;
import io.plumbline.report.Movement.Slipped;
import io.plumbline.report.Movement.Step;
import io.plumbline.report.Movement.Totals;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the tables of a run hold of the movement of a pipeline since its quarter began. */
final class MovementRows {

  private static final int MOST_SLIPPED = 10;
  private static final List<String> ADDED =
      List.of("new", "pulled_in", "returned", "transferred_in", "amount_up");
  private static final List<String> TAKEN =
      List.of("amount_down", "pushed_out", "transferred_out", "lost", "removed", "won");

  static final String[] COLUMNS =
      Stream.of(
              Stream.of(
                  "from_date",
                  "state_source",
                  "period_kind",
                  "segment_level",
                  "opening",
                  "opening_deals",
                  "closing",
                  "closing_deals",
                  "deals_without_amount"),
              Stream.concat(ADDED.stream(), TAKEN.stream()),
              Stream.concat(ADDED.stream(), TAKEN.stream()).map(part -> part + "_deals"))
          .flatMap(names -> names)
          .toArray(String[]::new);

  static final String[] DEAL_COLUMNS = {
    "from_date",
    "period_kind",
    "part",
    "opportunity_id",
    "owner_id",
    "stage_after",
    "amount",
    "close_date_before",
    "close_date_after",
    "times_slipped",
    "days_slipped"
  };

  private static final Comparator<Slipped> MOST_FIRST =
      Comparator.comparingLong(Slipped::times)
          .thenComparingLong(Slipped::days)
          .thenComparing(Slipped::amount)
          .reversed()
          .thenComparing(Slipped::opportunityId);

  private final LocalDate from;
  private final Map<Scope, Values> rows = new EnumMap<>(Scope.class);
  private final TreeSet<Slipped> slipped = new TreeSet<>(MOST_FIRST);
  private long omitted;

  /**
   * Nothing yet.
   *
   * @param from the day before the quarter began
   */
  MovementRows(LocalDate from) {
    this.from = from;
  }

  void add(Values row) {
    if (isSince(row) && row.text("segment_level").equals("pipeline")) {
      switch (row.text("period_kind")) {
        case "quarter" -> rows.put(Scope.QUARTER, row);
        case "all" -> rows.put(Scope.ALL, row);
        default -> {
          // The month is part of the quarter.
        }
      }
    }
  }

  void addDeal(Values row) {
    if (isSince(row) && row.text("part").equals("slipped")) {
      slipped.add(
          new Slipped(
              row.text("opportunity_id"),
              row.text("owner_id"),
              row.text("stage_after"),
              row.amount("amount").orElse(BigDecimal.ZERO),
              row.date("close_date_before").orElseThrow(),
              row.date("close_date_after").orElseThrow(),
              row.count("times_slipped"),
              row.count("days_slipped")));
      if (slipped.size() > MOST_SLIPPED) {
        slipped.pollLast();
        omitted++;
      }
    }
  }

  private boolean isSince(Values row) {
    return row.date("from_date").equals(Optional.of(from));
  }

  /** Of the deals that are due in the quarter; of all where none has a close date in it. */
  Movement movement() {
    Scope scope =
        Optional.ofNullable(rows.get(Scope.QUARTER))
                .filter(row -> row.count("opening_deals") + row.count("closing_deals") > 0)
                .isPresent()
            ? Scope.QUARTER
            : Scope.ALL;
    return new Movement(
        Optional.ofNullable(rows.get(scope)).map(row -> totals(scope, row)),
        List.copyOf(slipped),
        omitted);
  }

  private Totals totals(Scope scope, Values row) {
    List<Step> steps = new ArrayList<>();
    for (String part : ADDED) {
      steps.add(step(row, part));
    }
    for (String part : TAKEN) {
      Step step = step(row, part);
      steps.add(new Step(part, step.amount().negate(), step.deals()));
    }
    steps.removeIf(step -> step.deals() == 0);
    return new Totals(
        from,
        scope,
        row.text("state_source"),
        step(row, "opening"),
        steps,
        step(row, "closing"),
        row.count("deals_without_amount"));
  }

  private static Step step(Values row, String part) {
    return new Step(part, row.amount(part).orElse(BigDecimal.ZERO), row.count(part + "_deals"));
  }
}
