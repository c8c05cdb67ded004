package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.SparkFixture;
import io.plumbline.config.Configuration;
import io.plumbline.ingest.InputFolder;
import io.plumbline.ingest.InputReader;
import io.plumbline.ingest.StagedInput;
import io.plumbline.table.CanonicalFile;
import io.plumbline.table.Staged;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What exports say only here and there: ids for names, ties, lists that do not fit, decimals. */
class ConnectorRulesTest {

  @TempDir Path folder;

  private Path input(String name, String... lines) {
    return Runs.file(folder, name, lines).getParent();
  }

  private StagedInput read(String crm, String... settings) {
    Map<String, String> all = new HashMap<>(Map.of("source.crm", crm));
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    Configuration configuration = Configuration.load(Optional.empty(), all);
    return InputReader.read(
        SparkFixture.spark(), configuration, InputFolder.open(folder.toString(), configuration));
  }

  /** The columns of all rows of a file as text with blanks between, sorted; faults instead. */
  private static List<String> rows(StagedInput staged, CanonicalFile file, String... columns) {
    String values =
        String.join(
            ", ",
            Arrays.stream(columns)
                .map(column -> "coalesce(CAST(" + column + " AS STRING), '-')")
                .toList());
    return texts(
        staged.files().get(file), "coalesce(" + Staged.RULE + ", concat_ws(' ', " + values + "))");
  }

  private static List<String> verdicts(StagedInput staged, String source) {
    return texts(
        staged.sources().get(source),
        "concat(" + Staged.KEY + ", ' ', coalesce(" + Staged.SKIPPED + ", 'mapped'))");
  }

