package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.config.Configuration;
import io.plumbline.error.ExitCode;
import io.plumbline.error.PlumblineException;
import io.plumbline.lake.Location;
import io.plumbline.model.AsOf;
import io.plumbline.outlook.Segment.Level;
import io.plumbline.simulate.CompanySimulator;
import io.plumbline.simulate.CompanySpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a change of the open pipeline does to the forecast, asked as a user asks. */
class WhatIfTest {

  private static final String AS_OF = "2026-06-10";
  private static final String QUARTER_END = "2026-06-30";
  private static final String MONTH = "month";
  private static final String QUARTER = "quarter";
  private static final double CENTS = 0.02;

  /** One level of cells, so that a person can look a confidence up. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "forecast.draws", "500",
          "forecast.teams.U-01", "North",
          "forecast.teams.U-02", "North",
          "segment.dimensions", "[]",
          "forecast.past_dates", "4");

  @TempDir static Path folder;

  private static Path workspace;
  private static CSVRecord largest;

  @BeforeAll
  static void runOnce() {
    Path input = folder.resolve("input");
    workspace = folder.resolve("workspace");
    LocalDate asOf = LocalDate.parse(AS_OF);
    CompanySimulator.of(
            CompanySpec.of(500, asOf.minusYears(2), asOf, asOf, 5).withTruthReplications(2))
        .write(input);
    Runs.file(
        input,
        "targets.csv",
        "period_start,period_end,amount",
        "2026-04-01," + QUARTER_END + ",3000000");
    Runs.run(input, workspace, AS_OF, SETTINGS);
    largest =
        scored().stream()
            .filter(deal -> number(deal, "win_by_period_end") > 0)
            .max(Comparator.comparing(deal -> number(deal, "amount_base")))
            .orElseThrow();
  }

  @Test
  void whatStandsNowIsWhatTheSnapshotSays() {
    Map<String, CSVRecord> said = new TreeMap<>();
    Runs.rows(workspace, "forecast_snapshot", "--where", "segment_level=pipeline")
        .forEach(row -> said.put(period(row), row));
    Map<String, CSVRecord> now = new TreeMap<>();
    List<CSVRecord> rows =
        ask("stage_id,change,value", largest.get("stage_id") + ",amount_times,2");
    rows.stream().filter(row -> row.get("case").equals("now")).forEach(r -> now.put(period(r), r));
    assertThat(said.keySet()).containsAll(now.keySet());
    assertThat(now).hasSizeGreaterThan(3);
    now.forEach(
        (period, row) ->
            List.of(
                    "expected",
                    "p10",
                    "p50",
                    "p90",
                    "target",
                    "closed_won",
                    "open_amount",
                    "open_expected",
                    "new_business",
                    "probability_of_target")
                .forEach(
                    column ->
                        assertThat(row.get(column))
                            .as(column + " of " + period)
                            .isEqualTo(said.get(period).get(column))));
    assertThat(rows).hasSize(3 * now.size());
  }

  @Test
  void takesADealOut() {
    Map<String, CSVRecord> quarter =
        cases(ask("opportunity_id,change,value", id() + ",remove,"), QUARTER);
    assertThat(number(quarter.get("change"), "expected"))
        .isCloseTo(-inQuarter(largest), within(CENTS));
    assertThat(amount(quarter.get("change"), "open_amount"))
        .isEqualByComparingTo(amount(largest, "amount_base").negate());
    assertThat(number(quarter.get("change"), "closed_won")).isZero();
    assertThat(number(quarter.get("change"), "new_business")).isZero();
    assertThat(number(quarter.get("change"), "p90")).isNegative();
    assertThat(number(quarter.get("change"), "probability_of_target")).isNotPositive();
    addsUp(quarter);
  }

  @Test
  void winsADealToday() {
    List<CSVRecord> rows =
        ask("opportunity_id,change,value", id() + ",win,", id() + ",amount,1000.5");
    for (String kind : List.of(MONTH, QUARTER)) {
      assertThat(amount(cases(rows, kind).get("change"), "closed_won"))
          .as(kind)
          .isEqualByComparingTo("1000.50");
    }
    assertThat(number(cases(rows, QUARTER).get("change"), "open_expected"))
        .isCloseTo(-inQuarter(largest), within(CENTS));
  }

  @Test
  void changesWhatADealIsWorth() {
    double amount = number(largest, "amount_base");
    Map<String, CSVRecord> quarter =
        cases(
            ask(
                "opportunity_id;stage_id;change;value",
                id() + ";;amount;" + 10_000,
                id() + ";;confidence;20%",
                ";" + largest.get("stage_id") + ";confidence_times;1"),
            QUARTER);
    double share = number(largest, "win_by_period_end") / number(largest, "confidence");
    assertThat(number(quarter.get("change"), "expected"))
        .as("10,000 at 20 % adds 2,000 x the share that comes in time x drift")
        .isCloseTo(2000 * share * drift(largest) - inQuarter(largest), within(CENTS));
    assertThat(number(quarter.get("change"), "open_amount"))
        .isCloseTo(10_000 - amount, within(CENTS));
  }

  @Test
  void changesAllDealsOfAStage() {
    String stage = largest.get("stage_id");
    double ofStage =
        scored().stream()
            .filter(deal -> deal.get("stage_id").equals(stage))
            .filter(deal -> deal.get("pipeline_id").equals(pipeline()))
            .mapToDouble(WhatIfTest::inQuarter)
            .sum();
    Map<String, CSVRecord> half =
        cases(
            ask(
                "stage_id,pipeline_id,change,value",
                stage + "," + pipeline() + ",amount_times,0.5"),
            QUARTER);
    assertThat(number(half.get("change"), "expected")).isCloseTo(-ofStage / 2, within(0.5));
    Map<String, CSVRecord> none =
        cases(
            ask(
                "stage_id,pipeline_id,change,value",
                stage + ",,confidence_times,3",
                stage + "," + pipeline() + ",confidence,0"),
            QUARTER);
    assertThat(number(none.get("change"), "expected"))
        .as("the row that names the pipeline wins")
        .isCloseTo(-ofStage, within(0.5));
    assertThat(number(none.get("change"), "open_amount")).isZero();
    assertThat(ask("stage_id,change,value", stage + ",confidence_times,1"))
        .as("no period changes")
        .isEmpty();
  }

  @Test
  void movesADeal() {
    CSVRecord to =
        inPipeline("stage", "is_closed=false")
            .filter(stage -> !stage.get("stage_id").equals(largest.get("stage_id")))
            .max(Comparator.comparing(stage -> number(stage, "stage_order")))
            .orElseThrow();
    CSVRecord cell =
        inPipeline("stage_confidence", "stage_id=" + to.get("stage_id"))
            .filter(row -> row.get("segment_level").equals("age_band"))
            .filter(row -> number(row, "age_from_days") == 0)
            .findFirst()
            .orElseThrow();
    int daysLeft = 20;
    double share =
        inPipeline("stage_timing", "stage_id=" + to.get("stage_id"))
            .filter(row -> row.get("age_band").equals(cell.get("age_band")))
            .filter(row -> number(row, "day") <= daysLeft)
            .mapToDouble(row -> number(row, "share_of_wins"))
            .max()
            .orElse(0);
    double drift =
        inPipeline("amount_drift", "stage_id=" + to.get("stage_id"))
            .mapToDouble(row -> number(row, "applied"))
            .findFirst()
            .orElse(1);
    Map<String, CSVRecord> quarter =
        cases(ask("opportunity_id,change,value", id() + ",move_to," + to.get("stage_id")), QUARTER);
    assertThat(number(quarter.get("change"), "expected"))
        .isCloseTo(
            number(largest, "amount_base") * number(cell, "confidence") * share * drift
                - inQuarter(largest),
            within(CENTS));
    assertThat(number(quarter.get("change"), "open_amount")).isZero();
  }

  @Test
  void cellsOfALevelAddUpToThePipeline() {
    String line = id() + ",remove,";
    CSVRecord whole = cases(ask("opportunity_id,change,value", line), QUARTER).get("change");
    String owner = largest.get("owner_id");
    String team = SETTINGS.getOrDefault("forecast.teams." + owner, "unknown");
    Map.of("owner", owner, "team", team)
        .forEach(
            (level, cell) -> {
              List<CSVRecord> cells =
                  ask(List.of("--level", level), "opportunity_id,change,value", line);
              double sum =
                  cells.stream()
                      .filter(row -> row.get("case").equals("change"))
                      .filter(row -> period(row).equals(period(whole)))
                      .mapToDouble(row -> number(row, "expected"))
                      .sum();
              assertThat(sum).as(level).isCloseTo(number(whole, "expected"), within(0.001));
              assertThat(cells).extracting(row -> row.get("cell")).contains(cell);
            });
  }

  @Test
  void refusesALevelThatIsNotForecast() {
    WhatIfRun withoutTeams =
        new WhatIfRun(
            Location.of(workspace),
            new AsOf(LocalDate.parse(AS_OF), ZoneOffset.UTC),
            Configuration.defaults());

    assertThatThrownBy(
            () ->
                withoutTeams.print(
                    folder.resolve("no-file.csv"),
                    Level.TEAM,
                    new TableOutput(),
                    Runs.quiet(new ByteArrayOutputStream())))
        .hasMessageContaining("Cannot use --level 'team'")
        .hasMessageContaining("forecast.teams names no team");
  }

  @Test
  void writesNothing() throws IOException {
    Map<Path, Long> before = files();
    ask("opportunity_id,change,value", id() + ",remove,");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void saysAllThatIsWrongWithAFile() {
    assertThatThrownBy(
            () ->
                ask(
                    "opportunity_id,stage_id,change,value",
                    "a,,amout,3",
                    ",b,remove,",
                    "a,b,amount,3",
                    "c,,amount,12k",
                    "d,,remove,",
                    "d,,amount,5",
                    ",e,confidence,120%"))
        .isInstanceOf(PlumblineException.class)
        .satisfies(
            failure ->
                assertThat(((PlumblineException) failure).exitCode())
                    .isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessageContaining("row 1: change 'amout' is not one of a deal")
        .hasMessageContaining("row 2: change 'remove' is not one of a stage")
        .hasMessageContaining("row 3: one of opportunity_id and stage_id")
        .hasMessageContaining("amount '12k' of c is not a number")
        .hasMessageContaining("d is removed, and nothing else")
        .hasMessageContaining("confidence '120%' of e is not a number from 0 to 1");
    assertThatThrownBy(
            () ->
                ask(
                    "opportunity_id,stage_id,pipeline_id,change,value",
                    "no-such-deal,,,remove,",
                    ",no-such-stage,,confidence,1",
                    ",lost," + pipeline() + ",confidence,1",
                    id() + ",,,move_to,nowhere"))
        .hasMessageContaining("opportunity 'no-such-deal' is not open at this date")
        .hasMessageContaining("no pipeline has an open stage 'no-such-stage'; there are: ")
        .hasMessageContaining("pipeline '" + pipeline() + "' has no open stage 'lost'")
        .hasMessageContaining("no open stage 'nowhere', where opportunity '" + id() + "' is moved");
  }

  @Test
  void needsAForecastOfTheDate() {
    assertThatThrownBy(
            () -> ask("2026-01-31", List.of(), "opportunity_id,change,value", "a,remove,"))
        .hasMessageContaining("2026-01-31")
        .hasMessageContaining("forecast");
  }

  private static String id() {
    return largest.get("opportunity_id");
  }

  private static String pipeline() {
    return largest.get("pipeline_id");
  }

  private static Stream<CSVRecord> inPipeline(String table, String condition) {
    return Runs.rows(workspace, table, "--where", "pipeline_id=" + pipeline(), "--where", condition)
        .stream();
  }

  private static List<CSVRecord> scored() {
    return Runs.rows(workspace, "opportunity_score").stream()
        .filter(deal -> !deal.get("amount_base").isEmpty())
        .toList();
  }

  /** Expected of a deal in the quarter of the as-of date, from what other tables say. */
  private static double inQuarter(CSVRecord deal) {
    return number(deal, "win_by_period_end") * number(deal, "amount_base") * drift(deal);
  }

