package io.plumbline.send;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.error.Errors;
import io.plumbline.model.Sha256;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A publish package on disk, whole and unchanged: each file that its manifest names is there with
 * its length and SHA-256, and no other file is.
 */
final class SendPackage {

  private static final String MANIFEST = "manifest.json";
  private static final String FORMAT = "plumbline-package";

  private final Path folder;
  private final Target target;
  private final String manifestSha256;
  private final SortedMap<String, String> files;

  private SendPackage(
      Path folder, Target target, String manifestSha256, SortedMap<String, String> files) {
    this.folder = folder;
    this.target = target;
    this.manifestSha256 = manifestSha256;
    this.files = files;
  }

  /**
   * Opens and verifies a package.
   *
   * @throws io.plumbline.error.PlumblineException {@code send.package_unusable} or {@code
   *     send.package_changed}
   */
  static SendPackage open(Path folder) {
    Path file = folder.resolve(MANIFEST);
    try {
      if (!Files.isRegularFile(file)) {
        throw Errors.sendPackageUnusable(folder, "it has no " + MANIFEST);
      }
      byte[] text = Files.readAllBytes(file);
      JsonNode manifest =
          Json.parse(text)
              .orElseThrow(() -> Errors.sendPackageUnusable(folder, MANIFEST + " is no JSON"));
      if (!manifest.path("format").asText().equals(FORMAT)) {
        throw Errors.sendPackageUnusable(folder, MANIFEST + " is not that of a package");
      }
      String label = manifest.path("target").asText();
      Target target =
          Target.ofLabel(label)
              .orElseThrow(
                  () ->
                      Errors.sendPackageUnusable(
                          folder, "packages for '" + label + "' are imported, not sent"));
      SortedMap<String, String> files = new TreeMap<>();
      for (JsonNode entry : manifest.path("files")) {
        files.put(verified(folder, entry), entry.path("sha256").asText());
      }
      requireNoOther(folder, files.keySet());
      return new SendPackage(folder, target, Sha256.of(text), files);
    } catch (IOException failure) {
      throw Errors.inputUnreadable(folder.toString(), failure);
    }
  }

  Target target() {
    return target;
  }

  String manifestSha256() {
    return manifestSha256;
  }

  /** The names of its files that begin so, in order. */
  List<String> filesUnder(String prefix) {
    return files.keySet().stream().filter(name -> name.startsWith(prefix)).toList();
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  String sha256(String name) {
    return files.get(name);
  }

  /** The content of a small file that must be there. */
  byte[] bytes(String name) {
    if (!files.containsKey(name)) {
      throw Errors.sendPackageUnusable(folder, "its manifest does not name " + name);
    }
    try {
      return Files.readAllBytes(file(name));
    } catch (IOException failure) {
      throw Errors.inputUnreadable(file(name).toString(), failure);
    }
  }

  JsonNode json(String name) {
    return Json.parse(bytes(name))
        .orElseThrow(() -> Errors.sendPackageUnusable(folder, name + " is no JSON"));
  }

  /** A text file of the package, opened anew; the caller closes it. */
  BufferedReader text(String name) {
    try {
      return Files.newBufferedReader(file(name));
    } catch (IOException failure) {
      throw Errors.inputUnreadable(file(name).toString(), failure);
    }
  }

  private static void requireNoOther(Path folder, Set<String> listed) throws IOException {
    try (Stream<Path> below = Files.walk(folder)) {
      below
          .filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .map(path -> folder.relativize(path).toString().replace('\\', '/'))
          .filter(name -> !name.equals(MANIFEST) && !listed.contains(name))
          .min(Comparator.naturalOrder())
          .ifPresent(
              name -> {
                throw Errors.sendPackageChanged(folder, name, "is not in its manifest");
              });
    }
  }

  private static String verified(Path folder, JsonNode entry) throws IOException {
    String name = entry.path("name").asText();
    Path file = folder.resolve(name).normalize();
    if (name.isEmpty() || !file.startsWith(folder.normalize())) {
      throw Errors.sendPackageUnusable(folder, "its manifest names '" + name + "'");
    }
    if (!Files.isRegularFile(file)) {
      throw Errors.sendPackageChanged(folder, name, "is not there");
    }
    long bytes = Files.size(file);
    if (bytes != entry.path("bytes").asLong(-1)) {
      throw Errors.sendPackageChanged(
          folder, name, "has " + bytes + " bytes instead of " + entry.path("bytes").asText());
    }
    if (!Sha256.of(file).equals(entry.path("sha256").asText())) {
      throw Errors.sendPackageChanged(folder, name, "has another SHA-256");
    }
    return name;
  }
}
