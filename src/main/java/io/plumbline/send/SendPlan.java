package io.plumbline.send;

import static java.util.Objects.requireNonNull;

import io.plumbline.error.Errors;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;

/**
 * What is sent where.
 *
 * @param packageFolder a package of {@code publish}: {@code manifest.json} and its files
 * @param journalFolder the folder of {@code journal.jsonl}, outside the package; made where missing
 * @param occasion the publication that is sent, such as {@code 12}: the number of its act. The same
 *     package may be published again after another one, and is sent again then
 * @param base the CRM: scheme, host and port, such as {@code https://api.hubapi.com}; https, or
 *     http to this machine
 * @param parts at least one
 */
public record SendPlan(
    Path packageFolder,
    Path journalFolder,
    String occasion,
    URI base,
    Token token,
    Set<Part> parts,
    Pace pace) {

  /**
   * Checks the address and the folders and copies the parts.
   *
   * @throws io.plumbline.error.PlumblineException {@code send.address}; {@code arguments.invalid}
   *     for a journal in the package, which would not be the package that was approved any more
   */
  public SendPlan {
    requireNonNull(packageFolder, "packageFolder");
    requireNonNull(journalFolder, "journalFolder");
    requireNonNull(occasion, "occasion");
    requireNonNull(token, "token");
    requireNonNull(pace, "pace");
    if (absolute(journalFolder).startsWith(absolute(packageFolder))) {
      throw Errors.badArgument("--journal", journalFolder.toString(), "outside the package");
    }
    base = Address.checkedBase(base);
    parts = Set.copyOf(parts);
    if (occasion.isBlank()) {
      throw new IllegalArgumentException("A publication must have a number or a name.");
    }
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("There must be at least one part to send.");
    }
  }

  private static Path absolute(Path folder) {
    return folder.toAbsolutePath().normalize();
  }
}
