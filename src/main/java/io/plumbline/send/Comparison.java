package io.plumbline.send;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compares what was sent with what a CRM holds; "0.4" and 0.40 are the same. */
final class Comparison {

  private Comparison() {}

  /** Whether the record has every value that was sent. */
  static boolean holds(JsonNode sent, JsonNode record) {
    if (sent.isObject()) {
      return sent.properties().stream()
          .allMatch(field -> holds(field.getValue(), record.path(field.getKey())));
    }
    Optional<BigDecimal> number = number(sent);
    return number.isPresent() && number(record).isPresent()
        ? number.get().compareTo(number(record).get()) == 0
        : sent.asText().equals(record.asText()) && !record.isMissingNode();
  }

  /** The first number of the record that is another than was sent: "probability 0.4, not 0.37". */
  static Optional<String> otherNumber(JsonNode sent, JsonNode record) {
    Set<Map.Entry<String, JsonNode>> fields = sent.properties();
    for (Map.Entry<String, JsonNode> field : fields) {
      JsonNode held = record.path(field.getKey());
      if (field.getValue().isObject()) {
        Optional<String> inside = otherNumber(field.getValue(), held);
        if (inside.isPresent()) {
          return inside;
        }
      } else if (number(field.getValue()).isPresent()
          && number(held).isPresent()
          && !holds(field.getValue(), held)) {
        return Optional.of(
            field.getKey() + " " + held.asText() + ", not " + field.getValue().asText());
      }
    }
    return Optional.empty();
  }

  private static Optional<BigDecimal> number(JsonNode node) {
    return node.isNumber() || node.asText().matches("-?[0-9]{1,18}(\\.[0-9]{1,18})?")
        ? Optional.of(new BigDecimal(node.asText()))
        : Optional.empty();
  }
}
