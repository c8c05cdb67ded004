package io.plumbline.app;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One made-up company, written as the canonical files and as each CRM exports it: its names, its
 * way to write times, its scale of percentages, its way to say that a deal is won. Stages are 1 to
 * 4, won is 8 and lost is 9 where the CRM has closed stages. No deal reopens, as a CRM that logs
 * stages only cannot tell it.
 */
final class CrmShapes {

  private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
  private static final String[] LABELS = {"Qualify", "Demo", "Offer", "Contract"};
  private static final int[] PERCENT = {10, 25, 50, 80};

  private record Move(String stage, Instant at) {}

  private record Deal(
      String id,
      String account,
      String owner,
      String product,
      String amount,
      List<Move> moves,
      String status,
      Optional<Instant> closed) {
    /** Id, account, owner, product and amount. */
    String what() {
      return row(id, account, owner, product, amount);
    }

    Instant created() {
      return moves.get(0).at();
    }

    String stage() {
      return moves.get(moves.size() - 1).stage();
    }

    String finalStage() {
      return status.equals("won") ? "8" : status.equals("lost") ? "9" : stage();
    }

    String closedAs(Function<Instant, String> written) {
      return closed.map(written).orElse("");
    }
  }

  private final List<Deal> deals = new ArrayList<>();