  private static List<String> texts(Dataset<Row> rows, String text) {
    return rows.selectExpr(text + " AS text").collectAsList().stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  private void pipedrive(String... changes) {
    input(
        "deals.csv",
        "id,pipeline_id,stage_id,status,add_time,lost_time,value",
        "1,,3,lost,2026-01-01 09:00:00,2026-02-01 09:00:00,10",
        "2,7,1,lost,2026-01-01 09:00:00,2026-02-01 09:00:00,10");
    input(
        "stages.csv",
        "id,name,pipeline_id,order_nr,deal_probability",
        "1,Qualify,7,1,10",
        "2,Demo,7,2,20",
        "3,Offer,7,3,30");
    input(
        "dealflow.csv",
        Stream.concat(
                Stream.of("id,item_id,field_key,old_value,new_value,log_time,is_bulk_update_flag"),
                Stream.of(changes))
            .toArray(String[]::new));
  }

  @Test
  void pipedrivesChangesOfOneMomentAreInTheOrderOfTheLog() {
    pipedrive(
        "9,1,stage_id,1,2,2026-01-05 09:00:00,0",
        "10,1,stage_id,2,1,2026-01-05 09:00:00,0",
        "11,1,stage_id,1,3,2026-01-05 09:00:00,0",
        "12,1,value,1,2.5,2026-01-05 09:00:00,0",
        "13,1,status,open,lost,2026-02-01 09:00:00,1",
        "14,2,status,open,lost,2026-02-01 09:00:00,0");
    StagedInput staged = read("pipedrive");

    assertThat(rows(staged, CanonicalFile.STAGE_HISTORY, "opportunity_id", "sequence", "stage_id"))
        .containsExactly("1 0 1", "1 1 2", "1 2 1", "1 3 3", "2 0 1");
    assertThat(rows(staged, CanonicalFile.OPPORTUNITIES, "opportunity_id", "pipeline_id", "status"))
        .as("the pipeline is that of the stage where the deal names none")
        .containsExactly("1 7 lost", "2 7 lost");
    assertThat(verdicts(staged, "change"))
        .contains("1|status|2026-02-01 09:00:00|lost mapped")
        .contains("2|status|2026-02-01 09:00:00|lost other_field");

    StagedInput without = read("pipedrive", "source.exclude.lost_in_bulk", "true");
    assertThat(rows(without, CanonicalFile.OPPORTUNITIES, "opportunity_id"))
        .as("lost by a bulk edit")
        .containsExactly("2", "excluded");
  }

  @Test
  void aLogWithoutAnyMoveDoesNotSayThatNothingMoved() {
    pipedrive("12,1,value,1,2.5,2026-01-05 09:00:00,0");
    assertThat(rows(read("pipedrive"), CanonicalFile.STAGE_HISTORY, "opportunity_id")).isEmpty();
  }

  private void dynamics(String column, String... audits) {
    input(
        "opportunity.csv",
        "opportunityid,statecode,createdon,salesstage,estimatedvalue,transactioncurrencyid",
        "o1,0,2026-01-01T09:00:00Z,2,100,{0AB-1}",
        "o2,0,2026-01-01T09:00:00Z,0,100,0ab-2");
    input(
        "audit.csv",
        Stream.concat(
                Stream.of("auditid,objectid," + column + ",oldvalue,newvalue,createdon"),
                Stream.of(audits))
            .toArray(String[]::new));
    input("transactioncurrency.csv", "transactioncurrencyid,isocurrencycode", "0ab-1,EUR");
  }

  @Test
  void dynamicsNumbersOfAttributesAndIdsOfCurrenciesAreLookedUp() {
    dynamics(
        "attributemask",
        "9,o1,\",54,\",0,1,2026-01-05T09:00:00Z",
        "10,o1,\",54,\",1,2,2026-01-05T09:00:00Z",
        "11,o1,\",13,\",90,100,2026-01-05T09:00:00Z",
        "12,o1,\",13,54,\",90,100,2026-01-06T09:00:00Z",
        "13,o1,\",99,\",x,y,2026-01-06T09:00:00Z");
    input(
        "attributemetadata.csv",
        "columnnumber,logicalname",
        "54,salesstage",
        "13,estimatedvalue",
        "99,description");
    StagedInput staged = read("dynamics");

    assertThat(rows(staged, CanonicalFile.STAGE_HISTORY, "opportunity_id", "sequence", "stage_id"))
        .containsExactly("o1 0 0", "o1 1 1", "o1 2 2", "o2 0 0");
    assertThat(rows(staged, CanonicalFile.FIELD_HISTORY, "opportunity_id", "field", "value"))
        .containsExactly("o1 amount 100.00", "o1 amount 90.00");
    assertThat(rows(staged, CanonicalFile.OPPORTUNITIES, "opportunity_id", "currency"))
        .as("what the list of currencies lacks keeps its id")
        .containsExactly("o1 EUR", "o2 0ab-2");
    assertThat(verdicts(staged, "audit"))
        .filteredOn(verdict -> !verdict.endsWith("mapped"))
        .containsExactly(
            "o1|,13,54,|2026-01-06T09:00:00Z|100 unnamed_attribute",
            "o1|,99,|2026-01-06T09:00:00Z|y other_attribute");
    assertThat(rows(staged, CanonicalFile.STAGES, "stage_id", "label"))
        .contains("0 Qualify", "1 Develop", "2 Propose");
  }

  @Test
  void dynamicsNumbersWithoutTheirNamesMakeNoHistory() {
    dynamics("attributemask", "9,o1,54,0,1,2026-01-05T09:00:00Z");
    StagedInput staged = read("dynamics");

    assertThat(verdicts(staged, "audit"))
        .containsExactly("o1|54|2026-01-05T09:00:00Z|1 unnamed_attribute");
    assertThat(rows(staged, CanonicalFile.STAGE_HISTORY, "opportunity_id")).isEmpty();
  }

  private void zohoDeals(String... rows) {
    input(
        "Deals.csv",
        Stream.concat(
                Stream.of("id,Pipeline,Stage,Created_Time,Closing_Date,Probability"),
                Stream.of(rows))
            .toArray(String[]::new));
  }

  @Test
  void zohosStagesOfAllPipelinesAndOfOneDoNotMultiplyDeals() {
    zohoDeals(
        "1,Retail,Signed,2026-01-01T09:00:00Z,2026-02-01,100",
        "2,Retail,Demo,2026-01-01T09:00:00Z,2026-02-01,20",
        "3,Trade,Signed,2026-01-01T09:00:00Z,2026-02-01,100");
    input(
        "Stages.csv",
        "Pipeline,actual_value,sequence_number,probability,deal_category",
        ",Signed,3,100,Closed Won",
        "Retail,Signed,3,90,Open",
        ",Demo,1,20,Open");
    input(
        "Stage_History.csv",
        "id,Deal_Id,Stage,Modified_Time",
        "10,1,Signed,2026-01-02T09:00:00Z",
        "9,1,Demo,2026-01-02T09:00:00Z");
    StagedInput staged = read("zoho");

    assertThat(rows(staged, CanonicalFile.OPPORTUNITIES, "opportunity_id", "status"))
        .as("the list of the pipeline goes before that of all")
        .containsExactly("1 open", "2 open", "3 won");
    assertThat(
            rows(staged, CanonicalFile.STAGES, "pipeline_id", "stage_id", "probability", "is_won"))
        .containsExactly(
            "Retail Demo 0.2 false",
            "Retail Signed 0.9 false",
            "Trade Demo 0.2 false",
            "Trade Signed 1.0 true");
    assertThat(rows(staged, CanonicalFile.STAGE_HISTORY, "sequence", "stage_id"))
        .as("of one moment, in the order of the log")
        .containsExactly("1 Demo", "2 Signed");
  }

  @Test
  void zohosDealsWithoutAPipelineAreInTheOnlyOneThatIsListed() {
    zohoDeals("1,,Signed,2026-01-01T09:00:00Z,2026-02-01,100");
    input(
        "Stages.csv",
        "Pipeline,actual_value,sequence_number,probability,deal_category",
        "Standard,Signed,3,100,Closed Won");
    assertThat(
            rows(
                read("zoho"),
                CanonicalFile.OPPORTUNITIES,
                "opportunity_id",
                "pipeline_id",
                "status"))
        .containsExactly("1 Standard won");
  }

  private List<String> amountsOfSalesforce(String oldValueOfB) {
    input(
        "Opportunity.csv",
        "Id,StageName,CreatedDate,Amount,CloseDate,IsClosed,IsWon",
        "A,New,2026-01-01T09:00:00Z,300,2026-09-01,false,false",
        "B,New,2026-01-01T09:00:00Z,300,2026-09-01,false,false",
        "C,New,2026-01-01T09:00:00Z,300,2026-09-01,false,false");
    input(
        "OpportunityFieldHistory.csv",
        "Id,OpportunityId,Field,OldValue,NewValue,CreatedDate",
        "1,A,Amount,,300,2026-01-20T09:00:00Z",
        "2,B,Amount," + oldValueOfB + ",300,2026-01-20T09:00:00Z");
    input(
        "OpportunityHistory.csv",
        "Id,OpportunityId,StageName,CreatedDate,Amount",
        "1,C,New,2026-01-01T09:00:00Z,",
        "2,C,Offer,2026-01-20T09:00:00Z,300");
    return rows(
            read("salesforce"),
            CanonicalFile.FIELD_HISTORY,
            "opportunity_id",
            "field",
            "value",
            "CAST(changed_at AS DATE)")
        .stream()
        .filter(row -> row.contains("amount"))
        .toList();
  }

  @Test
  void salesforceTellsThatThereWasNoAmountAtFirst() {
    assertThat(amountsOfSalesforce("100"))
        .containsExactly(
            "A amount - 2026-01-01",
            "A amount 300.00 2026-01-20",
            "B amount 100.00 2026-01-01",
            "B amount 300.00 2026-01-20",
            "C amount - 2026-01-01",
            "C amount 300.00 2026-01-20");
    assertThat(amountsOfSalesforce(""))
        .as("an export that leaves old values out does not")
        .containsExactly(
            "A amount 300.00 2026-01-20",
            "B amount 300.00 2026-01-20",
            "C amount - 2026-01-01",
            "C amount 300.00 2026-01-20");
  }

  private void odoo(String... fields) {
    input(
        "crm_lead.csv",
        "id,type,stage_id,create_date,active,probability,date_closed",
        "1,opportunity,2,2026-01-01 09:00:00,t,\"31,4\",",
        "2,opportunity,1,2026-01-01 09:00:00,f,\"31,4\",",
        "3,opportunity,1,2026-01-01 09:00:00,f,\"0,0\",2026-02-01 09:00:00");
    input("crm_stage.csv", "id,name,sequence,is_won", "1,New,1,f", "2,Offer,2,f", "4,Won,3,t");
    input("mail_message.csv", "id,model,res_id,date", "70,crm.lead,1,2026-01-05 09:00:00");
    input(
        "mail_tracking_value.csv",
        "id,mail_message_id,field_id,old_value_integer,new_value_integer,old_value_float,new_value_float",
        "9,70,501,1,3,,",
        "10,70,501,3,2,,",
        "99,70,502,,,\"10,5\",\"20,5\"",
        "100,70,502,,,\"20,5\",\"30,5\"",
        "101,70,503,1,2,,");
    if (fields.length > 0) {
      input("ir_model_fields.csv", fields);
    }
  }

  @Test
  void odoosNumbersOfFieldsAreLookedUp() {
    odoo(
        "id,name,model",
        "501,stage_id,crm.lead",
        "502,expected_revenue,crm.lead",
        "503,stage_id,helpdesk.ticket");
    StagedInput staged = read("odoo", "source.decimal", ",");

    assertThat(rows(staged, CanonicalFile.STAGE_HISTORY, "opportunity_id", "sequence", "stage_id"))
        .containsExactly("1 0 1", "1 1 3", "1 2 2", "2 0 1", "3 0 1");
    assertThat(rows(staged, CanonicalFile.FIELD_HISTORY, "field", "value", "changed_at"))
        .as("the first value is that of the lower number, not of the lower text")
        .containsExactly(
            "amount 10.50 2026-01-01 09:00:00",
            "amount 20.50 2026-01-05 09:00:00",
            "amount 30.50 2026-01-05 09:00:00");
    assertThat(verdicts(staged, "tracking")).contains("101 unnamed_field", "9 mapped");
    assertThat(verdicts(staged, "model_field")).contains("503 other_model");
    assertThat(rows(staged, CanonicalFile.OPPORTUNITIES, "opportunity_id", "status", "is_deleted"))
        .as("archived with 31.4 percent is not lost")
        .containsExactly("1 open false", "2 open true", "3 lost false");
  }

  @Test
  void odoosNumbersWithoutTheirNamesMakeNoHistory() {
    odoo();
    StagedInput staged = read("odoo", "source.decimal", ",");

    assertThat(verdicts(staged, "tracking")).allMatch(row -> row.endsWith(" unnamed_field"));
    assertThat(rows(staged, CanonicalFile.STAGE_HISTORY, "opportunity_id")).isEmpty();
  }

  @Test
  void hubspotsFractionsWithADecimalCommaArePercentages() {
    input(
        "deal.csv",
        "deal_id,deal_pipeline_id,deal_pipeline_stage_id,property_createdate,property_amount,property_hs_deal_stage_probability",
        "1,default,a,2026-01-01 9:00:00,\"1.234,50\",\"0,2\"");
    input(
        "deal_pipeline_stage.csv",
        "stage_id,pipeline_id,label,display_order,probability,is_closed,closed_won",
        "a,default,A,1,\"0,2\",false,false",
        "b,default,B,2,\"0,375\",false,false");
    input(
        "deal_property_history.csv",
        "deal_id,name,value,timestamp",
        "1,amount,\"1.000,50\",2026-01-01 9:00:00",
        "1,closedate,1775001600000,2026-01-01 9:00:00");
    StagedInput staged = read("hubspot", "source.decimal", ",");

    assertThat(rows(staged, CanonicalFile.STAGES, "stage_id", "probability"))
        .containsExactly("a 0.2", "b 0.375");
    assertThat(rows(staged, CanonicalFile.OPPORTUNITIES, "amount", "probability"))
        .containsExactly("1234.50 0.2");
    assertThat(rows(staged, CanonicalFile.FIELD_HISTORY, "field", "value"))
        .containsExactly("amount 1000.50", "expected_close_date 2026-04-01");
  }
}
