package io.plumbline.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.error.Errors;
import io.plumbline.model.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The files of a package on disk, against its manifest. */
public final class PackageFiles {

  static final String MANIFEST = "manifest.json";

  private static final JsonMapper MAPPER = new JsonMapper();

  private PackageFiles() {}

  /** Whose package a folder holds. */
  public record Identity(String target, String version) {}

  /**
   * Whose package a folder holds; empty where it holds none.
   *
   * @throws io.plumbline.error.PlumblineException {@code output.not_a_package} where its manifest
   *     is not one of a package, {@code input.unreadable}
   */
  public static Optional<Identity> identity(Path folder) {
    Path manifest = folder.resolve(MANIFEST);
    if (!Files.isRegularFile(manifest)) {
      return Optional.empty();
    }
    try {
      JsonNode json = parsed(folder, manifest);
      return Optional.of(new Identity(json.path("target").asText(), json.path("version").asText()));
    } catch (IOException failure) {
      throw Errors.inputUnreadable(manifest.toString(), failure);
    }
  }

  /**
   * The SHA-256 of the manifest, which names every file of the package by its own: what identifies
   * a package.
   *
   * @throws io.plumbline.error.PlumblineException {@code input.unreadable}
   */
  public static String manifestSha256(Path folder) {
    try {
      return Sha256.of(folder.resolve(MANIFEST));
    } catch (IOException failure) {
      throw Errors.inputUnreadable(folder.resolve(MANIFEST).toString(), failure);
    }
  }

  static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.findFirst().isEmpty();
    }
  }

  /**
   * What a folder holds that a package of its manifest does not, each as the end of a sentence;
   * empty where it can be replaced without a loss.
   */
  static List<String> strangers(Path folder) throws IOException {
    return unlisted(folder).stream()
        .map(name -> "it holds " + name + ", which is not in its manifest.json")
        .toList();
  }

  private static Set<String> unlisted(Path folder) throws IOException {
    Set<String> listed = listed(folder);
    listed.add(MANIFEST);
    Set<String> unlisted = new TreeSet<>();
    try (Stream<Path> below = Files.walk(folder)) {
      below
          .filter(path -> !Files.isDirectory(path))
          .map(path -> folder.relativize(path).toString().replace('\\', '/'))
          .filter(name -> !listed.contains(name))
          .forEach(unlisted::add);
    }
    return unlisted;
  }

  private static Set<String> listed(Path folder) throws IOException {
    Path manifest = folder.resolve(MANIFEST);
    if (!Files.isRegularFile(manifest)) {
      throw Errors.notAPackage(folder, "it holds no manifest.json");
    }
    JsonNode json = parsed(folder, manifest);
    Set<String> names = new HashSet<>();
    for (JsonNode file : json.path("files")) {
      String name = file.path("name").asText();
      if (name.isEmpty() || !folder.resolve(name).normalize().startsWith(folder.normalize())) {
        throw Errors.notAPackage(folder, "its manifest.json names a file outside of it");
      }
      names.add(name);
    }
    return names;
  }

  private static JsonNode parsed(Path folder, Path manifest) throws IOException {
    JsonNode json;
    try {
      json = MAPPER.readTree(manifest.toFile());
    } catch (JsonProcessingException broken) {
      throw Errors.inputUnreadable(manifest.toString(), broken);
    }
    if (!Manifest.FORMAT.equals(json.path("format").asText())) {
      throw Errors.notAPackage(folder, "its manifest.json is not that of a package");
    }
    return json;
  }
}
