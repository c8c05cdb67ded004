package io.plumbline.monitor;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.SparkFixture;
import io.plumbline.config.Configuration;
import io.plumbline.estimate.DealHistories;
import io.plumbline.estimate.DealHistories.Deal;
import io.plumbline.estimate.DealHistories.Visit;
import io.plumbline.frame.SparkJobCounter;
import io.plumbline.model.AsOf;
import io.plumbline.table.TableContract;
import io.plumbline.table.Tables;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MonitorPipelinesTest {

  private static final AsOf AS_OF = new AsOf(LocalDate.of(2026, 3, 11), ZoneOffset.UTC);
  private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
  private static List<Deal> deals;
  private static Map<String, List<Row>> tables;

  @BeforeAll
  static void monitor() {
    deals = new ArrayList<>(DealHistories.random("p", 600, 60, AS_OF.cutoff(), 31));
    deals.addAll(DealHistories.random("q", 150, 5, AS_OF.cutoff(), 32));
    tables = tables(deals, 2);
  }

  @Test
  void countsWhatANaiveCountCounts() {
    for (String zone : List.of("UTC", "Pacific/Auckland")) {
      AsOf asOf = new AsOf(AS_OF.date(), ZoneId.of(zone));
      Map<String, List<Long>> counted = new HashMap<>();
      for (Row row :
          CountClosed.count(
                  StatedDeals.opportunities(deals).repartition(3),
                  StatedDeals.visits(deals).repartition(3),
                  DealHistories.stages(deals),
                  1,
                  asOf)
              .where("kind <> 'STAGE'")
              .collectAsList()) {
        counted.put(key(row), values(row));
      }

      Map<String, List<Long>> expected = StatedDeals.counts(deals, asOf.zone());
      assertThat(counted).as(zone).isEqualTo(expected);
      assertThat(counted.keySet().stream().map(key -> key.split(" ", -1)[1]))
          .contains("CHART", "STATED", "BY_STAGE", "CLOSE_DATE");
    }
  }

  private static String key(Row row) {
    String pipelineAndKind = row.getString(0) + " " + row.getString(1);
    return switch (row.getString(1)) {
      case "CHART" ->
          String.join(
              " ",
              pipelineAndKind,
              row.getString(2),
              row.getString(6),
              row.getString(7),
              row.getString(8),
              "%04d-%02d".formatted(row.getInt(9) / 12, row.getInt(9) % 12 + 1));
      case "BY_STAGE" -> pipelineAndKind + " " + row.getString(2) + " " + row.getString(10);
      default -> pipelineAndKind + " " + row.getString(10);
    };
  }

  private static List<Long> values(Row row) {
    List<Long> values = new ArrayList<>(List.of(row.getLong(11), row.getLong(12)));
    if (row.getString(1).equals("STATED")) {
      values.add(row.getDecimal(13).movePointRight(2).longValueExact());
      values.add(row.getDecimal(14).movePointRight(2).longValueExact());
      values.add(row.getDecimal(15).movePointRight(4).longValueExact());
    } else if (row.getString(1).equals("CLOSE_DATE")) {
      assertThat(row.isNullAt(13)).isTrue();
      values.add(0L);
      values.add(row.getDecimal(14).longValueExact());
      values.add(row.getDecimal(15).longValueExact());
    }
    return values;
  }

  @Test
  void keepsEveryPromiseOfItsTables() {
    for (TableContract table : MonitorPipelines.tables()) {
      List<Row> rows = tables.get(table.name());
      assertThat(rows).isNotEmpty();
      Dataset<Row> frame = SparkFixture.spark().createDataFrame(rows, table.bodySchema());
      assertThat(rows.get(0).schema()).isEqualTo(table.bodySchema());
      table
          .checks()
          .forEach(
              (check, condition) ->
                  assertThat(frame.where(not(coalesce(expr(condition), lit(true)))).collectAsList())
                      .as(table.name() + " " + check)
                      .isEmpty());
      assertThat(
              frame
                  .groupBy(table.keys().stream().map(key -> col(key)).toArray(Column[]::new))
                  .count()
                  .where("count > 1")
                  .collectAsList())
          .as(table.name() + " rows of one key")
          .isEmpty();
      for (Row row : rows) {
        for (int i = 0; i < row.size(); i++) {
          if (row.get(i) instanceof Double number) {
            assertThat(number).as(table.name() + "." + frame.columns()[i]).isFinite();
          }
        }
      }
    }
  }

  @Test
  void everyStageHasAllMonthsFromItsFirstToTheOneOfTheAsOfDate() {
    Map<String, List<Row>> byStage = new TreeMap<>();
    for (Row row : tables.get("control_chart")) {
      if (row.getAs("segment_level").equals("stage")) {
        byStage
            .computeIfAbsent(
                row.<String>getAs("pipeline_id") + row.getAs("stage_id"), k -> new ArrayList<>())
            .add(row);
      }
    }

    assertThat(byStage.keySet()).containsExactly("ps1", "ps2", "ps3", "qs1", "qs2", "qs3");
    byStage.forEach(
        (stage, rows) -> {
          LocalDate month = date(rows.get(0));
          for (Row row : rows) {
            assertThat(date(row)).as(stage).isEqualTo(month);
            assertThat(row.<Boolean>getAs("is_partial"))
                .isEqualTo(month.getYear() == 2026 && month.getMonthValue() == 3);
            month = month.plusMonths(1);
          }
          assertThat(month).as(stage).isEqualTo(LocalDate.of(2026, 4, 1));
          assertThat(rows.get(0).<Long>getAs("closed")).isPositive();
        });
  }

  @Test
  void everySegmentLevelAddsUpToItsStage() {
    Map<String, Map<String, Long>> closed = new HashMap<>();
    for (Row row : tables.get("control_chart")) {
      closed
          .computeIfAbsent(row.getAs("segment_level"), level -> new TreeMap<>())
          .merge(
              row.<String>getAs("pipeline_id") + row.getAs("stage_id") + date(row),
              row.<Long>getAs("closed"),
              Long::sum);
    }

    assertThat(closed.keySet())
        .containsExactlyInAnyOrder("stage", "customer_type", "size_band", "product");
    closed.forEach(
        (level, months) ->
            closed
                .get("stage")
                .forEach(
                    (month, n) ->
                        assertThat(months.getOrDefault(month, 0L)).as(level + month).isEqualTo(n)));
  }

  @Test
  void ownersHaveTheGapsOfTheirDeals() {
    Map<String, List<Long>> counts = StatedDeals.counts(deals, ZoneOffset.UTC);
    assertThat(tables.get("owner_bias")).hasSize(20);
    for (Row row : tables.get("owner_bias")) {
      String pipeline = row.getAs("pipeline_id");
      String owner = row.getAs("owner_id");
      if (row.getAs("measure").equals("close_date")) {
        List<Long> sums = counts.get(pipeline + " CLOSE_DATE " + owner);
        assertThat(row.<Long>getAs("deals")).isEqualTo(sums.get(0));
        assertThat(row.<Double>getAs("gap"))
            .isCloseTo((double) sums.get(3) / sums.get(0), within(1e-9));
        assertThat(row.<Double>getAs("won_share")).isNull();
        continue;
      }
      List<Long> stated = counts.get(pipeline + " STATED " + owner);
      double n = stated.get(0);
      double won = stated.get(1);
      double sum = stated.get(2) / 100.0;
      for (int stage = 1; stage <= 3; stage++) {
        List<Long> byStage =
            counts.getOrDefault(pipeline + " BY_STAGE s" + stage + " " + owner, List.of(0L, 0L));
        n += byStage.get(0);
        won += byStage.get(1);
        sum += byStage.get(0) * 0.25 * stage;
      }
      assertThat(row.<Long>getAs("deals")).isEqualTo((long) n);
      assertThat(row.<Double>getAs("stated_probability")).isCloseTo(sum / n, within(1e-9));
      assertThat(row.<Double>getAs("won_share")).isCloseTo(won / n, within(1e-9));
      assertThat(row.<Double>getAs("gap")).isCloseTo((sum - won) / n, within(1e-9));
      assertThat(row.<Double>getAs("relative_gap"))
          .isCloseTo(row.<Double>getAs("gap") - row.<Double>getAs("pipeline_gap"), within(1e-9));
    }
  }

  @Test
  void monitorsEveryPipelineByItself() {
    Map<String, List<Row>> alone =
        tables(deals.stream().filter(deal -> deal.pipeline().equals("q")).toList(), 2);

    alone.forEach(
        (name, rows) ->
            assertThat(
                    tables.get(name).stream().filter(row -> row.getAs("pipeline_id").equals("q")))
                .as(name)
                .containsExactlyInAnyOrderElementsOf(rows));
  }

  @Test
  void comesToTheSameInOtherNumbersOfPartitions() {
    SparkSession spark = SparkFixture.spark();
    String before = spark.conf().get("spark.sql.shuffle.partitions");
    try {
      for (int partitions : new int[] {1, 7}) {
        spark.conf().set("spark.sql.shuffle.partitions", Integer.toString(partitions));
        tables(deals, partitions)
            .forEach(
                (name, rows) ->
                    assertThat(rows)
                        .as(name)
                        .containsExactlyInAnyOrderElementsOf(tables.get(name)));
      }
    } finally {
      spark.conf().set("spark.sql.shuffle.partitions", before);
    }
  }

  @Test
  void nothingClosedGivesNoRows() {
    List<Deal> open = deals.stream().filter(deal -> deal.outcome().equals("open")).toList();

    assertThat(open).isNotEmpty();
    assertThat(tables(open, 2).values()).allSatisfy(rows -> assertThat(rows).isEmpty());
    assertThat(tables(List.of(), 2).values()).allSatisfy(rows -> assertThat(rows).isEmpty());
  }

  @Test
  void anExportWithoutOwnersHasChartsAndNoBias() {
    Map<String, List<Row>> without =
        tables(
            StatedDeals.opportunities(deals).withColumn("owner_id", lit(null).cast("string")),
            StatedDeals.visits(deals),
            DealHistories.stages(deals));

    assertThat(without.get("owner_bias")).isEmpty();
    assertThat(without.get("control_chart"))
        .containsExactlyInAnyOrderElementsOf(tables.get("control_chart"));
  }

  @Test
  void anExportWithoutStatementsHasNoBias() {
    Map<String, List<Row>> without =
        tables(
            StatedDeals.opportunities(deals),
            StatedDeals.visits(deals)
                .withColumn("stated_probability", lit(null).cast("double"))
                .withColumn("expected_close_date", lit(null).cast("date")),
            DealHistories.stages(deals).withColumn("incumbent", lit(null).cast("double")));

    assertThat(without.get("owner_bias")).isEmpty();
  }

  @Test
  void oneDealGivesOneMonthAndTooFewOfEverything() {
    // Number 1: owner o1, stated (1 + 13) % 101 = 14 % and one day after entry.
    Map<String, List<Row>> one = tables(List.of(deal("p-1", 10)), 2);

    assertThat(one.get("control_chart"))
        .filteredOn(row -> row.getAs("segment_level").equals("stage"))
        .extracting(row -> row.getAs("month").toString(), row -> row.getAs("reason"))
        .containsExactly(
            org.assertj.core.api.Assertions.tuple(
                "2026-01-01",
                "won 1 of 1 (100 %); 0 earlier months with closed deals, 6 are needed to say what"
                    + " is usual"),
            org.assertj.core.api.Assertions.tuple("2026-02-01", "no deal closed in this month"),
            org.assertj.core.api.Assertions.tuple(
                "2026-03-01", "no deal closed in this month so far"));
    assertThat(one.get("owner_bias"))
        .extracting(
            row -> row.getAs("measure"), row -> row.getAs("gap"), row -> row.getAs("reason"))
        .containsExactly(
            org.assertj.core.api.Assertions.tuple(
                "close_date",
                9.0,
                "1 deal closed on average 9 days after the stated date; fewer than 10 closed deals"
                    + " may come out like this by chance"),
            org.assertj.core.api.Assertions.tuple(
                "probability",
                -0.86,
                "stated 14 % on average, won 100 % of 1 deal; fewer than 10 closed deals may come"
                    + " out like this by chance"));
  }

  @Test
  void deletedDealsCountNowhere() {
    // Numbers that 11 divides are deleted, also where a visit of them is left.
    assertThat(tables(List.of(deal("p-22", 10)), 2).values())
        .allSatisfy(rows -> assertThat(rows).isEmpty());
  }

  @Test
  void looksAtTheSameAgeOfEveryDeal() {
    // Half of the median life of 20 days: the deal of 8 days was closed by then.
    Map<String, List<Row>> three =
        tables(List.of(deal("p-1", 8), deal("p-16", 20), deal("p-31", 60)), 2);

    assertThat(three.get("owner_bias"))
        .filteredOn(row -> row.getAs("measure").equals("close_date"))
        .singleElement()
        .satisfies(row -> assertThat(row.<Long>getAs("deals")).isEqualTo(2));
  }

  @Test
  void bothTablesComeOutOfOnePass() throws Exception {
    SparkSession spark = SparkFixture.spark();
    Dataset<Row> opportunities = StatedDeals.opportunities(deals);
    Dataset<Row> visits = StatedDeals.visits(deals);
    Dataset<Row> stages = DealHistories.stages(deals);
    spark.sparkContext().listenerBus().waitUntilEmpty();
    try (SparkJobCounter jobs = SparkJobCounter.of(spark)) {
      MonitorPipelines monitor =
          MonitorPipelines.of(opportunities, visits, stages, 1, AS_OF, Configuration.defaults());
      spark.sparkContext().listenerBus().waitUntilEmpty();
      assertThat(jobs.jobs()).as("two broadcasts, no pass before it is asked for").isLessThan(3);
      monitor.rows(Tables.CONTROL_CHART).collectAsList();
      spark.sparkContext().listenerBus().waitUntilEmpty();
      int first = jobs.jobs();
      monitor.rows(Tables.OWNER_BIAS).collectAsList();
      spark.sparkContext().listenerBus().waitUntilEmpty();
      assertThat(first).as("two broadcasts and the pass itself").isLessThanOrEqualTo(4);
      assertThat(jobs.jobs() - first).as("reads the persisted result").isEqualTo(1);
      monitor.release();
    }
  }

  /** Won after this many days in one stage. */
  private static Deal deal(String id, int days) {
    Instant closed = CREATED.plus(Duration.ofDays(days));
    return new Deal(
        id,
        "p",
        CREATED,
        closed,
        "won",
        "new",
        "0-100",
        "a",
        null,
        false,
        List.of(new Visit("s1", 1, 1, CREATED, closed, null, "won", "0-100")));
  }

  private static LocalDate date(Row row) {
    return LocalDate.parse(row.getAs("month").toString());
  }

  private static Map<String, List<Row>> tables(List<Deal> of, int partitions) {
    return tables(
        StatedDeals.opportunities(of).repartition(partitions),
        StatedDeals.visits(of).repartition(partitions),
        DealHistories.stages(of));
  }

  private static Map<String, List<Row>> tables(
      Dataset<Row> opportunities, Dataset<Row> visits, Dataset<Row> stages) {
    MonitorPipelines monitor =
        MonitorPipelines.of(opportunities, visits, stages, 1, AS_OF, Configuration.defaults());
    Map<String, List<Row>> rows = new TreeMap<>();
    for (TableContract table : MonitorPipelines.tables()) {
      rows.put(table.name(), monitor.rows(table).collectAsList());
    }
    monitor.release();
    return rows;
  }
}
