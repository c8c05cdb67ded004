package io.plumbline.forecast;

import static io.plumbline.forecast.ContractRows.money;
import static io.plumbline.forecast.ContractRows.row;
import static io.plumbline.forecast.ContractRows.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.SparkFixture;
import io.plumbline.config.Configuration;
import io.plumbline.model.AsOf;
import io.plumbline.table.Tables;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

class ScoreOpenPipelineTest {

  private static final AsOf AS_OF = new AsOf(LocalDate.of(2026, 3, 11), ZoneOffset.UTC);

  private final List<Map<String, Object>> opportunities = new ArrayList<>();
  private final List<Map<String, Object>> visits = new ArrayList<>();
  private final List<Map<String, Object>> stages =
      List.of(
          row("pipeline_id", "p", "stage_id", "s", "incumbent", 0.6),
          row("pipeline_id", "p", "stage_id", "bare", "incumbent", 0.9));
  private final List<Map<String, Object>> cells = new ArrayList<>();
  private final List<Map<String, Object>> timing =
      new ArrayList<>(
          List.of(
              timing(null, 0, 0.05),
              timing(null, 10, 0.5),
              timing(null, 30, 1.0),
              timing("5+", 20, 0.25),
              timing("5+", 21, 1.0)));

  @Test
  void addsTwoThousandForTenThousandAtTwentyPercent() {
    cells.add(cell("stage", null, null, null, null, 0.2));
    opportunities.add(deal("d", "10000"));

    assertThat(scoreOf("d").<BigDecimal>getAs("expected_amount")).isEqualTo(money("2000.00"));
  }

  @Test
  void roundsHalfACentUp() {
    cells.add(cell("stage", null, null, null, null, 0.5));
    opportunities.add(deal("d", "0.01"));

    assertThat(scoreOf("d").<BigDecimal>getAs("expected_amount")).isEqualTo(money("0.01"));
  }

  @Test
  void takesTheNarrowestCellThatExists() {
    cells.addAll(fullTree());
    opportunities.add(deal("all", "100"));
    opportunities.add(with(deal("other product", "100"), "product", "b"));
    opportunities.add(with(deal("other size", "100"), "size_band", "500+"));
    opportunities.add(with(deal("other customer", "100"), "customer_type", "existing"));
    opportunities.add(with(deal("unknown customer", "100"), "customer_type", null));
    opportunities.add(deal("young", "100"));
    opportunities.add(with(deal("old", "100"), "product", "b", "size_band", "500+"));
    for (String id :
        List.of("all", "other product", "other size", "other customer", "unknown customer")) {
      visits.add(visit(id, "s", 1, "2026-03-11T00:00:00Z"));
    }
    visits.add(visit("young", "s", 1, "2026-03-11T12:00:00Z"));
    visits.add(visit("old", "s", 1, "2026-01-01T00:00:00Z"));

    Map<String, Double> confidences = confidences();
    assertThat(confidences)
        .containsEntry("all", 0.14)
        .containsEntry("other product", 0.13)
        .containsEntry("other size", 0.12)
        .containsEntry("other customer", 0.11)
        .containsEntry("unknown customer", 0.11)
        .containsEntry("young", 0.14)
        .containsEntry("old", 0.25);
  }

  @Test
  void usesSegmentsOfAPipelineWithoutAgeBands() {
    cells.add(cell("stage", null, null, null, null, 0.1));
    cells.add(cell("customer_type", null, "new", null, null, 0.3));
    cells.add(cell("product", null, "new", null, "a", 0.4));
    opportunities.add(deal("d", "100"));
    opportunities.add(with(deal("e", "100"), "product", "z"));
    opportunities.add(with(deal("f", "100"), "customer_type", "existing"));

    assertThat(confidences()).isEqualTo(Map.of("d", 0.4, "e", 0.3, "f", 0.1));
  }

  @Test
  void usesTheStageWhereTheEntryIsNotKnown() {
    cells.addAll(fullTree());
    opportunities.add(deal("no visit", "100"));
    opportunities.add(deal("elsewhere", "100"));
    visits.add(visit("elsewhere", "t", 1, "2026-03-01T00:00:00Z"));

    for (String id : List.of("no visit", "elsewhere")) {
      Row score = scoreOf(id);
      assertThat(score.<Double>getAs("confidence")).isEqualTo(0.1);
      assertThat(score.<Double>getAs("stage_age_days")).isNull();
      assertThat(score.<String>getAs("age_band")).isNull();
      assertThat(score.<String>getList(score.fieldIndex("drivers")))
          .containsExactly("entry into the stage not known: confidence of the stage at any age");
    }
  }

