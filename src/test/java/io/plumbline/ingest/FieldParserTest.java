package io.plumbline.ingest;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.SparkFixture;
import io.plumbline.config.Configuration;
import io.plumbline.table.CanonicalField;
import io.plumbline.table.FieldKind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

/** Each expected value is what a person reads in the text. */
class FieldParserTest {

  private static final Map<String, String> DAY_FIRST = Map.of("source.date_order", "dmy");
  private static final Map<String, String> MONTH_FIRST = Map.of("source.date_order", "mdy");
  private static final Map<String, String> COMMA = Map.of("source.decimal", ",");

  @Test
  void isoTimesAreReadWithAndWithoutOffset() {
    assertThat(
            read(
                FieldKind.TIME,
                Map.of(),
                "2026-03-31T14:05:00Z",
                "2026-03-31 14:05:00+02:00",
                "2026-03-31T14:05:00.123+0000",
                "2021-01-07 6:49:18",
                "2026-03-31",
                "1774965900000",
                "31/03/2026",
                "14:05",
                "2026"))
        .containsExactly(
            "2026-03-31 14:05:00",
            "2026-03-31 12:05:00",
            "2026-03-31 14:05:00.123",
            "2021-01-07 06:49:18",
            "2026-03-31 00:00:00",
            "2026-03-31 14:05:00",
            null,
            null,
            null);
  }

  @Test
  void datesThatBeginWithTheDayAreReadWhereTheSettingsSaySo() {
    assertThat(
            read(
                FieldKind.TIME,
                DAY_FIRST,
                "14/03/2022",
                "02/03/2022 16:11",
                "2.3.2022 6:11:12",
                "2-3-2022, 6:11",
                "03/14/2022",
                "2022-03-02T16:11:00Z"))
        .containsExactly(
            "2022-03-14 00:00:00",
            "2022-03-02 16:11:00",
            "2022-03-02 06:11:12",
            "2022-03-02 06:11:00",
            null,
            "2022-03-02 16:11:00");
  }

  @Test
  void datesThatBeginWithTheMonthAreReadByTheTwelveHourClockToo() {
    assertThat(
            read(
                FieldKind.TIME,
                MONTH_FIRST,
                "03/14/2022",
                "3/2/2022 4:11 PM",
                "3/2/2022 12:11:12 am",
                "3/2/2022 16:11",
                "14/03/2022"))
        .containsExactly(
            "2022-03-14 00:00:00",
            "2022-03-02 16:11:00",
            "2022-03-02 00:11:12",
            "2022-03-02 16:11:00",
            null);
  }

  @Test
  void closingDatesAreReadTheSameWayAndMeanTheEndOfTheDay() {
    assertThat(read(FieldKind.CLOSING_TIME, DAY_FIRST, "14/03/2022"))
        .containsExactly("2022-03-14 23:59:59.999999");
    assertThat(read(FieldKind.DATE, DAY_FIRST, "14/03/2022", "2022-03-14", "14/03/2022 10:00"))
        .containsExactly("2022-03-14", "2022-03-14", "2022-03-14");
  }

  @Test
  void amountsHaveAPointUnlessTheSettingsSayComma() {
    assertThat(
            read(
                FieldKind.AMOUNT,
                Map.of(),
                "1234.50",
                "1,234.50",
                "1,234,567.8",
                "1,234",
                "1.234,50",
                "0,37",
                "NaN",
                "Infinity",
                "$5",
                "99999999999999.99",
                "100000000000000",
                "9".repeat(16)))
        .containsExactly(
            "1234.50",
            "1234.50",
            "1234567.80",
            null,
            null,
            null,
            null,
            null,
            null,
            "99999999999999.99",
            null,
            null);
    assertThat(
            read(
                FieldKind.AMOUNT,
                COMMA,
                "1234,50",
                "1.234,50",
                "1 234,50",
                "1\u00a0234\u202f567,5",
                "1'234,50",
                "1.234",
                "1234",
                "1234.50"))
        .containsExactly(
            "1234.50", "1234.50", "1234.50", "1234567.50", "1234.50", "1234.00", "1234.00", null);
  }

  @Test
  void blanksAndDigitsOfOtherScriptsAreReadAsWhatTheyAre() {
    assertThat(
            read(
                FieldKind.AMOUNT,
                Map.of(),
                " 12\t",
                "\u00a012\u3000",
                "१२३.५०",
                "١٢٣",
                "１２３",
                "۱۲۳",
                "十二"))
        .containsExactly("12.00", "12.00", "123.50", "123.00", "123.00", "123.00", null);
  }

