package io.plumbline.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.SparkFixture;
import io.plumbline.config.Configuration;
import io.plumbline.estimate.DealHistories.Deal;
import io.plumbline.estimate.DealHistories.Visit;
import io.plumbline.frame.SparkJobCounter;
import io.plumbline.model.AsOf;
import io.plumbline.table.CellCounts;
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
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class CountCellsTest {

  private static final AsOf AS_OF = new AsOf(LocalDate.of(2026, 3, 11), ZoneOffset.UTC);
  private static final Instant CUTOFF = AS_OF.cutoff();

  /**
   * The calendar of a pipeline for each of three reads of the visits and for the past dates (four
   * times the same, which adaptive execution runs once), the distinct deals, the counts.
   */
  private static final int MOST_EXCHANGES = 6;

  /**
   * Eleven were found: one per exchange and broadcast that is not reused, and the collecting
   * itself; none grows with the deals, pipelines or dates.
   */
  private static final int MOST_JOBS = 12;

  @Test
  void countsWhatTheDefinitionsCount() {
    Map<String, Long> counts = counted(deals(), Map.of());

    assertThat(counts.keySet()).anyMatch(key -> key.contains("event=reopened"));
    assertThat(counts).isEqualTo(new NaiveCounts(CUTOFF, Optional.empty(), 3, 60).of(deals()));
  }

  @Test
  void startsAtTheDateSinceWhichHistoryIsObserved() {
    LocalDate date = LocalDate.of(2025, 10, 1);

    assertThat(counted(deals(), Map.of("history.observed_from", date.toString())))
        .isEqualTo(new NaiveCounts(CUTOFF, Optional.of(date), 3, 60).of(deals()));
  }

  @Test
  void looksBackNoFurtherThanItsSettingsSay() {
    assertThat(counted(deals(), Map.of("landmark.max_count", "4", "calibrate.holdout_dates", "1")))
        .isEqualTo(new NaiveCounts(CUTOFF, Optional.empty(), 1, 4).of(deals()));
  }

  @Test
  void countsTheSameInOneAndInSevenPartitions() {
    SparkSession spark = SparkFixture.spark();
    String before = spark.conf().get("spark.sql.shuffle.partitions");
    Map<String, Long> one;
    Map<String, Long> seven;
    try {
      spark.conf().set("spark.sql.shuffle.partitions", "1");
      one = amountsAndCounts(count(deals(), Map.of(), 1));
      spark.conf().set("spark.sql.shuffle.partitions", "7");
      seven = amountsAndCounts(count(deals(), Map.of(), 7));
    } finally {
      spark.conf().set("spark.sql.shuffle.partitions", before);
    }

    assertThat(seven).isEqualTo(one);
  }

  @Test
  void standsFromItsEntryUpToButNotAtItsExit() {
    // Cycle of 20 days: landmarks every 2 days before the cutoff. In s1 from exactly the landmark
    // 8 days back to exactly the one 4 days back.
    Deal deal =
        deal(
            "edge",
            back(20),
            null,
            visit("s1", 1, back(8), back(4), "s2", "moved"),
            visit("s2", 2, back(4), null, null, "open"));
    Deal cycle = deal("cycle", back(120), back(100));
    Map<String, Long> landmarks = new TreeMap<>();
    for (Row row : count(List.of(deal, cycle), Map.of(), 1).collectAsList()) {
      if (row.<String>getAs("kind").equals("LANDMARK") && row.<Integer>getAs("origin") == 0) {
        landmarks.merge(
            row.getAs("stage_id") + " " + row.getAs("age_bin") + " " + row.getAs("day"),
            row.<Long>getAs("n"),
            Long::sum);
      }
    }

    // s1 at 8 and 6 days back, aged 0 and 2; s2 at 4 and 2 days back. Bin 14 starts at 2 days.
    assertThat(landmarks)
        .isEqualTo(Map.of("s1 0 8", 1L, "s1 14 6", 1L, "s2 0 4", 1L, "s2 14 2", 1L));
  }

  @Test
  void standsAtAPastDateIfItLeftNotBefore() {
    Deal cycle = deal("cycle", back(120), back(100));
    // The first past date is 20 days back, where nine of ten cycles are over.
    List<Deal> deals = new ArrayList<>(List.of(cycle));
    deals.add(
        deal("left at", back(120), back(20), visit("s1", 1, back(90), back(20), null, "won")));
    deals.add(
        deal(
            "left before",
            back(40),
            back(20).minusMillis(1),
            visit("s1", 1, back(39), back(20).minusMillis(1), null, "won")));
    deals.add(deal("entered at", back(30), null, visit("s1", 1, back(20), null, null, "open")));
    for (int i = 0; i < 40; i++) {
      deals.add(deal("cycle" + i, back(120), back(100)));
    }
    List<Row> standing =
        count(deals, Map.of("calibrate.holdout_dates", "1"), 1)
            .where("kind = 'STANDING'")
            .collectAsList();

    assertThat(standing).hasSize(1);
    assertThat(standing.get(0).<String>getAs("event")).isEqualTo("won");
    assertThat(standing.get(0).<Integer>getAs("day")).isZero();
    assertThat(standing.get(0).<Long>getAs("n")).isEqualTo(1);
  }

  @Test
  void doesNotCountADealAsLostInAStageThatWasReopened() {
    Deal deal =
        deal(
            "d",
            back(50),
            back(10),
            visit("s1", 1, back(50), back(40), null, "lost"),
            visit("s2", 2, back(30), back(10), null, "won"));
    List<Row> exits = count(List.of(deal), Map.of(), 1).where("kind = 'EXIT'").collectAsList();

    assertThat(exits)
        .extracting(row -> row.getAs("stage_id") + " " + row.getAs("event"))
        .containsExactlyInAnyOrder("s1 reopened", "s2 won");
  }

  @Test
  void addsUpAmountsOfTheWonToTheCent() {
    List<Deal> deals = deals();
    BigDecimal amount = BigDecimal.ZERO;
    BigDecimal created = BigDecimal.ZERO;
    for (Deal deal : deals) {
      if (deal.outcome().equals("won") && deal.amount() != null && !deal.deleted()) {
        amount = amount.add(deal.amount());
      }
    }
    for (Row row : count(deals, Map.of(), 2).where("kind = 'CREATED'").collectAsList()) {
      if (row.<BigDecimal>getAs("amount") != null) {
        assertThat(row.<String>getAs("event")).isEqualTo("won");
        assertThat(row.<String>getAs("size_band")).isNotEqualTo("unknown");
        created = created.add(row.<BigDecimal>getAs("amount"));
      }
    }

    assertThat(created).isEqualByComparingTo(amount).isPositive();
  }

  @Test
  void listsOpenStagesWithTheirIncumbents() {
    List<Row> stages = count(deals(), Map.of(), 1).where("kind = 'STAGE'").collectAsList();

    assertThat(stages)
        .extracting(
            row ->
                String.join(
                    " ",
                    row.<String>getAs("pipeline_id"),
                    row.<String>getAs("stage_id"),
                    row.<String>getAs("label"),
                    row.<Integer>getAs("stage_order").toString(),
                    row.<Double>getAs("number").toString()))
        .containsExactlyInAnyOrder(
            "p s1 Stage 1 1 0.25",
            "p s2 Stage 2 2 0.5",
            "p s3 Stage 3 3 0.75",
            "q s1 Stage 1 1 0.25",
            "q s2 Stage 2 2 0.5",
            "q s3 Stage 3 3 0.75");
  }

  @Test
  void countsNothingWithoutDeals() {
    List<Row> rows =
        CountCells.count(
                DealHistories.opportunities(List.of()),
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
    // No join may shuffle the visits: the calendar is broadcast.
    assertThat(plan).doesNotContain("SortMergeJoin", "ShuffledHashJoin");
    assertThat(occurrences(plan, "(?<!Broadcast)Exchange (hash|range|Single)"))
        .isLessThanOrEqualTo(MOST_EXCHANGES);
  }

  @Test
  void startsNoJobBeforeItIsAskedAndFewThen() throws Exception {
    SparkSession spark = SparkFixture.spark();
    SparkJobCounter jobs = new SparkJobCounter();
    spark.sparkContext().listenerBus().waitUntilEmpty();
    spark.sparkContext().addSparkListener(jobs);
    try {
      Dataset<Row> counts = count(deals(), Map.of(), 2);
      spark.sparkContext().listenerBus().waitUntilEmpty();
      assertThat(jobs.jobs()).isZero();
      counts.collectAsList();
      spark.sparkContext().listenerBus().waitUntilEmpty();
      assertThat(jobs.jobs()).isPositive().isLessThanOrEqualTo(MOST_JOBS);
    } finally {
      spark.sparkContext().removeSparkListener(jobs);
    }
  }

  private static List<Deal> deals() {
    List<Deal> deals = new ArrayList<>(DealHistories.random("p", 200, 60, CUTOFF, 1));
    deals.addAll(DealHistories.random("q", 40, 2, CUTOFF, 2));
    Deal deleted = deal("deleted", back(300), back(1));
    deals.add(
        new Deal(
            "deleted",
            "p",
            deleted.created(),
            deleted.closed(),
            "won",
            "new",
            "0-100",
            "a",
            BigDecimal.ONE,
            true,
            List.of()));
    return deals;
  }

  private static Deal deal(String id, Instant created, Instant closed, Visit... visits) {
    return new Deal(
        id,
        "p",
        created,
        closed,
        closed == null ? "open" : "won",
        "new",
        "0-100",
        "a",
        BigDecimal.TEN,
        false,
        List.of(visits));
  }

  private static Visit visit(
      String stage, int number, Instant entered, Instant left, String next, String exit) {
    return new Visit(stage, number, 1, entered, left, next, exit, "0-100");
  }

  private static Instant back(int days) {
    return CUTOFF.minus(Duration.ofDays(days));
  }

  private static Dataset<Row> count(
      List<Deal> deals, Map<String, String> settings, int partitions) {
    return CountCells.count(
        DealHistories.opportunities(deals).repartition(partitions),
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

  private static Map<String, Long> amountsAndCounts(Dataset<Row> counts) {
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

  private static long occurrences(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().count();
  }
}