  @Test
  void hasNoConfidenceWithoutACell() {
    cells.add(with(cell("stage", null, null, null, null, 0.5), "confidence", null));
    opportunities.add(deal("null cell", "100"));
    opportunities.add(with(deal("no cell", "100"), "stage_id", "bare"));
    opportunities.add(with(deal("no stage", "100"), "stage_id", null));

    for (String id : List.of("null cell", "no cell", "no stage")) {
      Row score = scoreOf(id);
      for (String column :
          List.of(
              "confidence",
              "confidence_low",
              "confidence_high",
              "win_by_period_end",
              "expected_amount")) {
        assertThat(score.isNullAt(score.fieldIndex(column))).as(id + " " + column).isTrue();
      }
    }
    assertThat(drivers("null cell")).containsExactly("no confidence for this stage yet");
    assertThat(drivers("no stage")).containsExactly("stage not known, so no confidence");
    assertThat(scoreOf("no cell").<Double>getAs("incumbent")).isEqualTo(0.9);
  }

  @Test
  void passesOverCellsThatAreNotANumber() {
    cells.add(cell("stage", null, null, null, null, 0.5));
    cells.add(cell("customer_type", null, "new", null, null, Double.NaN));
    opportunities.add(deal("d", "100"));

    assertThat(scoreOf("d").<Double>getAs("confidence")).isEqualTo(0.5);
  }

  @Test
  void countsTheAgeFromTheLatestVisitThatGoesOn() {
    cells.addAll(fullTree());
    opportunities.add(deal("d", "100"));
    visits.add(
        with(visit("d", "s", 1, "2025-01-01T00:00:00Z"), "left_at", time("2025-02-01T00:00:00Z")));
    visits.add(visit("d", "s", 2, "2026-01-01T00:00:00Z"));
    visits.add(visit("d", "s", 3, "2026-03-09T18:00:00Z"));

    Row score = scoreOf("d");
    assertThat(score.<Double>getAs("stage_age_days")).isEqualTo(2.25);
    assertThat(score.<String>getAs("age_band")).isEqualTo("0-5");
  }

  @Test
  void putsTheLowerLimitOfABandIntoIt() {
    cells.addAll(fullTree());
    opportunities.add(deal("d", "100"));
    visits.add(visit("d", "s", 1, "2026-03-07T00:00:00Z"));

    assertThat(scoreOf("d").<String>getAs("age_band")).isEqualTo("5+");
  }

  @Test
  void leavesOutClosedAndDeletedDeals() {
    cells.add(cell("stage", null, null, null, null, 0.5));
    opportunities.add(deal("d", "100"));
    opportunities.add(with(deal("won", "100"), "outcome", "won"));
    opportunities.add(with(deal("deleted", "100"), "is_deleted", true));

    assertThat(confidences()).containsOnlyKeys("d");
  }

  @Test
  void splitsTheConfidenceByTheEndOfTheFiscalQuarter() {
    cells.addAll(fullTree());
    opportunities.add(deal("of stage", "100"));
    opportunities.add(deal("of band", "100"));
    visits.add(visit("of stage", "s", 1, "2026-03-11T00:00:00Z"));
    visits.add(visit("of band", "s", 1, "2026-03-01T00:00:00Z"));

    // 20 days to 2026-03-31: the step of day 10 for all ages, that of day 20 for 5+.
    assertThat(scoreOf("of stage").<Double>getAs("win_by_period_end"))
        .isCloseTo(0.14 * 0.5, within(1e-12));
    Row band = scoreOf("of band");
    assertThat(band.<Double>getAs("win_by_period_end")).isCloseTo(0.25 * 0.25, within(1e-12));
    assertThat(band.<Date>getAs("period_end")).isEqualTo(Date.valueOf("2026-03-31"));
    // A fiscal year from February: 50 days to 2026-04-30.
    Row later = scores(AS_OF, february()).where("opportunity_id = 'of stage'").head();
    assertThat(later.<Date>getAs("period_end")).isEqualTo(Date.valueOf("2026-04-30"));
    assertThat(later.<Double>getAs("win_by_period_end")).isCloseTo(0.14, within(1e-12));
  }

  @Test
  void winsNothingOnceThePeriodIsOver() {
    cells.add(cell("stage", null, null, null, null, 0.5));
    opportunities.add(deal("d", "100"));
    AsOf last = new AsOf(LocalDate.of(2026, 3, 31), ZoneOffset.UTC);

    assertThat(scores(last, Configuration.defaults()).head().<Double>getAs("win_by_period_end"))
        .isZero();
  }

  @Test
  void givesNoShareWithoutTiming() {
    cells.add(cell("stage", null, null, null, null, 0.5));
    opportunities.add(deal("d", "100"));
    timing.clear();

    assertThat(scoreOf("d").<Double>getAs("win_by_period_end")).isNull();
  }

