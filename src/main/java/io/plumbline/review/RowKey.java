package io.plumbline.review;

import static java.util.Objects.requireNonNull;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a row of the table speaks of. A part that its level does not use is empty.
 *
 * @param pipelineId the pipeline
 * @param stageId the stage
 * @param level {@value #STAGE}, age_band, customer_type, size_band, product, another dimension, or
 *     cell
 * @param customerType new or existing
 * @param sizeBand from-to or from+
 * @param product its name
 * @param attributes values of further dimensions: {@code name=value; name=value}
 * @param ageBand days in the stage, from-to or from+
 */
public record RowKey(
    String pipelineId,
    String stageId,
    String level,
    String customerType,
    String sizeBand,
    String product,
    String attributes,
    String ageBand) {

  /** The level of a stage as a whole. */
  public static final String STAGE = "stage";

  private static final List<String> PARTS =
      List.of("customer_type", "size_band", "product", "attributes", "age_band");

  /** Refuses nulls. */
  public RowKey {
    requireNonNull(pipelineId, "pipelineId");
    requireNonNull(stageId, "stageId");
    requireNonNull(level, "level");
    requireNonNull(customerType, "customerType");
    requireNonNull(sizeBand, "sizeBand");
    requireNonNull(product, "product");
    requireNonNull(attributes, "attributes");
    requireNonNull(ageBand, "ageBand");
  }

  boolean isStage() {
    return level.equals(STAGE);
  }

  /**
   * The key as it stands in a sheet, for example {@code size_band:default/proposal/size_band=0-5}.
   * All parts are percent-encoded, so that it is plain ASCII: no spreadsheet takes it for a number
   * or a date, and no encoding damages it.
   */
  public String text() {
    List<String> values = List.of(customerType, sizeBand, product, attributes, ageBand);
    StringBuilder text = new StringBuilder();
    text.append(encoded(level)).append(':').append(encoded(pipelineId));
    text.append('/').append(encoded(stageId));

    for (int i = 0; i < PARTS.size(); i++) {
      if (!values.get(i).isEmpty()) {
        text.append('/').append(PARTS.get(i)).append('=').append(encoded(values.get(i)));
      }
    }

    return text.toString();
  }

  /** The key of such a text; empty where it is none. */
  public static Optional<RowKey> of(String text) {
    int colon = text.indexOf(':');
    List<String> parts = Arrays.asList(text.substring(colon + 1).split("/", -1));

    if (colon < 0 || parts.size() < 2) {
      return Optional.empty();
    }

    String[] values = {"", "", "", "", ""};
    for (String part : parts.subList(2, parts.size())) {
      int equals = part.indexOf('=');
      int index = equals < 0 ? -1 : PARTS.indexOf(part.substring(0, equals));
      if (index < 0) {
        return Optional.empty();
      }
      values[index] = part.substring(equals + 1);
    }

    try {
      RowKey key =
          new RowKey(
              decoded(parts.get(0)),
              decoded(parts.get(1)),
              decoded(text.substring(0, colon)),
              decoded(values[0]),
              decoded(values[1]),
              decoded(values[2]),
              decoded(values[3]),
              decoded(values[4]));

      return Optional.of(key).filter(read -> read.text().equals(text));
    } catch (IllegalArgumentException notEncoded) {
      return Optional.empty();
    }
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8);
  }

  private static String decoded(String part) {
    return URLDecoder.decode(part, StandardCharsets.UTF_8);
  }
}
