package io.plumbline.movement;

import static io.plumbline.movement.MovementInput.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.config.Configuration;
import io.plumbline.model.AsOf;
import io.plumbline.table.Tables;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Random pairs of snapshots of a thousand pipelines, compared in one Spark job and again by a plain
 * program that knows the true life of every deal.
 */
class MovementPropertyTest {

  private static final AsOf AS_OF = new AsOf(LocalDate.of(2026, 5, 20), ZoneOffset.UTC);
  private static final LocalDate RECORDED = LocalDate.of(2026, 5, 11);
  private static final LocalDate APRIL = LocalDate.of(2026, 4, 30);
  private static final LocalDate MARCH = LocalDate.of(2026, 3, 31);
  private static final List<LocalDate> FROM = List.of(RECORDED, APRIL, MARCH);
  private static final int PIPELINES = 1000;
  private static final int DEALS_EACH = 7;

  private static final List<String> ADDED =
      List.of("opening", "new", "pulled_in", "amount_up", "returned", "transferred_in");
  private static final List<String> TAKEN =
      List.of("amount_down", "pushed_out", "won", "lost", "removed", "transferred_out");
  private static final List<String> LEVELS =
      List.of("pipeline", "owner", "team", "customer_type", "size_band", "product");
  private static final Configuration TEAMS =
      Configuration.load(
          Optional.empty(), Map.of("forecast.teams.o0", "east", "forecast.teams.o1", "east"));
  private static final Map<String, String> SPLIT_BY =
      Map.of(
          "owner", "owner_id",
          "team", "team",
          "customer_type", "customer_type",
          "size_band", "size_band",
          "product", "product");

  private static Map<String, Map<String, long[]>> expected;
  private static List<Row> cells;

  /** What is true of a deal at a date; amounts in hundredths, -1 without a rate. */
  private record Truth(
      String pipeline,
      String owner,
      String customerType,
      String sizeBand,
      String product,
      String outcome,
      LocalDate closedOn,
      long cents,
      LocalDate closeDate,
      Instant created) {

    String cell(String level) {
      return switch (level) {
        case "owner" -> owner;
        case "team" -> List.of("o0", "o1").contains(owner) ? "east" : "unknown";
        case "customer_type" -> customerType;
        case "size_band" -> sizeBand;
        case "product" -> product;
        default -> "";
      };
    }
  }

  @BeforeAll
  static void compare() {
    Random random = new Random(20260520);
    MovementInput input = new MovementInput();
    expected = new TreeMap<>();
    for (int i = 0; i < PIPELINES * DEALS_EACH; i++) {
      Life life = new Life("d" + i, "p" + i % PIPELINES, random);
      life.write(input);
      for (LocalDate from : FROM) {
        count(from, life.before(from), life.after());
      }
    }
    TrackMovement movement = input.movement(AS_OF, TEAMS);
    cells = movement.rows(Tables.PIPELINE_MOVEMENT).collectAsList();
    movement.release();
  }

  @Test
  void everyCellIsThatOfThePlainProgram() {
    Map<String, Map<String, String>> found = new TreeMap<>();
    for (Row cell : cells) {
      Map<String, String> parts = new TreeMap<>();
      for (String part : parts()) {
        long deals = cell.<Long>getAs(part + "_deals");
        if (deals > 0) {
          parts.put(part, cents(cell, part) + " of " + deals);
        }
      }
      found.put(key(cell), parts);
    }
    Map<String, Map<String, String>> counted = new TreeMap<>();
    expected.forEach(
        (key, parts) -> {
          Map<String, String> texts = new TreeMap<>();
          parts.forEach((part, sum) -> texts.put(part, sum[0] + " of " + sum[1]));
          counted.put(key, texts);
        });

    assertThat(found.equals(counted)).as(() -> firstDifference(found, counted)).isTrue();
    for (String part : parts()) {
      assertThat(found.values().stream().filter(cell -> cell.containsKey(part)).count())
          .as("cells with " + part)
          .isGreaterThan(100);
    }
  }

