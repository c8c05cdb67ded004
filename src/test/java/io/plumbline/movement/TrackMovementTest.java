package io.plumbline.movement;

import static io.plumbline.movement.MovementInput.row;
import static java.util.stream.Collectors.joining;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.config.Configuration;
import io.plumbline.model.AsOf;
import io.plumbline.table.TableContract;
import io.plumbline.table.Tables;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A company small enough to work out on paper, as it was said on 10 May, and its past from visits.
 */
class TrackMovementTest {

  private static final AsOf AS_OF = new AsOf(LocalDate.of(2026, 5, 20), ZoneId.of("Europe/Berlin"));
  private static final LocalDate MAY_10 = LocalDate.of(2026, 5, 10);
  private static final Configuration TEAMS =
      Configuration.load(
          Optional.empty(), Map.of("forecast.teams.ann", "east", "forecast.teams.ben", "east"));
  private static List<Row> cells;
  private static List<Row> deals;

  @BeforeAll
  static void compare() {
    MovementInput input = new MovementInput();
    recordedCompany(input);
    rebuiltCompany(input);
    TrackMovement movement = input.movement(AS_OF, TEAMS);
    cells = movement.rows(Tables.PIPELINE_MOVEMENT).collectAsList();
    deals = movement.rows(Tables.PIPELINE_MOVEMENT_DEAL).collectAsList();
    keepsItsPromises(movement);
    movement.release();
  }

  private static void keepsItsPromises(TrackMovement movement) {
    for (TableContract table : TrackMovement.tables()) {
      Dataset<Row> rows = movement.rows(table);
      assertThat(rows.schema().catalogString()).isEqualTo(table.bodySchema().catalogString());
      Column kept =
          table.checks().values().stream()
              .map(check -> coalesce(expr(check), lit(true)))
              .reduce(lit(true), Column::and);
      assertThat(rows.where(not(kept)).collectAsList()).as(table.name()).isEmpty();
      assertThat(
              rows.groupBy(table.keys().stream().map(key -> col(key)).toArray(Column[]::new))
                  .count()
                  .where("count > 1")
                  .collectAsList())
          .as("rows of one key in " + table.name())
          .isEmpty();
    }
  }

  /** One deal per way to move; pipeline p, quarter April to June, month May. */
  private static void recordedCompany(MovementInput input) {
    Map<String, Object> june = deal("1000", "2026-06-15");
    both(input, "stays", june, june);
    both(input, "up", june, with(june, "amount_base", money("1500.50")));
    both(input, "down_and_away", june, with(deal("700", "2026-07-01"), "stage_id", "b"));
    both(input, "in", deal("400", "2026-08-01"), deal("450", "2026-05-31"));
    both(input, "won", june, closed(deal("1100", "2026-05-18"), "won", "2026-05-18T08:00:00Z"));
    both(input, "lost", june, closed(deal("10", "2026-06-15"), "lost", "2026-05-18T08:00:00Z"));
    both(input, "deleted", june, with(june, "is_deleted", true));
    input.then(MAY_10, with(june, "opportunity_id", "vanished"));
    both(input, "back", closed(june, "lost", "2026-05-01T08:00:00Z"), june);
    both(input, "undeleted", with(june, "is_deleted", true), june);
    input.now(with(created(june, "2026-05-11T08:00:00Z"), "opportunity_id", "fresh"));
    // Half past midnight in Berlin: the eleventh there.
    input.now(with(created(june, "2026-05-10T22:30:00Z"), "opportunity_id", "fresh_by_zone"));
    input.now(with(june, "opportunity_id", "old_but_not_exported"));
    input.now(
        with(
            closed(
                created(deal("5000", "2026-05-19"), "2026-05-12T08:00:00Z"),
                "won",
                "2026-05-19T08:00:00Z"),
            "opportunity_id",
            "quick_win"));
    input.now(
        with(
            closed(created(june, "2026-05-12T08:00:00Z"), "lost", "2026-05-19T08:00:00Z"),
            "opportunity_id",
            "quick_loss"));
    input.now(
        with(
            closed(deal("9", "2025-05-19"), "won", "2025-05-19T08:00:00Z"),
            "opportunity_id",
            "an_old_win_that_is_only_now_in_the_export"));
    both(
        input,
        "won_early",
        deal("600", "2026-09-01"),
        closed(deal("600", "2026-05-15"), "won", "2026-05-15T08:00:00Z"));
    both(
        input,
        "lost_early",
        deal("60", "2026-09-01"),
        closed(deal("60", "2026-05-15"), "lost", "2026-05-15T08:00:00Z"));
    both(input, "no_rate", with(june, "amount_base", null), june);
    both(input, "undated", deal("30", null), deal("30", null));
    both(input, "re_owned", june, with(with(june, "owner_id", "ben"), "amount_base", money("900")));
    both(input, "re_piped", june, with(june, "pipeline_id", "q"));
  }

