package io.plumbline.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainTextTest {

  /** Widths as Unicode Standard Annex 11 gives them. */
  @ParameterizedTest
  @CsvSource({
    "Proposal, 8",
    "Angebot für, 11",
    "提案, 4",
    "ｶﾀ, 2",
    "カタ, 4",
    "견적, 4",
    "Ｗｏｎ, 6",
    "e\u0301te\u0301, 3",
    "a\u200bb, 2",
    "👍, 2",
    "Предложение, 11",
    "–, 1"
  })
  void countsColumns(String text, int width) {
    assertThat(PlainText.width(text)).isEqualTo(width);
  }

  @Test
  void fillsUpByColumnsNotByLetters() {
    assertThat(PlainText.left("提案", 6) + "|").isEqualTo("提案  |");
    assertThat(PlainText.right("提案", 6)).isEqualTo("  提案");
    assertThat(PlainText.right("wide", 2)).isEqualTo("wide");
  }

  @Test
  void breaksAtSpacesAndWithinWordsThatAreTooLong() {
    assertThat(PlainText.wrapped("to be or not", 5)).isEqualTo(List.of("to be", "or", "not"));
    assertThat(PlainText.wrapped("abcdefgh ij", 3)).isEqualTo(List.of("abc", "def", "gh", "ij"));
    assertThat(PlainText.wrapped("提案提案", 5)).isEqualTo(List.of("提案", "提案"));
    assertThat(PlainText.wrapped("提", 1)).isEqualTo(List.of("提"));
    assertThat(PlainText.wrapped("", 5)).isEqualTo(List.of(""));
  }

  @Test
  void leavesNothingThatDrivesATerminal() {
    assertThat(PlainText.oneLine("a\u001b[31mb\r\nc\u202ed")).isEqualTo("a [31mb c d");
  }
}