  private static String firstDifference(
      Map<String, Map<String, String>> found, Map<String, Map<String, String>> counted) {
    Set<String> keys = new TreeSet<>(found.keySet());
    keys.addAll(counted.keySet());
    return keys.stream()
        .filter(key -> !Objects.equals(found.get(key), counted.get(key)))
        .map(key -> key + " is " + found.get(key) + " and not " + counted.get(key))
        .findFirst()
        .orElse("");
  }

  @Test
  void everyRowBalancesToTheCent() {
    assertThat(cells).hasSizeGreaterThan(PIPELINES * FROM.size() * 3);
    assertThat(cells.stream().filter(cell -> !balances(cell))).isEmpty();
  }

  private static boolean balances(Row cell) {
    return ADDED.stream().mapToLong(part -> cents(cell, part)).sum()
            - TAKEN.stream().mapToLong(part -> cents(cell, part)).sum()
        == cents(cell, "closing");
  }

  @Test
  void everyLevelAddsUpToThePipeline() {
    Map<String, Map<String, Long>> sums = new HashMap<>();
    for (Row cell : cells) {
      String key = cell.getAs("pipeline_id") + " " + cell.getAs("from_date") + " ";
      Map<String, Long> ofLevel =
          sums.computeIfAbsent(
              key + cell.getAs("period_kind") + " " + cell.getAs("segment_level"),
              level -> new TreeMap<>());
      for (String part : parts()) {
        if (!part.startsWith("transferred")) {
          ofLevel.merge(part, cents(cell, part), Long::sum);
          ofLevel.merge(part + "_deals", cell.<Long>getAs(part + "_deals"), Long::sum);
        }
      }
      ofLevel.merge(
          "transferred", cents(cell, "transferred_in") - cents(cell, "transferred_out"), Long::sum);
    }
    assertThat(
            sums.entrySet().stream()
                .filter(
                    level ->
                        !level
                            .getValue()
                            .equals(sums.get(level.getKey().replaceFirst("[a-z_]+$", "pipeline")))))
        .isEmpty();
    assertThat(
            sums.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(" product"))
                .filter(entry -> entry.getValue().get("transferred") != 0)
                .count())
        .as("between pipelines")
        .isPositive();
  }

  private static List<String> parts() {
    List<String> parts = new ArrayList<>(ADDED);
    parts.addAll(TAKEN);
    parts.add("closing");
    return parts;
  }

  private static long cents(Row cell, String part) {
    return cell.<BigDecimal>getAs(part).movePointRight(2).longValueExact();
  }

  private static String key(Row cell) {
    String level = cell.getAs("segment_level");
    String value = SPLIT_BY.containsKey(level) ? cell.getAs(SPLIT_BY.get(level)) : "";
    return String.join(
        "|",
        cell.<Object>getAs("from_date").toString(),
        cell.getAs("period_kind"),
        level,
        cell.getAs("pipeline_id"),
        value);
  }

  /** The plain program: one deal, every kind and level. */
  private static void count(LocalDate from, Optional<Truth> before, Optional<Truth> after) {
    for (String kind : List.of("month", "quarter", "all")) {
      for (String level : LEVELS) {
        count(new Place(from, kind, level), before.orElse(null), after.orElse(null));
      }
    }
  }

  private record Place(LocalDate from, String kind, String level) {
    boolean holds(LocalDate day) {
      if (kind.equals("all")) {
        return true;
      }
      boolean isInYear = day != null && day.getYear() == 2026;
      return isInYear
          && (kind.equals("month")
              ? day.getMonthValue() == 5
              : day.getMonthValue() >= 4 && day.getMonthValue() <= 6);
    }

    void add(Truth of, String part, long cents) {
      String key = String.join("|", from.toString(), kind, level, of.pipeline(), of.cell(level));
      long[] sum =
          expected
              .computeIfAbsent(key, cell -> new TreeMap<>())
              .computeIfAbsent(part, name -> new long[2]);
      sum[0] += cents;
      sum[1]++;
    }
  }

  private static void count(Place place, Truth before, Truth after) {
    boolean wasOpen = before != null && before.outcome().equals("open");
    boolean isOpen = after != null && after.outcome().equals("open");
    boolean wasIn = wasOpen && place.holds(before.closeDate());
    boolean isIn = isOpen && place.holds(after.closeDate());
    long old = before == null ? 0 : Math.max(0, before.cents());
    long now = after == null ? 0 : Math.max(0, after.cents());
    if (wasIn) {
      place.add(before, "opening", old);
      Truth at = after == null ? before : after;
      if (!at.pipeline().equals(before.pipeline())
          || !at.cell(place.level()).equals(before.cell(place.level()))) {
        place.add(before, "transferred_out", old);
        place.add(at, "transferred_in", old);
      }
      if (after == null) {
        place.add(at, "removed", old);
      } else if (after.outcome().equals("lost")) {
        place.add(at, "lost", old);
      } else if (isOpen && !isIn) {
        place.add(at, "pushed_out", old);
      } else {
        if (now > old) {
          place.add(at, "amount_up", now - old);
        } else if (now < old) {
          place.add(at, "amount_down", old - now);
        }
        if (!isOpen) {
          place.add(at, "won", now);
        }
      }
    } else if (after != null) {
      boolean isNew =
          before == null
              && !after.created().isBefore(new AsOf(place.from(), ZoneOffset.UTC).cutoff());
      String entry = wasOpen ? "pulled_in" : isNew ? "new" : "returned";
      boolean isClosedSince =
          !isOpen
              && after.closedOn().isAfter(place.from())
              && (before == null || !before.outcome().equals(after.outcome()));
      boolean isWonIn =
          isClosedSince && after.outcome().equals("won") && place.holds(after.closedOn());
      boolean isLostIn =
          isClosedSince
              && after.outcome().equals("lost")
              && place.holds(after.closeDate())
              && !wasOpen;
      if (isIn || isWonIn || isLostIn) {
        place.add(after, entry, now);
      }
      if (isWonIn || isLostIn) {
        place.add(after, after.outcome(), now);
      }
    }
    if (isIn) {
      place.add(after, "closing", now);
    }
  }

  /** A deal from its creation to the as-of date, stay by stay. */
  private static final class Life {
    private static final Instant FIRST = Instant.parse("2026-02-01T00:00:00Z");

    private final String id;
    private final List<Stay> stays = new ArrayList<>();
    private final List<String> owners = new ArrayList<>();
    private final Instant created;
    private final Instant handedOver;
    private final Truth after;
    private final Optional<Truth> recorded;
    private final boolean isDeleted;

    private record Stay(Instant entered, Instant left, String exit, Truth truth) {}

    Life(String id, String pipeline, Random random) {
      this.id = id;
      this.created = moment(random, FIRST);
      this.handedOver = moment(random, created);
      this.isDeleted = random.nextInt(12) == 0;
      owners.add("o" + random.nextInt(3));
      owners.add("o" + random.nextInt(3));
      String product = "x" + random.nextInt(2);
      Instant entered = created;
      int number = 1 + random.nextInt(4);
      for (int i = 0; i < number; i++) {
        boolean isLast = i == number - 1;
        Instant left = moment(random, entered);
        String exit = List.of("moved", "lost", "won", "open").get(random.nextInt(isLast ? 4 : 3));
        if (isLast && exit.equals("moved")) {
          exit = "open";
        }
        stays.add(
            new Stay(
                entered,
                exit.equals("open") ? null : left,
                exit,
                new Truth(
                    pipeline,
                    "",
                    random.nextInt(4) == 0 ? "existing" : "new",
                    "s" + random.nextInt(3),
                    product,
                    exit.equals("moved") ? "open" : exit,
                    exit.equals("open") ? null : left.atZone(ZoneOffset.UTC).toLocalDate(),
                    random.nextInt(9) == 0 ? -1 : random.nextInt(1_000_000),
                    LocalDate.of(2026, 2 + random.nextInt(8), 1 + random.nextInt(28)),
                    created)));
        // Closed for a while before it is reopened.
        entered = exit.equals("moved") ? left : left.plus(random.nextInt(8), ChronoUnit.DAYS);
        if (!entered.isBefore(AS_OF.cutoff())) {
          break;
        }
      }
      Stay last = stays.get(stays.size() - 1);
      if (last.exit().equals("moved")) {
        stays.set(stays.size() - 1, new Stay(last.entered(), null, "open", last.truth()));
      }
      this.after = told(AS_OF.date(), pipeline).orElseThrow();
      this.recorded = recorded(pipeline, random);
    }

    private static Instant moment(Random random, Instant after) {
      long seconds = ChronoUnit.SECONDS.between(after, AS_OF.cutoff());
      return after.plusSeconds(seconds <= 1 ? 0 : (long) (random.nextDouble() * seconds));
    }

    /** What was true at the end of a day; empty before its creation. */
    private Optional<Truth> told(LocalDate day, String pipeline) {
      Instant end = new AsOf(day, ZoneOffset.UTC).cutoff();
      Truth found = null;
      for (Stay stay : stays) {
        if (stay.entered().isBefore(end)) {
          boolean isOver = stay.left() != null && stay.left().isBefore(end);
          Truth truth = stay.truth();
          found =
              new Truth(
                  pipeline,
                  handedOver.isBefore(end) ? owners.get(1) : owners.get(0),
                  truth.customerType(),
                  truth.sizeBand(),
                  truth.product(),
                  isOver ? truth.outcome() : "open",
                  isOver && !truth.outcome().equals("open") ? truth.closedOn() : null,
                  truth.cents(),
                  truth.closeDate(),
                  created);
        }
      }
      return Optional.ofNullable(found);
    }

    /** What the earlier run has said: other things than the CRM says of that day today. */
    private Optional<Truth> recorded(String pipeline, Random random) {
      if (random.nextInt(10) == 0) {
        return Optional.empty();
      }
      String said = random.nextInt(10) == 0 ? "p" + random.nextInt(PIPELINES) : pipeline;
      return told(RECORDED, said)
          .map(
              truth ->
                  new Truth(
                      truth.pipeline(),
                      truth.owner(),
                      truth.customerType(),
                      truth.sizeBand(),
                      random.nextInt(10) == 0 ? "other" : truth.product(),
                      random.nextInt(12) == 0 ? "deleted" : truth.outcome(),
                      truth.closedOn(),
                      // Another rate of the currency than today.
                      random.nextInt(4) == 0 ? truth.cents() * 11 / 10 : truth.cents(),
                      truth.closeDate(),
                      truth.created()));
    }

    Optional<Truth> after() {
      return isDeleted ? Optional.empty() : Optional.of(after);
    }

    Optional<Truth> before(LocalDate from) {
      if (from.equals(RECORDED)) {
        return recorded;
      }
      return isDeleted ? Optional.empty() : told(from, after.pipeline());
    }

    void write(MovementInput input) {
      input.now(deal(after, isDeleted));
      recorded.ifPresent(
          truth -> input.then(RECORDED, deal(truth, truth.outcome().equals("deleted"))));
      input.change(id, "owner_id", owners.get(0), created);
      input.change(id, "owner_id", owners.get(1), handedOver);
      int number = 0;
      for (Stay stay : stays) {
        if (!isDeleted) {
          input.visit(
              row(
                  "opportunity_id", id,
                  "pipeline_id", after.pipeline(),
                  "visit_number", ++number,
                  "entered_at", stay.entered(),
                  "left_at", stay.left(),
                  "exit", stay.exit(),
                  "customer_type", stay.truth().customerType(),
                  "size_band", stay.truth().sizeBand(),
                  "product", stay.truth().product(),
                  "amount_base", amount(stay.truth()),
                  "expected_close_date", stay.truth().closeDate()));
        }
      }
    }

    private Map<String, Object> deal(Truth truth, boolean isDeletedThen) {
      boolean isClosed = truth.closedOn() != null;
      return row(
          "opportunity_id", id,
          "pipeline_id", truth.pipeline(),
          "owner_id", truth.owner(),
          "customer_type", truth.customerType(),
          "size_band", truth.sizeBand(),
          "product", truth.product(),
          "outcome", isClosed && !isDeletedThen ? truth.outcome() : "open",
          "closed_at", isClosed ? truth.closedOn().atStartOfDay(ZoneOffset.UTC).toInstant() : null,
          "created_at", created,
          "is_deleted", isDeletedThen,
          "amount_base", amount(truth),
          "expected_close_date", truth.closeDate());
    }

    private static BigDecimal amount(Truth truth) {
      return truth.cents() < 0 ? null : BigDecimal.valueOf(truth.cents(), 2);
    }
  }
}
