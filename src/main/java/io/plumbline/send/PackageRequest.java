package io.plumbline.send;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One line of {@code requests.jsonl}: a record that is set outright (PATCH), or a batch of them
 * ({@code POST .../batch/update}). Both may be repeated without harm.
 */
record PackageRequest(String id, String method, String path, JsonNode body) {

  private static final String BATCH = "/batch/update";
  private static final String INPUTS = "inputs";

  /** The request; empty where a line is none that may be sent. */
  static Optional<PackageRequest> of(JsonNode line) {
    PackageRequest request =
        new PackageRequest(
            line.path("id").asText(),
            line.path("method").asText(),
            line.path("path").asText(),
            line.path("body"));
    return Optional.of(request).filter(PackageRequest::isUsable);
  }

  boolean isBatch() {
    return method.equals("POST");
  }

  /**
   * What it belongs to: paths of stages and pipelines are the stage table; an id that begins with
   * {@code backfill}, or a body that sets {@code probability} of a single record, is the backfill.
   */
  Part part() {
    if (path.matches(".*/(stages|pipelines)/.*")) {
      return Part.STAGES;
    }
    return id.startsWith("backfill") || body.has("probability") ? Part.BACKFILL : Part.RECORDS;
  }

  /** The id of the record that it sets: the last part of its path. */
  String recordId() {
    return URI.create(path.substring(path.lastIndexOf('/'))).getPath().substring(1);
  }

  /** The ids of the records of a batch. */
  List<String> inputIds() {
    List<String> ids = new ArrayList<>();
    inputs().forEach(input -> ids.add(input.path("id").asText()));
    return ids;
  }

  JsonNode inputs() {
    return body.path(INPUTS);
  }

  /** The same batch with these records only; empty means all of them. */
  PackageRequest only(List<String> ids) {
    if (ids.isEmpty()) {
      return this;
    }
    Set<String> wanted = new HashSet<>(ids);
    ObjectNode rest = body.deepCopy();
    ArrayNode kept = rest.putArray(INPUTS);
    inputs()
        .forEach(
            input -> {
              if (wanted.contains(input.path("id").asText())) {
                kept.add(input);
              }
            });
    return new PackageRequest(id, method, path, rest);
  }

  Call call() {
    return Call.json(method, path, body);
  }

  /** The request that reads what this one sets. */
  Call readBack() {
    if (!isBatch()) {
      return Call.get(path);
    }
    ObjectNode question = Json.object();
    ArrayNode ids = question.putArray(INPUTS);
    Set<String> names = new TreeSet<>();
    inputs()
        .forEach(
            input -> {
              ids.addObject().put("id", input.path("id").asText());
              input.path("properties").fieldNames().forEachRemaining(names::add);
            });
    names.forEach(question.putArray("properties")::add);
    return Call.json(
        "POST", path.substring(0, path.length() - "update".length()) + "read", question);
  }

  private boolean isUsable() {
    boolean pathFits = path.matches("/[A-Za-z0-9._~%!$&'()*+,;=:@/-]*") && !path.startsWith("//");
    boolean batch = isBatch() && path.endsWith(BATCH) && inputs().isArray() && !inputs().isEmpty();
    boolean single = method.equals("PATCH") && body.isObject() && !body.isEmpty();
    return !id.isEmpty() && pathFits && (batch || single);
  }
}
