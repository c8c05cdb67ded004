package io.plumbline.send;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.send.FakeCrm.Received;
import io.plumbline.send.FakeCrm.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pipedrive's stages, pipelines and deals, version 2. */
final class FakePipedrive implements FakeCrm.Flavour {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PATH = Pattern.compile("/api/v2/(stage|pipeline|deal)s/([0-9]+)");

  @Override
  public Map.Entry<String, String> credential() {
    return Map.entry("x-api-token", FakeCrm.TOKEN);
  }

  @Override
  public Reply reply(Received request, SortedMap<String, SortedMap<String, String>> records) {
    Matcher path = PATH.matcher(request.path());
    if (!path.matches()) {
      return Reply.json(404, "{\"success\":false,\"error\":\"unknown path\"}");
    }
    SortedMap<String, String> record = records.get(path.group(1) + ":" + path.group(2));
    if (record == null) {
      return Reply.json(404, "{\"success\":false,\"error\":\"" + path.group(1) + " not found\"}");
    }
    if (request.method().equals("PATCH")) {
      read(request)
          .fields()
          .forEachRemaining(field -> record.put(field.getKey(), field.getValue().asText()));
    }
    ObjectNode answer = JSON.createObjectNode().put("success", true);
    ObjectNode data = answer.putObject("data").put("id", Integer.parseInt(path.group(2)));
    record.forEach(
        (field, value) -> {
          if (value.equals("true") || value.equals("false")) {
            data.put(field, Boolean.parseBoolean(value));
          } else {
            data.put(field, Integer.parseInt(value));
          }
        });
    return Reply.json(200, answer.toString());
  }

  private static JsonNode read(Received request) {
    try {
      return JSON.readTree(request.body());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
