package io.plumbline.outlook;

import java.util.Locale;
import java.util.Optional;

/** What a CRM's forecast category means. */
public enum Category {
  COMMIT,
  BEST_CASE,
  PIPELINE,
  OMITTED;

  /**
   * Reads a CRM's name of a category: by its letters alone, so that {@code Best Case}, {@code
   * BestCase} and {@code best_case} are one.
   *
   * @return empty for a name that is none of them
   */
  public static Optional<Category> of(String name) {
    if (name == null) {
      return Optional.empty();
    }
    String letters = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
    return switch (letters) {
      case "commit", "committed", "forecast" -> Optional.of(COMMIT);
      case "bestcase", "upside", "mostlikely" -> Optional.of(BEST_CASE);
      case "pipeline", "open" -> Optional.of(PIPELINE);
      case "omitted", "notforecasted", "dontforecast" -> Optional.of(OMITTED);
      default -> Optional.empty();
    };
  }

  /** The spelling in tables. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
