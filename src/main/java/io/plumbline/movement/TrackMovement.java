package io.plumbline.movement;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.flatten;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.plumbline.config.Configuration;
import io.plumbline.frame.Persisted;
import io.plumbline.frame.Teams;
import io.plumbline.model.AsOf;
import io.plumbline.movement.Pair.Source;
import io.plumbline.table.TableContract;
import io.plumbline.table.Tables;
import io.plumbline.table.Types;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * What moved between earlier dates and the as-of date, per pipeline and segment, and the deals
 * behind it. {@link Move} has the rules for one deal.
 */
public final class TrackMovement {

  private static final List<TableContract> TABLES =
      List.of(Tables.PIPELINE_MOVEMENT, Tables.PIPELINE_MOVEMENT_DEAL);

  private static final List<String> PERIOD =
      List.of("from_date", "state_source", "period_kind", "period_start", "period_end");

  private final AsOf asOf;
  private final Persisted moves;
  private final Teams teams;
  private final List<String> levels;

  private TrackMovement(AsOf asOf, Persisted moves, Configuration configuration) {
    this.asOf = asOf;
    this.moves = moves;
    this.teams = Teams.of(configuration);
    this.levels =
        PartColumns.LEVELS.stream()
            .filter(level -> !level.equals(PartColumns.TEAM) || Teams.areNamed(configuration))
            .toList();
  }

  /**
   * Compares the as-of date with each earlier date that is recorded, and with the days before its
   * month and its fiscal quarter began, which are rebuilt from history where they are not recorded.
   * Starts no job; one shuffle by deal, whose result is persisted on first use: the caller lets go
   * of it with {@link #release}. Values do not depend on the partitioning.
   *
   * <p>A rebuilt state takes amount, close date, stage and segments from the latest visit that was
   * entered by then, or from a later change; what neither tells is as it is now. Deals that are
   * deleted now are in no rebuilt state, as nothing tells since when they are. The team that an
   * owner has today holds for all dates.
   *
   * @param opportunity rows of {@link Tables#OPPORTUNITY} at the as-of date
   * @param stageVisit rows of {@link Tables#STAGE_VISIT}
   * @param fieldHistory rows of opportunity_id, field, value and changed_at, if there are any;
   *     later ones than the as-of date do not count
   * @param recorded by earlier date, rows of {@link Tables#OPPORTUNITY} as said then, with the size
   *     bands of the as-of date
   */
  public static TrackMovement of(
      Dataset<Row> opportunity,
      Dataset<Row> stageVisit,
      Optional<Dataset<Row>> fieldHistory,
      SortedMap<LocalDate, Dataset<Row>> recorded,
      AsOf asOf,
      Configuration configuration) {
    List<Period> periods = Period.of(asOf.date(), configuration);
    Dataset<Row> facts = DealFacts.now(opportunity).unionByName(DealFacts.visits(stageVisit));
    if (fieldHistory.isPresent()) {
      facts = facts.unionByName(DealFacts.changes(fieldHistory.get(), asOf));
    }
    SortedMap<LocalDate, Pair> pairs = new TreeMap<>();
    for (LocalDate start : MovementDates.before(asOf.date(), configuration)) {
      pairs.put(start, new Pair(start, Source.REBUILT));
    }
    for (Map.Entry<LocalDate, Dataset<Row>> earlier : recorded.entrySet()) {
      pairs.put(earlier.getKey(), new Pair(earlier.getKey(), Source.RECORDED));
      facts = facts.unionByName(DealFacts.then(earlier.getKey(), earlier.getValue()));
    }
    return new TrackMovement(
        asOf,
        Persisted.of(
            facts
                .groupBy(col("opportunity_id"))
                .as(Encoders.STRING(), Encoders.row(DealFacts.SCHEMA))
                .flatMapGroups(
                    new CompareDeals(asOf, List.copyOf(pairs.values()), periods),
                    Encoders.row(CompareDeals.MOVES))),
        configuration);
  }

  /** The tables that come out. */
  public static List<TableContract> tables() {
    return TABLES;
  }

  /** The rows of one of {@link #tables}. */
  public Dataset<Row> rows(TableContract table) {
    return (table.equals(Tables.PIPELINE_MOVEMENT) ? cells() : deals())
        .withColumn("to_date", lit(Date.valueOf(asOf.date())))
        .select(table.selection());
  }

  /** Lets go of the persisted result. */
  public void release() {
    moves.release();
  }

  private Dataset<Row> cells() {
    List<Column> keys = new ArrayList<>();
    PERIOD.forEach(name -> keys.add(col(name)));
    keys.add(col("leg.pipeline_id"));
    keys.add(col("leg.segment_level"));
    PartColumns.SEGMENTS.forEach(name -> keys.add(col("leg." + name)));
    List<Column> sums = new ArrayList<>();
    for (Part part : Part.values()) {
      if (part != Part.SLIPPED) {
        Column counts = PartColumns.has(part).and(PartColumns.isOfLeg(part));
        sums.add(
            sum(when(counts, PartColumns.amount(part)).otherwise(lit(0).cast(Types.AMOUNT)))
                .as(part.label()));
        sums.add(count_if(counts).as(part.label() + "_deals"));
      }
    }
    Column withoutAmount = count_if(PartColumns.isWithoutAmount()).as("deals_without_amount");
    Column[] legs = levels.stream().map(PartColumns::legs).toArray(Column[]::new);
    return moved()
        .withColumn("leg", explode(flatten(array(legs))))
        .groupBy(keys.toArray(Column[]::new))
        .agg(withoutAmount, sums.toArray(Column[]::new));
  }

  private Dataset<Row> deals() {
    List<Column> columns = new ArrayList<>();
    columns.add(col("opportunity_id"));
    PERIOD.forEach(name -> columns.add(col(name)));
    for (String side : List.of("before", "after")) {
      columns.add(col(side + ".amount").as("amount_" + side));
      columns.add(col(side + ".close_date").as("close_date_" + side));
      columns.add(col(side + ".stage_id").as("stage_" + side));
    }
    columns.add(col("times_slipped"));
    columns.add(col("days_slipped"));
    columns.add(explode(filter(array(PartColumns.deals(levels)), Column::isNotNull)).as("_part"));
    return moved().select(columns.toArray(Column[]::new)).select(col("*"), col("_part.*"));
  }

  /** The moves, each owner with the team that it has today. */
  private Dataset<Row> moved() {
    Dataset<Row> moved = moves.rows();
    for (String side : List.of("before", "after")) {
      Column team = teams.of(col(side + ".owner_id"));
      moved = moved.withColumn(side, col(side).withField(PartColumns.TEAM, team));
    }
    return moved;
  }
}
