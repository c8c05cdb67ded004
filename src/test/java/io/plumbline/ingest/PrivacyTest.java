package io.plumbline.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.SparkFixture;
import io.plumbline.config.Configuration;
import io.plumbline.table.CanonicalField;
import io.plumbline.table.CanonicalFile;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

class PrivacyTest {

  private static final Map<String, String> SECRET = Map.of("PLUMBLINE_SALT", "s3cret");

  @Test
  void namesAndFreeTextAreDroppedAndKeysAreNot() {
    Privacy privacy = privacy(Map.of());

    assertThat(value(privacy, CanonicalFile.OPPORTUNITIES, "name", "Big deal with Ann")).isNull();
    assertThat(value(privacy, CanonicalFile.ACTIVITIES, "body", "Dear Ann")).isNull();
    assertThat(value(privacy, CanonicalFile.OPPORTUNITIES, "owner_id", "005A")).isEqualTo("005A");
    assertThat(value(privacy, CanonicalFile.OPPORTUNITIES, "opportunity_id", "1")).isEqualTo("1");
  }

  @Test
  void whatTheSettingsKeepIsKept() {
    assertThat(value(privacy(Map.of("name", "keep")), CanonicalFile.OPPORTUNITIES, "name", "Deal"))
        .isEqualTo("Deal");
  }

  /** {@code printf 's3cret005A' | sha256sum | cut -c1-32}. */
  @Test
  void aHashIsThatOfTheSecretAndTheValue() {
    assertThat(
            value(
                privacy(Map.of("owner_id", "hash")),
                CanonicalFile.OPPORTUNITIES,
                "owner_id",
                "005A"))
        .isEqualTo("427516a0a281da863d55aed4f473f636");
  }

  @Test
  void aFormerValueIsTreatedAsTheValueOfToday() {
    Privacy privacy = privacy(Map.of("owner_id", "hash", "account_id", "drop"));
    CanonicalField field =
        CanonicalFile.FIELD_HISTORY.fields().stream()
            .filter(column -> column.name().equals("value"))
            .findFirst()
            .orElseThrow();
    Row row =
        SparkFixture.spark()
            .sql(
                "SELECT * FROM VALUES ('owner_id', '005A'), ('account_id', '001'), ('amount', '7'),"
                    + " ('name', 'Ann') AS t(field, value)")
            .select(
                functions.map_from_entries(
                    functions.collect_list(
                        functions.struct(
                            functions.col("field"),
                            privacy.of(
                                CanonicalFile.FIELD_HISTORY, field, functions.col("value"))))))
            .first();

    Map<String, String> treated = row.getJavaMap(0);
    assertThat(treated)
        .containsEntry("owner_id", "427516a0a281da863d55aed4f473f636")
        .containsEntry("account_id", null)
        .containsEntry("amount", "7")
        .containsEntry("name", null);
  }

  @Test
  void otherColumnsGoOnWhereTheyAreASegmentDimensionOrKept() {
    Column columns =
        functions.map(
            functions.lit("region"), functions.lit("north"),
            functions.lit("phone"), functions.lit("555"),
            functions.lit("remark"), functions.lit("likes tea"),
            functions.lit("email"), functions.lit("005A"));
    Privacy privacy =
        new Privacy(
            Configuration.load(
                Optional.empty(),
                Map.of(
                    "segment.dimensions", "[region]",
                    "privacy.columns.phone", "keep",
                    "privacy.columns.email", "hash")),
            SECRET::get);

    Row row = SparkFixture.spark().range(1).select(privacy.ofAttributes(columns)).first();

    assertThat(row.<String, String>getJavaMap(0))
        .isEqualTo(
            Map.of("region", "north", "phone", "555", "email", "427516a0a281da863d55aed4f473f636"));
  }

  @Test
  void hashingWithoutASecretIsRefused() {
    Configuration asked =
        Configuration.load(Optional.empty(), Map.of("privacy.columns.owner_id", "hash"));

    assertThatThrownBy(() -> new Privacy(asked, Map.<String, String>of()::get))
        .hasMessageContaining("privacy.salt_env 'PLUMBLINE_SALT'")
        .hasMessageContaining("can be guessed");
  }

  private static Privacy privacy(Map<String, String> columns) {
    Map<String, String> settings = new HashMap<>();
    columns.forEach((name, policy) -> settings.put("privacy.columns." + name, policy));
    return new Privacy(Configuration.load(Optional.empty(), settings), SECRET::get);
  }

  private static String value(Privacy privacy, CanonicalFile file, String name, String text) {
    CanonicalField field =
        file.fields().stream()
            .filter(column -> column.name().equals(name))
            .findFirst()
            .orElseThrow();
    return SparkFixture.spark()
        .range(1)
        .select(privacy.of(file, field, functions.lit(text)))
        .first()
        .getString(0);
  }
}
