package io.plumbline.history;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.SparkFixture;
import io.plumbline.model.AsOf;
import io.plumbline.table.Types;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Date;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class BaseAmountsTest {

  private static final StructType RATES =
      new StructType()
          .add("currency", DataTypes.StringType)
          .add("rate_date", DataTypes.DateType)
          .add("rate_to_base", DataTypes.DoubleType);

  private static final StructType DEALS =
      new StructType().add("currency", DataTypes.StringType).add("day", DataTypes.DateType);

  private static final LocalDate FIRST = LocalDate.parse("2025-01-01");
  private static final AsOf AS_OF = new AsOf(LocalDate.parse("2026-03-31"), ZoneOffset.UTC);

  private final SparkSession spark = SparkFixture.spark();

  @Test
  void ratesWithoutOneOfTheBaseCurrencyAreRelativeToIt() {
    assertThat(rates("EUR", List.of(rate("USD", "2025-06-01", 0.9)), List.of("USD", "GBP", "EUR")))
        .containsExactly("USD 0.9000000000", "GBP", "EUR 1.0000000000");
  }

  /** As Salesforce has them: relative to the corporate currency, which need not be the base. */
  @Test
  void theBaseCurrencysOwnRateDividesTheOthers() {
    List<Row> relativeToDollars =
        List.of(
            rate("USD", "1970-01-01", 1),
            rate("EUR", "1970-01-01", 1.25),
            rate("GBP", "1970-01-01", 1.5));

    assertThat(rates("EUR", relativeToDollars, List.of("USD", "GBP", "EUR", "JPY")))
        .containsExactly("USD 0.8000000000", "GBP 1.2000000000", "EUR 1.0000000000", "JPY");
    assertThat(rates("USD", relativeToDollars, List.of("USD", "GBP", "EUR")))
        .containsExactly("USD 1.0000000000", "GBP 1.5000000000", "EUR 1.2500000000");
  }

  @Test
  void aRateOfZeroIsNone() {
    assertThat(
            rates(
                "EUR",
                List.of(rate("EUR", "2025-01-01", 0), rate("USD", "2025-01-01", 1)),
                List.of("USD", "EUR")))
        .containsExactly("USD", "EUR 1.0000000000");
  }

  @Test
  void agreesWithLookingEveryDayUp() {
    Random random = new Random(7);
    Map<String, NavigableMap<LocalDate, BigDecimal>> given = new TreeMap<>();
    List<Row> rates = new ArrayList<>();
    for (String currency : List.of("USD", "EUR", "GBP")) {
      NavigableMap<LocalDate, BigDecimal> own = new TreeMap<>();
      for (int i = 0; i < 12; i++) {
        own.put(
            FIRST.plusDays(random.nextInt(500)), BigDecimal.valueOf(1 + random.nextInt(9999), 4));
      }
      given.put(currency, own);
      own.forEach((day, rate) -> rates.add(rate(currency, day.toString(), rate.doubleValue())));
    }
    List<Row> deals = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      String currency = List.of("USD", "EUR", "GBP").get(random.nextInt(3));
      LocalDate day = FIRST.plusDays(random.nextInt(455));
      deals.add(RowFactory.create(currency, Date.valueOf(day)));
      var own = given.get(currency).floorEntry(day);
      var ofBase = given.get("EUR").floorEntry(day);
      Optional<BigDecimal> rate =
          currency.equals("EUR")
              ? Optional.of(new BigDecimal("1.0000000000"))
              : own == null || ofBase == null
                  ? Optional.empty()
                  : Optional.of(own.getValue().divide(ofBase.getValue(), 10, RoundingMode.HALF_UP));
      expected.add(currency + rate.map(value -> " " + value.toPlainString()).orElse(""));
    }

    assertThat(rated("EUR", rates, deals)).containsExactlyElementsOf(expected);
  }

  @Test
  void whatIsBeyondAllAmountsAndRatesIsNone() {
    assertThat(rates("EUR", List.of(rate("VND", "2025-01-01", 1e12)), List.of("VND")))
        .containsExactly("VND");
    Row typo =
        RowFactory.create("USD", Date.valueOf("2026-01-01"), new BigDecimal("999999999999.00"));
    Dataset<Row> rates = spark.createDataFrame(List.of(rate("USD", "2025-01-01", 25_000)), RATES);

    assertThat(
            new BaseAmounts("VND", Optional.of(rates), AS_OF)
                .withRate(
                    spark.createDataFrame(List.of(typo), DEALS.add("amount", Types.AMOUNT)),
                    col("day"))
                .select(BaseAmounts.inBase(col("amount")))
                .head()
                .isNullAt(0))
        .isTrue();
  }

  private static Row rate(String currency, String from, double rate) {
    return RowFactory.create(currency, Date.valueOf(from), rate);
  }

  /** Rates of the as-of date. */
  private List<String> rates(String base, List<Row> rates, List<String> currencies) {
    return rated(
        base,
        rates,
        currencies.stream()
            .map(currency -> RowFactory.create(currency, Date.valueOf(AS_OF.date())))
            .toList());
  }

  private List<String> rated(String base, List<Row> rates, List<Row> deals) {
    Dataset<Row> fxRates = spark.createDataFrame(rates, RATES);
    return new BaseAmounts(base, Optional.of(fxRates), AS_OF)
            .withRate(spark.createDataFrame(deals, DEALS), col("day"))
            .select(concat_ws(" ", col("currency"), col("_rate").cast("string")))
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();
  }
}