  private static double drift(CSVRecord deal) {
    if (!deal.get("amount_at_entry").equals(deal.get("amount_base"))) {
      return 1;
    }
    return inPipeline("amount_drift", "stage_id=" + deal.get("stage_id"))
        .mapToDouble(row -> number(row, "applied"))
        .findFirst()
        .orElse(1);
  }

  private static void addsUp(Map<String, CSVRecord> cases) {
    for (String column : List.of("expected", "p10", "p50", "p90", "open_amount", "open_expected")) {
      assertThat(amount(cases.get("what_if"), column))
          .as(column)
          .isEqualByComparingTo(
              amount(cases.get("now"), column).add(amount(cases.get("change"), column)));
    }
  }

  /** The rows of the month or quarter of the as-of date. */
  private static Map<String, CSVRecord> cases(List<CSVRecord> rows, String kind) {
    Map<String, CSVRecord> cases = new TreeMap<>();
    rows.stream()
        .filter(row -> row.get("period_kind").equals(kind))
        .filter(row -> row.get("period_end").equals(QUARTER_END))
        .filter(row -> row.get("pipeline_id").equals(largest.get("pipeline_id")))
        .forEach(row -> cases.put(row.get("case"), row));
    assertThat(cases.keySet()).containsExactly("change", "now", "what_if");
    return cases;
  }