  @Test
  void endsTheDayInTheZoneOfTheRun() {
    cells.addAll(fullTree());
    opportunities.add(deal("d", "100"));
    visits.add(visit("d", "s", 1, "2026-03-10T23:00:00Z"));

    AsOf berlin = new AsOf(LocalDate.of(2026, 3, 11), ZoneId.of("Europe/Berlin"));
    assertThat(scores(berlin, Configuration.defaults()).head().<Double>getAs("stage_age_days"))
        .isEqualTo(1.0);
  }

  @Test
  void namesTheLargestMovesFirst() {
    cells.add(cell("stage", null, null, null, null, 0.44));
    cells.add(cell("age_band", "0-5", null, null, null, 0.31));
    cells.add(cell("customer_type", "0-5", "new", null, null, 0.29));
    cells.add(cell("size_band", "0-5", "new", "0-500", null, 0.50));
    cells.add(cell("product", "0-5", "new", "0-500", "a", 0.45));
    opportunities.add(deal("d", "100"));
    visits.add(visit("d", "s", 1, "2026-03-11T00:00:00Z"));

    // 0.29 instead of 0.31 is no more than two points and not named.
    assertThat(drivers("d"))
        .containsExactly(
            "size 0-500: 0.50 instead of 0.29",
            "age 0-5 days: 0.31 instead of 0.44",
            "product a: 0.45 instead of 0.50");
  }

  @Test
  void namesAnExistingCustomerInPlainWords() {
    cells.add(cell("stage", null, null, null, null, 0.1));
    cells.add(cell("customer_type", null, "existing", null, null, 0.5));
    cells.add(cell("customer_type", null, "unknown", null, null, 0.4));
    opportunities.add(with(deal("d", "1"), "customer_type", "existing"));
    opportunities.add(with(deal("e", "1"), "customer_type", "unknown"));

    assertThat(drivers("d")).containsExactly("existing customer: 0.50 instead of 0.10");
    assertThat(drivers("e")).containsExactly("customer type unknown: 0.40 instead of 0.10");
  }

  @Test
  void carriesLimitsIncumbentAndBorrowing() {
    cells.add(
        with(
            cell("stage", null, null, null, null, 0.5),
            "confidence_low",
            0.4,
            "confidence_high",
            0.55,
            "reached_win_rate",
            0.7));
    cells.add(
        with(
            cell("customer_type", null, "new", null, null, 0.6),
            "borrowed_from",
            "stage s",
            "borrowed_share",
            0.8,
            "reached_win_rate",
            0.99));
    opportunities.add(deal("d", "100"));
    opportunities.add(with(deal("e", "100"), "customer_type", "existing"));

    Row narrow = scoreOf("d");
    assertThat(narrow.<Double>getAs("confidence_low")).isZero();
    assertThat(narrow.<Double>getAs("confidence_high")).isEqualTo(1);
    assertThat(narrow.<String>getAs("borrowed_from")).isEqualTo("stage s");
    assertThat(narrow.<Double>getAs("borrowed_share")).isEqualTo(0.8);
    assertThat(narrow.<Double>getAs("incumbent")).isEqualTo(0.6);
    assertThat(narrow.<Double>getAs("reached_win_rate")).isEqualTo(0.7);
    Row wide = scoreOf("e");
    assertThat(wide.<Double>getAs("confidence_low")).isEqualTo(0.4);
    assertThat(wide.<Double>getAs("confidence_high")).isEqualTo(0.55);
  }

  @Test
  void keepsPipelinesApart() {
    cells.add(cell("stage", null, null, null, null, 0.5));
    cells.add(with(cell("stage", null, null, null, null, 0.25), "pipeline_id", "q"));
    opportunities.add(deal("d", "100"));
    opportunities.add(with(deal("e", "100"), "pipeline_id", "q"));

    assertThat(confidences()).isEqualTo(Map.of("d", 0.5, "e", 0.25));
  }

  @Test
  void scoresNothingFromNothing() {
    assertThat(scores(AS_OF, Configuration.defaults()).collectAsList()).isEmpty();
    assertThat(scores(AS_OF, Configuration.defaults()).schema().simpleString())
        .isEqualTo(Tables.OPPORTUNITY_SCORE.bodySchema().simpleString());
  }

