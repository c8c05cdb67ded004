package io.plumbline.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.SparkFixture;
import io.plumbline.config.Configuration;
import io.plumbline.table.Types;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class SizeBandsTest {

  private static final StructType SCHEMA =
      new StructType()
          .add("pipeline_id", DataTypes.StringType)
          .add("amount_base", Types.AMOUNT)
          .add("is_deleted", DataTypes.BooleanType);

  @Test
  void makesAsManyBandsAsTheDealsSupport() {
    // One for every 150 deals with an amount, from 3 to 20.
    List<Row> rows = new ArrayList<>();
    Map<String, Integer> deals = Map.of("p100", 100, "p599", 599, "p600", 600, "p9000", 9000);
    deals.forEach((pipeline, n) -> rows.addAll(spread(pipeline, n)));
    Map<String, Map<String, Integer>> bands = bands(rows, Map.of());

    assertThat(bands.get("p100")).hasSize(3);
    assertThat(bands.get("p599")).hasSize(3);
    assertThat(bands.get("p600")).hasSize(4);
    assertThat(bands.get("p9000")).hasSize(20);
    bands.forEach(
        (pipeline, sizes) -> {
          int n = deals.get(pipeline);
          // Equal shares, but for the rounding of the edges to two digits.
          assertThat(sizes.values())
              .allSatisfy(
                  size ->
                      assertThat((double) size)
                          .isBetween(0.75 * n / sizes.size(), 1.25 * n / sizes.size()));
        });
  }

  @Test
  void countsOnlyDealsWithAnAmountThatAreNotDeleted() {
    List<Row> rows = new ArrayList<>(spread("p", 599));
    for (int i = 0; i < 400; i++) {
      rows.add(RowFactory.create("p", null, false));
      rows.add(RowFactory.create("p", BigDecimal.valueOf(1_000_000 + i), true));
    }
    Map<String, Integer> bands = bands(rows, Map.of()).get("p");

    assertThat(bands).hasSize(4).containsEntry("unknown", 400);
  }

  @Test
  void makesTheNumberOfBandsThatIsSet() {
    assertThat(bands(spread("p", 100), Map.of("segment.size_bands", "5")).get("p")).hasSize(5);
    assertThat(bands(spread("p", 9000), Map.of("segment.size_bands", "2")).get("p")).hasSize(2);
    assertThat(bands(spread("p", 100), Map.of("segment.size_bands", "1")).get("p"))
        .isEqualTo(Map.of("0+", 100));
  }

  @Test
  void cutsWhereTheConfigurationSays() {
    List<Row> rows = new ArrayList<>();
    for (String amount : List.of("0", "99.99", "100", "2500.49", "2500.50", "9000000")) {
      rows.add(RowFactory.create("p", new BigDecimal(amount), false));
    }
    rows.add(RowFactory.create("p", null, false));

    assertThat(bands(rows, Map.of("segment.size_edges", "100,2500.50")).get("p"))
        .isEqualTo(Map.of("0-100", 2, "100-2500.50", 2, "2500.50+", 2, "unknown", 1));
  }

  @Test
  void hasFewerBandsWhereAmountsAreAlike() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      rows.add(RowFactory.create("p", BigDecimal.valueOf(i % 2 == 0 ? 500 : 7000), false));
    }
    Map<String, Integer> bands = bands(rows, Map.of()).get("p");

    assertThat(bands.values()).containsExactlyInAnyOrder(350, 350);
  }

  @Test
  void bandsAmountsOfNothingWhereNoAmountIsKnown() {
    List<Row> rows =
        List.of(
            RowFactory.create("p", new BigDecimal("0"), false),
            RowFactory.create("p", new BigDecimal("-20"), false),
            RowFactory.create("p", null, false));

    assertThat(bands(rows, Map.of()).get("p")).isEqualTo(Map.of("0+", 2, "unknown", 1));
  }

  /** Amounts of equal ratios over three decades. */
  private static List<Row> spread(String pipeline, int n) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      double amount = 100 * Math.pow(10, 3 * (i + 0.5) / n);
      rows.add(RowFactory.create(pipeline, BigDecimal.valueOf(Math.round(amount * 100), 2), false));
    }
    return rows;
  }

  private static Map<String, Map<String, Integer>> bands(
      List<Row> rows, Map<String, String> settings) {
    Dataset<Row> opportunity = SparkFixture.spark().createDataFrame(rows, SCHEMA);
    SizeBands sizes = SizeBands.of(opportunity, 1, Configuration.load(Optional.empty(), settings));
    Map<String, Map<String, Integer>> bands = new TreeMap<>();
    for (Row row : sizes.band(opportunity).where("NOT is_deleted").collectAsList()) {
      bands
          .computeIfAbsent(row.getAs("pipeline_id"), p -> new TreeMap<>())
          .merge(String.valueOf(row.<String>getAs("size_band")), 1, Integer::sum);
    }
    return bands;
  }
}
