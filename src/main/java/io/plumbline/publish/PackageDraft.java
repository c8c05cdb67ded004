package io.plumbline.publish;

import io.plumbline.error.Errors;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A package that is being written: a hidden folder beside the one that it will be. It takes that
 * one's place in a single rename once it is complete; until then, an earlier package there stays
 * whole. What a killed attempt has left is put in order by the next one.
 */
final class PackageDraft implements Closeable {

  private final Path out;
  private final Path part;
  private final Path old;
  private final List<PackageFile> files = new ArrayList<>();
  private final List<HashedStream> open = new ArrayList<>();

  private PackageDraft(Path out) {
    this.out = out;
    this.part = out.resolveSibling("." + out.getFileName() + ".partial");
    this.old = out.resolveSibling("." + out.getFileName() + ".replaced");
  }

  /**
   * Starts a package.
   *
   * @param out where it will be: nothing, an empty folder or an earlier package
   * @throws io.plumbline.error.PlumblineException {@code output.not_a_package}
   */
  static PackageDraft at(Path out) throws IOException {
    PackageDraft draft = new PackageDraft(out.toAbsolutePath().normalize());
    draft.recover();
    draft.refuseForeignFolder();
    Files.createDirectories(draft.part);
    return draft;
  }

  /**
   * Starts a file. The draft closes it, at the latest when the package is complete.
   *
   * @param name path within the package, with {@code /}
   */
  OutputStream create(String name) throws IOException {
    Path file = part.resolve(name);
    Files.createDirectories(file.getParent());
    HashedStream stream =
        new HashedStream(
            new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)),
            (bytes, sha256) -> files.add(new PackageFile(name, bytes, sha256)));
    open.add(stream);
    return stream;
  }

  /** Writes a whole file of text in UTF-8. */
  void text(String name, String content) throws IOException {
    try (OutputStream file = create(name)) {
      file.write(content.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The files that are complete, by name. */
  List<PackageFile> files() throws IOException {
    for (HashedStream stream : open) {
      stream.close();
    }
    open.clear();
    return files.stream().sorted(Comparator.comparing(PackageFile::name)).toList();
  }

  /** Puts the package in its place. */
  void complete() throws IOException {
    files();
    if (Files.exists(out)) {
      Files.move(out, old, StandardCopyOption.ATOMIC_MOVE);
    }
    try {
      Files.move(part, out, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      if (Files.exists(old)) {
        Files.move(old, out, StandardCopyOption.ATOMIC_MOVE);
      }
      throw failure;
    }
    delete(old);
  }

  /** Removes the draft where it was not completed. */
  @Override
  public void close() throws IOException {
    files();
    delete(part);
  }

  private void recover() throws IOException {
    delete(part);
    if (Files.exists(old)) {
      if (Files.exists(out)) {
        delete(old);
      } else {
        Files.move(old, out, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  private void refuseForeignFolder() throws IOException {
    if (!Files.exists(out)) {
      return;
    }
    if (!Files.isDirectory(out)) {
      throw Errors.notAPackage(out, "it is a file");
    }
    if (!PackageFiles.isEmpty(out)) {
      PackageFiles.strangers(out).stream()
          .findFirst()
          .ifPresent(
              stranger -> {
                throw Errors.notAPackage(out, stranger);
              });
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> below = Files.walk(folder)) {
      for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