  private static String period(CSVRecord row) {
    return row.get("pipeline_id")
        + " "
        + row.get("period_kind")
        + " "
        + row.get("period_start")
        + " "
        + row.get("period_end");
  }

  private static double number(CSVRecord row, String column) {
    String text = row.get(column);
    return text.isEmpty() ? 0 : Double.parseDouble(text);
  }

  private static BigDecimal amount(CSVRecord row, String column) {
    return new BigDecimal(row.get(column));
  }

  private static Map<Path, Long> files() throws IOException {
    Map<Path, Long> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(workspace)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(file, Files.size(file));
      }
    }
    return files;
  }

  private static List<CSVRecord> ask(String... lines) {
    return ask(AS_OF, List.of(), lines);
  }

  private static List<CSVRecord> ask(List<String> options, String... lines) {
    return ask(AS_OF, options, lines);
  }

  private static List<CSVRecord> ask(String asOf, List<String> options, String... lines) {
    Path out = folder.resolve("out.csv");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--what-if",
                Runs.file(folder, "what-if.csv", lines).toString(),
                "--workspace",
                workspace.toString(),
                "--as-of",
                asOf,
                "--format",
                "csv",
                "--out",
                out.toString()));
    SETTINGS.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    arguments.addAll(options);
    List<PlumblineException> failures = new ArrayList<>();
    int exit =
        new CommandLine(new ForecastCommand())
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                  failures.add((PlumblineException) failure);
                  return failures.get(0).exitCode().value();
                })
            .execute(arguments.toArray(String[]::new));
    failures.forEach(
        failure -> {
          throw failure;
        });
    assertThat(exit).isZero();
    try {
      return CSVFormat.RFC4180
          .builder()
          .setHeader()
          .setSkipHeaderRecord(true)
          .get()
          .parse(new StringReader(Files.readString(out)))
          .getRecords();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
