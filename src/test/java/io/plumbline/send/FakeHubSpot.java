package io.plumbline.send;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.send.FakeCrm.Received;
import io.plumbline.send.FakeCrm.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.SortedMap;

/**
 * HubSpot's stages and deal batches, as its reference documents them. A batch with an id that it
 * does not know is answered with 207; ids that begin with {@code 9} are left out of the answer
 * altogether, as HubSpot has been seen to do.
 */
final class FakeHubSpot implements FakeCrm.Flavour {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STAGES = "/crm/v3/pipelines/deals/";
  private static final String BATCH = "/crm/v3/objects/deals/batch/";

  @Override
  public Map.Entry<String, String> credential() {
    return Map.entry("Authorization", "Bearer " + FakeCrm.TOKEN);
  }

  @Override
  public Reply reply(Received request, SortedMap<String, SortedMap<String, String>> records) {
    try {
      if (request.path().startsWith(STAGES)) {
        return stage(request, records);
      }
      if (request.method().equals("POST") && request.path().startsWith(BATCH)) {
        return batch(request, records);
      }
      return Reply.json(404, "{\"message\":\"no such path\"}");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Reply stage(Received request, SortedMap<String, SortedMap<String, String>> records)
      throws IOException {
    String path = URI.create(request.path()).getRawPath().substring(STAGES.length());
    String[] parts = path.split("/stages/", -1);
    String id = URI.create("/" + parts[1]).getPath().substring(1);
    SortedMap<String, String> stage =
        records.get("stage:" + URI.create("/" + parts[0]).getPath().substring(1) + "/" + id);
    if (stage == null) {
      return Reply.json(404, "{\"status\":\"error\",\"message\":\"Stage does not exist\"}");
    }
    if (request.method().equals("PATCH")) {
      JsonNode probability = JSON.readTree(request.body()).at("/metadata/probability");
      if (!probability.isTextual()) {
        return Reply.json(400, "{\"message\":\"probability must be a string\"}");
      }
      stage.put("probability", probability.asText());
    }
    ObjectNode answer = JSON.createObjectNode().put("id", id).put("label", "a stage");
    answer.putObject("metadata").put("probability", stage.get("probability"));
    return Reply.json(200, answer.toString());
  }

  private static Reply batch(Received request, SortedMap<String, SortedMap<String, String>> records)
      throws IOException {
    JsonNode inputs = JSON.readTree(request.body()).path("inputs");
    if (inputs.isEmpty() || inputs.size() > 100) {
      return Reply.json(400, "{\"message\":\"1 to 100 inputs\"}");
    }
    ObjectNode answer = JSON.createObjectNode().put("status", "COMPLETE");
    ArrayNode results = answer.putArray("results");
    ArrayNode missing = JSON.createArrayNode();
    for (JsonNode input : inputs) {
      String id = input.path("id").asText();
      SortedMap<String, String> deal = records.get("deal:" + id);
      if (deal == null) {
        if (!id.startsWith("9")) {
          missing.add(id);
        }
      } else {
        input
            .path("properties")
            .fields()
            .forEachRemaining(field -> deal.put(field.getKey(), field.getValue().asText()));
        ObjectNode result = results.addObject().put("id", id);
        ObjectNode properties = result.putObject("properties");
        deal.forEach(properties::put);
        if (request.fault() == FakeCrm.Fault.TWICE) {
          results.add(result.deepCopy());
        }
      }
    }
    if (!missing.isEmpty()) {
      answer.put("numErrors", 1);
      ObjectNode error = answer.putArray("errors").addObject();
      error.put("status", "error").put("category", "OBJECT_NOT_FOUND");
      error.put("message", "Could not get some DEAL objects, they may be deleted");
      error.putObject("context").set("ids", missing);
    }
    boolean partly = results.size() < inputs.size();
    return Reply.json(partly ? 207 : 200, answer.toString());
  }
}
