package io.plumbline.app;

import io.plumbline.error.Errors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (Stream<Path> files = Files.walk(program)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          digest.update(Files.readAllBytes(file));
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException | URISyntaxException | NoSuchAlgorithmException unreadable) {
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
