package io.plumbline.estimate;

import io.plumbline.SparkFixture;
import io.plumbline.table.TableContract;
import io.plumbline.table.Tables;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Random histories of deals, as objects and as the frames of the history room. */
public final class DealHistories {

  private static final List<String> STAGES = List.of("s1", "s2", "s3");

  private DealHistories() {}

  /** A stay in a stage; left and next null where they do not apply. */
  public record Visit(
      String stage,
      int number,
      int stageNumber,
      Instant entered,
      Instant left,
      String next,
      String exit,
      String sizeBand) {}

  /** A deal; closed null while open. */
  public record Deal(
      String id,
      String pipeline,
      Instant created,
      Instant closed,
      String outcome,
      String customerType,
      String sizeBand,
      String product,
      BigDecimal amount,
      boolean deleted,
      List<Visit> visits) {}

  /**
   * Deals with re-entry, reopening, visits of no length, several amounts, and times half of which
   * are whole days before the cutoff, so that many fall exactly on landmarks and past dates.
   *
   * @param longestDays of a stay
   */
  public static List<Deal> random(
      String pipeline, int deals, int longestDays, Instant cutoff, long seed) {
    Random random = new Random(seed);
    List<Deal> all = new ArrayList<>();
    for (int i = 0; i < deals; i++) {
      all.add(deal(pipeline + "-" + i, pipeline, longestDays, cutoff, random));
    }
    return all;
  }

  private static Deal deal(
      String id, String pipeline, int longestDays, Instant cutoff, Random random) {
    Instant created = cutoff.minus(time(random, 400)).minus(Duration.ofNanos(1000));
    if (random.nextInt(4) == 0) {
      created = cutoff.minus(Duration.ofDays(1 + random.nextInt(400)));
    }
    List<Instant> times = new ArrayList<>();
    List<String> entered = new ArrayList<>();
    List<String> exits = new ArrayList<>();
    Instant at = random.nextBoolean() ? created : created.plus(time(random, 2));
    Instant closed = null;
    String outcome = "open";
    int stage = random.nextInt(5) == 0 ? 1 : 0;
    while (at.isBefore(cutoff)) {
      times.add(at);
      entered.add(STAGES.get(stage));
      Instant end = random.nextInt(12) == 0 ? at : at.plus(time(random, longestDays));
      if (!end.isBefore(cutoff)) {
        break;
      }
      times.add(end);
      int draw = random.nextInt(20);
      if (draw < 5 || (draw < 14 && stage == 2)) {
        String ending = random.nextBoolean() ? "won" : "lost";
        exits.add(ending);
        Instant again = end.plus(time(random, 20));
        if (random.nextInt(5) > 0 || !again.isBefore(cutoff)) {
          closed = end;
          outcome = ending;
          break;
        }
        at = again;
        stage = random.nextInt(3);
      } else {
        exits.add("moved");
        at = end;
        stage = draw < 8 ? Math.max(0, stage - 1) : Math.min(2, stage + 1);
        if (entered.get(entered.size() - 1).equals(STAGES.get(stage))) {
          stage = (stage + 1) % 3;
        }
      }
    }
    return assemble(id, pipeline, created, closed, outcome, times, entered, exits, random);
  }

  /** Times of entry and exit in turn, without the last exit where it stands there. */
  private static Deal assemble(
      String id,
      String pipeline,
      Instant created,
      Instant closed,
      String outcome,
      List<Instant> times,
      List<String> stages,
      List<String> exits,
      Random random) {
    String customerType = random.nextInt(3) == 0 ? "existing" : "new";
    String product = random.nextBoolean() ? "a" : "b";
    String sizeBand = random.nextBoolean() ? "0-100" : "100+";
    boolean priced = random.nextInt(6) > 0;
    List<Visit> visits = new ArrayList<>();
    int[] seen = new int[STAGES.size()];
    for (int i = 0; i < stages.size(); i++) {
      boolean last = i == stages.size() - 1;
      Instant left = 2 * i + 1 < times.size() ? times.get(2 * i + 1) : null;
      String exit = last ? outcome : exits.get(i);
      visits.add(
          new Visit(
              stages.get(i),
              i + 1,
              ++seen[STAGES.indexOf(stages.get(i))],
              times.get(2 * i),
              left,
              exit.equals("moved") ? stages.get(i + 1) : null,
              exit,
              random.nextInt(8) == 0 ? "unknown" : sizeBand));
    }
    return new Deal(
        id,
        pipeline,
        created,
        closed,
        outcome,
        customerType,
        priced ? sizeBand : "unknown",
        product,
        priced ? BigDecimal.valueOf(random.nextInt(100_000), 2) : null,
        false,
        visits);
  }

