package io.plumbline.send;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.error.Errors;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Walks over {@code requests.jsonl}, one line at a time. */
final class Requests {

  private Requests() {}

  /**
   * Looks at every line before anything is sent.
   *
   * @throws io.plumbline.error.PlumblineException {@code send.package_unusable} at a line that is
   *     no request, or whose id is taken
   */
  static void check(SendPackage source, Path folder) {
    Set<String> ids = new HashSet<>();
    long[] number = {0};
    walk(
        source,
        text -> {
          number[0]++;
          PackageRequest request =
              parse(text)
                  .orElseThrow(
                      () ->
                          Errors.sendPackageUnusable(
                              folder,
                              "line "
                                  + number[0]
                                  + " of requests.jsonl is no PATCH and no batch/update"));
          if (!ids.add(request.id())) {
            throw Errors.sendPackageUnusable(
                folder, "two requests have the id '" + request.id() + "'");
          }
        });
  }

  /** Hands over the requests of these parts, in the order of the file. */
  static void each(SendPackage source, Set<Part> parts, Consumer<PackageRequest> sender) {
    walk(
        source,
        text -> parse(text).filter(request -> parts.contains(request.part())).ifPresent(sender));
  }

  private static void walk(SendPackage source, Consumer<String> reader) {
    try (BufferedReader lines = source.requests()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        reader.accept(line);
      }
    } catch (IOException failure) {
      throw Errors.inputUnreadable("requests.jsonl", failure);
    }
  }

  private static Optional<PackageRequest> parse(String line) {
    Optional<JsonNode> json = Json.parse(line.getBytes(StandardCharsets.UTF_8));
    return json.flatMap(PackageRequest::of);
  }
}
