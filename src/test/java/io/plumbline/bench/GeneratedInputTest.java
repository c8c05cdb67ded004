package io.plumbline.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.PlanShape;
import io.plumbline.SparkFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedInputTest {

  private static final long ROWS = 20_000;
  private static final InputSpec SKEWED = new InputSpec(Shape.SKEWED, ROWS, 7);

  @TempDir private Path folder;

  private static GeneratedInput input(InputSpec spec) {
    return new GeneratedInput(SparkFixture.spark(), spec);
  }

  private static Map<String, List<Row>> movesByDeal(List<Row> moves) {
    return moves.stream()
        .collect(Collectors.groupingBy(row -> row.getString(0), TreeMap::new, Collectors.toList()));
  }

  @Test
  void rowsDoNotHangOnTheNumberOfPartitions() {
    InputSpec small = new InputSpec(Shape.SKEWED, 2_000, 7);

    assertThat(input(small).stageHistory(5).collectAsList())
        .isEqualTo(input(small).stageHistory(1).collectAsList());
    assertThat(input(small).opportunities(5).collectAsList())
        .isEqualTo(input(small).opportunities(1).collectAsList())
        .isNotEqualTo(
            input(new InputSpec(Shape.SKEWED, 2_000, 8)).opportunities(1).collectAsList());
  }

  @Test
  void nothingIsShuffledOrSorted() {
    for (Dataset<Row> rows :
        List.of(input(SKEWED).stageHistory(2), input(SKEWED).opportunities(2))) {
      assertThat(PlanShape.of(rows).nodes().keySet())
          .contains("Range", "Project")
          .isSubsetOf("Range", "Project", "Filter");
    }
  }

  @Test
  void theHistoryHasTheSizeThatWasAskedFor() {
    InputSpec spec = new InputSpec(Shape.TINY, 100_000, 7);

    assertThat((double) input(spec).stageHistory(2).count()).isCloseTo(1e5, within(2e3));
  }

  @Test
  void everyMoveAgreesWithItsDeal() {
    List<Row> deals = input(SKEWED).opportunities(2).collectAsList();
    Map<String, List<Row>> moves = movesByDeal(input(SKEWED).stageHistory(2).collectAsList());

    assertThat(moves).hasSize(deals.size()).hasSize((int) SKEWED.deals());
    for (Row deal : deals) {
      List<Row> own = moves.get(deal.<String>getAs("opportunity_id"));
      own.sort(java.util.Comparator.comparingInt(row -> row.<Integer>getAs("sequence")));
      Row last = own.get(own.size() - 1);
      assertThat(own.get(0).<Object>getAs("entered_at")).isEqualTo(deal.getAs("created_at"));
      assertThat(own)
          .isSortedAccordingTo(java.util.Comparator.comparing(row -> row.getTimestamp(2)));
      assertThat(last.<String>getAs("stage_id")).isEqualTo(deal.getAs("stage_id"));
      if (deal.<String>getAs("status").equals("open")) {
        assertThat(deal.<Object>getAs("closed_at")).isNull();
        assertThat(last.<String>getAs("stage_id")).startsWith("stage-");
      } else {
        assertThat(last.<Object>getAs("entered_at")).isEqualTo(deal.getAs("closed_at"));
        assertThat(last.<String>getAs("stage_id")).isEqualTo(deal.getAs("status"));
        assertThat(own).hasSizeBetween(3, 7);
      }
    }
  }

  @Test
  void aThirdOfTheClosedIsWonAndSomeAreOpen() {
    Map<String, Long> byStatus =
        input(SKEWED).opportunities(2).collectAsList().stream()
            .collect(
                Collectors.groupingBy(row -> row.<String>getAs("status"), Collectors.counting()));
    double won = byStatus.get("won");
    double closed = won + byStatus.get("lost");

    assertThat(won / closed).isCloseTo(0.35, within(0.03));
    assertThat(byStatus.get("open") / (closed + byStatus.get("open"))).isBetween(0.03, 0.15);
  }

  @Test
  void fivePipelinesHoldHalfOfTheDealsAndTheRestAboutAHundredEach() {
    InputSpec spec = new InputSpec(Shape.SKEWED, 60_000, 7);
    List<Long> sizes =
        input(spec)
            .opportunities(2)
            .groupBy("pipeline_id")
            .agg(count(lit(1)).as("n"))
            .orderBy(col("n").desc())
            .collectAsList()
            .stream()
            .map(row -> row.getLong(1))
            .toList();
    double giants = sizes.subList(0, 5).stream().mapToLong(n -> n).sum();

    assertThat(giants / spec.deals()).isCloseTo(0.5, within(0.02));
    assertThat(sizes.get(0) / (double) sizes.get(1)).isCloseTo(2, within(0.2));
    assertThat(sizes.subList(5, sizes.size())).allMatch(n -> n > 50 && n < 160);
    assertThat(sizes).hasSize((int) spec.pipelines());
  }

  @Test
  void tinyPipelinesHaveAHundredDealsEach() {
    InputSpec spec = new InputSpec(Shape.TINY, 4_870, 7);

    assertThat(
            input(spec).opportunities(2).groupBy("pipeline_id").count().collectAsList().stream()
                .map(row -> row.getLong(1)))
        .hasSize(10)
        .containsOnly(100L);
    assertThat(input(spec).stages().count()).isEqualTo(70);
  }

  @Test
  void neighboursInTheHistoryAreDifferentDeals() {
    List<Row> rows = input(SKEWED).stageHistory(1).collectAsList();
    long together = 0;
    for (int i = 1; i < rows.size(); i++) {
      together += rows.get(i).getString(0).equals(rows.get(i - 1).getString(0)) ? 1 : 0;
    }
    assertThat(together).isLessThan(rows.size() / 200);
  }

  @Test
  void theOrderOfRowsIsAPermutation() {
    RowOrder order = RowOrder.over(1000);
    Set<Long> all =
        new HashSet<>(
            SparkFixture.spark()
                .range(order.size())
                .select(order.at(col("id")))
                .collectAsList()
                .stream()
                .map(row -> row.getLong(0))
                .toList());

    assertThat(all).isEqualTo(LongStream.range(0, 1024).boxed().collect(Collectors.toSet()));
  }

  @Test
  void aFolderIsUsedAgainOnlyForTheSameParameters() throws Exception {
    InputSpec spec = new InputSpec(Shape.TINY, 500, 7);
    assertThat(Generate.rows(spec, folder)).isEqualTo(-1);

    Generate.write(SparkFixture.spark(), spec, folder);

    assertThat(Generate.rows(spec, folder))
        .isEqualTo(input(spec).stageHistory(1).count())
        .isPositive();
    assertThat(Generate.rows(new InputSpec(Shape.TINY, 500, 8), folder)).isEqualTo(-1);
    assertThat(Files.list(folder).map(file -> file.getFileName().toString()))
        .contains("opportunities.parquet", "stage_history.parquet", "stages.parquet");
    assertThat(
            SparkFixture.spark()
                .read()
                .parquet(folder.resolve("stages.parquet").toString())
                .agg(sum(col("is_won").cast("int")))
                .head()
                .getLong(0))
        .isEqualTo(spec.pipelines());
  }
}
