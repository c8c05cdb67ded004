package io.plumbline.forecast;

import static io.plumbline.forecast.ContractRows.money;
import static io.plumbline.forecast.ContractRows.row;
import static io.plumbline.forecast.ContractRows.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.plumbline.config.Configuration;
import io.plumbline.model.AsOf;
import io.plumbline.table.TableContract;
import io.plumbline.table.Tables;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class ForecastAccuracyTest {

  private static final AsOf AS_OF = new AsOf(LocalDate.of(2026, 4, 15), ZoneId.of("Europe/Berlin"));
  private static final Configuration TEAMS =
      Configuration.load(
          Optional.empty(), Map.of("forecast.teams.ann", "east", "forecast.teams.bob", "east"));
  private static final StructType SAID =
      Tables.FORECAST_SNAPSHOT.bodySchema().add(TableContract.AS_OF_DATE, DataTypes.DateType);

  @Test
  void ofDailyForecastsTheLastOfEachWeekOfTwoYearsIsCompared() {
    NavigableSet<LocalDate> daily = new TreeSet<>();
    LocalDate today = LocalDate.of(2026, 4, 15);
    for (LocalDate date = LocalDate.of(2023, 1, 1); date.isBefore(today); date = date.plusDays(1)) {
      daily.add(date);
    }

    List<LocalDate> compared = ForecastAccuracy.compared(daily, today);

    assertThat(compared)
        .startsWith(LocalDate.of(2024, 4, 21), LocalDate.of(2024, 4, 28))
        .endsWith(LocalDate.of(2026, 4, 12), LocalDate.of(2026, 4, 14))
        .hasSize(105);
    assertThat(compared.subList(0, 104)).allMatch(date -> date.getDayOfWeek() == DayOfWeek.SUNDAY);
    NavigableSet<LocalDate> monthly =
        new TreeSet<>(List.of(LocalDate.of(2026, 2, 28), LocalDate.of(2026, 3, 31), today));
    assertThat(ForecastAccuracy.compared(monthly, today))
        .containsExactly(LocalDate.of(2026, 2, 28), LocalDate.of(2026, 3, 31));
  }

  @Test
  void comparesWhatWasSaidWithWhatHappened() {
    List<Row> rows =
        accuracy(
            said("pipeline", null, "1000", "800", "950", "1300"),
            said("owner", "ann", "700", "500", "690", "900"),
            said("owner", "unknown", "300", "0", "250", "500"));

    // Berlin's March: 23:00 UTC of 28 February to 22:00 UTC of 31 March; 400 + 300 + 200 were won.
    Row whole = only(rows, "pipeline", "confidence");
    assertThat(whole.<BigDecimal>getAs("actual")).isEqualTo(money("900"));
    assertThat(whole.<BigDecimal>getAs("error")).isEqualTo(money("100"));
    assertThat(whole.<Double>getAs("absolute_percentage_error")).isEqualTo(100 / 900.0);
    assertThat(whole.<Boolean>getAs("inside_p10_p90")).isTrue();
    assertThat(whole.<Double>getAs("pinball")).isEqualTo(25);
    assertThat(whole.<Integer>getAs("lead_days")).isEqualTo(41);
    assertThat(whole.<Date>getAs("snapshot_date")).isEqualTo(Date.valueOf("2026-02-18"));
    assertThat(whole.<Date>getAs("known_on")).isEqualTo(Date.valueOf("2026-02-18"));
    Row incumbent = only(rows, "pipeline", "incumbent");
    assertThat(incumbent.<BigDecimal>getAs("forecast")).isEqualTo(money("2000"));
    assertThat(incumbent.<BigDecimal>getAs("error")).isEqualTo(money("1100"));
    assertThat(incumbent.<Boolean>getAs("inside_p10_p90")).isNull();
    assertThat(incumbent.<Double>getAs("pinball")).isEqualTo(550);
    Row ann =
        rows.stream().filter(row -> "ann".equals(row.getAs("owner_id"))).findFirst().orElseThrow();
    assertThat(ann.<BigDecimal>getAs("actual")).isEqualTo(money("400"));
    assertThat(ann.<Boolean>getAs("inside_p10_p90")).isFalse();
    Row nobody =
        rows.stream()
            .filter(row -> "unknown".equals(row.getAs("owner_id")))
            .findFirst()
            .orElseThrow();
    assertThat(nobody.<BigDecimal>getAs("actual")).isEqualTo(money("200"));
    // The pipeline by two methods, each owner by one.
    assertThat(rows).hasSize(4);
  }

  @Test
  void leavesOutWhatIsNotOver() {
    assertThat(
            accuracy(
                with(
                    said("pipeline", null, "1", "0", "1", "2"),
                    "period_end",
                    Date.valueOf("2026-04-16"))))
        .isEmpty();
  }

  @Test
  void countsNothingWonAsNothing() {
    Row row =
        accuracy(with(said("owner", "zoe", "5", "1", "2", "9"), "due_incumbent", null)).stream()
            .findFirst()
            .orElseThrow();
    assertThat(row.<BigDecimal>getAs("actual")).isEqualTo(money("0"));
    assertThat(row.<Double>getAs("absolute_percentage_error")).isNull();
  }

  @Test
  void comparesWhatWasSaidOfATeamWithWhatItsOwnersWon() {
    List<Row> rows = accuracy(ofTeam("east", "800"), ofTeam("unknown", "100"));

    // In March, ann has won 400 and bob 300; 200 were won by nobody.
    assertThat(rows)
        .extracting(row -> row.getAs("team"), row -> row.getAs("actual"), row -> row.getAs("error"))
        .containsExactlyInAnyOrder(
            tuple("east", money("700"), money("100")),
            tuple("unknown", money("200"), money("-100")));
    assertThat(rows).allMatch(row -> row.getAs("owner_id") == null);
  }

  private static Map<String, Object> ofTeam(String team, String expected) {
    return with(said("team", null, expected, "0", expected, "9999"), "team", team);
  }

  private static Row only(List<Row> rows, String level, String method) {
    List<Row> found =
        rows.stream()
            .filter(row -> row.getAs("segment_level").equals(level))
            .filter(row -> row.getAs("method").equals(method))
            .toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  @SafeVarargs
  private static List<Row> accuracy(Map<String, Object>... said) {
    Dataset<Row> opportunity =
        ContractRows.of(
            Tables.OPPORTUNITY,
            List.of(
                won("a", "ann", "400", "2026-02-28T23:00:00Z"),
                won("b", "bob", "300", "2026-03-31T21:59:59Z"),
                won("c", null, "200", "2026-03-15T12:00:00Z"),
                won("d", "ann", "7000", "2026-03-31T22:00:00Z"),
                won("e", "ann", "7000", "2026-02-28T22:59:59Z"),
                with(won("f", "ann", "7000", "2026-03-15T12:00:00Z"), "outcome", "lost"),
                with(won("g", "ann", "7000", "2026-03-15T12:00:00Z"), "is_deleted", true),
                with(won("h", "ann", "7000", "2026-03-15T12:00:00Z"), "pipeline_id", "q")));
    Dataset<Row> rows =
        ForecastAccuracy.of(ContractRows.of(SAID, List.of(said)), opportunity, AS_OF, TEAMS);
    assertThat(rows.schema().fieldNames())
        .isEqualTo(Tables.FORECAST_ACCURACY.bodySchema().fieldNames());
    return rows.collectAsList();
  }

  private static Map<String, Object> said(
      String level, String owner, String expected, String p10, String p50, String p90) {
    return row(
        "as_of_date", Date.valueOf("2026-02-18"),
        "pipeline_id", "p",
        "period_kind", "month",
        "period_start", Date.valueOf("2026-03-01"),
        "period_end", Date.valueOf("2026-03-31"),
        "segment_level", level,
        "owner_id", owner,
        "expected", money(expected),
        "p10", money(p10),
        "p50", money(p50),
        "p90", money(p90),
        "due_incumbent", level.equals("pipeline") ? money("2000") : null);
  }

  private static Map<String, Object> won(String id, String owner, String amount, String closedAt) {
    return row(
        "opportunity_id",
        id,
        "pipeline_id",
        "p",
        "owner_id",
        owner,
        "outcome",
        "won",
        "closed_at",
        Timestamp.from(Instant.parse(closedAt)),
        "amount_base",
        money(amount));
  }
}
