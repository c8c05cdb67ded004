package io.plumbline.forecast;

import static io.plumbline.forecast.ContractRows.money;
import static io.plumbline.forecast.ContractRows.row;
import static io.plumbline.forecast.ContractRows.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.config.Configuration;
import io.plumbline.model.AsOf;
import io.plumbline.table.Tables;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class ForecastPeriodsTest {

  private static final AsOf AS_OF = new AsOf(LocalDate.of(2026, 3, 11), ZoneId.of("Europe/Berlin"));
  private static final StructType TARGETS =
      new StructType()
          .add("period_start", DataTypes.DateType)
          .add("period_end", DataTypes.DateType)
          .add("pipeline_id", DataTypes.StringType)
          .add("owner_id", DataTypes.StringType)
          .add("amount", DataTypes.createDecimalType(18, 2));

  private final List<Map<String, Object>> opportunities = new ArrayList<>();
  private final List<Map<String, Object>> scores = new ArrayList<>();
  private final List<Map<String, Object>> timing =
      new ArrayList<>(List.of(timing("s", 20, 0.5), timing("s", 60, 1.0), timing(null, 0, 1.0)));
  private final List<Map<String, Object>> arrivals = new ArrayList<>();
  private final List<Map<String, Object>> targets = new ArrayList<>();
  private final List<Map<String, Object>> stages = new ArrayList<>();
  private final List<Map<String, Object>> drifts = new ArrayList<>();
  private final List<Map<String, Object>> paces = new ArrayList<>();
  private final List<Map<String, Object>> spreads = new ArrayList<>();

  @Test
  void forecastsOneDeal() {
    scores.add(score("d", "p", "10000", 0.2));

    Row march = pipelineRow("p", "month", "2026-03-01");
    assertThat(march.<BigDecimal>getAs("weighted_confidence")).isEqualTo(money("2000"));
    // 20 days to the end of March: half of the wins.
    assertThat(march.<BigDecimal>getAs("open_expected")).isEqualTo(money("1000"));
    assertThat(march.<BigDecimal>getAs("expected")).isEqualTo(money("1000"));
    assertThat(march.<BigDecimal>getAs("new_business")).isNull();
    assertThat(march.<BigDecimal>getAs("weighted_incumbent")).isNull();
    assertThat(march.<BigDecimal>getAs("target")).isNull();
    assertThat(march.<Date>getAs("period_end")).isEqualTo(Date.valueOf("2026-03-31"));
    assertThat(pipelineRow("p", "month", "2026-05-01").<BigDecimal>getAs("open_expected"))
        .isEqualTo(money("1000"));
    assertThat(pipelineRow("p", "quarter", "2026-04-01").<BigDecimal>getAs("open_expected"))
        .isEqualTo(money("1000"));
  }

  @Test
  void hasARowPerPeriodLevelAndCell() {
    scores.add(score("d", "p", "10000", 0.2));
    scores.add(with(score("e", "p", "10000", 0.2), "customer_type", "existing"));

    // 30 days, six months and four quarters; the pipeline, one owner, two customer types, one size
    // and one product.
    List<Row> rows = forecast().collectAsList();
    assertThat(rows).hasSize(11 * 6);
    assertThat(rows.stream().filter(row -> row.getAs("segment_level").equals("customer_type")))
        .allMatch(row -> row.getAs("customer_type") != null && row.getAs("product") == null);
  }

  @Test
  void startsQuartersWithTheFiscalYear() {
    scores.add(score("d", "p", "10000", 0.2));
    Configuration february =
        Configuration.load(Optional.empty(), Map.of("forecast.fiscal_year_start_month", "2"));

    List<Row> quarters =
        forecast(february)
            .where("period_kind = 'quarter' AND segment_level = 'pipeline'")
            .orderBy("period_start")
            .collectAsList();
    assertThat(quarters)
        .extracting(row -> row.getAs("period_start").toString())
        .containsExactly("2026-02-01", "2026-05-01", "2026-08-01", "2026-11-01");
  }

  @Test
  void countsWonAmountsFromTheFirstMidnightOfTheZoneToTheCutoff() {
    // Berlin is one hour ahead: March begins at 23:00 UTC, as does the 12th.
    opportunities.add(won("at once", "2026-02-28T23:00:00Z", "1"));
    opportunities.add(won("february", "2026-02-28T22:59:59Z", "20"));
    opportunities.add(won("last", "2026-03-11T22:59:59Z", "300"));
    opportunities.add(won("too late", "2026-03-11T23:00:00Z", "4000"));
    opportunities.add(won("last year", "2025-12-31T22:00:00Z", "50000"));
    opportunities.add(with(won("deleted", "2026-03-05T10:00:00Z", "7"), "is_deleted", true));
    opportunities.add(with(won("lost", "2026-03-05T10:00:00Z", "8"), "outcome", "lost"));
    opportunities.add(with(won("no amount", "2026-03-05T10:00:00Z", "9"), "amount_base", null));

    assertThat(pipelineRow("p", "month", "2026-03-01").<BigDecimal>getAs("closed_won"))
        .isEqualTo(money("301"));
    assertThat(pipelineRow("p", "quarter", "2026-01-01").<BigDecimal>getAs("closed_won"))
        .isEqualTo(money("321"));
    assertThat(pipelineRow("p", "month", "2026-04-01").<BigDecimal>getAs("closed_won"))
        .isEqualTo(money("0"));
  }

  @Test
  void leavesOutDealsWithoutAmount() {
    scores.add(score("d", "p", "100", 0.5));
    scores.add(with(score("e", "p", "1", 0.5), "amount_base", null));

    assertThat(pipelineRow("p", "month", "2026-03-01").<BigDecimal>getAs("open_amount"))
        .isEqualTo(money("100"));
  }

  /** Of 100 each. */
  private static Map<String, Object> halfAWinADay() {
    return row(
        "pipeline_id",
        "p",
        "segment_level",
        "pipeline",
        "created_per_day",
        2.0,
        "win_probability",
        0.25,
        "mean_won_amount",
        money("100"),
        "won_amount_variance",
        50.0);
  }

  @Test
  void addsNewBusiness() {
    arrivals.add(halfAWinADay());

    // Won on the day of creation: 20 days to come, half a win a day, 100 each.
    Row march = pipelineRow("p", "month", "2026-03-01");
    assertThat(march.<BigDecimal>getAs("new_business")).isEqualTo(money("1000"));
    assertThat(march.<Double>getAs("expected_deals")).isEqualTo(10);
    assertThat(march.<Double>getAs("new_shock")).isEqualTo(0.15);
    assertThat(march.<BigDecimal>getAs("p10")).isLessThan(march.<BigDecimal>getAs("p90"));
  }

  @Test
  void takesNewBusinessToBeOfWinsWithAnAmountAlone() {
    arrivals.add(with(halfAWinADay(), "priced_share", 0.6));

    Row march = pipelineRow("p", "month", "2026-03-01");
    assertThat(march.<BigDecimal>getAs("new_business")).isEqualTo(money("600"));
    assertThat(march.<Double>getAs("expected_deals")).isEqualTo(6);
  }

  @Test
  void takesAnAmountThatHasChangedSinceTheEntryAsItIs() {
    scores.add(with(score("d", "p", "10000", 0.2), "amount_at_entry", money("10000")));
    scores.add(with(score("e", "p", "9000", 0.2), "amount_at_entry", money("10000")));
    scores.add(score("f", "p", "1000", 0.2));
    drifts.add(row("pipeline_id", "p", "stage_id", "s", "applied", 0.9));

    // Half of the wins come in March: (10,000 x 0.9 + 9,000 + 1,000) x 0.2 x 0.5.
    assertThat(pipelineRow("p", "month", "2026-03-01").<BigDecimal>getAs("open_expected"))
        .isEqualTo(money("1900"));
  }

  @Test
  void usesWhatPastForecastsTeach() {
    scores.add(with(score("d", "p", "10000", 0.2), "amount_at_entry", money("10000")));
    drifts.add(row("pipeline_id", "p", "stage_id", "s", "applied", 0.9));
    spreads.add(
        row(
            "pipeline_id",
            "p",
            "from_day",
            0,
            "to_day",
            30,
            "forecasts",
            12,
            "open_shock",
            0.4,
            "new_shock",
            0.2,
            "width_factor",
            1.25,
            "coverage_needed",
            4.5));
    stages.add(row("pipeline_id", "p", "stage_id", "s", "forecast_category", "Commit"));

    Row march = pipelineRow("p", "month", "2026-03-01");
    // A tenth less than at today's amount; 10,000 x 0.2 x 0.5 x 0.9.
    assertThat(march.<BigDecimal>getAs("open_expected")).isEqualTo(money("900"));
    assertThat(march.<Double>getAs("open_shock")).isEqualTo(0.4);
    assertThat(march.<Double>getAs("width_factor")).isEqualTo(1.25);
    assertThat(march.<Double>getAs("coverage_needed")).isEqualTo(4.5);
    assertThat(march.<Double>getAs("coverage_safe")).isNull();
    assertThat(march.<Integer>getAs("past_forecasts")).isEqualTo(12);
    assertThat(march.<BigDecimal>getAs("committed")).isEqualTo(money("10000"));
  }

  @Test
  void saysWhatIsUsuallyForecast() {
    scores.add(
        with(
            score("due", "p", "1000", 0.2),
            "incumbent",
            0.5,
            "reached_win_rate",
            0.4,
            "expected_close_date",
            Date.valueOf("2026-03-20")));
    scores.add(
        with(
            score("later", "p", "70", 0.2),
            "incumbent",
            0.5,
            "expected_close_date",
            Date.valueOf("2026-04-20")));
    opportunities.add(won("w", "2026-03-02T10:00:00Z", "30"));
    opportunities.add(won("v", "2026-02-02T10:00:00Z", "900"));
    opportunities.add(won("u", "2026-01-02T10:00:00Z", "1"));

    Row march = pipelineRow("p", "month", "2026-03-01");
    assertThat(march.<BigDecimal>getAs("due_incumbent")).isEqualTo(money("530"));
    assertThat(march.<BigDecimal>getAs("due_reached")).isEqualTo(money("430"));
    assertThat(march.<BigDecimal>getAs("due_raw")).isEqualTo(money("1030"));
    assertThat(march.<BigDecimal>getAs("committed")).isNull();
    assertThat(march.<BigDecimal>getAs("last_period")).isEqualTo(money("900"));
    assertThat(pipelineRow("p", "month", "2026-05-01").<BigDecimal>getAs("due_incumbent"))
        .isEqualTo(money("0"));
  }

  @Test
  void leavesOutArrivalsOfLevelsThatAreNotForecast() {
    scores.add(score("d", "p", "10000", 0.2));
    arrivals.add(row("pipeline_id", "p", "segment_level", "region", "created_per_day", 2.0));

    assertThat(forecast().select("segment_level").distinct().collectAsList())
        .extracting(level -> level.getString(0))
        .containsExactlyInAnyOrder("pipeline", "owner", "customer_type", "size_band", "product");
  }

  @Test
  void findsTheTargetOfThePeriod() {
    scores.add(score("d", "p", "10000", 0.2));
    scores.add(score("e", "default", "10000", 0.2));
    targets.add(target("p", "2026-03-01", "2026-03-31", "5000"));
    targets.add(with(target("p", "2026-03-01", "2026-03-31", "77"), "owner_id", "o"));
    targets.add(target(null, "2026-04-01", "2026-06-30", "1234"));

    Row march = pipelineRow("p", "month", "2026-03-01");
    assertThat(march.<BigDecimal>getAs("target")).isEqualTo(money("5000"));
    // A tenth of the open amount closes in March.
    assertThat(march.<BigDecimal>getAs("pipeline_needed")).isEqualTo(money("50000"));
    assertThat(march.<Double>getAs("coverage")).isEqualTo(2.0);
    assertThat(march.<Double>getAs("probability_of_target")).isBetween(0.07, 0.13);
    assertThat(pipelineRow("default", "quarter", "2026-04-01").<BigDecimal>getAs("target"))
        .isEqualTo(money("1234"));
    assertThat(pipelineRow("p", "quarter", "2026-04-01").<BigDecimal>getAs("target")).isNull();
  }

  @Test
  void forecastsNothingFromNothing() {
    timing.clear();

    assertThat(forecast().collectAsList()).isEmpty();
    assertThat(forecast().schema()).isEqualTo(Tables.FORECAST_SNAPSHOT.bodySchema());
  }

  @Test
  void doesNotDependOnThePartitioning() {
    Random random = new Random(8);
    for (int i = 0; i < 400; i++) {
      String pipeline = "p" + random.nextInt(3);
      scores.add(
          with(
              score("d" + i, pipeline, random.nextInt(100_000) + ".13", random.nextDouble()),
              "customer_type",
              random.nextBoolean() ? "new" : "existing",
              "incumbent",
              random.nextInt(3) / 3.0));
      opportunities.add(
          with(
              won("w" + i, "2026-03-0" + (1 + random.nextInt(9)) + "T10:00:00Z", "7." + i % 90),
              "pipeline_id",
              pipeline));
    }
    for (int i = 0; i < 3; i++) {
      timing.add(with(timing("s", 15, 0.3), "pipeline_id", "p" + i));
    }
    List<Row> one = sorted(forecast());
    List<Row> scattered =
        sorted(
            ForecastPeriods.forecast(
                new Learned(
                    ContractRows.of(Tables.OPPORTUNITY, opportunities).repartition(5),
                    ContractRows.of(Tables.STAGE, stages),
                    ContractRows.of(Tables.OPPORTUNITY_SCORE, scores).repartition(7),
                    ContractRows.of(Tables.STAGE_TIMING, timing).repartition(3),
                    ContractRows.of(Tables.ARRIVAL, arrivals),
                    ContractRows.of(Tables.SIZE_PACE, paces),
                    ContractRows.of(Tables.AMOUNT_DRIFT, drifts).repartition(2),
                    ContractRows.of(Tables.FORECAST_SPREAD, spreads).repartition(3)),
                Optional.empty(),
                AS_OF,
                few()));

    assertThat(scattered).isEqualTo(one).hasSize(3 * 11 * 6);
  }

  private static Map<String, Object> score(
      String id, String pipeline, String amount, double confidence) {
    return row(
        "opportunity_id",
        id,
        "pipeline_id",
        pipeline,
        "stage_id",
        "s",
        "amount_base",
        new BigDecimal(amount).setScale(2),
        "customer_type",
        "new",
        "size_band",
        "0-500",
        "product",
        "a",
        "confidence",
        confidence);
  }

  private static Map<String, Object> won(String id, String closedAt, String amount) {
    return row(
        "opportunity_id", id,
        "pipeline_id", "p",
        "outcome", "won",
        "closed_at", Timestamp.from(Instant.parse(closedAt)),
        "amount_base", new BigDecimal(amount).setScale(2),
        "customer_type", "new",
        "size_band", "0-500",
        "product", "a");
  }

  private static Map<String, Object> timing(String stage, int day, double share) {
    return row("pipeline_id", "p", "stage_id", stage, "day", day, "share_of_wins", share);
  }

  private static Map<String, Object> target(
      String pipeline, String start, String end, String amount) {
    return row(
        "pipeline_id", pipeline,
        "period_start", Date.valueOf(start),
        "period_end", Date.valueOf(end),
        "amount", money(amount));
  }

  private static Configuration few() {
    return Configuration.load(Optional.empty(), Map.of("forecast.draws", "1000"));
  }

  private Dataset<Row> forecast() {
    return forecast(few());
  }

  private Dataset<Row> forecast(Configuration configuration) {
    return ForecastPeriods.forecast(
        new Learned(
            ContractRows.of(Tables.OPPORTUNITY, opportunities),
            ContractRows.of(Tables.STAGE, stages),
            ContractRows.of(Tables.OPPORTUNITY_SCORE, scores),
            ContractRows.of(Tables.STAGE_TIMING, timing),
            ContractRows.of(Tables.ARRIVAL, arrivals),
            ContractRows.of(Tables.SIZE_PACE, paces),
            ContractRows.of(Tables.AMOUNT_DRIFT, drifts),
            ContractRows.of(Tables.FORECAST_SPREAD, spreads)),
        targets.isEmpty() ? Optional.empty() : Optional.of(ContractRows.of(TARGETS, targets)),
        AS_OF,
        configuration);
  }

  private Row pipelineRow(String pipeline, String kind, String start) {
    List<Row> rows =
        forecast()
            .where("segment_level = 'pipeline'")
            .where("pipeline_id = '" + pipeline + "' AND period_kind = '" + kind + "'")
            .where("period_start = DATE '" + start + "'")
            .collectAsList();
    assertThat(rows).as(pipeline + " " + kind + " " + start).hasSize(1);
    return rows.get(0);
  }

  private static List<Row> sorted(Dataset<Row> rows) {
    return rows.orderBy(
            "pipeline_id",
            "period_kind",
            "period_start",
            "segment_level",
            "customer_type",
            "size_band",
            "product")
        .collectAsList();
  }
}
