package io.plumbline.view;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Reads files of the class path. */
public final class ClassPathFile {

  private ClassPathFile() {}

  /**
   * The file as text with line feeds only, as a browser sees it when it checks a script's hash.
   *
   * @throws IllegalStateException where the file is not on the class path
   */
  public static String text(String path) {
    try (InputStream stream = open(path)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          .replace("\r\n", "\n")
          .strip();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + path + " from the class path", e);
    }
  }

  /**
   * The file's bytes.
   *
   * @throws IllegalStateException where the file is not on the class path
   */
  public static InputStream open(String path) {
    InputStream stream = ClassPathFile.class.getClassLoader().getResourceAsStream(path);

    if (stream == null) {
      throw new IllegalStateException(
          "Cannot build the report: "
              + path
              + " is not on the class path. Run it with every jar of the build's lib folder.");
    }

    return stream;
  }
}
