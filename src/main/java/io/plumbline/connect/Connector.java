package io.plumbline.connect;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.plumbline.error.Errors;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the export of a CRM becomes canonical files.
 *
 * @param crm its name in the settings
 * @param title for people
 * @param sources its tables
 * @param tables canonical file by its label, and the Spark SQL over the sources that makes it
 */
public record Connector(
    String crm, String title, List<ConnectorSource> sources, Map<String, String> tables) {

  private static final String INDEX = "connectors.txt";

  /** Keeps the order of the tables. */
  public Connector {
    sources = List.copyOf(sources);
    tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
  }

  /** The names of all connectors, in alphabetical order. */
  public static List<String> names() {
    try (BufferedReader index =
        new BufferedReader(new InputStreamReader(resource(INDEX), StandardCharsets.UTF_8))) {
      return index.lines().filter(line -> !line.isBlank()).sorted().toList();
    } catch (IOException damaged) {
      throw Errors.internal("reading the list of connectors", damaged);
    }
  }

  /**
   * The connector of a CRM.
   *
   * @throws io.plumbline.error.PlumblineException {@code arguments.invalid} where there is none
   */
  public static Connector of(String crm) {
    if (!names().contains(crm)) {
      throw Errors.badArgument("source.crm", crm, "one of " + String.join(", ", names()));
    }
    try (InputStream yaml = resource(crm + ".yaml")) {
      return read(yaml);
    } catch (IOException damaged) {
      throw Errors.internal("reading the connector " + crm, damaged);
    }
  }

  static Connector read(InputStream yaml) throws IOException {
    Stated stated = new ObjectMapper(new YAMLFactory()).readValue(yaml, Stated.class);
    List<ConnectorSource> sources = new ArrayList<>();
    stated.sources().forEach((alias, source) -> sources.add(source.source(alias)));
    return new Connector(stated.crm(), stated.title().strip(), sources, stated.tables());
  }

  private static InputStream resource(String name) throws IOException {
    InputStream found = Connector.class.getResourceAsStream(name);
    if (found == null) {
      throw new IOException("there is no resource " + name);
    }
    return found;
  }

  /** As the YAML file says it. */
  private record Stated(
      @JsonProperty("crm") String crm,
      @JsonProperty("title") String title,
      @JsonProperty("sources") Map<String, ConnectorSource.Stated> sources,
      @JsonProperty("tables") Map<String, String> tables) {}
}
