package io.plumbline.app;

import io.plumbline.error.Errors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How much lies in a workspace. */
final class WorkspaceSize {

  private WorkspaceSize() {}

  /** Bytes of all files below the workspace; 0 where there is none. */
  static long bytes(Path workspace) {
    if (!Files.isDirectory(workspace)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(workspace)) {
      return files
          .map(Path::toFile)
          .filter(file -> file.isFile())
          .mapToLong(file -> file.length())
          .sum();
    } catch (IOException failure) {
      throw Errors.internal("looking at the size of " + workspace, failure);
    }
  }
}
