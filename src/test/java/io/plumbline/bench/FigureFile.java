package io.plumbline.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What a measured process leaves behind: figures by name, as a JSON object. */
final class FigureFile {

  /** System property of the measured JVM: where its files go, without their endings. */
  static final String PROPERTY = "plumbline.bench.figures";

  private static final ObjectMapper JSON = new ObjectMapper();

  private FigureFile() {}

  /** The file that the part of this process called {@code part} writes. */
  static Path ofThisProcess(String part) {
    return file(Path.of(System.getProperty(PROPERTY)), part);
  }

  static Path file(Path prefix, String part) {
    return prefix.resolveSibling(prefix.getFileName() + "." + part + ".json");
  }

  static void write(Path file, Map<String, Double> figures) {
    try {
      JSON.writeValue(file.toFile(), figures);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The figures; none where the process did not get so far. */
  static Map<String, Double> read(Path file) {
    try {
      return Files.exists(file)
          ? JSON.readValue(file.toFile(), new TypeReference<TreeMap<String, Double>>() {})
          : Map.of();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
