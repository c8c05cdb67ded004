package io.plumbline.review;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SheetTextTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "=1+1, '=1+1",
        "@SUM(A1), '@SUM(A1)",
        "-soon, '-soon",
        "'=1+1, ''=1+1",
        "''=x, '''=x",
        "'quoted', 'quoted'",
        "-12.5, -12.5",
        "Proposal, Proposal"
      })
  void marksFormulasAndComesBack(String text, String guarded) {
    assertThat(SheetText.guarded(text)).isEqualTo(guarded);
    assertThat(SheetText.unguarded(guarded)).isEqualTo(text);
  }

  @Test
  void keepsLineBreaksAndDropsWhatNoFileHolds() {
    assertThat(SheetText.plain(" a\r\nb\rc\td\u0000e\ud800f\uffff \n")).isEqualTo("a\nb\nc\td e f");
  }

  @ParameterizedTest
  @ValueSource(strings = {"_x000D_", "_x005F_x000D_", "a_xFFFFb_x0041__x0041_", "_x", "plain"})
  void writesWhatAWorkbookWouldTakeForALetter(String text) {
    assertThat(XlsxText.unescaped(XlsxText.escaped(text))).isEqualTo(text);
  }

  @Test
  void readsTheLettersThatSpreadsheetsWriteByNumber() {
    assertThat(XlsxText.escaped("_x0041_")).isEqualTo("_x005F_x0041_");
    assertThat(XlsxText.unescaped("one_x000D_\ntwo _x0024_5")).isEqualTo("one\r\ntwo $5");
  }
}
