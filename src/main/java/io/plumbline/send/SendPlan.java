package io.plumbline.send;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.util.Set;

/**
 * What is sent where.
 *
 * @param packageFolder a package of {@code publish}: {@code manifest.json} and its files
 * @param journalFolder the folder of {@code journal.jsonl}, outside the package; made where missing
 * @param base the CRM: scheme, host and port, such as {@code https://api.hubapi.com}; https, or
 *     http to this machine
 * @param parts at least one
 */
public record SendPlan(
    Path packageFolder, Path journalFolder, URI base, Token token, Set<Part> parts, Pace pace) {

  /**
   * Checks the address and copies the parts.
   *
   * @throws io.plumbline.error.PlumblineException {@code send.address}
   */
  public SendPlan {
    requireNonNull(packageFolder, "packageFolder");
    requireNonNull(journalFolder, "journalFolder");
    requireNonNull(token, "token");
    requireNonNull(pace, "pace");
    base = Address.checkedBase(base);
    parts = Set.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("There must be at least one part to send.");
    }
  }
}
