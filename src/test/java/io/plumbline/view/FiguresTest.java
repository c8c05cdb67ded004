package io.plumbline.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {

  @ParameterizedTest
  @CsvSource({
    "0.3146, 31.5%",
    "0, 0.0%",
    "1, 100.0%",
    "0.00049, 0.0%",
    "0.0005, 0.1%",
    "NaN, \u2013"
  })
  void writesPercentWithOneDecimal(double fraction, String expected) {
    assertThat(Figures.percent(fraction)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0.031, +3.1",
    "-0.138, \u221213.8",
    "0, 0.0",
    "0.0001, 0.0",
    "-0.0001, 0.0",
    "NaN, \u2013"
  })
  void writesPointsWithTheirSign(double fraction, String expected) {
    assertThat(Figures.points(fraction)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0; 0",
        "999.5; 1,000",
        "999994.99; 999,995",
        "999995; 1.00 million",
        "4213900; 4.21 million",
        "-1912755; \u22121.91 million",
        "999995000; 1.00 billion"
      })
  void roundsMoneyForSentences(BigDecimal amount, String expected) {
    assertThat(Figures.roundMoney(amount)).isEqualTo(expected);
  }

  @Test
  void keepsEveryDigitOfAnAmountThatNoDoubleHolds() {
    assertThat(Figures.money(new BigDecimal("123456789012345678.49")))
        .isEqualTo("123,456,789,012,345,678");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"143.21; 143", "12.34; 12.3", "12; 12", "0; 0", "1234.5; 1,235", "NaN; \u2013"})
  void writesFractionsOfDealsOnlyWhereTheyMatter(double deals, String expected) {
    assertThat(Figures.amountOfDeals(deals)).isEqualTo(expected);
  }

  @Test
  void writesADashForAScoreThatIsNotANumber() {
    assertThat(Figures.score(Double.POSITIVE_INFINITY, 2)).isEqualTo("\u2013");
    assertThat(Figures.score(1.425, 2)).isEqualTo("1.43");
  }

  @Test
  void writesADateInWords() {
    assertThat(Figures.longDate(LocalDate.of(2026, 3, 1))).isEqualTo("1 March 2026");
  }
}
