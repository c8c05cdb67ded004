package io.plumbline.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.plumbline.error.PlumblineException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class TextSampleTest {

  /** Two bytes each, at odd places: letters lie across the blocks that are read. */
  private static final byte[] UMLAUTS = ("x" + "ü".repeat(200_000)).getBytes(UTF_8);

  @Test
  void takesUtf8AndGivesItsStart() throws IOException {
    assertThat(start(UMLAUTS, false)).isEqualTo(Arrays.copyOf(UMLAUTS, 100));
    assertThat(start("".getBytes(UTF_8), false)).isEmpty();
  }

  @Test
  void takesAFileThatEndsWithinALetter() throws IOException {
    byte[] cut = Arrays.copyOf(UMLAUTS, UMLAUTS.length - 1);

    assertThat(start(cut, false)).hasSize(100);
  }

  @Test
  void refusesOtherEncodingsAndSaysWhere() {
    assertThat(failure("id,name\n1,Müller\n".getBytes(ISO_8859_1), false))
        .isEqualTo("input.encoding a.csv is not a text in UTF-8: byte 11 fits no letter.");
    assertThat(failure("id,name".getBytes(UTF_16), false)).startsWith("input.encoding");
    assertThat(failure("id,name".getBytes(UTF_16LE), false)).startsWith("input.encoding");
  }

  @Test
  void refusesWhatUnpacksToFarTooMuch() throws IOException {
    byte[] text = new byte[3 << 20];
    Arrays.fill(text, (byte) 'x');

    assertThat(failure(packed(text), true)).startsWith("input.expands");
  }

  @Test
  void takesAnExportThatPacksWell() throws IOException {
    StringBuilder rows = new StringBuilder();
    Random random = new Random(7);
    while (rows.length() < 3 << 20) {
      rows.append("O-").append(random.nextInt(1000)).append(",new_business,qualified,false\n");
    }
    byte[] text = rows.toString().getBytes(UTF_8);

    assertThat(start(packed(text), true)).isEqualTo(Arrays.copyOf(text, 100));
  }

  private static byte[] start(byte[] stored, boolean packed) throws IOException {
    return new TextSample("a.csv", new ByteArrayInputStream(stored), packed).start(100);
  }

  private static String failure(byte[] stored, boolean packed) {
    PlumblineException refused =
        catchThrowableOfType(PlumblineException.class, () -> start(stored, packed));
    return refused.code() + " " + refused.explanation().problem();
  }

  private static byte[] packed(byte[] text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(packed)) {
      zip.write(text);
    }
    return packed.toByteArray();
  }
}
