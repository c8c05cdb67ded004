package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plumbline.connect.Connector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Exports of Salesforce and HubSpot as other people published them; their licences keep them out of
 * the repository. Skipped where they are not there.
 */
class ConnectorFixturesTest {

  private static final Path DATA = Path.of("../shared/data").toAbsolutePath().normalize();
  private static final Path SALESFORCE = DATA.resolve("crm_api_fixtures/fivetran+dbt_salesforce");
  private static final Path HUBSPOT = DATA.resolve("crm_api_fixtures/fivetran+dbt_hubspot");
  private static final Path SAMPLE = DATA.resolve("salesforce_sample_history");

  @TempDir Path folder;

  @BeforeEach
  void needsTheData() {
    assumeTrue(
        Files.isDirectory(DATA),
        "SKIPPED: exports of CRMs are not at " + DATA + ", so nothing is tested on them");
  }

  @Test
  void salesforceInFivetransHistoryModeIsAccountedForRowByRow() throws IOException {
    Map<String, String> tables =
        Map.of(
            "opportunity", "sf_opportunity_data",
            "history", "sf_opportunity_history_data",
            "account", "sf_account_data",
            "line_item", "sf_opportunity_line_item_data",
            "lead", "sf_lead_data");
    ingest("salesforce", SALESFORCE, tables, Map.of(), "2026-01-01");

    tables.forEach((alias, table) -> assertAccountedFor(alias, SALESFORCE.resolve(table + ".csv")));
    List<CSVRecord> csv = read(SALESFORCE.resolve("sf_opportunity_data.csv"));
    Map<String, CSVRecord> deals = byId(Runs.rows(workspace(), "opportunity"));
    // Created on 19 December 2018, and closed twelve days before that.
    String impossible = "006q000000HddueAAB";
    assertThat(Runs.rows(workspace(), "rejected_record", "--where", "source=opportunities"))
        .singleElement()
        .satisfies(row -> assertThat(row.get("record_key")).startsWith(impossible))
        .satisfies(row -> assertThat(row.get("rule")).isEqualTo("closed_before_created"));
    assertThat(deals.keySet()).hasSize(csv.size() - 1).doesNotContain(impossible);
    for (CSVRecord row : csv) {
      if (row.get("id").equals(impossible)) {
        continue;
      }
      CSVRecord deal = deals.get(row.get("id"));
      boolean closed = row.get("is_closed").equals("true");
      String status = closed ? row.get("is_won").equals("true") ? "won" : "lost" : "open";
      assertThat(deal.get("outcome")).as(row.get("id")).isEqualTo(status);
    }
    // Its probability is 1000.
    assertThat(deals.get("006q000000HddohAAB").get("stated_probability")).isEmpty();
    assertThat(deals.get("006q000000HdPzpAAF").get("stated_probability")).startsWith("1");
    // The open end of a version, in the year 9999, is the time of nothing.
    assertThat(Runs.rows(workspace(), "stage_visit"))
        .extracting(row -> row.get("entered_at").substring(0, 4))
        .doesNotContain("9999");
  }

  @Test
  void hubspotInFivetransTablesIsAccountedForRowByRow() throws IOException {
    Map<String, String> tables =
        Map.of(
            "deal", "deal_data",
            "deal_stage", "deal_stage_data",
            "property_history", "deal_property_history_data",
            "pipeline", "deal_pipeline_data",
            "pipeline_stage", "deal_pipeline_stage_data",
            "deal_company", "deal_company_data",
            "merged_deal", "merged_deal_data",
            "deal_contact", "deal_contact_data");
    ingest("hubspot", HUBSPOT, tables, Map.of(), "2026-01-01");

    tables.forEach((alias, table) -> assertAccountedFor(alias, HUBSPOT.resolve(table + ".csv")));
    Set<String> merged = new HashSet<>();
    read(HUBSPOT.resolve("merged_deal_data.csv"))
        .forEach(row -> merged.add(row.get("merged_deal_id")));
    long lost =
        read(HUBSPOT.resolve("deal_data.csv")).stream()
            .filter(row -> merged.contains(row.get("deal_id")))
            .count();
    assertThat(Runs.rows(workspace(), "opportunity")).hasSize((int) (44 - lost));
    // Their deals are not in the export; hours of one digit are read.
    assertThat(rejections("stage_history"))
        .containsExactlyInAnyOrderEntriesOf(Map.of("unknown_opportunity", 14));
  }

