package io.plumbline.movement;

import io.plumbline.model.AsOf;
import io.plumbline.movement.Slips.Statement;
import io.plumbline.movement.State.Standing;
import io.plumbline.table.Types;
import java.sql.Date;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The facts of one deal to its moves: one row per earlier date and period that it concerns. */
final class CompareDeals implements FlatMapGroupsFunction<String, Row, Row> {

  private static final long serialVersionUID = 1;

  private static final StructType STATE =
      new StructType()
          .add("pipeline_id", DataTypes.StringType)
          .add("owner_id", DataTypes.StringType)
          .add("customer_type", DataTypes.StringType)
          .add("size_band", DataTypes.StringType)
          .add("product", DataTypes.StringType)
          .add("stage_id", DataTypes.StringType)
          .add("amount", Types.AMOUNT)
          .add("close_date", DataTypes.DateType);

  /** What comes out; after is null where the deal is removed. */
  static final StructType MOVES =
      new StructType()
          .add("opportunity_id", DataTypes.StringType)
          .add("from_date", DataTypes.DateType)
          .add("state_source", DataTypes.StringType)
          .add("period_kind", DataTypes.StringType)
          .add("period_start", DataTypes.DateType)
          .add("period_end", DataTypes.DateType)
          .add("is_opening", DataTypes.BooleanType)
          .add("is_closing", DataTypes.BooleanType)
          .add("entry", DataTypes.StringType)
          .add("exit", DataTypes.StringType)
          .add("is_slipped", DataTypes.BooleanType)
          .add("before", STATE)
          .add("after", STATE)
          .add("times_slipped", DataTypes.IntegerType)
          .add("days_slipped", DataTypes.IntegerType);

  private final LocalDate date;
  private final ZoneId zone;
  private final List<Pair> pairs;
  private final List<Period> periods;

  CompareDeals(AsOf asOf, List<Pair> pairs, List<Period> periods) {
    this.date = asOf.date();
    this.zone = asOf.zone();
    this.pairs = new ArrayList<>(pairs);
    this.periods = new ArrayList<>(periods);
  }

  @Override
  public Iterator<Row> call(String opportunityId, Iterator<Row> facts) {
    DealHistory history = new DealHistory(zone);
    Map<LocalDate, State> recorded = new HashMap<>();
    facts.forEachRemaining(fact -> DealFacts.add(fact, history, recorded, zone));
    Optional<State> after = history.now().filter(state -> state.standing() != Standing.REMOVED);
    List<Row> moves = new ArrayList<>();
    for (Pair pair : pairs) {
      AsOf from = pair.from(zone);
      Optional<State> before =
          switch (pair.source()) {
            case RECORDED -> Optional.ofNullable(recorded.get(pair.from()));
            case REBUILT -> history.at(from);
          };
      for (Period period : periods) {
        Move move = Move.of(before, after, from, period);
        if (move.counts()) {
          Slips slips = Slips.of(closeDates(history, recorded, after), period);
          moves.add(row(opportunityId, pair, period, move, before, after, slips));
        }
      }
    }
    return moves.iterator();
  }

  /** The close date of a closed deal is the day on which it was closed, and no promise. */
  private List<Statement> closeDates(
      DealHistory history, Map<LocalDate, State> recorded, Optional<State> after) {
    List<Statement> dates = new ArrayList<>(history.dates());
    Map<LocalDate, State> states = new HashMap<>(recorded);
    after.ifPresent(state -> states.put(date, state));
    states.forEach(
        (day, state) -> {
          if (state.isOpen() && state.closeDate() != null) {
            dates.add(new Statement(new AsOf(day, zone).cutoff(), state.closeDate()));
          }
        });
    dates.sort(Comparator.comparing(Statement::at));
    return dates;
  }

  private static Row row(
      String opportunityId,
      Pair pair,
      Period period,
      Move move,
      Optional<State> before,
      Optional<State> after,
      Slips slips) {
    return RowFactory.create(
        opportunityId,
        Date.valueOf(pair.from()),
        pair.source().label(),
        period.kind().label(),
        date(period.start()),
        date(period.end()),
        move.isOpening(),
        move.isClosing(),
        move.entry().map(Part::label).orElse(null),
        move.exit().map(Part::label).orElse(null),
        move.isSlipped(),
        before.map(CompareDeals::row).orElse(null),
        after.map(CompareDeals::row).orElse(null),
        slips.times(),
        slips.days());
  }

  private static Row row(State state) {
    Cell cell = state.cell();
    return RowFactory.create(
        cell.pipelineId(),
        cell.ownerId(),
        cell.customerType(),
        cell.sizeBand(),
        cell.product(),
        state.stageId(),
        state.amount(),
        date(state.closeDate()));
  }

  private static Date date(LocalDate day) {
    return day == null ? null : Date.valueOf(day);
  }
}