  @Test
  void theWholePipelineMovedAsWorkedOutByHand() {
    // Opening: stays, up, down_and_away, won, lost, deleted, vanished, re_owned, re_piped 1000
    // each, in 400, won_early 600, lost_early 60, no_rate 0, undated 30.
    assertThat(parts(cell("p", MAY_10, "all", "pipeline", null)))
        .isEqualTo(
            "opening 10090.00 (14), new 8000.00 (4), returned 3000.00 (3), amount_up 1650.50 (4),"
                + " amount_down 400.00 (2), transferred_out 1000.00 (1), won 6700.00 (3),"
                + " lost 2060.00 (3), removed 2000.00 (2), closing 10580.50 (12)");
  }

  @Test
  void theQuarterMovedAsWorkedOutByHand() {
    // Without in, won_early, lost_early and undated at the opening; down_and_away leaves as it was.
    assertThat(parts(cell("p", MAY_10, "quarter", "pipeline", null)))
        .isEqualTo(
            "opening 9000.00 (10), new 8000.00 (4), pulled_in 1050.00 (2), returned 3000.00 (3),"
                + " amount_up 1600.50 (3), amount_down 100.00 (1), transferred_out 1000.00 (1),"
                + " pushed_out 1000.00 (1), won 6700.00 (3), lost 2000.00 (2), removed 2000.00 (2),"
                + " closing 9850.50 (10)");
  }

  @Test
  void theMonthHoldsWhatWasClosedInItAndWhatIsDueInIt() {
    assertThat(parts(cell("p", MAY_10, "month", "pipeline", null)))
        .isEqualTo("new 5000.00 (1), pulled_in 2150.00 (3), won 6700.00 (3), closing 450.00 (1)");
  }

  @Test
  void whoTakesADealOverGetsItAsItWasAndWhatComesAfter() {
    assertThat(parts(cell("p", MAY_10, "quarter", "owner", "ben")))
        .isEqualTo("amount_down 100.00 (1), transferred_in 1000.00 (1), closing 900.00 (1)");
    assertThat(parts(cell("p", MAY_10, "quarter", "owner", "ann")))
        .contains("transferred_out 2000.00 (2)");
    assertThat(parts(cell("q", MAY_10, "quarter", "pipeline", null)))
        .isEqualTo("transferred_in 1000.00 (1), closing 1000.00 (1)");
  }

  @Test
  void aDealThatChangesItsOwnerIsTransferredBetweenTeamsAndNotInsideOne() {
    // ann hands re_owned over to ben, of the same team; re_piped leaves the pipeline with its team.
    assertThat(parts(cellOfTeam("p", MAY_10, "east")))
        .isEqualTo(parts(cell("p", MAY_10, "quarter", "pipeline", null)))
        .contains("transferred_out 1000.00 (1)")
        .doesNotContain("transferred_in");
    assertThat(parts(cellOfTeam("q", MAY_10, "east")))
        .isEqualTo("transferred_in 1000.00 (1), closing 1000.00 (1)");
    // cid, who is of no team, has handed changed over to ann in April.
    LocalDate march = LocalDate.of(2026, 3, 31);
    assertThat(parts(cellOfTeam("r", march, "unknown")))
        .isEqualTo("opening 600.00 (1), transferred_out 600.00 (1)");
    assertThat(parts(cellOfTeam("r", march, "east"))).contains("transferred_in 600.00 (1)");
    assertThat(transfers("re_owned", MAY_10))
        .containsExactlyInAnyOrder(
            "transferred_out owner ann east 1000.00", "transferred_in owner ben east 1000.00");
    assertThat(transfers("changed", march))
        .contains(
            "transferred_out team cid unknown 600.00",
            "transferred_in team ann east 600.00",
            "transferred_out owner cid unknown 600.00");
  }

