package io.plumbline.report;

import io.plumbline.view.ClassPathFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The chart library as it lies on the class path, in the build that holds the basic charts and both
 * renderers. Its version is read from the webjar, so that only the Maven build names one.
 */
final class EchartsBuild {

  private static final String PROPERTIES = "META-INF/maven/org.webjars/echarts/pom.properties";
  private static final String FILE = "META-INF/resources/webjars/echarts/%s/echarts.common.min.js";

  private EchartsBuild() {}

  /**
   * The minified script with its licence comment.
   *
   * @throws IllegalStateException where the webjar is not on the class path
   */
  static String script() {
    return ClassPathFile.text(FILE.formatted(version()));
  }

  private static String version() {
    Properties properties = new Properties();

    try (InputStream stream = ClassPathFile.open(PROPERTIES)) {
      properties.load(stream);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + PROPERTIES + " from the class path", e);
    }

    return properties.getProperty("version");
  }
}
