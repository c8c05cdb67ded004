package io.plumbline.calibrate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.PlanShape;
import io.plumbline.SparkFixture;
import io.plumbline.config.Configuration;
import io.plumbline.estimate.DealHistories;
import io.plumbline.estimate.DealHistories.Deal;
import io.plumbline.estimate.EstimateWinRates;
import io.plumbline.frame.SparkJobCounter;
import io.plumbline.model.AsOf;
import io.plumbline.table.TableContract;
import io.plumbline.table.Tables;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CalibratePipelinesTest {

  private static final AsOf AS_OF = new AsOf(LocalDate.of(2026, 3, 11), ZoneOffset.UTC);
  private static final Configuration CONFIGURATION = Configuration.load(Optional.empty(), Map.of());
  private static Tabled tabled;

  /** Rows of all tables by the name of the table. */
  private record Tabled(Map<String, Dataset<Row>> frames, CalibratePipelines calibration) {

    Map<String, List<String>> sorted() {
      Map<String, List<String>> rows = new TreeMap<>();
      frames.forEach(
          (name, frame) ->
              rows.put(name, frame.collectAsList().stream().map(Row::toString).sorted().toList()));
      return rows;
    }
  }

  @BeforeAll
  static void calibrate() {
    tabled = tables(deals(), 2);
  }

  @AfterAll
  static void release() {
    tabled.calibration().release();
  }

  @Test
  void keepsEveryPromiseOfItsTables() {
    tabled
        .frames()
        .forEach(
            (name, frame) -> {
              TableContract table = Tables.byName(name).orElseThrow();
              assertThat(frame.schema()).isEqualTo(table.bodySchema());
              assertThat(frame.count()).as(name).isPositive();
              table
                  .checks()
                  .forEach(
                      (check, condition) ->
                          assertThat(
                                  frame
                                      .where(not(coalesce(expr(condition), lit(true))))
                                      .collectAsList())
                              .as(name + " " + check)
                              .isEmpty());
              assertThat(
                      frame
                          .groupBy(
                              table.keys().stream()
                                  .map(key -> col(key))
                                  .toArray(org.apache.spark.sql.Column[]::new))
                          .count()
                          .where("count > 1")
                          .collectAsList())
                  .as(name + " rows of one key")
                  .isEmpty();
            });
  }

  @Test
  void claimsNoNumberThatIsNone() {
    tabled
        .frames()
        .forEach(
            (name, frame) -> {
              for (Row row : frame.collectAsList()) {
                for (int i = 0; i < row.size(); i++) {
                  if (row.get(i) instanceof Double number) {
                    assertThat(number).as(name + "." + frame.columns()[i]).isFinite();
                  }
                }
              }
            });
  }

  @Test
  void putsEveryConfidenceIntoItsInterval() {
    Dataset<Row> confidences = tabled.frames().get("stage_confidence");

    assertThat(confidences.where("confidence IS NOT NULL").count()).isPositive();
    assertThat(
            confidences
                .where(
                    "confidence IS NOT NULL AND NOT (confidence_low <= confidence AND confidence"
                        + " <= confidence_high)")
                .count())
        .isZero();
  }

  @Test
  void calibratesEveryPipelineByItself() {
    List<Deal> ofP = deals().stream().filter(deal -> deal.pipeline().equals("p")).toList();
    Tabled alone = tables(ofP, 2);
    try {
      Map<String, List<String>> all = tabled.sorted();
      alone
          .sorted()
          .forEach(
              (name, rows) -> {
                assertThat(all.get(name)).as(name).containsAll(rows);
                // Sizes of the other pipeline do not differ in time.
                if (!name.equals("size_pace")) {
                  assertThat(all.get(name).size()).as(name).isGreaterThan(rows.size());
                }
              });
    } finally {
      alone.calibration().release();
    }
  }

  @Test
  void comesToTheSameInOtherNumbersOfPartitions() {
    SparkSession spark = SparkFixture.spark();
    String before = spark.conf().get("spark.sql.shuffle.partitions");
    Map<String, List<String>> expected = tabled.sorted();
    try {
      for (int partitions : new int[] {1, 7}) {
        spark.conf().set("spark.sql.shuffle.partitions", Integer.toString(partitions));
        Tabled other = tables(deals(), partitions);
        assertThat(other.sorted()).isEqualTo(expected);
        other.calibration().release();
      }
    } finally {
      spark.conf().set("spark.sql.shuffle.partitions", before);
    }
  }

  @Test
  void saysNothingWithoutDeals() {
    CalibratePipelines nothing = calibration(List.of(), DealHistories.stages(List.of()), 1);
    CalibratePipelines stagesOnly = calibration(List.of(), DealHistories.stages(deals()), 1);
    try {
      for (TableContract table : CalibratePipelines.tables()) {
        assertThat(nothing.rows(table).count()).as(table.name()).isZero();
      }
      assertThat(stagesOnly.rows(Tables.STAGE_CONFIDENCE).collectAsList())
          .hasSize(6)
          .allSatisfy(
              row -> {
                assertThat(row.<String>getAs("decision")).isEqualTo("hold");
                assertThat(row.<scala.collection.Seq<String>>getAs("reasons").mkString())
                    .isEqualTo("no_evidence");
                for (String unknown :
                    List.of("confidence", "confidence_low", "confidence_high", "change")) {
                  assertThat(row.isNullAt(row.fieldIndex(unknown))).as(unknown).isTrue();
                }
              });
      assertThat(stagesOnly.rows(Tables.CALIBRATION_METRIC).count()).isZero();
    } finally {
      nothing.release();
      stagesOnly.release();
    }
  }

  @Test
  void takesDealsWithoutAttributes() {
    Dataset<Row> visits =
        DealHistories.visits(deals())
            .withColumn("customer_type", lit(null).cast("string"))
            .withColumn("size_band", lit(null).cast("string"))
            .withColumn("product", lit(null).cast("string"));
    Configuration configuration =
        Configuration.load(
            Optional.empty(),
            Map.of("segment.dimensions", "customer_type,size_band,product,region"));
    CalibratePipelines calibration =
        CalibratePipelines.of(
            DealHistories.opportunities(deals()),
            visits,
            DealHistories.stages(deals()),
            Optional.empty(),
            "v1",
            AS_OF,
            Long.MAX_VALUE,
            1,
            Set.of("amount", "region", "owner_id"),
            configuration);
    try {
      List<Row> cells =
          calibration.rows(Tables.STAGE_CONFIDENCE).where("segment_level = 'cell'").collectAsList();
      assertThat(cells)
          .isNotEmpty()
          .allSatisfy(
              row -> {
                assertThat(row.<String>getAs("customer_type")).isEqualTo("unknown");
                assertThat(row.<String>getAs("size_band")).isEqualTo("unknown");
                assertThat(row.<String>getAs("product")).isEqualTo("unknown");
                assertThat(row.<String>getAs("attributes")).isEqualTo("region=unknown");
                assertThat(row.getList(row.fieldIndex("leakage_risk")))
                    .as("by the column that the size comes from")
                    .isEqualTo(List.of("amount", "region"));
              });
      assertThat(
              calibration
                  .rows(Tables.STAGE_CONFIDENCE)
                  .where("segment_level IN ('stage', 'age_band', 'product')")
                  .where("size(leakage_risk) > 0")
                  .count())
          .isZero();
    } finally {
      calibration.release();
    }
  }

  @Test
  void comparesWithTheVersionInUse() {
    Dataset<Row> version =
        tabled
            .frames()
            .get("stage_confidence")
            .withColumn("as_of_date", lit(java.sql.Date.valueOf("2025-06-01")))
            .withColumn("released_confidence", col("confidence"));
    CalibratePipelines calibration =
        CalibratePipelines.of(
            DealHistories.opportunities(deals()),
            DealHistories.visits(deals()),
            DealHistories.stages(deals()),
            Optional.of(version),
            "v2",
            AS_OF,
            Long.MAX_VALUE,
            2,
            Set.of(),
            CONFIGURATION);
    try {
      assertThat(
              calibration
                  .rows(Tables.CALIBRATION_METRIC)
                  .where("method = 'published' AND slice = 'all'")
                  .count())
          .isPositive();
      assertThat(tabled.frames().get("calibration_metric").where("method = 'published'").count())
          .isZero();
    } finally {
      calibration.release();
    }
  }

  @Test
  void comparesWithWhatTheCrmWasGiven() {
    Dataset<Row> stages =
        tabled
            .frames()
            .get("stage_confidence")
            .where("pipeline_id = 'p'")
            .withColumn("as_of_date", lit(java.sql.Date.valueOf("2025-06-01")))
            .withColumn("confidence", lit(0.33))
            .withColumn(
                "mark", expr("CASE stage_id WHEN 's1' THEN 'override' WHEN 's2' THEN 'hold' END"))
            .withColumn("override", expr("CASE WHEN stage_id = 's1' THEN 0.44D END"))
            .withColumn(
                "released_confidence",
                expr("CASE stage_id WHEN 's1' THEN 0.44D WHEN 's3' THEN 0.33D END"));
    Published reviewed = published(stages);
    Published before =
        published(stages.drop("mark", "override", "released_confidence", "review_note"));

    assertThat(reviewed.asOf()).isEqualTo("2025-06-01");
    assertThat(reviewed.byStage())
        .as("typed, held (the CRM keeps its 0.5) and approved as proposed")
        .isEqualTo(Map.of("s1", 0.44, "s2", 0.5, "s3", 0.33));
    assertThat(reviewed.overridden()).isEqualTo(Map.of("s1", new Published.Overridden(0.44, 0.33)));
    assertThat(before.byStage())
        .as("a table of before there was a review")
        .isEqualTo(Map.of("s1", 0.33, "s2", 0.33, "s3", 0.33));
    assertThat(before.overridden()).isEmpty();
  }

  private static Published published(Dataset<Row> version) {
    CalibrationSettings settings = TestSettings.standard();
    List<Row> rows =
        CalibrationInput.of(
                DealHistories.opportunities(List.of()),
                DealHistories.visits(List.of()),
                DealHistories.stages(List.of()),
                Optional.of(version),
                0,
                settings)
            .collectAsList();
    return PipelineInput.read(rows.iterator(), settings).published().orElseThrow();
  }

  @Test
  void addsUpTheMoneyOfPastQuarters() {
    List<Row> rows =
        tabled.frames().get("backtest_quarter").where("pipeline_id = 'p'").collectAsList();

    assertThat(rows.stream().map(row -> row.getDate(1) + " " + row.getDate(2) + " " + row.get(3)))
        .endsWith(
            "2025-10-01 2025-12-31 incumbent",
            "2025-10-01 2025-12-31 reached_win_rate",
            "2025-10-01 2025-12-31 proposed");
    for (Row row : rows) {
      java.time.Instant from = start(row.getDate(1).toLocalDate());
      java.time.Instant to = start(row.getDate(2).toLocalDate().plusDays(1));
      List<Deal> open =
          deals().stream()
              .filter(deal -> deal.pipeline().equals("p"))
              .filter(deal -> deal.closed() == null || !deal.closed().isBefore(from))
              .filter(
                  deal ->
                      deal.visits().stream()
                          .anyMatch(
                              visit ->
                                  visit.entered().isBefore(from)
                                      && (visit.left() == null || !visit.left().isBefore(from))))
              .toList();
      List<Deal> won =
          open.stream()
              .filter(deal -> deal.outcome().equals("won") && deal.closed().isBefore(to))
              .toList();

      assertThat(row.<Long>getAs("deals")).isEqualTo(open.size()).isGreaterThan(40);
      assertThat(row.<BigDecimal>getAs("amount")).isEqualByComparingTo(sum(open));
      assertThat(row.<BigDecimal>getAs("actual")).isEqualByComparingTo(sum(won)).isPositive();
    }
  }

  private static java.time.Instant start(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static BigDecimal sum(List<Deal> deals) {
    return deals.stream()
        .map(Deal::amount)
        .filter(java.util.Objects::nonNull)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  @Test
  void leavesOutOfAGiantWhatItsSampleWouldDrop() {
    CalibrationSettings settings = TestSettings.of().maxDeals(40).build();
    List<Row> all = input(0, settings);
    List<Row> thinned = input(Long.MAX_VALUE, settings);

    assertThat(of(thinned, "q")).containsExactlyInAnyOrderElementsOf(of(all, "q"));
    assertThat(of(thinned, "p").size()).isLessThan(of(all, "p").size() * 2 / 3);
    PipelineInput expected = PipelineInput.read(of(all, "p").iterator(), settings);
    PipelineInput actual = PipelineInput.read(of(thinned, "p").iterator(), settings);
    assertThat(expected.sampledShare()).isLessThan(0.2);
    assertThat(actual.sampledShare()).isEqualTo(expected.sampledShare());
    assertThat(actual.paths()).usingRecursiveComparison().isEqualTo(expected.paths());
  }

  @Test
  void dealsByCreationAreOneRowForSegmentOutcomeAndDays() {
    Map<String, long[]> wanted = new TreeMap<>();
    for (Deal deal : deals()) {
      long created = CalibrationSettings.micros(deal.created());
      long end =
          deal.closed() == null ? TestSettings.CUTOFF : CalibrationSettings.micros(deal.closed());
      long age = Math.floorDiv(TestSettings.CUTOFF - created, Landmarks.MICROS_PER_DAY);
      String key =
          String.join(
              " ",
              deal.pipeline(),
              deal.customerType(),
              deal.sizeBand(),
              deal.product(),
              deal.outcome(),
              "" + Math.floorDiv(end - created, Landmarks.MICROS_PER_DAY));
      long[] counted = wanted.computeIfAbsent(key, of -> new long[] {0, 0, Long.MIN_VALUE});
      counted[0]++;
      counted[1] += age < 365 ? 1 : 0;
      counted[2] = Math.max(counted[2], Math.min(age, 365));
    }

    List<Row> rows =
        rows(0, TestSettings.standard())
            .where("kind = 'created'")
            .selectExpr(
                "concat_ws(' ', pipeline_id, customer_type, size_band, product, outcome, rest.day)",
                "rest.n",
                "rest.recent",
                "rest.oldest")
            .collectAsList();
    assertThat(rows).hasSameSizeAs(wanted.keySet());
    for (Row row : rows) {
      assertThat(new long[] {row.getLong(1), row.getLong(2), row.getInt(3)})
          .as(row.getString(0))
          .isEqualTo(wanted.get(row.getString(0)));
    }
  }

  @Test
  void countsArrivalsFromTheDayOnThatTheExportIsCompleteFor() {
    // Ten a day over 500 days, closed after 1 to 60 days, a third of them won; of those created
    // before the last 181 days the export holds what was still open then.
    long observedFrom = TestDeals.back(181);
    List<Deal> exported = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      java.time.Instant created = instant(TestDeals.back(500 - i / 10 - 0.05));
      java.time.Instant closed = created.plus(java.time.Duration.ofDays(1 + (i * 7) % 60));
      boolean isClosed = closed.isBefore(instant(TestSettings.CUTOFF));
      if (!closed.isBefore(instant(observedFrom))) {
        exported.add(
            new Deal(
                "d" + i,
                "p",
                created,
                isClosed ? closed : null,
                !isClosed ? "open" : i % 3 == 0 ? "won" : "lost",
                "new",
                "0-100",
                "a",
                BigDecimal.TEN,
                false,
                List.of()));
      }
    }
    CalibrationSettings settings = TestSettings.of().observedFrom(observedFrom).build();
    PipelineInput input =
        PipelineInput.read(
            CalibrationInput.of(
                    DealHistories.opportunities(exported),
                    DealHistories.visits(exported),
                    DealHistories.stages(exported),
                    Optional.empty(),
                    0,
                    settings)
                .collectAsList()
                .iterator(),
            settings);
    Arrivals arrivals = Arrivals.of(input.created(), List.of(), settings.observedDays());
    Arrivals.Line line = arrivals.lines().get(0);

    assertThat(line.windowDays()).isEqualTo(181);
    assertThat(line.createdPerDay()).isCloseTo(10, within(0.06));
    assertThat(line.winProbability()).isCloseTo(1 / 3.0, within(0.02));
    assertThat(arrivals.curve().wonBy(30))
        .as("half close by then")
        .isCloseTo(1 / 6.0, within(0.01));
    assertThat(input.created(TestSettings.AS_OF)).hasSize(181);
    assertThat(java.util.Arrays.stream(input.created(TestSettings.AS_OF)).boxed())
        .as("by calendar day")
        .containsOnly(10L);
  }

  private static java.time.Instant instant(long micros) {
    return java.time.Instant.EPOCH.plus(micros, java.time.temporal.ChronoUnit.MICROS);
  }

  @Test
  void visitsAreMovedOnceAndDealsAsCounts() {
    PlanShape few = PlanShape.of(rows(0, TestSettings.standard()));
    PlanShape many = PlanShape.of(rows(Long.MAX_VALUE, TestSettings.standard()));

    assertThat(few.nodes())
        .as("deals by creation, and by day: counted where they lie, then added up")
        .containsEntry("ShuffleExchange", 2)
        .containsEntry("HashAggregate", 4)
        .as("visits travel to their pipeline as they are read")
        .doesNotContainKeys("Sort", "Window", "SortMergeJoin", "BroadcastHashJoin");
    assertThat(many.nodes())
        .as("besides, deals of a pipeline are counted, and what there are of large ones is known")
        .containsEntry("ShuffleExchange", 3)
        .containsEntry("BroadcastHashJoin", 1)
        .doesNotContainKeys("Sort", "Window", "SortMergeJoin");
    assertThat(many.expressions()).isNotEmpty().doesNotContainKeys("ScalaUDF", "ScalaUDAF");
  }

  private static List<Row> input(long deals, CalibrationSettings settings) {
    return rows(deals, settings).collectAsList();
  }

  private static Dataset<Row> rows(long deals, CalibrationSettings settings) {
    return CalibrationInput.of(
        DealHistories.opportunities(deals()),
        DealHistories.visits(deals()),
        DealHistories.stages(deals()),
        Optional.empty(),
        deals,
        settings);
  }

  private static List<Row> of(List<Row> rows, String pipeline) {
    return rows.stream().filter(row -> row.getString(0).equals(pipeline)).toList();
  }

  @Test
  void fitsOnceForAllTables() throws Exception {
    SparkSession spark = SparkFixture.spark();
    spark.sparkContext().listenerBus().waitUntilEmpty();
    try (SparkJobCounter jobs = SparkJobCounter.of(spark)) {
      CalibratePipelines calibration = calibration(deals(), 2);
      spark.sparkContext().listenerBus().waitUntilEmpty();
      // Adaptive execution may run the shuffle to plan the fit.
      assertThat(jobs.jobs()).isLessThanOrEqualTo(4);
      int planned = jobs.jobs();
      for (TableContract table : CalibratePipelines.tables()) {
        calibration.rows(table).collectAsList();
      }
      spark.sparkContext().listenerBus().waitUntilEmpty();
      // Two at most per table: over the persisted result, no further fit.
      assertThat(jobs.jobs() - planned).isBetween(9, 18);
      calibration.release();
    }
  }

  @Test
  void givesEveryOpenStageALineInBothTables() {
    for (String name : List.of("stage_confidence", "stage_win_rate")) {
      assertThat(
              tabled.frames().get(name).where("segment_level = 'stage'").collectAsList().stream()
                  .map(row -> row.<String>getAs("pipeline_id") + row.<String>getAs("stage_id")))
          .as(name)
          .containsExactlyInAnyOrder("ps1", "ps2", "ps3", "qs1", "qs2", "qs3");
    }
  }

  @Test
  void countsOfTheStageInTheWinRatesAreThoseOfTheDeals() {
    for (Row row :
        tabled.frames().get("stage_win_rate").where("segment_level = 'stage'").collectAsList()) {
      List<Deal> entered =
          deals().stream()
              .filter(deal -> deal.pipeline().equals(row.<String>getAs("pipeline_id")))
              .filter(
                  deal ->
                      deal.visits().stream()
                          .anyMatch(visit -> visit.stage().equals(row.<String>getAs("stage_id"))))
              .toList();
      long won = entered.stream().filter(deal -> deal.outcome().equals("won")).count();
      long lost = entered.stream().filter(deal -> deal.outcome().equals("lost")).count();

      assertThat(row.<Long>getAs("entered")).isEqualTo(entered.size());
      assertThat(row.<Long>getAs("won")).isEqualTo(won);
      assertThat(row.<Long>getAs("lost")).isEqualTo(lost);
      assertThat(row.<Double>getAs("reached_win_rate")).isEqualTo((double) won / (won + lost));
    }
  }

  private static List<Deal> deals() {
    List<Deal> deals = new ArrayList<>();
    deals.addAll(DealHistories.random("p", 400, 60, AS_OF.cutoff(), 21));
    deals.addAll(DealHistories.random("q", 90, 5, AS_OF.cutoff(), 22));
    return deals;
  }

  private static CalibratePipelines calibration(List<Deal> deals, int partitions) {
    return calibration(deals, DealHistories.stages(deals), partitions);
  }

  private static CalibratePipelines calibration(
      List<Deal> deals, Dataset<Row> stages, int partitions) {
    return CalibratePipelines.of(
        DealHistories.opportunities(deals).repartition(partitions),
        DealHistories.visits(deals).repartition(partitions),
        stages,
        Optional.empty(),
        "v1",
        AS_OF,
        deals.size(),
        2,
        Set.of(),
        CONFIGURATION);
  }

  private static Tabled tables(List<Deal> deals, int partitions) {
    CalibratePipelines calibration = calibration(deals, partitions);
    Map<String, Dataset<Row>> frames = new TreeMap<>();
    for (TableContract table : CalibratePipelines.tables()) {
      frames.put(table.name(), calibration.rows(table));
    }
    frames.put(
        Tables.STAGE_WIN_RATE.name(),
        EstimateWinRates.estimate(
            DealHistories.visits(deals).repartition(partitions),
            DealHistories.stages(deals),
            AS_OF,
            CONFIGURATION));
    return new Tabled(frames, calibration);
  }
}
