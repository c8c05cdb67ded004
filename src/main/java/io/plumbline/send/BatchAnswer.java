package io.plumbline.send;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * HubSpot's answer to a batch: {@code results} that it took and, with status 207, {@code errors}
 * with the ids in their {@code context}. A record that neither names was not taken: HubSpot has
 * been seen to answer 207 with no error and no result for ids that it does not know.
 *
 * @param failed record id to reason, in the order of the request
 * @param gone those of them that HubSpot says are not there
 * @param unnamed those of them that the answer says nothing of
 * @param taken how many records of the request were taken
 * @param foreign how many records it names that were not asked for
 */
record BatchAnswer(
    Map<String, String> failed, Set<String> gone, Set<String> unnamed, int taken, int foreign) {

  private static final String NOT_FOUND = "OBJECT_NOT_FOUND";

  static BatchAnswer of(PackageRequest request, JsonNode answer, UnaryOperator<String> safe) {
    Map<String, String> errors = new HashMap<>();
    Set<String> missing = new HashSet<>();
    for (JsonNode error : answer.path("errors")) {
      boolean isMissing = error.path("category").asText().equals(NOT_FOUND);
      for (JsonNode ids : error.path("context")) {
        Json.texts(ids)
            .forEach(
                id -> {
                  errors.put(id, safe.apply(error.path("message").asText()));
                  if (isMissing) {
                    missing.add(id);
                  }
                });
      }
    }
    Map<String, JsonNode> results = byId(answer);
    Map<String, String> failed = new LinkedHashMap<>();
    Set<String> gone = new TreeSet<>();
    Set<String> unnamed = new TreeSet<>();
    int taken = 0;
    for (String id : request.inputIds()) {
      if (errors.containsKey(id)) {
        failed.put(id, errors.get(id));
        if (missing.contains(id)) {
          gone.add(id);
        }
      } else if (results.remove(id) != null) {
        taken++;
      } else {
        unnamed.add(id);
        failed.put(id, "the answer does not name this record; it may be merged or deleted");
      }
    }
    return new BatchAnswer(failed, gone, unnamed, taken, results.size());
  }

  /** Whether it speaks of other records only. */
  boolean isOfAnotherRequest() {
    return taken == 0 && foreign > 0;
  }

  /** The records of a batch/read that do not hold what the request sets. */
  static List<String> notHolding(PackageRequest request, JsonNode read) {
    Map<String, JsonNode> held = byId(read);
    List<String> rest = new ArrayList<>();
    for (JsonNode input : request.inputs()) {
      String id = input.path("id").asText();
      JsonNode record = held.get(id);
      if (record == null
          || !Comparison.holds(input.path("properties"), record.path("properties"))) {
        rest.add(id);
      }
    }
    return rest;
  }

  /** How many of these records a batch/read does not find. */
  static long notThere(Set<String> ids, JsonNode read) {
    Set<String> held = byId(read).keySet();
    return ids.stream().filter(id -> !held.contains(id)).count();
  }

  private static Map<String, JsonNode> byId(JsonNode answer) {
    Map<String, JsonNode> records = new HashMap<>();
    answer.path("results").forEach(record -> records.put(record.path("id").asText(), record));
    return records;
  }
}
