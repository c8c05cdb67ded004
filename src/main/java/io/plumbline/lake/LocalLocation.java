package io.plumbline.lake;

import io.delta.kernel.engine.Engine;
import io.plumbline.error.Errors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A path of this machine. No Hadoop file system is started for it. */
final class LocalLocation extends Location {

  /** One letter is a drive. */
  private static final Pattern SCHEME =
      Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]+:.*", Pattern.DOTALL);

  private static final String FILE_SCHEME = "file:";

  private final Path path;

  LocalLocation(Path path) {
    this.path = path;
  }

  static boolean isLocal(String text) {
    return text.startsWith(FILE_SCHEME) || !SCHEME.matcher(text).matches();
  }

  static LocalLocation parse(String text) {
    try {
      return new LocalLocation(
          text.startsWith(FILE_SCHEME) ? KernelFiles.localPath(text) : Path.of(text));
    } catch (InvalidPathException invalid) {
      throw Errors.badArgument("path", text, "a path of this machine or a URI");
    }
  }

  @Override
  public Location resolve(String child) {
    return new LocalLocation(path.resolve(child));
  }

  @Override
  public String name() {
    return String.valueOf(path.toAbsolutePath().normalize().getFileName());
  }

  @Override
  Location parent() {
    Path parent = path.toAbsolutePath().getParent();
    return parent == null ? this : new LocalLocation(parent);
  }

  @Override
  public Location absolute() {
    return new LocalLocation(path.toAbsolutePath().normalize());
  }

  @Override
  public String path() {
    return KernelFiles.kernelPath(path);
  }

  @Override
  public Optional<Path> local() {
    return Optional.of(path);
  }

  @Override
  public boolean isThere() {
    return Files.exists(path);
  }

  @Override
  public boolean isFolder() {
    return Files.isDirectory(path);
  }

  @Override
  public List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(path)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  @Override
  public long bytes() throws IOException {
    if (!isFolder()) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(path)) {
      return files
          .map(Path::toFile)
          .filter(file -> file.isFile())
          .mapToLong(file -> file.length())
          .sum();
    }
  }

  @Override
  public String text() throws IOException {
    return Files.readString(path);
  }

  @Override
  public void replace(String text) throws IOException {
    Path target = path.toAbsolutePath();
    Path part = target.resolveSibling("." + target.getFileName() + ".part");
    Files.createDirectories(target.getParent());
    try {
      Files.writeString(part, text, StandardCharsets.UTF_8);
      move(part, target);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void move(Path part, Path target) throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException elsewhere) {
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Override
  Engine engine() {
    return new KernelReadEngine(new KernelFiles());
  }

  @Override
  WorkspaceLock lock() throws IOException {
    return ProcessLock.take(path);
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
