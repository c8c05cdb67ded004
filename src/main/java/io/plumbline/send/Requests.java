package io.plumbline.send;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.error.Errors;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Walks over the requests of a package, one line at a time: first those of stages and calibrated
 * values, then the backfill. A package has only the files that have lines.
 */
final class Requests {

  private static final List<String> FILES = List.of("requests.jsonl", "backfill.jsonl");

  private Requests() {}

  /**
   * Looks at every line before anything is sent.
   *
   * @throws io.plumbline.error.PlumblineException {@code send.package_unusable} at a line that is
   *     no request, or whose id is taken
   */
  static void check(SendPackage source, Path folder) {
    Set<String> ids = new HashSet<>();
    walk(
        source,
        (where, text) -> {
          PackageRequest request =
              parse(text)
                  .orElseThrow(
                      () ->
                          Errors.sendPackageUnusable(
                              folder, where + " is no PATCH and no batch/update"));
          if (!ids.add(request.id())) {
            throw Errors.sendPackageUnusable(
                folder, "two requests have the id '" + request.id() + "'");
          }
        });
  }

  /** Hands over the requests of these parts, in the order of the files. */
  static void each(SendPackage source, Set<Part> parts, Consumer<PackageRequest> sender) {
    walk(
        source,
        (where, text) ->
            parse(text).filter(request -> parts.contains(request.part())).ifPresent(sender));
  }

  private static void walk(SendPackage source, BiConsumer<String, String> reader) {
    for (String name : FILES) {
      if (source.filesUnder(name).isEmpty()) {
        continue;
      }
      try (BufferedReader lines = source.text(name)) {
        long number = 1;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          reader.accept("line " + number + " of " + name, line);
          number++;
        }
      } catch (IOException failure) {
        throw Errors.inputUnreadable(name, failure);
      }
    }
  }

  private static Optional<PackageRequest> parse(String line) {
    Optional<JsonNode> json = Json.parse(line.getBytes(StandardCharsets.UTF_8));
    return json.flatMap(PackageRequest::of);
  }
}
