package io.plumbline.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.error.PlumblineException;
import io.plumbline.table.CanonicalFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MatchedSourceTest {

  private static final String YAML =
      """
      crm: example
      title: An example
      sources:
        deal:
          about: one row per deal
          names: [Deal, Opportunity]
          need: required
          key: [id]
          columns:
            id: {names: [Id], need: required}
            stage: {names: [StageName], need: required}
            entered: {pattern: "hs_date_entered_(.+)"}
            product: {names: [Product], without: one product for all}
          attributes: true
      tables:
        opportunities: SELECT id AS opportunity_id FROM deal
      """;

  private final List<PlumblineException> problems = new ArrayList<>();

  @Test
  void namesAreComparedByTheirLettersAndDigits() throws IOException {
    MatchedSource matched = match(Map.of(), "ID", "stage_name", "Stage Name 2", "product");

    assertThat(problems).isEmpty();
    assertThat(matched.columns())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("id", "ID", "stage", "stage_name", "product", "product"));
    assertThat(matched.others()).containsExactly("Stage Name 2");
  }

  @Test
  void aPatternTakesEveryColumnThatItFits() throws IOException {
    MatchedSource matched =
        match(Map.of(), "Id", "StageName", "hs_date_entered_17", "HS_DATE_ENTERED_x y");

    assertThat(matched.groups().get("entered"))
        .isEqualTo(Map.of("17", "hs_date_entered_17", "x y", "HS_DATE_ENTERED_x y"));
    assertThat(matched.others()).isEmpty();
  }

  @Test
  void theSettingsNameAColumnThatTheExportCallsOtherwise() throws IOException {
    MatchedSource matched =
        match(Map.of("deal.product", "Line__c"), "Id", "StageName", "Line__c", "Product");

    assertThat(matched.columns()).containsEntry("product", "Line__c");
    assertThat(matched.others()).containsExactly("Product");
  }

  @Test
  void everyMissingColumnIsNamedWithTheNearestOne() throws IOException {
    match(Map.of("deal.product", "Line__c"), "Ids", "Stage", "Line_d");

    assertThat(problems).hasSize(1);
    assertThat(problems.get(0))
        .hasMessageContaining("export.csv lacks 'Id' (the nearest name is 'Ids'), 'StageName'")
        .hasMessageContaining("'Line__c' (the nearest name is 'Line_d')")
        .hasMessageContaining("source.columns");
  }

  @Test
  void theTableIsFoundByAnyOfItsNamesOrTheOneInTheSettings() throws IOException {
    ConnectorSource deal = connector().sources().get(0);
    List<String> present = List.of("accounts", "opportunity", "deals_2026");

    assertThat(MatchedSource.table(deal, new TreeMap<>(), present)).contains("opportunity");
    assertThat(MatchedSource.table(deal, new TreeMap<>(Map.of("deal", "deals_2026")), present))
        .contains("deals_2026");
    assertThat(MatchedSource.table(deal, new TreeMap<>(), List.of("accounts"))).isEmpty();
  }

  @Test
  void aConnectorThatNobodyHasWrittenIsRefusedWithThoseThatThereAre() {
    assertThatThrownBy(() -> Connector.of("salesfarce"))
        .hasMessageContaining("source.crm 'salesfarce'")
        .hasMessageContaining("salesforce");
  }

  static List<String> everyConnector() {
    return Connector.names();
  }

  @ParameterizedTest
  @MethodSource("everyConnector")
  void everyConnectorIsWholeAndMakesOpportunities(String crm) {
    Connector connector = Connector.of(crm);

    assertThat(connector.crm()).isEqualTo(crm);
    assertThat(connector.title()).isNotBlank();
    assertThat(connector.tables()).containsKeys("opportunities", "stage_history");
    assertThat(Arrays.stream(CanonicalFile.values()).map(CanonicalFile::label))
        .containsAll(connector.tables().keySet());
    assertThat(connector.sources()).anyMatch(source -> source.need() == Need.REQUIRED);
    for (ConnectorSource source : connector.sources()) {
      assertThat(source.about()).as(source.alias()).isNotBlank();
      if (source.need() == Need.RECOMMENDED) {
        assertThat(source.without()).as(source.alias()).isNotBlank();
      }
    }
  }

  private MatchedSource match(Map<String, String> chosen, String... header) throws IOException {
    SortedMap<String, String> settings = new TreeMap<>(chosen);
    return MatchedSource.of(
        connector().sources().get(0), settings, "export.csv", List.of(header), problems);
  }

  private static Connector connector() throws IOException {
    return Connector.read(new ByteArrayInputStream(YAML.getBytes(UTF_8)));
  }
}