  @Test
  void salesforcesSampleHistoryIsAccountedForRowByRowInDatesByDayFirst() throws IOException {
    ingest(
        "salesforce",
        SAMPLE,
        Map.of("opportunity", "opportunity", "history", "opportunity_history"),
        Map.of("source.date_order", "dmy"),
        "2022-12-31");

    assertAccountedFor("opportunity", SAMPLE.resolve("opportunity.csv"));
    assertAccountedFor("history", SAMPLE.resolve("opportunity_history.csv"));
    Map<String, CSVRecord> deals = byId(Runs.rows(workspace(), "opportunity"));
    for (CSVRecord row : read(SAMPLE.resolve("opportunity.csv"))) {
      CSVRecord deal = deals.get(row.get("Id"));
      if (deal != null) {
        // The stage says Closed Won in 65 deals whose IsClosed is FALSE.
        assertThat(deal.get("outcome").equals("open"))
            .as(row.get("Id"))
            .isEqualTo(row.get("IsClosed").equals("FALSE"));
      }
    }
    assertThat(deals.size() + rejections("opportunities").values().stream().mapToInt(n -> n).sum())
        .isEqualTo(219);
    assertThat(rejections("opportunities").keySet()).isSubsetOf("closed_before_created");
    assertThat(rejections("stage_history")).doesNotContainKey("bad_timestamp");
    assertThat(
            byKey(Runs.rows(workspace(), "stage"), "stage_id")
                .get("Prospecting")
                .get("stage_order"))
        .isEqualTo("1");
  }

  private Path workspace() {
    return folder.resolve("workspace");
  }

  private void ingest(
      String crm,
      Path source,
      Map<String, String> tables,
      Map<String, String> settings,
      String asOf)
      throws IOException {
    Path input = Files.createDirectories(folder.resolve("input"));
    for (Map.Entry<String, String> table : tables.entrySet()) {
      Connector.of(crm).sources().stream()
          .filter(known -> known.alias().equals(table.getKey()))
          .forEach(known -> copy(source, table.getValue(), input, known.names().get(0)));
    }
    Map<String, String> all = new HashMap<>(settings);
    all.put("source.crm", crm);
    all.put("quality.max_rejected_share", "1");
    Runs.run("ingest", Optional.of(input.toString()), workspace(), asOf, all, Step.INGEST);
  }

  private static void copy(Path source, String table, Path input, String name) {
    try {
      Files.copy(source.resolve(table + ".csv"), input.resolve(name + ".csv"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** What the run says became of the rows of a table adds up to what another reader counts. */
  private void assertAccountedFor(String alias, Path csv) {
    long accounted =
        Runs.rows(workspace(), "quality_result").stream()
            .filter(row -> row.get("source").equals("source." + alias))
            .mapToLong(row -> Long.parseLong(row.get("rows_failed")))
            .sum();
    assertThat(accounted).as(alias).isEqualTo(read(csv).size());
  }

  private Map<String, Integer> rejections(String file) {
    Map<String, Integer> counts = new HashMap<>();
    Runs.rows(workspace(), "rejected_record").stream()
        .filter(row -> row.get("source").equals(file))
        .forEach(row -> counts.merge(row.get("rule"), 1, Integer::sum));
    return counts;
  }

  private static Map<String, CSVRecord> byId(List<CSVRecord> rows) {
    return byKey(rows, "opportunity_id");
  }

  private static Map<String, CSVRecord> byKey(List<CSVRecord> rows, String column) {
    Map<String, CSVRecord> found = new HashMap<>();
    rows.forEach(row -> found.put(row.get(column), row));
    return found;
  }

  private static List<CSVRecord> read(Path csv) {
    try (CSVParser parser =
        CSVParser.parse(
            Files.readString(csv, StandardCharsets.UTF_8).replace("\uFEFF", ""),
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get())) {
      return parser.getRecords();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