  @Test
  void percentagesAreFromNoughtToAHundredWithOrWithoutTheirSign() {
    assertThat(read(FieldKind.PERCENT, Map.of(), "37", "37 %", "37%", "0.37", "१०", "1000", "-1"))
        .containsExactly("0.37", "0.37", "0.37", "0.0037", "0.1", null, null);
    assertThat(read(FieldKind.PERCENT, COMMA, "37,5 %", "0,37")).containsExactly("0.375", "0.0037");
  }

  @Test
  void probabilitiesAreFractionsWhereTheSettingsSaySo() {
    Map<String, String> fraction = Map.of("source.probability", "fraction");
    assertThat(read(FieldKind.PERCENT, fraction, "0.37", "1", "0", "37", "37 %", "1000"))
        .containsExactly("0.37", "1.0", "0.0", null, null, null);
    assertThat(
            read(
                FieldKind.PERCENT,
                Map.of("source.probability", "fraction", "source.crm", "pipedrive"),
                "37",
                "0.37"))
        .as("a connector makes percent of what its CRM has")
        .containsExactly("0.37", "0.0037");
  }

  @Test
  void aDecimalCommaGoesWithAnExponent() {
    assertThat(read(FieldKind.NUMBER, COMMA, "6,25E-5", "1e-3"))
        .containsExactly("6.25E-5", "0.001");
  }

  @Test
  void whatCannotBeReadNamesTheSettingThatWouldHelp() {
    CanonicalField time = new CanonicalField("value", FieldKind.TIME, CanonicalField.Need.OPTIONAL);
    CanonicalField amount =
        new CanonicalField("value", FieldKind.AMOUNT, CanonicalField.Need.OPTIONAL);
    FieldParser parser = new FieldParser(settings(Map.of()));

    List<String> hints =
        SparkFixture.spark()
            .createDataset(List.of("14/03/2022", "1.234,50", "soon"), Encoders.STRING())
            .select(
                org.apache.spark.sql.functions.concat(
                    parser.hint(time, col("value")), parser.hint(amount, col("value"))))
            .as(Encoders.STRING())
            .collectAsList();

    assertThat(hints.get(0)).contains("source.date_order to dmy");
    assertThat(hints.get(1)).contains("source.decimal");
    assertThat(hints.get(2)).isEmpty();
  }

  @Test
  void theHintNamesOnlyAnOrderThatTheDateFits() {
    assertThat(dateHints(Map.of(), "14/03/2022", "03/14/2022", "04/05/2022", "31/31/2022"))
        .containsExactly(
            " Set source.date_order to dmy if the export writes dates so.",
            " Set source.date_order to mdy if the export writes dates so.",
            " Set source.date_order to dmy or mdy if the export writes dates so.",
            "");
    assertThat(dateHints(DAY_FIRST, "03/14/2022", "31/02/2022"))
        .containsExactly(" Set source.date_order to mdy if the export writes dates so.", "");
  }

  @Test
  void numbersThatAreNotFiniteAreNotRead() {
    assertThat(read(FieldKind.NUMBER, Map.of(), "1e3", "-2.5", "1e999", "-1e999", "NaN"))
        .containsExactly("1000.0", "-2.5", null, null, null);

    CanonicalField number =
        new CanonicalField("value", FieldKind.NUMBER, CanonicalField.Need.OPTIONAL);
    assertThat(
            SparkFixture.spark()
                .createDataset(
                    List.of(1.5, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY),
                    Encoders.DOUBLE())
                .coalesce(1)
                .select(
                    new FieldParser(settings(Map.of()))
                        .parse(
                            number, col("value").cast("string"), col("value"), DataTypes.DoubleType)
                        .cast("string"))
                .collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("1.5", null, null, null);
  }

  private static List<String> dateHints(Map<String, String> settings, String... texts) {
    CanonicalField time = new CanonicalField("value", FieldKind.TIME, CanonicalField.Need.OPTIONAL);
    return SparkFixture.spark()
        .createDataset(Arrays.asList(texts), Encoders.STRING())
        .coalesce(1)
        .select(new FieldParser(settings(settings)).hint(time, col("value")))
        .as(Encoders.STRING())
        .collectAsList();
  }

  private static Configuration settings(Map<String, String> settings) {
    return Configuration.load(Optional.empty(), settings);
  }

  private static List<String> read(FieldKind kind, Map<String, String> settings, String... texts) {
    CanonicalField field = new CanonicalField("value", kind, CanonicalField.Need.OPTIONAL);
    return SparkFixture.spark()
        .createDataset(Arrays.asList(texts), Encoders.STRING())
        .coalesce(1)
        .select(
            col("value"),
            new FieldParser(settings(settings))
                .normal(field, FieldParser.trimmed("value"))
                .as("normal"))
        .select(
            new FieldParser(settings(settings))
                .parse(field, col("normal"), col("value"), DataTypes.StringType)
                .cast("string"))
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .collect(Collectors.toList());
  }
}
