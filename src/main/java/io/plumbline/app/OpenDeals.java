package io.plumbline.app;

import io.plumbline.app.RunTables.Values;
import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The deals of a run: how many there are, and the pipelines with the largest open amount. Deleted
 * deals do not count.
 *
 * @param pipelines how many there are
 * @param largest the pipelines with the largest open amount, largest first, equal ones by name
 * @param currency of most deals; where there is none, a word that stands in its place
 */
record OpenDeals(
    long won, long lost, long open, long pipelines, Map<String, Total> largest, String currency) {

  static final String NO_CURRENCY = "units";

  /** Keeps the order of the map. */
  OpenDeals {
    largest = Collections.unmodifiableMap(new LinkedHashMap<>(largest));
  }

  /**
   * The open deals of a pipeline.
   *
   * @param deals how many
   * @param amount of those that have one, in base currency
   */
  record Total(long deals, BigDecimal amount) {

    private static final Total NONE = new Total(0, BigDecimal.ZERO);

    private Total plus(BigDecimal more) {
      return new Total(deals + 1, amount.add(more));
    }
  }

  /** The currency that amounts are stated in: the base currency, where the settings name one. */
  String currency(Configuration configuration) {
    String base = configuration.value(Settings.CURRENCY_BASE);
    return base.isEmpty() ? currency : base;
  }

  /** Counts deals while they stream by: memory grows with the pipelines and currencies. */
  static OpenDeals of(RunTables tables, int most) {
    Count count = new Count();
    tables.forEach(
        "opportunity",
        List.of("pipeline_id", "outcome", "amount_base", "currency", "is_deleted"),
        count::add);
    return count.deals(most);
  }

  private static final class Count {

    private final Map<String, Total> byPipeline = new TreeMap<>();
    private final Map<String, Long> currencies = new TreeMap<>();
    private long won;
    private long lost;
    private long open;

    private void add(Values row) {
      if (row.isTrue("is_deleted")) {
        return;
      }
      if (!row.text("currency").isEmpty()) {
        currencies.merge(row.text("currency"), 1L, Long::sum);
      }
      Total total = byPipeline.getOrDefault(row.text("pipeline_id"), Total.NONE);
      switch (row.text("outcome")) {
        case "won" -> won++;
        case "lost" -> lost++;
        default -> {
          open++;
          total = total.plus(row.amount("amount_base").orElse(BigDecimal.ZERO));
        }
      }
      byPipeline.put(row.text("pipeline_id"), total);
    }

    private OpenDeals deals(int most) {
      Map<String, Total> largest = new LinkedHashMap<>();
      byPipeline.entrySet().stream()
          .sorted(
              Comparator.<Map.Entry<String, Total>, BigDecimal>comparing(
                      entry -> entry.getValue().amount())
                  .reversed()
                  .thenComparing(Map.Entry::getKey))
          .limit(most)
          .forEach(entry -> largest.put(entry.getKey(), entry.getValue()));
      String currency =
          currencies.entrySet().stream()
              .max(
                  Map.Entry.<String, Long>comparingByValue()
                      .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
              .map(Map.Entry::getKey)
              .orElse(NO_CURRENCY);
      return new OpenDeals(won, lost, open, byPipeline.size(), largest, currency);
    }
  }
}