  private static Duration time(Random random, int longestDays) {
    return random.nextBoolean()
        ? Duration.ofDays(random.nextInt(longestDays))
        : Duration.ofNanos((long) (random.nextDouble() * longestDays * 86_400_000_000L) * 1000);
  }

  public static Dataset<Row> opportunities(List<Deal> deals) {
    return frame(
        Tables.OPPORTUNITY,
        deals.stream()
            .map(
                deal ->
                    row(
                        Map.entry("opportunity_id", deal.id()),
                        Map.entry("pipeline_id", deal.pipeline()),
                        entry("amount_base", deal.amount()),
                        Map.entry("product", deal.product()),
                        Map.entry("size_band", deal.sizeBand()),
                        Map.entry("customer_type", deal.customerType()),
                        entry("created_at", timestamp(deal.created())),
                        entry("closed_at", timestamp(deal.closed())),
                        Map.entry("outcome", deal.outcome()),
                        Map.entry("is_deleted", deal.deleted())))
            .toList());
  }

  public static Dataset<Row> visits(List<Deal> deals) {
    return frame(
        Tables.STAGE_VISIT,
        deals.stream()
            .flatMap(
                deal ->
                    deal.visits().stream()
                        .map(
                            visit ->
                                row(
                                    Map.entry("opportunity_id", deal.id()),
                                    Map.entry("pipeline_id", deal.pipeline()),
                                    Map.entry("stage_id", visit.stage()),
                                    Map.entry("visit_number", visit.number()),
                                    Map.entry("stage_visit_number", visit.stageNumber()),
                                    entry("entered_at", timestamp(visit.entered())),
                                    entry("left_at", timestamp(visit.left())),
                                    entry("next_stage_id", visit.next()),
                                    Map.entry("exit", visit.exit()),
                                    Map.entry("outcome", deal.outcome()),
                                    entry("closed_at", timestamp(deal.closed())),
                                    entry("amount_base", deal.amount()),
                                    entry("deal_amount_base", deal.amount()),
                                    Map.entry("customer_type", deal.customerType()),
                                    Map.entry("size_band", visit.sizeBand()),
                                    Map.entry("product", deal.product()))))
            .toList());
  }

  /** The three open stages and a closed one of every pipeline. */
  public static Dataset<Row> stages(List<Deal> deals) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (String pipeline : deals.stream().map(Deal::pipeline).distinct().sorted().toList()) {
      for (int i = 0; i < STAGES.size(); i++) {
        rows.add(
            row(
                Map.entry("pipeline_id", pipeline),
                Map.entry("stage_id", STAGES.get(i)),
                Map.entry("forecast_category", i == 2 ? "Commit" : "Pipeline"),
                Map.entry("stage_label", "Stage " + (i + 1)),
                Map.entry("stage_order", i + 1),
                Map.entry("incumbent", 0.25 * (i + 1)),
                Map.entry("is_closed", false)));
      }
      rows.add(
          row(
              Map.entry("pipeline_id", pipeline),
              Map.entry("stage_id", "closed lost"),
              Map.entry("is_closed", true)));
    }
    return frame(Tables.STAGE, rows);
  }

  private static Dataset<Row> frame(TableContract contract, List<Map<String, Object>> rows) {
    List<Row> values =
        rows.stream()
            .map(
                row ->
                    RowFactory.create(
                        Arrays.stream(contract.bodySchema().fieldNames())
                            .map(row::get)
                            .toArray(Object[]::new)))
            .toList();
    return SparkFixture.spark().createDataFrame(values, contract.bodySchema());
  }

  private static Timestamp timestamp(Instant instant) {
    return instant == null ? null : Timestamp.from(instant);
  }

  private static Map.Entry<String, Object> entry(String name, Object value) {
    return new java.util.AbstractMap.SimpleEntry<>(name, value);
  }

  @SafeVarargs
  private static Map<String, Object> row(Map.Entry<String, ? extends Object>... times) {
    Map<String, Object> row = new java.util.HashMap<>();
    for (Map.Entry<String, ? extends Object> entry : times) {
      row.put(entry.getKey(), entry.getValue());
    }
    return row;
  }
}
