package io.plumbline.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of Plumbline, as the build wrote it. */
final class CodeVersion {

  private static final String RESOURCE = "version.properties";

  private CodeVersion() {}

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
