package io.plumbline.app;

import io.plumbline.error.Errors;
import io.plumbline.model.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;

/** The version of Plumbline, as the build wrote it. */
final class CodeVersion {

  private static final String RESOURCE = "version.properties";

  private CodeVersion() {}

  /** SHA-256 of the program: of its jar, or of its class files. */
  static String sha256() {
    try {
      Path program =
          Path.of(CodeVersion.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Sha256 digest = new Sha256();
      try (Stream<Path> files = Files.walk(program)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          try (InputStream in = Files.newInputStream(file)) {
            digest.add(in);
          }
        }
      }
      return digest.hex();
    } catch (IOException | URISyntaxException unreadable) {
      throw Errors.internal("reading the program's own files", unreadable);
    }
  }

  static String current() {
    try (InputStream in = CodeVersion.class.getResourceAsStream(RESOURCE)) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException broken) {
      throw new UncheckedIOException("Cannot read " + RESOURCE + " from the class path.", broken);
    }
  }
}
