package io.plumbline.send;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.model.Sha256;
import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One request.
 *
 * @param path from the host on, percent-encoded, with its query
 */
record Call(String method, String path, Optional<Content> content) {

  /** A body; {@code sha256} in hexadecimal. */
  record Content(String type, String sha256, Source source) {}

  /** Where a body comes from: a large file is not held in memory. */
  sealed interface Source {}

  record Bytes(byte[] bytes) implements Source {}

  record File(Path path) implements Source {}

  static Call get(String path) {
    return new Call("GET", path, Optional.empty());
  }

  static Call json(String method, String path, JsonNode body) {
    return bytes(method, path, "application/json", Json.bytes(body));
  }

  static Call bytes(String method, String path, String type, byte[] body) {
    return new Call(method, path, Optional.of(new Content(type, Sha256.of(body), new Bytes(body))));
  }

  static Call file(String method, String path, String type, Path file, String sha256) {
    return new Call(method, path, Optional.of(new Content(type, sha256, new File(file))));
  }

  boolean isUpload() {
    return content.map(Content::source).filter(File.class::isInstance).isPresent();
  }

  BodyPublisher publisher() throws FileNotFoundException {
    if (content.isEmpty()) {
      return BodyPublishers.noBody();
    }
    Source source = content.get().source();
    return source instanceof File file
        ? BodyPublishers.ofFile(file.path())
        : BodyPublishers.ofByteArray(((Bytes) source).bytes());
  }
}