  @Test
  void doesNotDependOnThePartitioning() {
    cells.addAll(fullTree());
    Random random = new Random(4);
    for (int i = 0; i < 60; i++) {
      String id = "d" + i;
      opportunities.add(
          with(
              deal(id, Integer.toString(random.nextInt(10_000))),
              "customer_type",
              random.nextBoolean() ? "new" : "existing",
              "size_band",
              random.nextBoolean() ? "0-500" : "500+",
              "product",
              random.nextBoolean() ? "a" : "b"));
      visits.add(visit(id, "s", 1, "2026-0" + (1 + random.nextInt(3)) + "-10T08:00:00Z"));
    }
    List<Row> one = sorted(scores(AS_OF, Configuration.defaults()));
    Collections.shuffle(opportunities, random);
    Collections.shuffle(cells, random);
    Dataset<Row> scattered =
        ScoreOpenPipeline.score(
            frame(Tables.OPPORTUNITY, opportunities).repartition(7),
            frame(Tables.STAGE_VISIT, visits).repartition(3),
            frame(Tables.STAGE, stages),
            frame(Tables.STAGE_CONFIDENCE, cells).repartition(5),
            frame(Tables.STAGE_TIMING, timing).repartition(4),
            AS_OF,
            Configuration.defaults());
    SparkFixture.spark().conf().set("spark.sql.autoBroadcastJoinThreshold", "-1");
    try {
      assertThat(sorted(scattered)).isEqualTo(one).hasSize(60);
    } finally {
      SparkFixture.spark().conf().unset("spark.sql.autoBroadcastJoinThreshold");
    }
  }

  private static List<Map<String, Object>> fullTree() {
    return List.of(
        cell("stage", null, null, null, null, 0.1),
        cell("age_band", "0-5", null, null, null, 0.11),
        cell("customer_type", "0-5", "new", null, null, 0.12),
        cell("size_band", "0-5", "new", "0-500", null, 0.13),
        cell("product", "0-5", "new", "0-500", "a", 0.14),
        cell("age_band", "5+", null, null, null, 0.2),
        cell("customer_type", "5+", "new", null, null, 0.25),
        cell("size_band", "5+", "existing", "0-500", null, 0.3),
        cell("product", "5+", "existing", "500+", "a", 0.4));
  }

  private static Map<String, Object> cell(
      String level, String band, String type, String size, String product, double confidence) {
    boolean young = "0-5".equals(band);
    return row(
        "version", "v",
        "pipeline_id", "p",
        "stage_id", "s",
        "segment_level", level,
        "age_band", band,
        "age_from_days", band == null ? null : young ? 0.0 : 5.0,
        "age_to_days", young ? 5.0 : null,
        "customer_type", type,
        "size_band", size,
        "product", product,
        "confidence", confidence);
  }

  private static Map<String, Object> timing(String band, int day, double share) {
    return row(
        "pipeline_id", "p", "stage_id", "s", "age_band", band, "day", day, "share_of_wins", share);
  }

  private static Map<String, Object> deal(String id, String amount) {
    return row(
        "opportunity_id", id,
        "pipeline_id", "p",
        "stage_id", "s",
        "outcome", "open",
        "is_deleted", false,
        "amount_base", money(amount),
        "customer_type", "new",
        "size_band", "0-500",
        "product", "a");
  }

  private static Map<String, Object> visit(String id, String stage, int number, String entered) {
    return row(
        "opportunity_id",
        id,
        "pipeline_id",
        "p",
        "stage_id",
        stage,
        "visit_number",
        number,
        "entered_at",
        time(entered),
        "outcome",
        "open");
  }

  private static Timestamp time(String instant) {
    return Timestamp.from(Instant.parse(instant));
  }

  private static Dataset<Row> frame(
      io.plumbline.table.TableContract contract, List<Map<String, Object>> rows) {
    return ContractRows.of(contract, rows);
  }

  private static Configuration february() {
    return Configuration.load(Optional.empty(), Map.of("forecast.fiscal_year_start_month", "2"));
  }

  private Dataset<Row> scores(AsOf asOf, Configuration configuration) {
    return ScoreOpenPipeline.score(
        frame(Tables.OPPORTUNITY, opportunities),
        frame(Tables.STAGE_VISIT, visits),
        frame(Tables.STAGE, stages),
        frame(Tables.STAGE_CONFIDENCE, cells),
        frame(Tables.STAGE_TIMING, timing),
        asOf,
        configuration);
  }

  private Row scoreOf(String id) {
    List<Row> rows =
        scores(AS_OF, Configuration.defaults())
            .where(functions.col("opportunity_id").equalTo(id))
            .collectAsList();
    assertThat(rows).as(id).hasSize(1);
    return rows.get(0);
  }

  private List<String> drivers(String id) {
    Row score = scoreOf(id);
    return score.getList(score.fieldIndex("drivers"));
  }

  private Map<String, Double> confidences() {
    Map<String, Double> confidences = new java.util.HashMap<>();
    for (Row score : scores(AS_OF, Configuration.defaults()).collectAsList()) {
      confidences.put(score.getAs("opportunity_id"), score.getAs("confidence"));
    }
    return confidences;
  }

  private static List<Row> sorted(Dataset<Row> rows) {
    return rows.orderBy("opportunity_id").collectAsList();
  }
}
