package io.plumbline.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReasonTextTest {

  private static final Path DECISION =
      Path.of("src/main/java/io/plumbline/calibrate/Decision.java");

  /** Rooms do not import one another: the codes are read from the source. */
  @Test
  void hasWordsForEveryReasonOfADecision() throws Exception {
    List<String> codes =
        Pattern.compile("\"([a-z_]+)\"")
            .matcher(Files.readString(DECISION))
            .results()
            .map(match -> match.group(1))
            .distinct()
            .toList();

    assertThat(codes).hasSizeGreaterThanOrEqualTo(10).contains("no_evidence", "drift");
    assertThat(codes)
        .allSatisfy(
            code ->
                assertThat(ReasonText.of(code))
                    .isNotEqualTo(MethodName.words(code))
                    .doesNotContain("_"));
  }

  @Test
  void spellsOutACodeThatItDoesNotKnow() {
    assertThat(ReasonText.of("new_code")).isEqualTo("new code");
    assertThat(ReasonText.of("A sentence.")).isEqualTo("A sentence.");
  }
}
