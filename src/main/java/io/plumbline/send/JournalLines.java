package io.plumbline.send;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.error.Errors;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads a journal. A last line without its line end was torn by a kill: what it would have said
 * never came to be relied on, so it is left out.
 */
final class JournalLines {

  private JournalLines() {}

  /** Takes one event. */
  @FunctionalInterface
  interface Reader {
    void line(long number, JsonNode event);
  }

  /**
   * Reads all whole lines.
   *
   * @return the bytes up to the end of the last whole line
   */
  static long read(Path file, Reader reader) throws IOException {
    long end = 0;
    long number = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      for (Optional<byte[]> line = next(in); line.isPresent(); line = next(in)) {
        number++;
        end += line.get().length + 1;
        long at = number;
        reader.line(
            number, Json.parse(line.get()).orElseThrow(() -> Errors.sendJournalDamaged(file, at)));
      }
    }
    return end;
  }

  private static Optional<byte[]> next(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int letter = in.read(); letter != '\n'; letter = in.read()) {
      if (letter < 0) {
        return Optional.empty();
      }
      line.write(letter);
    }
    return Optional.of(line.toByteArray());
  }
}
