package io.plumbline.app;

import io.plumbline.app.RunTables.Values;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The deals of a run, counted while they stream by: memory grows with the pipelines and currencies,
 * not with the deals. Deleted deals do not count.
 */
final class OpenDeals {

  private final Map<String, Total> byPipeline = new TreeMap<>();
  private final Map<String, Long> currencies = new TreeMap<>();
  private long won;
  private long lost;
  private long open;

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

  static OpenDeals of(RunTables tables) {
    OpenDeals deals = new OpenDeals();
    tables.forEach(
        "opportunity",
        List.of("pipeline_id", "outcome", "amount_base", "currency", "is_deleted"),
        deals::add);
    return deals;
  }

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

  long won() {
    return won;
  }

  long lost() {
    return lost;
  }

  long open() {
    return open;
  }

  int pipelines() {
    return byPipeline.size();
  }

  /** The open deals of a pipeline; none where it is not known. */
  Total of(String pipeline) {
    return byPipeline.getOrDefault(pipeline, Total.NONE);
  }

  /** The pipelines with the largest open amount, largest first; equal ones by name. */
  List<String> largest(int most) {
    return byPipeline.entrySet().stream()
        .sorted(
            Comparator.<Map.Entry<String, Total>, BigDecimal>comparing(
                    entry -> entry.getValue().amount())
                .reversed()
                .thenComparing(Map.Entry::getKey))
        .limit(most)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The currency of most deals; where there is none, a word that stands in its place. */
  String currency() {
    return currencies.entrySet().stream()
        .max(
            Map.Entry.<String, Long>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
        .map(Map.Entry::getKey)
        .orElse("units");
  }
}
