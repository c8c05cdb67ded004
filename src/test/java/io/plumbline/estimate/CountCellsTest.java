package io.plumbline.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.SparkFixture;
import io.plumbline.config.Configuration;
import io.plumbline.estimate.DealHistories.Deal;
import io.plumbline.estimate.DealHistories.Visit;
import io.plumbline.frame.SparkJobCounter;
import io.plumbline.model.AsOf;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class CountCellsTest {

  private static final AsOf AS_OF = new AsOf(LocalDate.of(2026, 3, 11), ZoneOffset.UTC);
  private static final Instant CUTOFF = AS_OF.cutoff();

  @Test
  void countsWhatTheDefinitionsCount() {
    Map<String, Long> counts = counted(deals(), Map.of());

    assertThat(counts.keySet()).anyMatch(key -> key.contains("event=reopened"));
    assertThat(counts).isEqualTo(new NaiveCounts(CUTOFF, Optional.empty()).of(deals()));
  }

  @Test
  void putsDealsAtRiskFromTheDateSinceWhichHistoryIsObserved() {
    LocalDate date = LocalDate.of(2025, 10, 1);

    assertThat(counted(deals(), Map.of("history.observed_from", date.toString())))
        .isEqualTo(new NaiveCounts(CUTOFF, Optional.of(date)).of(deals()));
  }

  @Test
  void countsTheSameInOneAndInSevenPartitions() {
    SparkSession spark = SparkFixture.spark();
    String before = spark.conf().get("spark.sql.shuffle.partitions");
    Map<String, Long> one;
    Map<String, Long> seven;
    try {
      spark.conf().set("spark.sql.shuffle.partitions", "1");
      one = rows(count(deals(), Map.of(), 1));
      spark.conf().set("spark.sql.shuffle.partitions", "7");
      seven = rows(count(deals(), Map.of(), 7));
    } finally {
      spark.conf().set("spark.sql.shuffle.partitions", before);
    }

    assertThat(seven).isEqualTo(one);
  }

  @Test
  void doesNotCountADealAsLostInAStageThatWasReopened() {
    Deal deal =
        new Deal(
            "d",
            "p",
            back(50),
            back(10),
            "won",
            "new",
            "0-100",
            "a",
            BigDecimal.TEN,
            false,
            List.of(
                new Visit("s1", 1, 1, back(50), back(40), null, "lost", "0-100"),
                new Visit("s2", 2, 1, back(30), back(10), null, "won", "0-100")));
    List<Row> exits = count(List.of(deal), Map.of(), 1).where("kind = 'EXIT'").collectAsList();

    assertThat(exits)
        .extracting(row -> row.getAs("stage_id") + " " + row.getAs("event"))
        .containsExactlyInAnyOrder("s1 reopened", "s2 won");
  }

  @Test
  void listsOpenStages() {
    List<Row> stages = count(deals(), Map.of(), 1).where("kind = 'STAGE'").collectAsList();

    assertThat(stages)
        .extracting(
            row ->
                String.join(
                    " ",
                    row.<String>getAs("pipeline_id"),
                    row.<String>getAs("stage_id"),
                    row.<String>getAs("label"),
                    row.<Integer>getAs("stage_order").toString()))
        .containsExactlyInAnyOrder(
            "p s1 Stage 1 1",
            "p s2 Stage 2 2",
            "p s3 Stage 3 3",
            "q s1 Stage 1 1",
            "q s2 Stage 2 2",
            "q s3 Stage 3 3");
  }

  @Test
  void countsNothingWithoutDeals() {
    List<Row> rows =
        CountCells.count(
                DealHistories.visits(List.of()),
                DealHistories.stages(deals()),
                AS_OF,
                configuration(Map.of()))
            .collectAsList();

    assertThat(rows).extracting(row -> row.<String>getAs("kind")).containsOnly("STAGE");
  }

  @Test
  void keepsToTheSchemaAndStaysInsideCompiledPlans() {
    Dataset<Row> counts = count(deals(), Map.of(), 2);
    assertThat(counts.schema().fieldNames()).isEqualTo(CellCounts.SCHEMA.fieldNames());
    String plan = counts.queryExecution().executedPlan().toString();

    assertThat(plan).doesNotContain("UDF", "MapElements", "MapPartitions", "DeserializeToObject");
    assertThat(plan).doesNotContain("Join");
  }

  @Test
  void startsNoJobBeforeItIsAsked() throws Exception {
    SparkSession spark = SparkFixture.spark();
    spark.sparkContext().listenerBus().waitUntilEmpty();
    try (SparkJobCounter jobs = SparkJobCounter.of(spark)) {
      Dataset<Row> counts = count(deals(), Map.of(), 2);
      spark.sparkContext().listenerBus().waitUntilEmpty();
      assertThat(jobs.jobs()).isZero();
      counts.collectAsList();
      spark.sparkContext().listenerBus().waitUntilEmpty();
      // One for the only shuffle, one for what is collected.
      assertThat(jobs.jobs()).isBetween(1, 3);
    }
  }

  private static List<Deal> deals() {
    List<Deal> deals = new ArrayList<>(DealHistories.random("p", 200, 60, CUTOFF, 1));
    deals.addAll(DealHistories.random("q", 40, 2, CUTOFF, 2));
    return deals;
  }

  private static Instant back(int days) {
    return CUTOFF.minus(Duration.ofDays(days));
  }

  private static Dataset<Row> count(
      List<Deal> deals, Map<String, String> settings, int partitions) {
    return CountCells.count(
        DealHistories.visits(deals).repartition(partitions),
        DealHistories.stages(deals),
        AS_OF,
        configuration(settings));
  }

  private static Configuration configuration(Map<String, String> settings) {
    return Configuration.load(Optional.empty(), settings);
  }

  /** Without stages; fails on rows that should have been one. */
  private static Map<String, Long> counted(List<Deal> deals, Map<String, String> settings) {
    Map<String, Long> counts = new TreeMap<>();
    for (Row row : count(deals, settings, 2).where("kind <> 'STAGE'").collectAsList()) {
      assertThat(counts.put(NaiveCounts.key(values(row)), row.<Long>getAs("n"))).isNull();
    }
    return counts;
  }

  private static Map<String, Long> rows(Dataset<Row> counts) {
    Map<String, Long> rows = new TreeMap<>();
    counts.collectAsList().forEach(row -> rows.merge(row.toString(), 1L, Long::sum));
    return rows;
  }

  private static Map<String, Object> values(Row row) {
    Map<String, Object> values = new HashMap<>();
    for (String column : row.schema().fieldNames()) {
      values.put(column, row.getAs(column));
    }
    return values;
  }
}
