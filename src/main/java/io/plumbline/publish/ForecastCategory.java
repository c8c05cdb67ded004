package io.plumbline.publish;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Forecast categories of Salesforce as metadata has them; exports also hold their labels, and spell
 * them in snake_case.
 */
final class ForecastCategory {

  private static final Map<String, String> NAMES =
      Map.of(
          "pipeline", "Pipeline",
          "bestcase", "BestCase",
          "mostlikely", "MostLikely",
          "forecast", "Forecast",
          "commit", "Forecast",
          "closed", "Closed",
          "omitted", "Omitted");

  private ForecastCategory() {}

  /** Empty where the stage has none, or one that Salesforce does not know. */
  static Optional<String> of(StageValue stage) {
    return stage
        .forecastCategory()
        .map(text -> NAMES.get(text.replaceAll("[ _-]", "").toLowerCase(Locale.ROOT)));
  }
}
