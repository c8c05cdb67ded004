package io.plumbline.history;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.SparkFixture;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class SegmentTextTest {

  @Test
  void writesTheFurtherDimensionsInTheirOrder() {
    assertThat(
            text(
                List.of("product", "region", "customer_type", "previous_stage", "size_band"),
                "'Demo'",
                "map('region', 'EMEA', 'other', 'x')"))
        .isEqualTo("region=EMEA; previous_stage=Demo");
  }

  @Test
  void isNullWithoutFurtherDimensions() {
    assertThat(text(List.of("product", "customer_type"), "'Demo'", "map('region', 'EMEA')"))
        .isNull();
    assertThat(text(List.of(), "'Demo'", "map('region', 'EMEA')")).isNull();
  }

  @Test
  void namesWhatIsMissing() {
    List<String> dimensions = List.of("previous_stage", "region");

    assertThat(text(dimensions, "null", "map('other', 'x')"))
        .isEqualTo("previous_stage=none; region=unknown");
    assertThat(text(dimensions, "null", "map('region', null)"))
        .isEqualTo("previous_stage=none; region=unknown");
    assertThat(text(dimensions, "null", "null")).isEqualTo("previous_stage=none; region=unknown");
  }

  @Test
  void keepsSeparatorsOutOfValues() {
    assertThat(
            text(
                List.of("region", "previous_stage"),
                "'a=b; c'",
                "map('region', 'x; previous_stage=y')"))
        .isEqualTo("region=x  previous_stage y; previous_stage=a b  c");
  }

  private static String text(List<String> dimensions, String previous, String attributes) {
    Dataset<Row> rows =
        SparkFixture.spark()
            .range(1)
            .select(
                expr("cast(" + previous + " as string)").as("previous"),
                expr("cast(" + attributes + " as map<string,string>)").as("attributes"));
    return rows.select(SegmentText.of(dimensions, col("previous"), col("attributes")))
        .collectAsList()
        .get(0)
        .getString(0);
  }
}
