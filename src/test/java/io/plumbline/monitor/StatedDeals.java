package io.plumbline.monitor;

import static org.apache.spark.sql.functions.expr;

import io.plumbline.estimate.DealHistories;
import io.plumbline.estimate.DealHistories.Deal;
import io.plumbline.estimate.DealHistories.Visit;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Random deals with owners and statements that follow from the number of the deal and the visit:
 * once as frames, once in plain Java.
 */
final class StatedDeals {

  private static final Column NUMBER = expr("int(substring_index(opportunity_id, '-', -1))");

  private StatedDeals() {}

  static Dataset<Row> opportunities(List<Deal> deals) {
    return DealHistories.opportunities(deals)
        .withColumn("_number", NUMBER)
        .withColumn("owner_id", expr("if(_number % 7 = 0, null, concat('o', _number % 5))"))
        .withColumn("is_deleted", expr("_number % 11 = 0"))
        .drop("_number");
  }

  static Dataset<Row> visits(List<Deal> deals) {
    return DealHistories.visits(deals)
        .withColumn("_number", NUMBER)
        .withColumn(
            "stated_probability",
            expr(
                "if((_number + visit_number) % 3 = 0, null,"
                    + " (_number + 13 * visit_number) % 101 / 100D)"))
        .withColumn(
            "expected_close_date",
            expr(
                "if(_number % 6 = 0, null, if(_number % 13 = 0, DATE'2099-12-31',"
                    + " date_add(to_date(entered_at), _number % 40)))"))
        .drop("_number");
  }

  private static int number(Deal deal) {
    return Integer.parseInt(deal.id().substring(deal.id().lastIndexOf('-') + 1));
  }

  static Optional<String> owner(Deal deal) {
    return number(deal) % 7 == 0 ? Optional.empty() : Optional.of("o" + number(deal) % 5);
  }

  static boolean counts(Deal deal) {
    return number(deal) % 11 != 0 && !deal.outcome().equals("open");
  }

  private static Optional<Integer> statedPercent(Deal deal, Visit visit) {
    return (number(deal) + visit.number()) % 3 == 0
        ? Optional.empty()
        : Optional.of((number(deal) + 13 * visit.number()) % 101);
  }

  private static Optional<LocalDate> expectedClose(Deal deal, Visit visit) {
    int number = number(deal);
    if (number % 6 == 0) {
      return Optional.empty();
    }
    return Optional.of(
        number % 13 == 0
            ? LocalDate.of(2099, 12, 31)
            : visit.entered().atZone(ZoneOffset.UTC).toLocalDate().plusDays(number % 40));
  }

  /** Kind and key to n, won, and sums of stated, gap, gap squared, in percent or days. */
  static Map<String, List<Long>> counts(List<Deal> deals, ZoneId zone) {
    Map<String, List<Long>> counts = new HashMap<>();
    Map<String, Long> lookAges = new HashMap<>();
    for (Deal deal : deals) {
      lookAges.computeIfAbsent(deal.pipeline(), pipeline -> lookAgeMicros(deals, pipeline));
    }
    for (Deal deal : deals) {
      if (!counts(deal)) {
        continue;
      }
      LocalDate closedOn = deal.closed().atZone(zone).toLocalDate();
      long won = deal.outcome().equals("won") ? 1 : 0;
      for (Visit visit : deal.visits()) {
        if (visit.stageNumber() == 1) {
          String key =
              String.join(
                  " ",
                  deal.pipeline(),
                  "CHART",
                  visit.stage(),
                  deal.customerType(),
                  visit.sizeBand(),
                  deal.product(),
                  closedOn.toString().substring(0, 7));
          add(counts, key, 1, won);
        }
        Instant look = deal.created().plus(lookAges.get(deal.pipeline()), ChronoUnit.MICROS);
        boolean stoodThere =
            !visit.entered().isAfter(look)
                && (visit.left() == null || look.isBefore(visit.left()))
                && look.isBefore(deal.closed());
        if (stoodThere && owner(deal).isPresent()) {
          addLook(counts, deal, visit, owner(deal).get(), won, closedOn);
        }
      }
    }
    return counts;
  }

  private static void addLook(
      Map<String, List<Long>> counts,
      Deal deal,
      Visit visit,
      String owner,
      long won,
      LocalDate closedOn) {
    Optional<Integer> stated = statedPercent(deal, visit);
    if (stated.isPresent()) {
      long gap = stated.get() - 100 * won;
      add(
          counts,
          deal.pipeline() + " STATED " + owner,
          1,
          won,
          (long) stated.get(),
          gap,
          gap * gap);
    } else {
      add(counts, deal.pipeline() + " BY_STAGE " + visit.stage() + " " + owner, 1, won);
    }
    if (expectedClose(deal, visit).isPresent()) {
      long days = ChronoUnit.DAYS.between(expectedClose(deal, visit).get(), closedOn);
      long late = Math.max(-365, Math.min(365, days));
      add(counts, deal.pipeline() + " CLOSE_DATE " + owner, 1, won, 0, late, late * late);
    }
  }

  private static void add(Map<String, List<Long>> counts, String key, long... values) {
    counts.merge(
        key,
        java.util.Arrays.stream(values).boxed().toList(),
        (old, more) -> {
          List<Long> sum = new ArrayList<>();
          for (int i = 0; i < old.size(); i++) {
            sum.add(old.get(i) + more.get(i));
          }
          return sum;
        });
  }

  /** Half the median of the whole days from creation to close. */
  private static long lookAgeMicros(List<Deal> deals, String pipeline) {
    List<Long> lives =
        deals.stream()
            .filter(deal -> deal.pipeline().equals(pipeline) && counts(deal))
            .map(
                deal ->
                    ChronoUnit.DAYS.between(
                        deal.created().atZone(ZoneOffset.UTC).toLocalDate(),
                        deal.closed().atZone(ZoneOffset.UTC).toLocalDate()))
            .sorted()
            .toList();
    int n = lives.size();
    double median = (lives.get((n - 1) / 2) + lives.get(n / 2)) / 2.0;
    return Math.round(median / 2 * Duration.ofDays(1).toNanos() / 1000);
  }
}
