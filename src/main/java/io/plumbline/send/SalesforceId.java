package io.plumbline.send;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** Ids of Salesforce, which go into paths. */
final class SalesforceId {

  private SalesforceId() {}

  /** The id that an answer names, if it is one. */
  static Optional<String> in(Answer answer) {
    return answer.json().flatMap(SalesforceId::of);
  }

  static Optional<String> of(JsonNode node) {
    return Optional.of(node.path("id").asText()).filter(id -> id.matches("[A-Za-z0-9]{15,18}"));
  }
}
