package io.plumbline.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompanySimulatorTest {

  private static final LocalDate AS_OF = LocalDate.of(2025, 6, 30);
  private static final Instant CUTOFF = Instant.parse("2025-07-01T00:00:00Z");

  /** Deals are created for half a year beyond the as-of date, so that there is a future to leak. */
  private static final CompanySpec SPEC =
      CompanySpec.of(6_000, LocalDate.of(2023, 1, 1), LocalDate.of(2025, 12, 31), AS_OF, 42L)
          .withTruthReplications(60);

  private static final Map<String, List<String>> EVENT_TIMES =
      Map.of(
          "opportunities.csv", List.of("created_at", "closed_at"),
          "stage_history.csv", List.of("entered_at"),
          "field_history.csv", List.of("changed_at"),
          "activities.csv", List.of("occurred_at"),
          "contact_roles.csv", List.of("added_at"),
          "tasks.csv", List.of("created_at", "completed_at"),
          "leads.csv", List.of("created_at", "qualified_at", "converted_at"));

  @TempDir static Path temp;

  private static Path folder;
  private static Simulated simulated;
  private static Map<String, CSVRecord> opportunities;

  @BeforeAll
  static void write() {
    folder = temp.resolve("export");
    simulated = CompanySimulator.of(SPEC).write(folder);
    opportunities = new TreeMap<>();
    for (CSVRecord row : cleanRows(folder, "opportunities.csv")) {
      if (row.get("is_deleted").equals("false")) {
        opportunities.put(row.get("opportunity_id"), row);
      }
    }
  }

  @Test
  void sameSpecificationGivesTheSameBytes() throws IOException {
    CompanySpec spec = SPEC.withTruthReplications(2);
    Path first = temp.resolve("first");
    Path second = temp.resolve("second");
    CompanySimulator.of(spec).write(first);
    CompanySimulator.of(spec).write(second);

    for (Path file : files(first)) {
      assertThat(second.resolve(file.getFileName())).hasSameBinaryContentAs(file);
    }
    assertThat(files(first)).hasSize(14);
  }

  @Test
  void anotherSeedGivesAnotherCompany() throws IOException {
    Path other = temp.resolve("other-seed");
    CompanySimulator.of(SPEC.withTruthReplications(2).withSeed(43L)).write(other);

    assertThat(Files.mismatch(other.resolve("tasks.csv"), folder.resolve("tasks.csv")))
        .isNotEqualTo(-1L);
  }

  /** Headers as the README lists them, typed from there. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          opportunities | opportunity_id pipeline_id account_id owner_id name amount currency product customer_type created_at expected_close_date closed_at status source stage_id next_step_due_at is_deleted probability
          stage_history | opportunity_id stage_id entered_at sequence amount expected_close_date probability
          stages        | pipeline_id stage_id label stage_order probability is_closed is_won forecast_category changed_by changed_at
          field_history | opportunity_id field value changed_at
          activities    | activity_id opportunity_id occurred_at direction kind contact_id owner_id subject body rating
          contact_roles | opportunity_id contact_id role is_decision_maker added_at
          tasks         | task_id opportunity_id created_at due_at completed_at
          leads         | lead_id created_at source owner_id qualified_at converted_at opportunity_id
          targets       | period_start period_end pipeline_id owner_id segment amount
          truth         | opportunity_id won closed_at
          """)
  void headersAreThoseOfTheContract(String table, String columns) {
    assertThat(Csv.header(folder, table + ".csv")).isEqualTo(List.of(columns.split(" ", -1)));
  }

  @Test
  void nothingHappensAfterTheAsOfDate() {
    EVENT_TIMES.forEach(
        (file, columns) -> {
          Set<Long> bad = dirtyRecords(folder, file, Set.of("bad_timestamp", "cut_short"));
          for (CSVRecord row : Csv.rows(folder, file)) {
            for (String column : columns) {
              if (!bad.contains(row.getRecordNumber()) && !row.get(column).isEmpty()) {
                assertThat(Instant.parse(row.get(column)))
                    .as("%s.%s of %s", file, column, row)
                    .isBefore(CUTOFF);
              }
            }
          }
        });
  }

  @Test
  void anEarlierExportIsTheLaterOneWithoutWhatHappenedSince() {
    CompanySpec clean = SPEC.withTruthReplications(2).withDirtyShare(0.0);
    Path earlier = temp.resolve("earlier");
    Path later = temp.resolve("later");
    CompanySimulator.of(clean.withAsOf(LocalDate.of(2024, 9, 30))).write(earlier);
    CompanySimulator.of(clean).write(later);
    Instant cutoff = Instant.parse("2024-10-01T00:00:00Z");
    Map<String, String> logs =
        Map.of(
            "stage_history.csv", "entered_at",
            "field_history.csv", "changed_at",
            "activities.csv", "occurred_at",
            "contact_roles.csv", "added_at");

    logs.forEach(
        (file, column) ->
            assertThat(Csv.rows(earlier, file).stream().map(CSVRecord::toList))
                .as(file)
                .containsExactlyElementsOf(
                    Csv.rows(later, file).stream()
                        .filter(row -> Instant.parse(row.get(column)).isBefore(cutoff))
                        .map(CSVRecord::toList)
                        .toList()));
    Map<String, CSVRecord> laterById = byId(Csv.rows(later, "opportunities.csv"));
    for (CSVRecord row : Csv.rows(earlier, "opportunities.csv")) {
      CSVRecord same = laterById.get(row.get("opportunity_id"));
      assertThat(same.get("created_at")).isEqualTo(row.get("created_at"));
      assertThat(same.get("customer_type")).isEqualTo(row.get("customer_type"));
    }
  }

  @Test
  void theStatusOfADealIsThatOfItsLastEntry() {
    Map<String, CSVRecord> last = new HashMap<>();
    for (CSVRecord row : cleanRows(folder, "stage_history.csv")) {
      last.merge(
          row.get("opportunity_id"),
          row,
          (a, b) ->
              Integer.parseInt(a.get("sequence")) > Integer.parseInt(b.get("sequence")) ? a : b);
    }
    opportunities.forEach(
        (id, row) -> {
          assertThat(row.get("stage_id")).as(id).isEqualTo(last.get(id).get("stage_id"));
          boolean open = row.get("status").equals("open");
          assertThat(row.get("closed_at"))
              .as(id)
              .isEqualTo(open ? "" : last.get(id).get("entered_at"));
          assertThat(row.get("stage_id").equals(row.get("status"))).as(id).isEqualTo(!open);
        });
  }

  @Test
  void theRecordOfADealHoldsThePercentageOfItsLastEntry() {
    Map<String, CSVRecord> last = new HashMap<>();
    for (CSVRecord row : cleanRows(folder, "stage_history.csv")) {
      last.merge(
          row.get("opportunity_id"),
          row,
          (a, b) ->
              Integer.parseInt(a.get("sequence")) > Integer.parseInt(b.get("sequence")) ? a : b);
    }
    Map<String, String> ofStage =
        Csv.rows(folder, "stages.csv").stream()
            .collect(
                Collectors.toMap(
                    row -> row.get("pipeline_id") + "/" + row.get("stage_id"),
                    row -> row.get("probability")));
    long typedOver = 0;
    for (CSVRecord row : opportunities.values()) {
      String id = row.get("opportunity_id");
      assertThat(row.get("probability")).as(id).isEqualTo(last.get(id).get("probability"));
      String usual = ofStage.get(row.get("pipeline_id") + "/" + row.get("stage_id"));
      typedOver += row.get("probability").equals(usual) ? 0 : 1;
    }
    double open = simulated.open();
    assertThat(typedOver / open).as("of the open deals").isCloseTo(0.08, within(0.05));
  }

  @Test
  void theTruthNamesExactlyTheOpenDeals() {
    Set<String> open =
        opportunities.values().stream()
            .filter(row -> row.get("status").equals("open"))
            .map(row -> row.get("opportunity_id"))
            .collect(Collectors.toSet());
    List<CSVRecord> truth = Csv.rows(folder, "truth.csv");

    assertThat(truth.stream().map(row -> row.get("opportunity_id")))
        .containsExactlyInAnyOrderElementsOf(open);
    assertThat(simulated.open()).isEqualTo(open.size());
    for (CSVRecord row : truth) {
      if (row.get("closed_at").isEmpty()) {
        assertThat(row.get("won")).isEqualTo("0");
      } else {
        assertThat(Instant.parse(row.get("closed_at"))).isAfterOrEqualTo(CUTOFF);
      }
    }
    assertThat(truth.stream().filter(row -> row.get("closed_at").isEmpty()).count())
        .isEqualTo(simulated.neverClosing())
        .isPositive();
  }

  @Test
  void stageTruthHoldsForTheDealsThatStandThere() {
    Map<String, CSVRecord> truth = byId(Csv.rows(folder, "truth.csv"));
    for (CSVRecord stage : Csv.rows(folder, "truth_stage.csv")) {
      List<CSVRecord> standing =
          opportunities.values().stream()
              .filter(row -> row.get("status").equals("open"))
              .filter(row -> row.get("pipeline_id").equals(stage.get("pipeline_id")))
              .filter(row -> row.get("stage_id").equals(stage.get("stage_id")))
              .toList();
      double won =
          standing.stream()
              .filter(row -> truth.get(row.get("opportunity_id")).get("won").equals("1"))
              .count();
      double p = Double.parseDouble(stage.get("true_confidence"));
      int n = standing.size();

      assertThat(stage.get("standing_open")).isEqualTo(Integer.toString(n));
      assertThat(won)
          .as("wins of %s deals standing in %s", n, stage)
          .isCloseTo(n * p, within(3.5 * Math.sqrt(n * p * (1 - p))));
    }
  }

  @Test
  void segmentsAddUpToTheirStage() {
    Map<String, double[]> sums = new HashMap<>();
    for (CSVRecord row : Csv.rows(folder, "truth_segment.csv")) {
      String key =
          row.get("segment_level") + "/" + row.get("pipeline_id") + "/" + row.get("stage_id");
      double open = Double.parseDouble(row.get("expected_open"));
      double[] sum = sums.computeIfAbsent(key, k -> new double[2]);
      if (open > 0) {
        sum[0] += open;
        sum[1] += open * Double.parseDouble(row.get("true_confidence"));
      } else {
        assertThat(row.get("true_confidence")).as("no evidence is no number").isEmpty();
      }
    }
    for (CSVRecord stage : Csv.rows(folder, "truth_stage.csv")) {
      for (String level :
          List.of("customer_type", "customer_type_size", "customer_type_size_product")) {
        double[] sum =
            sums.get(level + "/" + stage.get("pipeline_id") + "/" + stage.get("stage_id"));
        assertThat(sum[0]).isCloseTo(Double.parseDouble(stage.get("expected_open")), within(1e-4));
        assertThat(sum[1] / sum[0])
            .isCloseTo(Double.parseDouble(stage.get("true_confidence")), within(1e-5));
      }
    }
  }

  @Test
  void theUsualWinRateOverstatesTheConfidenceOfWhatStandsOpen() {
    Map<String, Set<String>> reached = new HashMap<>();
    for (CSVRecord row : cleanRows(folder, "stage_history.csv")) {
      CSVRecord deal = opportunities.get(row.get("opportunity_id"));
      if (deal != null) {
        reached
            .computeIfAbsent(
                deal.get("pipeline_id") + "/" + row.get("stage_id"), k -> new HashSet<>())
            .add(row.get("opportunity_id"));
      }
    }
    for (CSVRecord stage : Csv.rows(folder, "truth_stage.csv")) {
      Map<String, Long> outcomes =
          reached.get(stage.get("pipeline_id") + "/" + stage.get("stage_id")).stream()
              .collect(
                  Collectors.groupingBy(
                      id -> opportunities.get(id).get("status"), Collectors.counting()));
      double naive = outcomes.get("won") / (double) (outcomes.get("won") + outcomes.get("lost"));
      double confidence = Double.parseDouble(stage.get("true_confidence"));

      assertThat(naive).as("win rate of %s", stage).isGreaterThan(confidence * 1.25);
      assertThat(naive)
          .as("it estimates the probability on entry instead")
          .isCloseTo(Double.parseDouble(stage.get("true_entry_win_probability")), within(0.05));
    }
  }

  @Test
  void customerTypeFollowsFromWhatWasWonBefore() {
    Map<String, List<Instant>> wins = new HashMap<>();
    for (CSVRecord row : opportunities.values()) {
      if (row.get("status").equals("won")) {
        wins.computeIfAbsent(row.get("account_id"), a -> new ArrayList<>())
            .add(Instant.parse(row.get("closed_at")));
      }
    }
    Map<String, Long> types = new HashMap<>();
    for (CSVRecord row : opportunities.values()) {
      Instant created = Instant.parse(row.get("created_at"));
      boolean existing =
          wins.getOrDefault(row.get("account_id"), List.of()).stream()
              .anyMatch(closed -> closed.isBefore(created));
      assertThat(row.get("customer_type")).as("%s", row).isEqualTo(existing ? "existing" : "new");
      types.merge(row.get("customer_type"), 1L, Long::sum);
    }
    assertThat(types.get("existing")).isGreaterThan(1_000L);
    assertThat(types.get("new")).isGreaterThan(1_000L);
  }

  @Test
  void everyDirtyRowIsListedAndCounted() {
    List<CSVRecord> listed = Csv.rows(folder, "truth_dirty.csv");
    Map<String, Long> byKind =
        listed.stream()
            .collect(Collectors.groupingBy(row -> row.get("kind"), Collectors.counting()));

    assertThat(byKind)
        .isEqualTo(
            simulated.dirtyRows().entrySet().stream()
                .collect(Collectors.toMap(e -> e.getKey().label(), Map.Entry::getValue)));
    assertThat(simulated.dirtyRows()).containsOnlyKeys(DirtyKind.values());
    assertThat(simulated.dirtyTotal()).isEqualTo(listed.size());
    double rows =
        simulated.rows().get("opportunities.csv") + simulated.rows().get("stage_history.csv");
    assertThat(listed.size() / rows).isCloseTo(0.01, within(0.0005));
  }

  @Test
  void everyListedRowIsDirtyAsSaid() {
    Map<String, List<CSVRecord>> rows =
        Map.of(
            "opportunities.csv", Csv.rows(folder, "opportunities.csv"),
            "stage_history.csv", Csv.rows(folder, "stage_history.csv"));
    Set<String> knownStages =
        Csv.rows(folder, "stages.csv").stream()
            .map(row -> row.get("stage_id"))
            .collect(Collectors.toSet());
    for (CSVRecord listed : Csv.rows(folder, "truth_dirty.csv")) {
      String file = listed.get("file");
      CSVRecord row = rows.get(file).get(Integer.parseInt(listed.get("record")) - 1);
      boolean isHistory = file.equals("stage_history.csv");
      String id = row.get("opportunity_id");
      assertThat(id).isEqualTo(listed.get("key"));
      switch (DirtyKind.valueOf(listed.get("kind").toUpperCase(Locale.ROOT))) {
        case BAD_TIMESTAMP ->
            assertThatThrownBy(
                    () -> Instant.parse(row.get(isHistory ? "entered_at" : "created_at")))
                .hasMessageContaining("could not be parsed");
        case UNKNOWN_STAGE -> assertThat(knownStages).doesNotContain(row.get("stage_id"));
        case MISSING_KEY -> assertThat(id).isEmpty();
        case DUPLICATE_KEY -> {
          assertThat(row.getRecordNumber()).isLessThan(opportunities.get(id).getRecordNumber());
          assertThat(row.toList()).isNotEqualTo(opportunities.get(id).toList());
        }
        case CLOSED_BEFORE_CREATED ->
            assertThat(Instant.parse(row.get("closed_at")))
                .isBefore(Instant.parse(row.get("created_at")));
        case HISTORY_AFTER_CLOSE -> {
          assertThat(Instant.parse(row.get("entered_at")))
              .isAfter(Instant.parse(opportunities.get(id).get("closed_at")));
          assertThat(row.get("stage_id")).isNotIn("won", "lost");
        }
        case NEGATIVE_AMOUNT -> assertThat(Double.parseDouble(row.get("amount"))).isNegative();
        case UNKNOWN_OPPORTUNITY -> assertThat(opportunities).doesNotContainKey(id);
        case CUT_SHORT -> assertThat(row.isConsistent()).isFalse();
      }
    }
  }

  @Test
  void withoutDirtyRowsEveryRecordIsWholeAndEveryKeyUnique() {
    Path clean = temp.resolve("clean");
    Simulated result =
        CompanySimulator.of(SPEC.withTruthReplications(2).withDirtyShare(0.0)).write(clean);

    assertThat(result.dirtyTotal()).isZero();
    assertThat(Csv.rows(clean, "truth_dirty.csv")).isEmpty();
    Map<String, String> keys =
        Map.of(
            "opportunities.csv", "opportunity_id",
            "activities.csv", "activity_id",
            "tasks.csv", "task_id",
            "leads.csv", "lead_id");
    keys.forEach(
        (file, key) ->
            assertThat(Csv.rows(clean, file))
                .as(file)
                .allMatch(CSVRecord::isConsistent)
                .extracting(row -> row.get(key))
                .doesNotHaveDuplicates());
    assertThat(result.rows().get("opportunities.csv"))
        .isEqualTo(result.opportunities() + result.deleted());
    assertThat(result.opportunities()).isEqualTo(result.open() + result.won() + result.lost());
  }

  @Test
  void holdsTheOddCasesOfARealExport() throws IOException {
    Map<String, List<CSVRecord>> history =
        cleanRows(folder, "stage_history.csv").stream()
            .collect(Collectors.groupingBy(row -> row.get("opportunity_id")));
    long reopened =
        history.values().stream()
            .filter(
                rows ->
                    rows.stream().anyMatch(row -> row.get("stage_id").equals("lost"))
                        && !rows.get(rows.size() - 1).equals(firstLost(rows)))
            .count();
    long createdWon =
        history.values().stream()
            .filter(rows -> rows.size() == 1 && rows.get(0).get("stage_id").equals("won"))
            .count();
    long ties =
        history.values().stream()
            .filter(
                rows ->
                    rows.stream().map(row -> row.get("entered_at")).distinct().count()
                        < rows.size())
            .count();
    String names =
        opportunities.values().stream()
            .map(row -> row.get("name"))
            .collect(Collectors.joining("|"));

    assertThat(reopened).isBetween(10L, 150L);
    assertThat(createdWon).isBetween(20L, 120L);
    assertThat(ties).isBetween(5L, 100L);
    assertThat(simulated.deleted()).isBetween(3L, 60L);
    assertThat(names).contains(",", "\"", "\n", "ø", "ü", "株式会社");
    assertThat(Files.readString(folder.resolve("opportunities.csv"), StandardCharsets.UTF_8))
        .startsWith("opportunity_id,")
        .doesNotContain("\r");
  }

  @Test
  void leadsConvertIntoTheDealsTheyName() {
    List<CSVRecord> leads = Csv.rows(folder, "leads.csv");
    for (CSVRecord lead : leads) {
      if (!lead.get("opportunity_id").isEmpty()) {
        assertThat(opportunities.get(lead.get("opportunity_id")).get("created_at"))
            .isEqualTo(lead.get("converted_at"));
      }
    }
    assertThat(leads).anyMatch(lead -> lead.get("converted_at").isEmpty());
    assertThat(leads).anyMatch(lead -> !lead.get("converted_at").isEmpty());
  }

  @Test
  void writesAnExportOfADayBeforeTheFirstDeal() {
    // One deal in six years, and an export of the first day, a Saturday.
    CompanySpec spec =
        CompanySpec.of(1, LocalDate.of(2020, 1, 4), LocalDate.of(2025, 12, 31), AS_OF, 3L)
            .withAsOf(LocalDate.of(2020, 1, 4))
            .withTruthReplications(2);
    Simulated empty = CompanySimulator.of(spec).write(temp.resolve("empty"));

    assertThat(empty.opportunities()).isZero();
    assertThat(empty.rows()).containsEntry("opportunities.csv", 0L);
    assertThat(Csv.rows(temp.resolve("empty"), "truth_stage.csv"))
        .hasSize(8)
        .allMatch(row -> row.get("true_confidence").isEmpty());
  }

  @Test
  void saysWhereItCannotWrite() throws IOException {
    Path file = Files.writeString(temp.resolve("a-file"), "", StandardCharsets.UTF_8);

    assertThatThrownBy(() -> CompanySimulator.of(SPEC).write(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("Cannot write the simulated export to " + file)
        .hasMessageEndingWith("Choose a folder that can be written to and has space left.");
  }

  private static CSVRecord firstLost(List<CSVRecord> rows) {
    return rows.stream().filter(row -> row.get("stage_id").equals("lost")).findFirst().get();
  }

  private static List<CSVRecord> cleanRows(Path export, String file) {
    Set<Long> dirty =
        dirtyRecords(
            export,
            file,
            Stream.of(DirtyKind.values()).map(DirtyKind::label).collect(Collectors.toSet()));
    return Csv.rows(export, file).stream()
        .filter(row -> !dirty.contains(row.getRecordNumber()))
        .toList();
  }

  private static Set<Long> dirtyRecords(Path export, String file, Set<String> kinds) {
    return Csv.rows(export, "truth_dirty.csv").stream()
        .filter(row -> row.get("file").equals(file) && kinds.contains(row.get("kind")))
        .map(row -> Long.valueOf(row.get("record")))
        .collect(Collectors.toSet());
  }

  private static Map<String, CSVRecord> byId(List<CSVRecord> rows) {
    return rows.stream()
        .collect(Collectors.toMap(row -> row.get("opportunity_id"), Function.identity()));
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> found = Files.list(directory)) {
      return found.sorted().toList();
    }
  }
}
