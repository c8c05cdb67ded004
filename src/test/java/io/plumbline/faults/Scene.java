package io.plumbline.faults;

import java.nio.file.Path;

/**
 * What a fault is done to: copies of its own.
 *
 * @param folder for anything else that it needs
 * @param input the export of the second date
 * @param workspace with a complete run of the first date
 */
record Scene(Path folder, Path input, Path workspace) {

  Path file(String name) {
    return input.resolve(name);
  }

  Path table(String name) {
    return workspace.resolve("tables").resolve(name);
  }
}