  private static List<String> transfers(String deal, LocalDate from) {
    return deals.stream()
        .filter(row -> row.getAs("opportunity_id").equals(deal))
        .filter(row -> row.getAs("from_date").equals(java.sql.Date.valueOf(from)))
        .filter(row -> row.getAs("period_kind").equals("quarter"))
        .filter(row -> row.<String>getAs("part").startsWith("transferred"))
        .map(
            row ->
                List.of("part", "segment_level", "owner_id", "team", "amount").stream()
                    .map(name -> String.valueOf(row.<Object>getAs(name)))
                    .collect(joining(" ")))
        .toList();
  }

  private static Row cellOfTeam(String pipeline, LocalDate from, String team) {
    return only(
        cells.stream()
            .filter(row -> team.equals(row.getAs("team")))
            .filter(row -> row.getAs("segment_level").equals("team"))
            .filter(row -> isOf(row, pipeline, from, "quarter")));
  }

  @Test
  void withoutTeamsTheOtherLevelsAreAsWithThem() {
    MovementInput input = new MovementInput();
    recordedCompany(input);
    rebuiltCompany(input);
    TrackMovement movement = input.movement(AS_OF, Configuration.defaults());
    List<Row> withoutTeams = movement.rows(Tables.PIPELINE_MOVEMENT).collectAsList();
    List<Row> dealsWithoutTeams = movement.rows(Tables.PIPELINE_MOVEMENT_DEAL).collectAsList();
    movement.release();

    assertThat(withoutTeams)
        .containsExactlyInAnyOrderElementsOf(
            cells.stream().filter(row -> !row.getAs("segment_level").equals("team")).toList());
    int team = Tables.PIPELINE_MOVEMENT_DEAL.bodySchema().fieldIndex("team");
    assertThat(dealsWithoutTeams).allMatch(row -> row.isNullAt(team));
    assertThat(dealsWithoutTeams.stream().map(row -> without(row, team)))
        .containsExactlyInAnyOrderElementsOf(
            deals.stream()
                .filter(row -> !row.getAs("segment_level").equals("team"))
                .map(row -> without(row, team))
                .toList());
  }

