package io.plumbline.view;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bands, spelt {@code from-to} or {@code from+}, by where they start; then what is no band, by
 * name.
 */
public final class BandOrder implements Comparator<String> {

  private static final Pattern BAND =
      Pattern.compile("(\\d+(?:\\.\\d+)?)(?:-(\\d+(?:\\.\\d+)?)|\\+)");

  @Override
  public int compare(String one, String other) {
    Optional<BigDecimal> first = from(one);
    Optional<BigDecimal> second = from(other);

    if (first.isPresent() && second.isPresent() && first.get().compareTo(second.get()) != 0) {
      return first.get().compareTo(second.get());
    }

    return first.isPresent() == second.isPresent()
        ? one.compareTo(other)
        : first.isPresent() ? -1 : 1;
  }

  /** The number that a band starts from; empty for what is no band. */
  public static Optional<BigDecimal> from(String value) {
    Matcher band = BAND.matcher(value);

    return band.matches() ? Optional.of(new BigDecimal(band.group(1))) : Optional.empty();
  }

  /** "3,000 to 4,400", "up to 3,000", "110,000 and more"; what is no band stays as it is. */
  public static String words(String value) {
    Matcher band = BAND.matcher(value);

    if (!band.matches()) {
      return value;
    }

    BigDecimal from = new BigDecimal(band.group(1));

    if (band.group(2) == null) {
      return from.signum() == 0 ? "any" : Figures.plain(from) + " and more";
    }

    String to = Figures.plain(new BigDecimal(band.group(2)));

    return from.signum() == 0 ? "up to " + to : Figures.plain(from) + " to " + to;
  }
}
