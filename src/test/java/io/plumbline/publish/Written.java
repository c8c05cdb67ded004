package io.plumbline.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A package that a test has written, read by readers that are not Plumbline's. */
record Written(Path folder, PackageResult result) {

  private static final JsonMapper MAPPER = new JsonMapper();

  /** What every target can publish: Zoho gets its ids. */
  static PublishOptions options() {
    return with(0.01, Order.AS_CALIBRATED);
  }

  static PublishOptions with(double hubspotStep, Order order) {
    return new PublishOptions(
        hubspotStep,
        order,
        "60.0",
        Optional.of("3477061000000002565"),
        new TreeMap<>(
            Map.of(
                "new",
                "3477061000000006801",
                Releases.SLASHED,
                "3477061000000006803",
                "Proposal/Price Quote",
                "3477061000000006805",
                "verhandeln",
                "3477061000000006807",
                "won",
                "3477061000000006809",
                "lost",
                "3477061000000006811")),
        "en_us",
        "acme");
  }

  static Written of(Target target, Path folder) {
    return of(target, Releases.nasty(), Releases.deals(), folder);
  }

  static Written of(Target target, Release release, List<ReleasedRecord> deals, Path folder) {
    return new Written(
        folder, Packages.write(target, release, () -> deals.stream(), options(), folder));
  }

  String text(String name) {
    try {
      return Files.readString(folder.resolve(name), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  JsonNode json(String name) {
    return parsed(text(name));
  }

  /** The requests of a file, each checked against the schema of the target. */
  List<JsonNode> requests(String name, Target target) {
    String schema = resource(target.label() + "-request.schema.json");
    String text = text(name);
    assertThat(text).endsWith("\n");
    List<JsonNode> requests = new ArrayList<>();
    for (String line : text.lines().toList()) {
      requireValid(line, schema);
      requests.add(parsed(line));
    }
    return requests;
  }

  /** All rows of a CSV file as text, the header first, as DuckDB reads it. */
  List<List<String>> csv(String name) {
    String query =
        "SELECT * FROM read_csv(?, header = false, all_varchar = true, delim = ',', quote = '\"',"
            + " escape = '\"', auto_detect = false, null_padding = false, columns = "
            + columns(text(name))
            + ")";
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, folder.resolve(name).toString());
      List<List<String>> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          List<String> row = new ArrayList<>();
          for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
            row.add(Optional.ofNullable(result.getString(i)).orElse(""));
          }
          rows.add(row);
        }
      }
      return rows;
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  List<String> names() {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static void requireValid(String json, String schemaText) {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(schemaText, InputFormat.JSON);
    assertThat(
            schema.validate(
                json,
                InputFormat.JSON,
                context -> context.executionConfig(config -> config.formatAssertionsEnabled(true))))
        .as(json)
        .isEmpty();
  }

  static String resource(String name) {
    try (InputStream file = Written.class.getResourceAsStream(name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static JsonNode parsed(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String columns(String text) {
    int count = text.lines().findFirst().orElseThrow().split(",", -1).length;
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      columns.add("'c" + i + "': 'VARCHAR'");
    }
    return "{" + String.join(", ", columns) + "}";
  }
}