  private static List<Object> without(Row row, int column) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      values.add(i == column ? null : row.get(i));
    }
    return values;
  }

  @Test
  void aDealWithoutARateCountsNothingAndIsSaidToBeThere() {
    assertThat(cell("p", MAY_10, "all", "pipeline", null).<Long>getAs("deals_without_amount"))
        .isEqualTo(1L);
    assertThat(cell("q", MAY_10, "all", "pipeline", null).<Long>getAs("deals_without_amount"))
        .isEqualTo(0L);
  }

  @Test
  void theDealsBehindAPartAddUpToIt() {
    assertThat(
            deals.stream()
                .filter(row -> row.getAs("from_date").equals(java.sql.Date.valueOf(MAY_10)))
                .filter(row -> row.getAs("period_kind").equals("quarter"))
                .filter(row -> row.getAs("segment_level").equals("pipeline"))
                .filter(row -> row.getAs("part").equals("won"))
                .map(row -> row.getAs("opportunity_id") + " " + row.getAs("amount")))
        .containsExactlyInAnyOrder("won 1100.00", "quick_win 5000.00", "won_early 600.00");
    for (Row cell : cells) {
      if (cell.getAs("segment_level").equals("owner")) {
        for (String part : List.of("new", "won", "amount_up", "transferred_in", "removed")) {
          BigDecimal sum =
              deals.stream()
                  .filter(
                      row ->
                          List.of("from_date", "period_kind", "pipeline_id", "owner_id").stream()
                              .allMatch(name -> row.getAs(name).equals(cell.getAs(name))))
                  .filter(row -> row.getAs("part").equals(part))
                  .filter(
                      row ->
                          row.getAs("segment_level")
                              .equals(part.startsWith("transferred") ? "owner" : "pipeline"))
                  .map(row -> row.<BigDecimal>getAs("amount"))
                  .reduce(BigDecimal.ZERO.setScale(2), BigDecimal::add);
          assertThat(sum).as(cell + " " + part).isEqualTo(cell.<BigDecimal>getAs(part));
        }
      }
    }
  }

  @Test
  void aDealThatOnlyStaysIsBehindNoPart() {
    assertThat(deals).noneMatch(row -> row.getAs("opportunity_id").equals("stays"));
    assertThat(deals).noneMatch(row -> row.getAs("opportunity_id").equals("undated"));
  }

  @Test
  void aSlippedDealSaysHowOftenAndHowFar() {
    // June 15 to July 1.
    assertThat(behind("down_and_away", MAY_10, "all"))
        .containsExactlyInAnyOrder(
            "slipped 700.00 2026-06-15 2026-07-01 a b 1 16",
            "amount_down 300.00 2026-06-15 2026-07-01 a b 1 16");
    assertThat(behind("down_and_away", MAY_10, "quarter"))
        .containsExactly("pushed_out 1000.00 2026-06-15 2026-07-01 a b 1 16");
  }

  /** Pipeline r: what 31 March and 30 April looked like is told by visits and changes. */
  private static void rebuiltCompany(MovementInput input) {
    Map<String, Object> now =
        with(created(deal("900", "2026-08-20"), "2026-02-01T08:00:00Z"), "pipeline_id", "r");
    then(input, now);
    input.now(with(now, "opportunity_id", "moved"));
    visit(input, "moved", 1, "a", "2026-02-01", "2026-04-10", "moved", "500", "2026-04-30");
    visit(input, "moved", 2, "b", "2026-04-10", "2026-05-12", "moved", "800", "2026-06-30");
    visit(input, "moved", 3, "c", "2026-05-12", null, "open", "900", "2026-08-20");
    // Lost in March, reopened in April: lost on the 31st of March, open since.
    input.now(with(now, "opportunity_id", "reopened"));
    visit(input, "reopened", 1, "a", "2026-02-01", "2026-03-10", "lost", "70", "2026-04-30");
    visit(input, "reopened", 2, "b", "2026-04-10", null, "open", "80", "2026-06-30");
    // Won on 5 May; 400 until the change of 2 May.
    input.now(
        with(
            closed(with(now, "amount", money("300")), "won", "2026-05-05T08:00:00Z"),
            "opportunity_id",
            "changed"));
    visit(input, "changed", 1, "a", "2026-02-01", "2026-05-05", "won", "90", null);
    input.change("changed", "amount", "200", Instant.parse("2026-02-10T08:00:00Z"));
    input.change("changed", "amount", "300", Instant.parse("2026-05-02T08:00:00Z"));
    input.change("changed", "owner_id", "cid", Instant.parse("2026-02-10T08:00:00Z"));
    input.change("changed", "owner_id", "ann", Instant.parse("2026-04-20T08:00:00Z"));
    input.change(
        "changed", "expected_close_date", "2026-06-01", Instant.parse("2026-02-10T08:00:00Z"));
    input.now(with(with(now, "is_deleted", true), "opportunity_id", "gone"));
  }

  private static void then(MovementInput input, Map<String, Object> now) {
    for (String id : List.of("moved", "reopened", "changed")) {
      input.then(MAY_10, with(now, "opportunity_id", id));
    }
  }

  @Test
  void thePastIsRebuiltFromVisitsAndChanges() {
    LocalDate march = LocalDate.of(2026, 3, 31);
    assertThat(cell("r", march, "all", "pipeline", null).<String>getAs("state_source"))
        .isEqualTo("rebuilt");
    assertThat(cell("r", MAY_10, "all", "pipeline", null).<String>getAs("state_source"))
        .isEqualTo("recorded");
    // changed: 200 of its own currency, at 3 of the base for each.
    assertThat(parts(cell("r", march, "all", "pipeline", null)))
        .isEqualTo(
            "opening 1100.00 (2), returned 900.00 (1), amount_up 700.00 (2), won 900.00 (1),"
                + " closing 1800.00 (2)");
    assertThat(parts(cell("r", march, "quarter", "pipeline", null)))
        .isEqualTo(
            "opening 1100.00 (2), amount_up 300.00 (1), pushed_out 500.00 (1), won 900.00 (1)");
    assertThat(parts(cell("r", march, "quarter", "owner", "cid")))
        .isEqualTo("opening 600.00 (1), transferred_out 600.00 (1)");
    assertThat(parts(cell("r", LocalDate.of(2026, 4, 30), "all", "pipeline", null)))
        .isEqualTo(
            "opening 1480.00 (3), amount_up 1220.00 (3), won 900.00 (1), closing 1800.00 (2)");
  }

  @Test
  void slipsAreCountedFromEveryDateThatWasStated() {
    // 30 April, 30 June, 20 August: 61 + 51 days, into later months twice, and later quarters once.
    assertThat(behind("moved", LocalDate.of(2026, 3, 31), "all"))
        .contains("slipped 900.00 2026-04-30 2026-08-20 a a 2 112");
    assertThat(behind("moved", LocalDate.of(2026, 3, 31), "quarter"))
        .containsExactly("pushed_out 500.00 2026-04-30 2026-08-20 a a 1 51");
  }

  @Test
  void whatWasChangedAfterTheAsOfDateIsNotThereYet() {
    AsOf march = new AsOf(LocalDate.of(2026, 3, 31), ZoneId.of("Europe/Berlin"));
    // The last moment of the day in Berlin is in, the next one is not.
    MovementInput exportOfThatDay = grown();
    MovementInput exportOfJune = grown();
    exportOfThatDay.change("grown", "owner_id", "ben", Instant.parse("2026-03-31T21:59:59Z"));
    exportOfJune.change("grown", "owner_id", "ben", Instant.parse("2026-03-31T21:59:59Z"));
    exportOfJune.change("grown", "owner_id", "cid", Instant.parse("2026-03-31T22:00:00Z"));
    exportOfJune.change("grown", "amount", "150", Instant.parse("2026-04-20T08:00:00Z"));
    exportOfJune.change(
        "grown", "expected_close_date", "2026-07-15", Instant.parse("2026-04-20T08:00:00Z"));

    List<String> then = rows(exportOfThatDay, march);

    assertThat(rows(exportOfJune, march)).isEqualTo(then);
    // Of 100 since 10 January, 120 since 10 March; the close date never moved.
    assertThat(then).filteredOn(row -> row.contains("amount_up=20.00")).isNotEmpty();
    assertThat(then).filteredOn(row -> row.contains("times_slipped=0")).isNotEmpty();
    assertThat(then).noneMatch(row -> row.contains("times_slipped=1"));
  }

  private static MovementInput grown() {
    MovementInput input = new MovementInput();
    Map<String, Object> deal = created(deal("120", "2026-06-15"), "2026-01-05T08:00:00Z");
    input.now(with(with(deal, "opportunity_id", "grown"), "amount", money("120")));
    visit(input, "grown", 1, "a", "2026-01-05", null, "open", "120", "2026-06-15");
    input.change("grown", "amount", "100", Instant.parse("2026-01-10T08:00:00Z"));
    input.change("grown", "amount", "120", Instant.parse("2026-03-10T08:00:00Z"));
    return input;
  }

  /** All rows of both tables, each as text. */
  private static List<String> rows(MovementInput input, AsOf asOf) {
    TrackMovement movement = input.movement(asOf, Configuration.defaults());
    List<String> rows =
        TrackMovement.tables().stream()
            .flatMap(table -> movement.rows(table).collectAsList().stream())
            .map(
                row ->
                    Stream.of(row.schema().fieldNames())
                        .map(name -> name + "=" + row.<Object>getAs(name))
                        .collect(joining(" ")))
            .sorted()
            .toList();
    movement.release();
    return rows;
  }

  private static List<String> behind(String deal, LocalDate from, String kind) {
    return deals.stream()
        .filter(row -> row.getAs("opportunity_id").equals(deal))
        .filter(row -> row.getAs("from_date").equals(java.sql.Date.valueOf(from)))
        .filter(row -> row.getAs("period_kind").equals(kind))
        .map(
            row ->
                List.of(
                        "part",
                        "amount",
                        "close_date_before",
                        "close_date_after",
                        "stage_before",
                        "stage_after",
                        "times_slipped",
                        "days_slipped")
                    .stream()
                    .map(name -> String.valueOf(row.<Object>getAs(name)))
                    .collect(joining(" ")))
        .toList();
  }

  private static Row cell(
      String pipeline, LocalDate from, String kind, String level, String owner) {
    return only(
        cells.stream()
            .filter(row -> isOf(row, pipeline, from, kind))
            .filter(row -> row.getAs("segment_level").equals(level))
            .filter(row -> owner == null || owner.equals(row.getAs("owner_id"))));
  }

  private static boolean isOf(Row row, String pipeline, LocalDate from, String kind) {
    return row.getAs("pipeline_id").equals(pipeline)
        && row.getAs("from_date").equals(java.sql.Date.valueOf(from))
        && row.getAs("period_kind").equals(kind);
  }

  private static Row only(Stream<Row> rows) {
    return rows.reduce(
            (one, other) -> {
              throw new AssertionError(one + " and " + other);
            })
        .orElseThrow();
  }

  /** The parts that are not empty, in the order of the table. */
  private static String parts(Row cell) {
    return Tables.PIPELINE_MOVEMENT.columns().stream()
        .map(TableContract.ColumnContract::name)
        .filter(name -> name.endsWith("_deals"))
        .map(name -> name.replace("_deals", ""))
        .filter(name -> cell.<Long>getAs(name + "_deals") > 0)
        .map(name -> name + " " + cell.getAs(name) + " (" + cell.getAs(name + "_deals") + ")")
        .collect(joining(", "));
  }

  private static void both(
      MovementInput input, String id, Map<String, Object> before, Map<String, Object> after) {
    input.then(MAY_10, with(before, "opportunity_id", id));
    input.now(with(after, "opportunity_id", id));
  }

  private static Map<String, Object> deal(String amount, String closeDate) {
    return row(
        "pipeline_id",
        "p",
        "owner_id",
        "ann",
        "customer_type",
        "new",
        "size_band",
        "0+",
        "product",
        "x",
        "stage_id",
        "a",
        "outcome",
        "open",
        "is_deleted",
        false,
        "created_at",
        Instant.parse("2026-01-01T08:00:00Z"),
        "amount_base",
        money(amount),
        "expected_close_date",
        closeDate == null ? null : LocalDate.parse(closeDate));
  }

  private static Map<String, Object> closed(Map<String, Object> deal, String how, String at) {
    return with(with(deal, "outcome", how), "closed_at", Instant.parse(at));
  }

  private static Map<String, Object> created(Map<String, Object> deal, String at) {
    return with(deal, "created_at", Instant.parse(at));
  }

  private static Map<String, Object> with(Map<String, Object> deal, String name, Object value) {
    Map<String, Object> changed = new HashMap<>(deal);
    changed.put(name, value);
    return changed;
  }

  private static void visit(
      MovementInput input,
      String deal,
      int number,
      String stage,
      String entered,
      String left,
      String exit,
      String amount,
      String closeDate) {
    input.visit(
        row(
            "opportunity_id",
            deal,
            "pipeline_id",
            "r",
            "stage_id",
            stage,
            "visit_number",
            number,
            "entered_at",
            Instant.parse(entered + "T08:00:00Z"),
            "left_at",
            left == null ? null : Instant.parse(left + "T08:00:00Z"),
            "exit",
            exit,
            "amount_base",
            money(amount),
            "customer_type",
            "new",
            "size_band",
            "0+",
            "product",
            "x",
            "expected_close_date",
            closeDate == null ? null : LocalDate.parse(closeDate)));
  }

  private static BigDecimal money(String amount) {
    return new BigDecimal(amount);
  }
}
