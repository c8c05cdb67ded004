package io.plumbline.forecast;

import static io.plumbline.forecast.ContractRows.money;
import static io.plumbline.forecast.ContractRows.row;
import static io.plumbline.forecast.ContractRows.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.PlanShape;
import io.plumbline.SparkFixture;
import io.plumbline.config.Configuration;
import io.plumbline.model.AsOf;
import io.plumbline.table.Tables;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

class ScoreOpenPipelineTest {

  private static final List<Object> LEVELS = List.of("stage", "age_band", "cell");
  private static final AsOf AS_OF = new AsOf(LocalDate.of(2026, 3, 11), ZoneOffset.UTC);

  private final List<Map<String, Object>> opportunities = new ArrayList<>();
  private final List<Map<String, Object>> visits = new ArrayList<>();
  private final List<Map<String, Object>> stages =
      List.of(
          row("pipeline_id", "p", "stage_id", "s", "incumbent", 0.6),
          row("pipeline_id", "p", "stage_id", "bare", "incumbent", 0.9));
  private final List<Map<String, Object>> cells = new ArrayList<>();
  private final List<Map<String, Object>> paces = new ArrayList<>();
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
    cells.add(ofStage(0.2));
    opportunities.add(deal("d", "10000"));

    assertThat(scoreOf("d").<BigDecimal>getAs("expected_amount")).isEqualTo(money("2000.00"));
  }

  @Test
  void roundsHalfACentUp() {
    cells.add(ofStage(0.5));
    opportunities.add(deal("d", "0.01"));

    assertThat(scoreOf("d").<BigDecimal>getAs("expected_amount")).isEqualTo(money("0.01"));
  }

  @Test
  void takesTheCellOfTheVisitAndNotOfWhatTheDealIsNow() {
    cells.addAll(bands());
    cells.add(cell("0-5", "new", "0-500", "a", "previous_stage=none", 0.14));
    cells.add(cell("5+", "new", "0-500", "a", "previous_stage=none", 0.24));
    cells.add(cell("0-5", "existing", "500+", "b", "previous_stage=none", 0.34));
    opportunities.add(
        with(deal("d", "100"), "customer_type", "existing", "size_band", "500+", "product", "b"));
    visits.add(with(visit("d", "s", 1, "2026-03-10T00:00:00Z"), "amount_base", money("77")));

    Row score = scoreOf("d");
    assertThat(score.<BigDecimal>getAs("amount_at_entry")).isEqualTo(money("77"));
    assertThat(score.<BigDecimal>getAs("amount_base")).isEqualTo(money("100"));
    assertThat(score.<Double>getAs("confidence")).isEqualTo(0.14);
    assertThat(score.<String>getAs("customer_type")).isEqualTo("new");
    assertThat(score.<String>getAs("size_band")).isEqualTo("0-500");
    assertThat(score.<String>getAs("product")).isEqualTo("a");
  }

  @Test
  void keepsTheSegmentsOfTheDealWithoutAVisit() {
    opportunities.add(with(deal("d", "100"), "customer_type", "existing", "product", null));

    Row score = scoreOf("d");
    assertThat(score.<String>getAs("customer_type")).isEqualTo("existing");
    assertThat(score.<String>getAs("size_band")).isEqualTo("0-500");
    assertThat(score.<String>getAs("product")).isNull();
  }

  @Test
  void fallsBackToTheAgeBandAndThenToTheStage() {
    cells.addAll(bands());
    cells.add(with(bandRow("9-10", 9.0, 10.0, 0.5), "confidence", null));
    cells.add(cell("0-5", "new", "0-500", "a", "previous_stage=none", 0.14));
    for (String column : List.of("customer_type", "size_band", "product", "attributes")) {
      String id = "other " + column;
      opportunities.add(deal(id, "100"));
      visits.add(with(visit(id, "s", 1, "2026-03-10T00:00:00Z"), column, "other"));
    }
    opportunities.add(deal("old", "100"));
    visits.add(visit("old", "s", 1, "2026-01-01T00:00:00Z"));
    opportunities.add(with(deal("other stage", "100"), "stage_id", "t"));
    visits.add(visit("other stage", "t", 1, "2026-03-10T00:00:00Z"));
    cells.add(with(ofStage(0.7), "stage_id", "t"));
    cells.add(
        with(bandRow("0+", 0.0, null, Double.NaN), "stage_id", "t", "confidence", Double.NaN));

    assertThat(confidences())
        .isEqualTo(
            Map.of(
                "other customer_type", 0.11,
                "other size_band", 0.11,
                "other product", 0.11,
                "other attributes", 0.11,
                "old", 0.2,
                "other stage", 0.7));
    assertThat(scoreOf("other stage").<String>getAs("age_band")).isEqualTo("0+");
  }

  @Test
  void doesNotAskForWhatTheCellsAreNotSplitBy() {
    cells.addAll(bands());
    cells.add(cell("0-5", null, null, "a", null, 0.3));
    opportunities.add(deal("d", "100"));
    visits.add(visit("d", "s", 1, "2026-03-10T00:00:00Z"));

    assertThat(scoreWith("product").<Double>getAs("confidence")).isEqualTo(0.3);
    assertThat(scoreWith("product").<String>getAs("customer_type")).isEqualTo("new");
    assertThat(scoreWith("product,size_band").<Double>getAs("confidence")).isEqualTo(0.11);
    assertThat(scoreWith("product,region").<Double>getAs("confidence")).isEqualTo(0.11);
  }

  @Test
  void asksForAttributesWhereADimensionHasNoColumn() {
    cells.addAll(bands());
    cells.add(cell("0-5", null, null, "a", "region=EMEA; tier=2", 0.3));
    opportunities.add(deal("d", "100"));
    visits.add(
        with(visit("d", "s", 1, "2026-03-10T00:00:00Z"), "attributes", "region=EMEA; tier=2"));

    assertThat(scoreWith("product,region,tier").<Double>getAs("confidence")).isEqualTo(0.3);
    visits.set(0, with(visits.get(0), "attributes", "region=EMEA; tier=3"));
    assertThat(scoreWith("product,region,tier").<Double>getAs("confidence")).isEqualTo(0.11);
  }

  @Test
  void leavesOutTheLevelsThatAreForPeople() {
    cells.add(ofStage(0.5));
    cells.add(with(ofStage(0.9), "segment_level", "customer_type", "customer_type", "new"));
    cells.add(
        with(ofStage(0.8), "segment_level", "previous_stage", "attributes", "previous_stage=none"));
    cells.add(with(ofStage(0.7), "segment_level", "product", "product", "a"));
    opportunities.add(deal("d", "100"));
    visits.add(visit("d", "s", 1, "2026-03-10T00:00:00Z"));

    assertThat(confidences()).isEqualTo(Map.of("d", 0.5));
  }

  @Test
  void usesTheStageWhereTheEntryIsNotKnown() {
    cells.addAll(bands());
    cells.add(cell("0-5", "new", "0-500", "a", "previous_stage=none", 0.14));
    opportunities.add(deal("no visit", "100"));
    opportunities.add(deal("elsewhere", "100"));
    visits.add(visit("elsewhere", "t", 1, "2026-03-01T00:00:00Z"));

    for (String id : List.of("no visit", "elsewhere")) {
      Row score = scoreOf(id);
      assertThat(score.<Double>getAs("confidence")).isEqualTo(0.1);
      assertThat(score.<Double>getAs("stage_age_days")).isNull();
      assertThat(score.<String>getAs("age_band")).isNull();
      assertThat(drivers(id))
          .containsExactly("entry into the stage not known: confidence of the stage at any age");
    }
  }

  @Test
  void missesNoEntryWhereTheStageHasNoAgeBands() {
    cells.add(ofStage(0.5));
    opportunities.add(deal("d", "100"));

    assertThat(drivers("d")).isEmpty();
  }

  @Test
  void hasNoConfidenceWithoutACell() {
    cells.add(with(ofStage(0.5), "confidence", null));
    cells.add(
        with(cell("0-5", "new", "0-500", "a", "previous_stage=none", 0.1), "confidence", null));
    opportunities.add(deal("null cell", "100"));
    opportunities.add(with(deal("no cell", "100"), "stage_id", "bare"));
    opportunities.add(with(deal("no stage", "100"), "stage_id", null));
    visits.add(visit("null cell", "s", 1, "2026-03-10T00:00:00Z"));
    visits.add(with(visit("no stage", "s", 1, "2026-03-10T00:00:00Z"), "stage_id", null));

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
  void countsTheAgeFromTheLatestVisitThatGoesOn() {
    cells.addAll(bands());
    opportunities.add(deal("d", "100"));
    visits.add(
        with(visit("d", "s", 1, "2025-01-01T00:00:00Z"), "left_at", time("2025-02-01T00:00:00Z")));
    visits.add(visit("d", "s", 2, "2026-01-01T00:00:00Z"));
    visits.add(visit("d", "s", 3, "2026-03-09T18:00:00Z"));
    visits.add(visit("d", "t", 4, "2026-03-10T00:00:00Z"));
    visits.add(
        with(visit("d", "s", 5, "2026-03-11T00:00:00Z"), "left_at", time("2026-03-11T01:00:00Z")));

    Row score = scoreOf("d");
    assertThat(score.<Double>getAs("stage_age_days")).isEqualTo(2.25);
    assertThat(score.<String>getAs("age_band")).isEqualTo("0-5");
  }

  @Test
  void putsTheLowerLimitOfABandIntoIt() {
    cells.addAll(bands());
    cells.add(cell("5+", "new", "0-500", "a", "previous_stage=none", 0.24));
    cells.add(cell("0-5", "new", "0-500", "a", "previous_stage=none", 0.14));
    opportunities.add(deal("at the limit", "100"));
    opportunities.add(deal("before it", "100"));
    opportunities.add(deal("just entered", "100"));
    visits.add(visit("at the limit", "s", 1, "2026-03-07T00:00:00Z"));
    visits.add(visit("before it", "s", 1, "2026-03-07T00:00:00.000001Z"));
    visits.add(visit("just entered", "s", 1, "2026-03-12T00:00:00Z"));

    assertThat(confidences())
        .isEqualTo(Map.of("at the limit", 0.24, "before it", 0.14, "just entered", 0.14));
    assertThat(scoreOf("at the limit").<String>getAs("age_band")).isEqualTo("5+");
  }

  @Test
  void leavesOutClosedAndDeletedDeals() {
    cells.add(ofStage(0.5));
    opportunities.add(deal("d", "100"));
    opportunities.add(with(deal("won", "100"), "outcome", "won"));
    opportunities.add(with(deal("deleted", "100"), "is_deleted", true));
    visits.add(visit("deleted", "s", 1, "2026-03-07T00:00:00Z"));
    visits.add(visit("not there", "s", 1, "2026-03-07T00:00:00Z"));

    assertThat(confidences()).containsOnlyKeys("d");
  }

  @Test
  void splitsTheConfidenceByTheEndOfTheFiscalQuarter() {
    cells.addAll(bands());
    opportunities.add(deal("of stage", "100"));
    opportunities.add(deal("of band", "100"));
    visits.add(visit("of stage", "s", 1, "2026-03-11T00:00:00Z"));
    visits.add(visit("of band", "s", 1, "2026-03-01T00:00:00Z"));

    // 20 days to 2026-03-31: the step of day 10 for all ages, that of day 20 for 5+.
    assertThat(scoreOf("of stage").<Double>getAs("win_by_period_end"))
        .isCloseTo(0.11 * 0.5, within(1e-12));
    Row band = scoreOf("of band");
    assertThat(band.<Double>getAs("win_by_period_end")).isCloseTo(0.2 * 0.25, within(1e-12));
    assertThat(band.<Date>getAs("period_end")).isEqualTo(Date.valueOf("2026-03-31"));
    // A fiscal year from February: 50 days to 2026-04-30.
    Row later = scores(AS_OF, february()).where("opportunity_id = 'of stage'").head();
    assertThat(later.<Date>getAs("period_end")).isEqualTo(Date.valueOf("2026-04-30"));
    assertThat(later.<Double>getAs("win_by_period_end")).isCloseTo(0.11, within(1e-12));
  }

  @Test
  void winsNothingInABandWhoseWinsComeLater() {
    cells.addAll(bands());
    opportunities.add(deal("d", "100"));
    visits.add(visit("d", "s", 1, "2026-03-11T00:00:00Z"));
    timing.add(timing("0-5", 21, 1.0));

    assertThat(scoreOf("d").<Double>getAs("win_by_period_end")).isZero();
  }

  @Test
  void winsNothingOnceThePeriodIsOver() {
    cells.add(ofStage(0.5));
    opportunities.add(deal("d", "100"));
    AsOf last = new AsOf(LocalDate.of(2026, 3, 31), ZoneOffset.UTC);

    assertThat(scores(last, Configuration.defaults()).head().<Double>getAs("win_by_period_end"))
        .isZero();
  }

  @Test
  void givesNoShareWithoutTiming() {
    cells.add(ofStage(0.5));
    opportunities.add(deal("d", "100"));
    timing.clear();

    assertThat(scoreOf("d").<Double>getAs("win_by_period_end")).isNull();
  }

  @Test
  void endsTheDayInTheZoneOfTheRun() {
    cells.addAll(bands());
    opportunities.add(deal("d", "100"));
    visits.add(visit("d", "s", 1, "2026-03-10T23:00:00Z"));

    AsOf berlin = new AsOf(LocalDate.of(2026, 3, 11), ZoneId.of("Europe/Berlin"));
    assertThat(scores(berlin, Configuration.defaults()).head().<Double>getAs("stage_age_days"))
        .isEqualTo(1.0);
  }

  @Test
  void handsOnTheDriversOfTheCell() {
    cells.addAll(bands());
    String[] drivers = {"size 0-500: +0.21", "age 0-5 days: -0.13"};
    cells.add(
        with(cell("0-5", "new", "0-500", "a", "previous_stage=none", 0.4), "drivers", drivers));
    opportunities.add(deal("d", "100"));
    opportunities.add(deal("e", "100"));
    visits.add(visit("d", "s", 1, "2026-03-10T00:00:00Z"));
    visits.add(with(visit("e", "s", 1, "2026-03-10T00:00:00Z"), "product", "z"));

    assertThat(drivers("d")).containsExactly(drivers);
    assertThat(drivers("e")).isEmpty();
  }

  @Test
  void carriesLimitsIncumbentAndBorrowing() {
    cells.add(
        with(
            ofStage(0.5), "confidence_low", 0.4, "confidence_high", 0.55, "reached_win_rate", 0.7));
    cells.add(
        with(
            cell("0-5", "new", "0-500", "a", "previous_stage=none", 0.6),
            "borrowed_from",
            "stage s",
            "borrowed_share",
            0.8,
            "reached_win_rate",
            0.99));
    opportunities.add(deal("d", "100"));
    opportunities.add(deal("e", "100"));
    visits.add(visit("d", "s", 1, "2026-03-10T00:00:00Z"));

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
    assertThat(wide.<String>getAs("borrowed_from")).isNull();
  }

  @Test
  void keepsPipelinesApart() {
    cells.add(ofStage(0.5));
    cells.add(with(ofStage(0.25), "pipeline_id", "q"));
    cells.add(
        with(cell("0-5", "new", "0-500", "a", "previous_stage=none", 0.75), "pipeline_id", "q"));
    opportunities.add(deal("d", "100"));
    opportunities.add(with(deal("e", "100"), "pipeline_id", "q"));
    opportunities.add(with(deal("f", "100"), "pipeline_id", "q"));
    visits.add(visit("d", "s", 1, "2026-03-10T00:00:00Z"));
    visits.add(with(visit("f", "s", 1, "2026-03-10T00:00:00Z"), "pipeline_id", "q"));

    assertThat(confidences()).isEqualTo(Map.of("d", 0.5, "e", 0.25, "f", 0.75));
  }

  @Test
  void scoresNothingFromNothing() {
    assertThat(scores(AS_OF, Configuration.defaults()).collectAsList()).isEmpty();
    assertThat(scores(AS_OF, Configuration.defaults()).schema().simpleString())
        .isEqualTo(Tables.OPPORTUNITY_SCORE.bodySchema().simpleString());
  }

  @Test
  void keepsADealOfWhichNothingIsKnown() {
    timing.clear();
    opportunities.add(
        row("opportunity_id", "d", "pipeline_id", "q", "stage_id", "x", "outcome", "open"));

    assertThat(scoreOf("d").<Double>getAs("confidence")).isNull();
    assertThat(scoreOf("d").<BigDecimal>getAs("amount_base")).isNull();
  }

  @Test
  void agreesWithAPlainLookupHoweverTheRowsAreScattered() {
    List<List<String>> dimensions =
        List.of(
            List.of("customer_type", "size_band", "product", "previous_stage"),
            List.of("size_band", "region"),
            List.of("product", "customer_type"),
            List.of());
    for (int seed = 0; seed < dimensions.size(); seed++) {
      fillAtRandom(new Random(seed), dimensions.get(seed));
      Configuration configuration = dimensions(String.join(",", dimensions.get(seed)));
      Map<String, Expected> expected = new TreeMap<>();
      for (Map<String, Object> deal : opportunities) {
        expected.put((String) deal.get("opportunity_id"), lookUp(deal, dimensions.get(seed)));
      }

      assertThat(found(scores(AS_OF, configuration))).as("seed %s", seed).isEqualTo(expected);
      assertThat(expected.values().stream().map(Expected::confidence).distinct())
          .hasSizeGreaterThan(10);
      List<Row> one = sorted(scores(AS_OF, configuration));
      Collections.shuffle(opportunities, new Random(9));
      Collections.shuffle(cells, new Random(9));
      withoutBroadcasts(
          () -> {
            Dataset<Row> scattered =
                ScoreOpenPipeline.score(
                    frame(Tables.OPPORTUNITY, opportunities).repartition(7),
                    frame(Tables.STAGE_VISIT, visits).repartition(3),
                    frame(Tables.STAGE, stages),
                    frame(Tables.STAGE_CONFIDENCE, cells).repartition(5),
                    frame(Tables.STAGE_TIMING, timing).repartition(4),
                    frame(Tables.SIZE_PACE, paces).repartition(2),
                    AS_OF,
                    configuration);
            assertThat(sorted(scattered)).isEqualTo(one).hasSize(opportunities.size());
          });
    }
  }

  @Test
  void shufflesTwiceAndHashesAllJoins() {
    fillAtRandom(new Random(1), List.of("customer_type", "size_band", "product", "previous_stage"));

    Map<String, Integer> small = PlanShape.of(scores(AS_OF, Configuration.defaults())).nodes();
    assertThat(small)
        .containsEntry("ShuffleExchange", 2)
        .containsEntry("BroadcastHashJoin", 3)
        .containsEntry("BroadcastExchange", 3)
        .doesNotContainKeys("Window", "Generate", "CartesianProduct", "BroadcastNestedLoopJoin");
    withoutBroadcasts(
        () ->
            assertThat(PlanShape.of(scores(AS_OF, Configuration.defaults())).nodes())
                .containsEntry("ShuffleExchange", 7)
                .containsEntry("SortMergeJoin", 3)
                .doesNotContainKeys("CartesianProduct", "BroadcastNestedLoopJoin"));
  }

  private static void withoutBroadcasts(Runnable check) {
    SparkFixture.spark().conf().set("spark.sql.autoBroadcastJoinThreshold", "-1");
    try {
      check.run();
    } finally {
      SparkFixture.spark().conf().unset("spark.sql.autoBroadcastJoinThreshold");
    }
  }

  private record Expected(Double confidence, Double ageDays, String band, Double winByPeriodEnd) {}

  private static Map<String, Expected> found(Dataset<Row> scores) {
    Map<String, Expected> found = new TreeMap<>();
    for (Row score : scores.collectAsList()) {
      found.put(
          score.getAs("opportunity_id"),
          new Expected(
              score.getAs("confidence"),
              score.getAs("stage_age_days"),
              score.getAs("age_band"),
              score.getAs("win_by_period_end")));
    }
    return found;
  }

  /** The lookup by going through all rows for every deal. */
  private Expected lookUp(Map<String, Object> deal, List<String> dimensions) {
    Object stage = deal.get("stage_id");
    Map<String, Object> standing = null;
    for (Map<String, Object> visit : visits) {
      if (visit.get("opportunity_id").equals(deal.get("opportunity_id"))
          && visit.get("left_at") == null
          && visit.get("stage_id").equals(stage)
          && (standing == null
              || (int) visit.get("visit_number") > (int) standing.get("visit_number"))) {
        standing = visit;
      }
    }
    Double age =
        standing == null
            ? null
            : Duration.between(((Timestamp) standing.get("entered_at")).toInstant(), AS_OF.cutoff())
                    .toMinutes()
                / 1440.0;
    Map<String, Object> best = null;
    String band = null;
    for (Map<String, Object> cell : cells) {
      if (!cell.get("pipeline_id").equals(deal.get("pipeline_id"))
          || !cell.get("stage_id").equals(stage)) {
        continue;
      }
      Object level = cell.get("segment_level");
      boolean aged =
          age != null
              && cell.get("age_from_days") != null
              && age >= (double) cell.get("age_from_days")
              && (cell.get("age_to_days") == null || age < (double) cell.get("age_to_days"));
      boolean applies =
          level.equals("stage")
              || (level.equals("age_band") && aged)
              || (level.equals("cell") && aged && isOf(cell, standing, dimensions));
      if (level.equals("age_band") && aged) {
        band = (String) cell.get("age_band");
      }
      if (applies
          && cell.get("confidence") != null
          && !Double.isNaN((double) cell.get("confidence"))
          && (best == null || LEVELS.indexOf(level) > LEVELS.indexOf(best.get("segment_level")))) {
        best = cell;
      }
    }
    Double confidence = best == null ? null : (Double) best.get("confidence");
    int days =
        (int) Math.round(20 * pace(deal, (standing == null ? deal : standing).get("size_band")));
    Double share = shareBy(days, deal, band);
    if (share == null) {
      share = shareBy(days, deal, null);
    }
    return new Expected(
        confidence, age, band, confidence == null || share == null ? null : confidence * share);
  }

  private static boolean isOf(
      Map<String, Object> cell, Map<String, Object> visit, List<String> dimensions) {
    boolean same = true;
    for (String column : List.of("customer_type", "size_band", "product")) {
      same &= !dimensions.contains(column) || Objects.equals(visit.get(column), cell.get(column));
    }
    boolean further = dimensions.contains("previous_stage") || dimensions.contains("region");
    return same && (!further || Objects.equals(visit.get("attributes"), cell.get("attributes")));
  }

  private double pace(Map<String, Object> deal, Object size) {
    return paces.stream()
        .filter(pace -> pace.get("pipeline_id").equals(deal.get("pipeline_id")))
        .filter(pace -> pace.get("size_band").equals(size))
        .mapToDouble(pace -> (double) pace.get("pace"))
        .findFirst()
        .orElse(1);
  }

  private Double shareBy(int days, Map<String, Object> deal, String band) {
    Double share = null;
    int last = -1;
    for (Map<String, Object> step : timing) {
      if (step.get("pipeline_id").equals(deal.get("pipeline_id"))
          && Objects.equals(step.get("stage_id"), deal.get("stage_id"))
          && deal.get("stage_id") != null
          && Objects.equals(step.get("age_band"), band)) {
        int day = (int) step.get("day");
        share = share == null ? 0.0 : share;
        if (day <= days && day > last) {
          last = day;
          share = (double) step.get("share_of_wins");
        }
      }
    }
    return share;
  }

  private void fillAtRandom(Random random, List<String> dimensions) {
    opportunities.clear();
    visits.clear();
    cells.clear();
    timing.clear();
    paces.clear();
    paces.add(row("pipeline_id", "p", "size_band", "v0", "pace", 0.4));
    paces.add(row("pipeline_id", "p", "size_band", "v1", "pace", 1.6));
    paces.add(row("pipeline_id", "q", "size_band", "v1", "pace", 0.01));
    double[] edges = {0, 0.5, 5, 30};
    for (String pipeline : List.of("p", "q")) {
      for (String stage : List.of("s", "t", "u")) {
        cells.add(at(ofStage(unsure(random)), pipeline, stage));
        timing.add(at(timing(null, 15, 0.5), pipeline, stage));
        timing.add(at(timing(null, 25, 0.75), pipeline, stage));
        for (int b = 0; b < edges.length; b++) {
          Double to = b + 1 < edges.length ? edges[b + 1] : null;
          String band = edges[b] + (to == null ? "+" : "-" + to);
          cells.add(at(bandRow(band, edges[b], to, unsure(random)), pipeline, stage));
          if (random.nextInt(3) > 0) {
            timing.add(at(timing(band, 5 + random.nextInt(5), 0.25), pipeline, stage));
            timing.add(at(timing(band, 10 + random.nextInt(30), 0.625), pipeline, stage));
          }
          Set<Map<String, Object>> keys = new LinkedHashSet<>();
          for (int i = 0; i < 30; i++) {
            keys.add(segment(random, dimensions));
          }
          for (Map<String, Object> key : keys) {
            Map<String, Object> cell =
                with(bandRow(band, edges[b], to, unsure(random)), "segment_level", "cell");
            cell.putAll(key);
            cells.add(at(cell, pipeline, stage));
          }
        }
      }
    }
    for (int i = 0; i < 150; i++) {
      String id = "d" + i;
      String pipeline = random.nextBoolean() ? "p" : "q";
      String stage = List.of("s", "t", "u", "no cells").get(random.nextInt(4));
      opportunities.add(at(deal(id, "100"), pipeline, random.nextInt(20) == 0 ? null : stage));
      int number = random.nextInt(4);
      for (int v = 1; v <= number; v++) {
        // Ages of whole half days fall on the edges of the bands.
        Instant entered = AS_OF.cutoff().minus(Duration.ofHours(12L * random.nextInt(80)));
        Map<String, Object> visit = visit(id, stage, v, entered.toString());
        visit.putAll(
            segment(random, List.of("customer_type", "size_band", "product", further(dimensions))));
        if (random.nextInt(4) == 0) {
          visit.put("left_at", Timestamp.from(AS_OF.cutoff()));
        }
        visits.add(at(visit, pipeline, random.nextInt(5) == 0 ? "t" : stage));
      }
    }
  }

  private static String further(List<String> dimensions) {
    return dimensions.contains("region") ? "region" : "previous_stage";
  }

  /** Values of the dimensions, now and then none; the others are null. */
  private static Map<String, Object> segment(Random random, List<String> dimensions) {
    Map<String, Object> values = row("customer_type", null, "size_band", null, "product", null);
    for (String dimension : dimensions) {
      String value = random.nextInt(8) == 0 ? null : "v" + random.nextInt(2);
      if (values.containsKey(dimension)) {
        values.put(dimension, value);
      } else {
        values.put("attributes", dimension + "=" + value);
      }
    }
    return values;
  }

  /** A probability, now and then none. */
  private static Double unsure(Random random) {
    int which = random.nextInt(10);
    return which == 0 ? null : which == 1 ? Double.NaN : random.nextDouble();
  }

  private static Map<String, Object> at(Map<String, Object> row, String pipeline, String stage) {
    return with(row, "pipeline_id", pipeline, "stage_id", stage);
  }

  private static List<Map<String, Object>> bands() {
    return List.of(ofStage(0.1), bandRow("0-5", 0.0, 5.0, 0.11), bandRow("5+", 5.0, null, 0.2));
  }

  private static Map<String, Object> ofStage(Double confidence) {
    return row(
        "version", "v",
        "pipeline_id", "p",
        "stage_id", "s",
        "segment_level", "stage",
        "confidence", confidence);
  }

  private static Map<String, Object> bandRow(
      String band, Double from, Double to, Double confidence) {
    return with(
        ofStage(confidence),
        "segment_level",
        "age_band",
        "age_band",
        band,
        "age_from_days",
        from,
        "age_to_days",
        to);
  }

  private static Map<String, Object> cell(
      String band, String type, String size, String product, String attributes, double confidence) {
    boolean young = band.equals("0-5");
    return with(
        bandRow(band, young ? 0.0 : 5.0, young ? 5.0 : null, confidence),
        "segment_level",
        "cell",
        "customer_type",
        type,
        "size_band",
        size,
        "product",
        product,
        "attributes",
        attributes);
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
        "open",
        "customer_type",
        "new",
        "size_band",
        "0-500",
        "product",
        "a",
        "attributes",
        "previous_stage=none");
  }

  private static Timestamp time(String instant) {
    return Timestamp.from(Instant.parse(instant));
  }

  private static Dataset<Row> frame(
      io.plumbline.table.TableContract contract, List<Map<String, Object>> rows) {
    return ContractRows.of(contract, rows);
  }

  private static Configuration dimensions(String names) {
    return Configuration.load(Optional.empty(), Map.of("segment.dimensions", names));
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
        frame(Tables.SIZE_PACE, paces),
        asOf,
        configuration);
  }

  private Row scoreWith(String dimensions) {
    return scores(AS_OF, dimensions(dimensions)).head();
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
    Map<String, Double> confidences = new TreeMap<>();
    for (Row score : scores(AS_OF, Configuration.defaults()).collectAsList()) {
      confidences.put(score.getAs("opportunity_id"), score.getAs("confidence"));
    }
    return confidences;
  }

  private static List<Row> sorted(Dataset<Row> rows) {
    return rows.orderBy("opportunity_id").collectAsList();
  }
}
