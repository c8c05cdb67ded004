package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShortHashTest {

  /** Run ids end in it, so it must never change; the text is the example of FIPS 180-4. */
  @Test
  void isTheBeginningOfTheSha256() {
    assertThat(InputDigest.shortHash("abc")).isEqualTo("ba7816bf8f01");
  }
}
