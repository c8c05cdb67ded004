package io.plumbline.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PathsTest {

  private static final List<List<String>> LEVELS =
      List.of(List.of("new", "existing"), List.of("100+", "20-100", "0-20"));

  @Test
  void doesNotDependOnTheOrderOfTheVisits() {
    List<Paths.Visit> visits =
        new ArrayList<>(new TestDeals(1).wild(80, List.of("b", "a"), LEVELS, 40).visits());
    List<String> expected = described(visits);
    for (int seed = 0; seed < 5; seed++) {
      Collections.shuffle(visits, new Random(seed));
      assertThat(described(visits)).isEqualTo(expected);
    }
  }

  @Test
  void keepsWhatTheVisitsSay() {
    List<Paths.Visit> visits = new TestDeals(2).wild(60, List.of("b", "a"), LEVELS, 40).visits();
    List<String> expected =
        visits.stream()
            .map(
                visit ->
                    String.join(
                        " ",
                        visit.stageId(),
                        Long.toString(visit.enteredAt()),
                        Long.toString(visit.leftAt()),
                        Long.toString(visit.closedAt()),
                        Long.toString(Math.floorMod(visit.deal(), 64L)),
                        visit.values().toString()))
            .toList();
    assertThat(described(visits)).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void numbersDealsAndPutsTheirVisitsInOrder() {
    Paths paths =
        Paths.of(
            List.of(visit(7, 2, 20), visit(-3, 1, 5), visit(7, 10, 90), visit(7, 1, 10)),
            List.of(),
            64);

    assertThat(paths.deals()).isEqualTo(2);
    assertThat(paths.visits()).isEqualTo(4);
    assertThat(List.of(paths.deal(0), paths.deal(1), paths.deal(2), paths.deal(3)))
        .containsExactly(0, 1, 1, 1);
    assertThat(List.of(paths.entered(1), paths.entered(2), paths.entered(3)))
        .containsExactly(10L, 20L, 90L);
    // -3 modulo 64 towards minus infinity.
    assertThat(List.of(paths.bucket(0), paths.bucket(1))).containsExactly(61, 7);
  }

  @Test
  void knowsAnOutcomeOnlyAfterTheDealClosed() {
    Paths paths =
        Paths.of(
            List.of(TestDeals.visit(1, 1, "s", 0, 50, 50, Paths.LOST, Paths.NO_AMOUNT, List.of())),
            List.of(),
            64);

    assertThat(paths.outcomeAt(0, 49)).isEqualTo(Paths.OPEN);
    assertThat(paths.outcomeAt(0, 50)).isEqualTo(Paths.OPEN);
    assertThat(paths.outcomeAt(0, 51)).isEqualTo(Paths.LOST);
    assertThat(paths.closed(0)).isEqualTo(50);
  }

  @Test
  void keepsTheAmountOfEveryVisit() {
    Paths paths =
        Paths.of(
            List.of(
                TestDeals.visit(9, 2, "s", 5, 50, 50, Paths.WON, 120_050, List.of()),
                TestDeals.visit(9, 1, "s", 0, 5, 50, Paths.WON, 100_000, List.of()),
                TestDeals.visit(3, 1, "s", 0, 5, 50, Paths.WON, Paths.NO_AMOUNT, List.of())),
            List.of(),
            64);

    assertThat(List.of(paths.cents(0), paths.cents(1), paths.cents(2)))
        .containsExactly(-1L, 100_000L, 120_050L);
  }

  @Test
  void takesAMissingValueForUnknown() {
    List<String> missing = new ArrayList<>();
    missing.add(null);
    missing.add(null);
    Paths paths =
        Paths.of(
            List.of(
                TestDeals.visit(1, 1, "s", 0, 50, 50, Paths.LOST, Paths.NO_AMOUNT, missing),
                TestDeals.visit(
                    2, 1, "s", 0, 50, 50, Paths.LOST, Paths.NO_AMOUNT, List.of("10+", "EMEA"))),
            List.of("size_band", "region"),
            64);

    assertThat(paths.dimensions().get(0).levels()).containsExactly("10+", "unknown");
    assertThat(paths.dimensions().get(1).levels()).containsExactly("EMEA", "unknown");
    assertThat(paths.code(0, 0)).isEqualTo(1);
    assertThat(paths.code(1, 0)).isEqualTo(1);
  }

  @Test
  void holdsNothingWithoutVisits() {
    Paths paths = Paths.of(List.of(), List.of("product"), 64);

    assertThat(paths.visits()).isZero();
    assertThat(paths.deals()).isZero();
    assertThat(paths.stages()).isEmpty();
    assertThat(paths.dimensions().get(0).levels()).isEmpty();
  }

  private static Paths.Visit visit(long deal, int number, long entered) {
    return TestDeals.visit(
        deal,
        number,
        "s",
        entered,
        Paths.NEVER,
        Paths.NEVER,
        Paths.OPEN,
        Paths.NO_AMOUNT,
        List.of());
  }

  private static List<String> described(List<Paths.Visit> visits) {
    Paths paths = Paths.of(visits, List.of("customer_type", "size_band"), 64);
    List<String> all = new ArrayList<>();
    for (int v = 0; v < paths.visits(); v++) {
      List<String> values = new ArrayList<>();
      for (int d = 0; d < 2; d++) {
        values.add(paths.dimensions().get(d).levels().get(paths.code(d, v)));
      }
      all.add(
          String.join(
              " ",
              paths.stages().get(paths.stage(v)),
              Long.toString(paths.entered(v)),
              Long.toString(paths.left(v)),
              Long.toString(paths.closed(paths.deal(v))),
              Integer.toString(paths.bucket(paths.deal(v))),
              values.toString()));
    }
    return all;
  }
}
