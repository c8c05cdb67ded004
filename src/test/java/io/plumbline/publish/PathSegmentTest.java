package io.plumbline.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathSegmentTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "qualified-to.buy_1~ qualified-to.buy_1~",
        "a/b a%2Fb",
        ".. %2E%2E",
        "../x ..%2Fx",
        "\u00dc %C3%9C",
        "100%?#& 100%25%3F%23%26"
      })
  void encodesAllButUnreservedLetters(String id, String segment) {
    assertThat(PathSegment.of(id)).isEqualTo(segment);
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "a/../b", "x y\u0000", "\u5951\ud83d\ude00", "a;b=c:d@e", "+"})
  void staysOneSegmentThatReadsBack(String id) {
    URI uri = URI.create("https://crm.example/stages/" + PathSegment.of(id) + "/x").normalize();
    List<String> segments = List.of(uri.getRawPath().split("/", -1));

    assertThat(segments).hasSize(4);
    assertThat(URLDecoder.decode(segments.get(2), StandardCharsets.UTF_8)).isEqualTo(id);
  }
}
