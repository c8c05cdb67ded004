package io.plumbline.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the examples of NIST for FIPS 180-4: "abc", the empty message and a million times a. */
class Sha256Test {

  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  private static final String MILLION =
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

  @TempDir private Path folder;

  @Test
  void isThatOfTheStandard() {
    assertThat(Sha256.of("abc")).isEqualTo(ABC);
    assertThat(Sha256.of("abc".getBytes(StandardCharsets.US_ASCII))).isEqualTo(ABC);
    assertThat(Sha256.of(""))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void isTheSameOfAFileThatIsLongerThanABlock() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "a".repeat(1_000_000));

    assertThat(Sha256.of(file)).isEqualTo(MILLION);
  }

  @Test
  void isTheSameOfParts() throws IOException {
    byte[] letters = "xabc".getBytes(StandardCharsets.US_ASCII);
    ByteArrayInputStream rest = new ByteArrayInputStream(letters, 2, 2);

    assertThat(new Sha256().add(letters, 1, 1).add(rest).hex()).isEqualTo(ABC);
  }
}
