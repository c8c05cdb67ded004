package io.plumbline.publish;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * HTTP requests, one line of JSON each: {@code {"id","method","path","body"}}, begun with the first
 * one. Every request sets a value, so that sending it twice does no harm.
 */
final class RequestFile {

  private final PackageDraft draft;
  private final String name;
  private OutputStream file;

  RequestFile(PackageDraft draft, String name) {
    this.draft = draft;
    this.name = name;
  }

  /**
   * Adds a request.
   *
   * @param id names it within the package, the same in every package of the same release
   * @param path with all ids percent-encoded, from the host on
   */
  void add(String id, String method, String path, ObjectNode body) throws IOException {
    if (file == null) {
      file = draft.create(name);
    }
    ObjectNode request = JsonText.object();
    request.put("id", id).put("method", method).put("path", path);
    request.set("body", body);
    file.write((JsonText.line(request) + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
