package io.plumbline.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormulaCellsTest {

  /** From the examples of OWASP, and what Excel reads in East Asian locales. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "=1+1",
        "=HYPERLINK(\"http://x\",\"y\")",
        "+1+cmd|' /C calc'!A0",
        "-2+3",
        "-",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\uFF1D1",
        "-1.5e3=x"
      })
  void marksWhatASpreadsheetWouldRun(String text) {
    assertThat(FormulaCells.AS_TEXT.marks(text)).isTrue();
    assertThat(FormulaCells.UNCHANGED.marks(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a=b", "1-2", "-12.50", "+3%", "-1,234.5", "{\"a\":1}", "'=1", " =1", "O-1"})
  void leavesNumbersAndOrdinaryText(String text) {
    assertThat(FormulaCells.AS_TEXT.marks(text)).isFalse();
  }
}
