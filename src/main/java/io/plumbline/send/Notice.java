package io.plumbline.send;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * A message to the people who run the CRM. It has no place for the name of a customer, a deal or an
 * owner.
 *
 * @param version of the confidence table
 * @param asOf the last day that it knows
 * @param title one line
 * @param movements the largest, largest first; at most {@link #LISTED} are told
 * @param money what the open pipeline is worth, where known
 * @param link to the report, where there is one
 */
public record Notice(
    NoticeKind kind,
    String version,
    LocalDate asOf,
    String title,
    List<Movement> movements,
    Optional<Money> money,
    Optional<URI> link) {

  /** More movements than this nobody reads in a message. */
  public static final int LISTED = 10;

  /** Keeps the first movements. */
  public Notice {
    requireNonNull(kind, "kind");
    requireNonNull(version, "version");
    requireNonNull(asOf, "asOf");
    requireNonNull(title, "title");
    requireNonNull(money, "money");
    requireNonNull(link, "link");
    movements = movements.stream().limit(LISTED).toList();
  }

  /**
   * The weighted value of the open pipeline.
   *
   * @param currency ISO 4217
   */
  public record Money(BigDecimal before, BigDecimal after, String currency) {}
}