  CrmShapes(int count, long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      List<Move> moves = new ArrayList<>();
      Instant at = START.plus(Duration.ofMinutes(random.nextInt(500 * 24 * 60)));
      int stage = 1;
      moves.add(new Move("1", at));
      String status = "open";
      Optional<Instant> closed = Optional.empty();
      while (true) {
        at = at.plus(Duration.ofSeconds(60 + random.nextInt(25 * 24 * 3600)));
        if (at.isAfter(START.plus(Duration.ofDays(540)))) {
          break;
        }
        int roll = random.nextInt(100);
        if (roll < 25 || (stage == 4 && roll < 70)) {
          status = stage == 4 || roll < 5 ? "won" : "lost";
          closed = Optional.of(at);
          break;
        }
        // Mostly on, sometimes two at once, sometimes back.
        stage = roll < 80 ? Math.min(4, stage + 1) : roll < 90 ? Math.min(4, stage + 2) : 1;
        if (!moves.get(moves.size() - 1).stage().equals("" + stage)) {
          moves.add(new Move("" + stage, at));
        }
      }
      deals.add(
          new Deal(
              "" + (1000 + i),
              "A" + random.nextInt(count / 3),
              "O" + random.nextInt(5),
              random.nextInt(3) == 0 ? "Plus" : "Basic",
              String.format(Locale.ROOT, "%d.%02d", 100 + random.nextInt(90000), i % 100),
              moves,
              status,
              closed));
    }
  }

  /** Writes the export of a shape into the folder. */
  void write(String shape, Path folder) {
    switch (shape) {
      case "canonical" -> canonical(folder);
      case "salesforce" -> salesforce(folder);
      case "hubspot" -> hubspot(folder);
      case "hubspot_wide" -> hubspotWide(folder);
      case "pipedrive" -> pipedrive(folder);
      case "dynamics" -> dynamics(folder);
      case "zoho" -> zoho(folder);
      case "odoo" -> odoo(folder);
      case "nutshell" -> nutshell(folder);
      default -> throw new IllegalArgumentException(shape);
    }
  }

  private void canonical(Path folder) {
    file(
        folder,
        "opportunities.csv",
        "opportunity_id,account_id,owner_id,product,amount,created_at,closed_at,status,stage_id",
        deals.stream()
            .map(
                d ->
                    d.what()
                        + row(
                            "", d.created(), d.closedAs(Instant::toString), d.status, d.stage())));
    file(
        folder,
        "stage_history.csv",
        "opportunity_id,stage_id,entered_at",
        deals.stream().flatMap(d -> d.moves.stream().map(m -> row(d.id, m.stage, m.at))));
    file(
        folder,
        "stages.csv",
        "stage_id,label,stage_order,probability,is_closed,is_won",
        openStages(i -> row(i + 1, LABELS[i], i + 1, PERCENT[i], false, false)));
  }

  private void salesforce(Path folder) {
    Function<Instant, String> time = pattern("yyyy-MM-dd'T'HH:mm:ss.SSS'+0000'");
    file(
        folder,
        "Opportunity.csv",
        "Id,AccountId,OwnerId,Product__c,Amount,CreatedDate,CloseDate,StageName,IsClosed,IsWon,IsDeleted",
        deals.stream()
            .map(
                d ->
                    d.what()
                        + row("", time.apply(d.created()), d.closedAs(c -> day(c)), d.finalStage())
                        + row("", d.closed.isPresent(), d.status.equals("won"), false)));
    file(
        folder,
        "OpportunityHistory.csv",
        "Id,OpportunityId,StageName,CreatedDate,IsDeleted",
        deals.stream()
            .flatMap(
                d ->
                    withClosing(d).stream()
                        .map(
                            m ->
                                row(
                                    "H" + d.id + m.stage + m.at.getEpochSecond(),
                                    d.id,
                                    m.stage,
                                    time.apply(m.at),
                                    false))));
    file(
        folder,
        "OpportunityStage.csv",
        "ApiName,MasterLabel,SortOrder,DefaultProbability,IsClosed,IsWon",
        Stream.concat(
            openStages(i -> row(i + 1, LABELS[i], i + 1, PERCENT[i], false, false)),
            Stream.of(
                row(8, "Closed Won", 8, 100, true, true),
                row(9, "Closed Lost", 9, 0, true, false))));
  }

  private void hubspot(Path folder) {
    Function<Instant, String> time = pattern("yyyy-MM-dd H:mm:ss");
    file(
        folder,
        "deal.csv",
        "deal_id,owner_id,property_product,property_amount,property_createdate,property_closedate,deal_pipeline_id,deal_pipeline_stage_id,is_deleted",
        deals.stream()
            .map(
                d ->
                    row(d.id, d.owner, d.product, d.amount, time.apply(d.created()))
                        + row("", d.closedAs(time), "default", d.finalStage(), false)));
    file(
        folder,
        "deal_stage.csv",
        "deal_id,value,date_entered,_fivetran_start,_fivetran_end,_fivetran_active",
        deals.stream()
            .flatMap(
                d ->
                    withClosing(d).stream()
                        .map(
                            m ->
                                row(
                                    d.id,
                                    m.stage,
                                    time.apply(m.at),
                                    time.apply(m.at),
                                    "2050-01-01 0:00:00",
                                    true))));
    file(
        folder,
        "deal_company.csv",
        "deal_id,company_id,type_id",
        deals.stream().map(d -> row(d.id, d.account, 5)));
    hubspotStages(folder);
  }

  private void hubspotStages(Path folder) {
    file(
        folder,
        "deal_pipeline_stage.csv",
        "stage_id,pipeline_id,label,display_order,probability,is_closed,closed_won",
        Stream.concat(
            openStages(
                i -> row(i + 1, "default", LABELS[i], i + 1, PERCENT[i] / 100.0, false, false)),
            Stream.of(
                row(8, "default", "Closed won", 8, "1.0", true, true),
                row(9, "default", "Closed lost", 9, "0.0", true, false))));
  }

  private void hubspotWide(Path folder) {
    Function<Instant, String> millis = at -> "" + at.toEpochMilli();
    StringBuilder header =
        new StringBuilder("hs_object_id,hubspot_owner_id,product,amount,createdate,closedate");
    header.append(",pipeline,dealstage,hs_primary_associated_company");
    List<String> stages = List.of("1", "2", "3", "4", "8", "9");
    stages.forEach(stage -> header.append(",hs_v2_date_entered_").append(stage));
    file(
        folder,
        "deals.csv",
        header.toString(),
        deals.stream()
            .map(
                d -> {
                  StringBuilder line =
                      new StringBuilder(
                          row(d.id, d.owner, d.product, d.amount, millis.apply(d.created()))
                              + row("", d.closedAs(millis), "default", d.finalStage(), d.account));
                  for (String stage : stages) {
                    line.append(',');
                    withClosing(d).stream()
                        .filter(m -> m.stage.equals(stage))
                        .reduce((first, last) -> last)
                        .ifPresent(m -> line.append(millis.apply(m.at)));
                  }
                  return line.toString();
                }));
    hubspotStages(folder);
  }

  private void pipedrive(Path folder) {
    Function<Instant, String> time = pattern("yyyy-MM-dd HH:mm:ss");
    file(
        folder,
        "deals.csv",
        "id,org_id,owner_id,product,value,add_time,won_time,lost_time,status,stage_id",
        deals.stream()
            .map(
                d ->
                    row(d.id, d.account, d.owner, d.product, d.amount, time.apply(d.created()))
                        + row("", d.status.equals("won") ? d.closedAs(time) : "")
                        + row("", d.status.equals("lost") ? d.closedAs(time) : "")
                        + row("", d.status, d.stage())));
    file(
        folder,
        "dealflow.csv",
        "item_id,field_key,old_value,new_value,log_time",
        changes(
            (d, i) ->
                row(
                    d.id,
                    "stage_id",
                    d.moves.get(i - 1).stage,
                    d.moves.get(i).stage,
                    time.apply(d.moves.get(i).at))));
    file(
        folder,
        "stages.csv",
        "id,name,order_nr,deal_probability",
        openStages(i -> row(i + 1, LABELS[i], i + 1, PERCENT[i])));
  }

  private void dynamics(Path folder) {
    file(
        folder,
        "opportunity.csv",
        "opportunityid,parentaccountid,ownerid,product,estimatedvalue,actualvalue,createdon,actualclosedate,statecode,statuscode,salesstage",
        deals.stream()
            .map(
                d ->
                    d.what()
                        + row("", d.status.equals("won") ? d.amount : "", d.created())
                        + row("", d.closedAs(c -> day(c)), state(d), state(d) + 2, d.stage())));
    file(
        folder,
        "audit.csv",
        "objectid,attributename,oldvalue,newvalue,createdon",
        Stream.concat(
            changes(
                (d, i) ->
                    row(
                        d.id,
                        "salesstage",
                        d.moves.get(i - 1).stage,
                        d.moves.get(i).stage,
                        d.moves.get(i).at)),
            deals.stream()
                .filter(d -> d.closed.isPresent())
                .map(d -> row(d.id, "statecode", 0, state(d), d.closed.get()))));
    file(
        folder,
        "processstage.csv",
        "stageid,stagename,position,closeprobability",
        openStages(i -> row(i + 1, LABELS[i], i + 1, PERCENT[i])));
  }

  private static int state(Deal deal) {
    return deal.status.equals("won") ? 1 : deal.status.equals("lost") ? 2 : 0;
  }

  private void zoho(Path folder) {
    Function<Instant, String> time =
        at ->
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx")
                .format(at.atOffset(ZoneOffset.ofHours(2)));
    file(
        folder,
        "Deals.csv",
        "id,Account_Name,Owner,Product,Amount,Created_Time,Closing_Date,Stage",
        deals.stream()
            .map(
                d ->
                    row(d.id, d.account, d.owner, d.product, d.amount, time.apply(d.created()))
                        + row("", d.closedAs(c -> day(c)), d.finalStage())));
    file(
        folder,
        "Stage_History.csv",
        "Deal_Id,Stage,Modified_Time",
        deals.stream()
            .flatMap(d -> withClosing(d).stream().map(m -> row(d.id, m.stage, time.apply(m.at)))));
    file(
        folder,
        "Stages.csv",
        "actual_value,sequence_number,probability,deal_category",
        Stream.concat(
            openStages(i -> row(i + 1, i + 1, PERCENT[i], "Open")),
            Stream.of(row(8, 8, 100, "Closed Won"), row(9, 9, 0, "Closed Lost"))));
  }

  private void odoo(Path folder) {
    Function<Instant, String> time = pattern("yyyy-MM-dd HH:mm:ss");
    file(
        folder,
        "crm_lead.csv",
        "id,type,partner_id,user_id,product,expected_revenue,create_date,date_closed,active,probability,stage_id",
        deals.stream()
            .map(
                d ->
                    row(d.id, "opportunity", d.account, d.owner, d.product, d.amount)
                        + row("", time.apply(d.created()), d.closedAs(time))
                        + row("", d.status.equals("lost") ? "f" : "t")
                        + row(
                            "",
                            d.status.equals("lost")
                                ? "0.0"
                                : d.status.equals("won") ? "100.0" : "31.4")
                        + row("", d.status.equals("won") ? "8" : d.stage())));
    List<String> tracking = new ArrayList<>();
    List<String> messages = new ArrayList<>();
    for (Deal deal : deals) {
      List<Move> moves = deal.status.equals("won") ? withClosing(deal) : deal.moves;
      for (int i = 1; i < moves.size(); i++) {
        int id = tracking.size() + 1;
        tracking.add(row(id, 7000 + id, "stage_id", moves.get(i - 1).stage, moves.get(i).stage));
        messages.add(row(7000 + id, "crm.lead", deal.id, time.apply(moves.get(i).at)));
      }
    }
    file(
        folder,
        "mail_tracking_value.csv",
        "id,mail_message_id,field,old_value_integer,new_value_integer",
        tracking.stream());
    file(folder, "mail_message.csv", "id,model,res_id,date", messages.stream());
    file(
        folder,
        "crm_stage.csv",
        "id,name,sequence,is_won",
        Stream.concat(
            openStages(
                i -> row(i + 1, "\"{\"\"en_US\"\": \"\"" + LABELS[i] + "\"\"}\"", i + 1, "f")),
            Stream.of(row(8, "Won", 8, "t"))));
  }

  private void nutshell(Path folder) {
    Function<Instant, String> time = pattern("yyyy-MM-dd'T'HH:mm:ss'+0000'");
    file(
        folder,
        "leads.csv",
        "id,account_id,assignee,product,value,createdTime,closedTime,status,milestone",
        deals.stream()
            .map(
                d ->
                    row(d.id, d.account, d.owner, d.product)
                        + row(
                            "",
                            "\"{\"\"amount\"\": " + d.amount + ", \"\"currency\"\": \"\"\"\"}\"")
                        + row("", time.apply(d.created()), d.closedAs(time))
                        + row("", state(d) == 0 ? 0 : 9 + state(d), d.stage())));
    file(
        folder,
        "lead_stage_history.csv",
        "lead_id,milestone,enteredTime",
        deals.stream()
            .flatMap(d -> d.moves.stream().map(m -> row(d.id, m.stage, time.apply(m.at)))));
    file(
        folder,
        "milestones.csv",
        "id,name,position,confidence",
        openStages(i -> row(i + 1, LABELS[i], i + 1, PERCENT[i])));
  }

  private static List<Move> withClosing(Deal deal) {
    List<Move> all = new ArrayList<>(deal.moves);
    deal.closed.ifPresent(at -> all.add(new Move(deal.finalStage(), at)));
    return all;
  }

  private interface Change {
    String row(Deal deal, int move);
  }

  private Stream<String> changes(Change change) {
    return deals.stream()
        .flatMap(d -> IntStream.range(1, d.moves.size()).mapToObj(i -> change.row(d, i)));
  }

  private static Stream<String> openStages(IntFunction<String> row) {
    return IntStream.range(0, LABELS.length).mapToObj(row);
  }

  private static Function<Instant, String> pattern(String pattern) {
    DateTimeFormatter format = DateTimeFormatter.ofPattern(pattern);
    return at -> format.format(at.atOffset(ZoneOffset.UTC));
  }

  private static String day(Instant at) {
    return at.atOffset(ZoneOffset.UTC).toLocalDate().toString();
  }

  private static String row(Object... cells) {
    return Arrays.stream(cells).map(Object::toString).collect(Collectors.joining(","));
  }

  private static void file(Path folder, String name, String header, Stream<String> rows) {
    Runs.file(folder, name, Stream.concat(Stream.of(header), rows).toArray(String[]::new));
  }

  /** What each shape is called in the settings. */
  static Map<String, String> connectors() {
    return Map.of(
        "salesforce", "salesforce",
        "hubspot", "hubspot",
        "hubspot_wide", "hubspot",
        "pipedrive", "pipedrive",
        "dynamics", "dynamics",
        "zoho", "zoho",
        "odoo", "odoo",
        "nutshell", "nutshell");
  }
}
