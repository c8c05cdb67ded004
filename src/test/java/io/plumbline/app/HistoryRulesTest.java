package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.app.Histories.History;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the rows of an export mean for deals and visits, on exports of a few deals each. */
class HistoryRulesTest {

  @TempDir Path folder;

  private static final String[] STAGES = {
    "stage_id,label,stage_order,probability,is_closed,is_won",
    "qualified,Qualified,1,20,false,false",
    "demo,Demo,2,40,false,false",
    "negotiation,Negotiation,3,60,false,false",
    "closed_won,Won,4,100,true,true",
    "closed_lost,Lost,5,0,true,false"
  };

  @Test
  void aStageThatOnlyTheSettingsNameIsStayedIn() {
    Runs.file(
        folder,
        "stages.csv",
        "stage_id,label,stage_order,probability,is_closed",
        "5,Legal,1,20,false",
        "B,Offer,2,40,false");
    Runs.file(
        folder,
        "opportunities.csv",
        "opportunity_id,created_at,status,stage_id",
        "moved,2024-02-01,open,B",
        "stays,2024-02-01,open,5");
    Runs.file(
        folder,
        "stage_history.csv",
        "opportunity_id,stage_id,entered_at",
        "moved,5,2024-02-01",
        "moved,B,2024-03-05",
        "stays,5,2024-02-01");

    History history =
        Histories.of(
            folder,
            "2024-03-31",
            Map.of("source.stages.5", "5 until March", "source.stages.5 @ 2024-03-01", "5"));

    assertThat(history.rejected("rule")).isEmpty();
    assertThat(history.visits("opportunity_id", "visit_number", "stage_id", "exit"))
        .containsExactly(
            "moved|1|5 until March|moved", "moved|2|B|open", "stays|1|5 until March|open");
    assertThat(history.deals("opportunity_id", "stage_id"))
        .containsExactly("moved|B", "stays|5 until March");
  }

  @Test
  void onOneDayADealWentForwardWhereNothingTells() {
    List<String> moves =
        List.of(
            "forward,qualified,2024-02-01,",
            "forward,demo,2024-02-01,",
            "won,qualified,2024-02-01,",
            "won,negotiation,2024-02-10,",
            "won,closed_won,2024-02-10,",
            "told,demo,2024-02-01,1",
            "told,qualified,2024-02-01,2");

    History history = ofMoves("once", moves);

    assertThat(history.visits("opportunity_id", "visit_number", "stage_id", "exit"))
        .containsExactly(
            "forward|1|qualified|moved",
            "forward|2|demo|open",
            "told|1|demo|moved",
            "told|2|qualified|open",
            "won|1|qualified|moved",
            "won|2|negotiation|won");
    assertThat(history.deals("opportunity_id", "stage_id"))
        .containsExactly("forward|demo", "told|qualified", "won|negotiation");
    assertThat(ofMoves("reversed", reversed(moves)).all()).isEqualTo(history.all());
  }

  private History ofMoves(String name, List<String> moves) {
    Path input = folder.resolve(name);
    Runs.file(input, "stages.csv", STAGES);
    Runs.file(
        input,
        "opportunities.csv",
        "opportunity_id,created_at,closed_at,status",
        "forward,2024-02-01,,open",
        "won,2024-02-01,2024-02-10,won",
        "told,2024-02-01,,open");
    Runs.file(
        input, "stage_history.csv", file("opportunity_id,stage_id,entered_at,sequence", moves));
    return Histories.of(input, "2024-03-31", Map.of());
  }

  @Test
  void anAmountIsWorthWhatItWasOnTheDayOfTheCompany() {
    Runs.file(folder, "stages.csv", STAGES);
    Runs.file(
        folder,
        "fx_rates.csv",
        "currency,rate_date,rate_to_base",
        "USD,2026-03-01,0.9",
        "USD,2026-04-01,0.5");
    // The last evening of March in New York, where it is April in UTC, and midnight there.
    Runs.file(
        folder,
        "opportunities.csv",
        "opportunity_id,created_at,closed_at,status,amount,currency",
        "march,2026-03-31T20:30:00-04:00,2026-03-31T21:30:00-04:00,won,100,USD",
        "april,2026-04-01T00:00:00-04:00,2026-04-01T00:30:00-04:00,won,100,USD");
    Runs.file(
        folder,
        "stage_history.csv",
        "opportunity_id,stage_id,entered_at,amount",
        "march,demo,2026-03-31T20:30:00-04:00,10",
        "april,demo,2026-04-01T00:00:00-04:00,10");

    History history = Histories.of(folder, "2026-04-30", Map.of("time.zone", "America/New_York"));

    assertThat(history.deals("opportunity_id", "amount_base"))
        .containsExactly("april|5.00", "march|9.00");
    assertThat(history.visits("opportunity_id", "amount_base"))
        .containsExactly("april|5.00", "march|9.00");
  }

  @Test
  void ofEqualRowsTheSameIsKeptWhereverTheyStand() {
    List<String> deals =
        List.of(
            "twice,2024-02-01,open,100,test",
            "twice,2024-02-01,open,100.00,test",
            "once,2024-02-01,open,100,real");

    List<String> rejected = ofDeals("once", deals).rejected("record_key", "rule", "raw");

    assertThat(rejected).hasSize(2).anyMatch(row -> row.contains("duplicate_key"));
    assertThat(ofDeals("reversed", reversed(deals)).rejected("record_key", "rule", "raw"))
        .isEqualTo(rejected);
  }

  private History ofDeals(String name, List<String> deals) {
    Path input = folder.resolve(name);
    Runs.file(
        input, "opportunities.csv", file("opportunity_id,created_at,status,amount,kind", deals));
    Runs.file(
        input, "stage_history.csv", "opportunity_id,stage_id,entered_at", "once,A,2024-02-01");
    return Histories.of(input, "2024-03-31", Map.of("source.exclude.kind", "test"));
  }

  @Test
  void ofIdsThatCountAsOneTheFirstIsKeptWhereverTheyStand() {
    List<String> moves =
        List.of("d,A,2024-02-01", "d,B,2024-02-01", "d,A,2024-02-02", "d,B,2024-02-03");

    for (List<String> order : List.of(moves, reversed(moves))) {
      Path input = folder.resolve(order.get(0));
      Runs.file(
          input, "opportunities.csv", "opportunity_id,created_at,status", "d,2024-02-01,open");
      Runs.file(input, "stage_history.csv", file("opportunity_id,stage_id,entered_at", order));

      // A of the first day stays, so that A of the second only repeats it and B of the third does
      // not count.
      assertThat(
              Histories.of(input, "2024-03-31", Map.of("source.stages.A", "B"))
                  .rejected("rule", "reason"))
          .containsExactly(
              "duplicate_key|the same move stands in the file more than once.",
              "excluded|stages 'A' and 'B' both count as 'B' (source.stages).");
    }
  }

  @Test
  void theCloseDateIsThatOfTheExportOfThatDay() {
    Path june = folder.resolve("june");
    String[] movesOfJune = {
      "opportunity_id,stage_id,entered_at,expected_close_date",
      "pushed,A,2026-05-01,2026-07-15",
      "edited,A,2026-05-01,2026-07-15",
      "changed,A,2026-05-01,2026-07-15",
      "changed_and_moved,A,2026-05-01,2026-07-15",
      "changed_and_moved,B,2026-06-01,2026-07-20",
      "changed_later,A,2026-05-01,2026-07-15"
    };
    String[] changesOfJune = {
      "opportunity_id,field,value,changed_at",
      "changed,expected_close_date,2026-08-10,2026-06-10",
      "changed_and_moved,expected_close_date,2026-08-10,2026-05-20"
    };
    Runs.file(june, "stage_history.csv", movesOfJune);
    Runs.file(june, "field_history.csv", changesOfJune);
    Runs.file(
        june,
        "opportunities.csv",
        "opportunity_id,created_at,status,expected_close_date",
        "pushed,2026-05-01,open,2026-07-15",
        // On the record only: no row says so.
        "edited,2026-05-01,open,2026-08-01",
        "changed,2026-05-01,open,2026-08-10",
        "changed_and_moved,2026-05-01,open,2026-07-20",
        "changed_later,2026-05-01,open,2026-07-15");
    Path july = folder.resolve("july");
    Runs.file(july, "stage_history.csv", with(movesOfJune, "pushed,A,2026-07-02,2026-09-30"));
    Runs.file(
        july,
        "field_history.csv",
        with(
            changesOfJune,
            "changed,expected_close_date,2026-10-01,2026-07-02",
            "changed_and_moved,expected_close_date,2026-12-01,2026-07-02",
            "changed_later,expected_close_date,2026-11-01,2026-07-02"));
    Runs.file(
        july,
        "opportunities.csv",
        "opportunity_id,created_at,status,expected_close_date",
        "pushed,2026-05-01,open,2026-09-30",
        "edited,2026-05-01,open,2026-08-01",
        "changed,2026-05-01,open,2026-10-01",
        "changed_and_moved,2026-05-01,open,2026-12-01",
        "changed_later,2026-05-01,open,2026-11-01");

    History then = Histories.of(june, "2026-06-30", Map.of());

    assertThat(then.deals("opportunity_id", "expected_close_date"))
        .containsExactly(
            "changed_and_moved|2026-07-20",
            "changed_later|2026-07-15",
            "changed|2026-08-10",
            "edited|2026-08-01",
            "pushed|2026-07-15");
    assertThat(Histories.of(july, "2026-06-30", Map.of()).all()).isEqualTo(then.all());
  }

  @Test
  void anAmountIsThereOnceItIsEntered() {
    Runs.file(
        folder,
        "opportunities.csv",
        "opportunity_id,created_at,status,amount,expected_close_date",
        "sized_late,2024-01-01,open,300,2024-09-01",
        "emptied,2024-01-01,open,300,2024-09-01",
        "unreadable,2024-01-01,open,300,2024-09-01");
    Runs.file(
        folder,
        "stage_history.csv",
        "opportunity_id,stage_id,entered_at",
        "sized_late,A,2024-01-01",
        "sized_late,B,2024-02-10",
        "emptied,A,2024-01-01",
        "unreadable,A,2024-01-01");
    Runs.file(
        folder,
        "field_history.csv",
        "opportunity_id,field,value,changed_at",
        "sized_late,amount,,2024-01-01",
        "sized_late,amount,300,2024-02-01",
        "sized_late,expected_close_date,,2024-01-01",
        "emptied,amount,200,2024-01-01",
        "emptied,amount,,2024-01-10",
        "emptied,amount,300,2024-04-10",
        "unreadable,amount,much,2024-01-01");

    History january = Histories.of(folder, "2024-01-31", Map.of());

    assertThat(january.deals("opportunity_id", "amount", "expected_close_date"))
        .containsExactly("emptied||2024-09-01", "sized_late||", "unreadable|300.00|2024-09-01");
    assertThat(
            Histories.of(folder, "2024-03-31", Map.of())
                .visits("opportunity_id", "stage_id", "amount_base", "deal_amount_base"))
        .containsExactly(
            "emptied|A|200.00|",
            "sized_late|A||300.00",
            "sized_late|B|300.00|300.00",
            "unreadable|A|300.00|300.00");
  }

  @Test
  void anAmountThatManyDealsOnlyTellLaterIsFlagged() {
    // Of twenty deals with an amount: two are a tenth, three are more.
    assertThat(amountsToldLater(2, "2024-02-01", "").verdict().onlyToday()).isEmpty();
    assertThat(amountsToldLater(3, "2024-02-01", "").verdict().onlyToday())
        .containsExactly("amount");
    assertThat(amountsToldLater(3, "2024-01-02", "").verdict().onlyToday())
        .as("told within a day of the creation")
        .isEmpty();
    assertThat(amountsToldLater(3, "2024-02-01", "7").verdict().onlyToday())
        .as("the moves tell amounts")
        .isEmpty();
  }

  private History amountsToldLater(int late, String changedAt, String amountOfMove) {
    Path input = folder.resolve(late + changedAt + amountOfMove);
    List<String> deals = new ArrayList<>();
    List<String> moves = new ArrayList<>();
    List<String> changes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      deals.add("d" + i + ",2024-01-01,open,100");
      moves.add("d" + i + ",A,2024-01-01," + amountOfMove);
      changes.add("d" + i + ",amount,100," + (i < late ? changedAt : "2024-01-01"));
    }
    Runs.file(input, "opportunities.csv", file("opportunity_id,created_at,status,amount", deals));
    Runs.file(input, "stage_history.csv", file("opportunity_id,stage_id,entered_at,amount", moves));
    Runs.file(input, "field_history.csv", file("opportunity_id,field,value,changed_at", changes));
    return Histories.of(input, "2024-03-31", Map.of());
  }

  private static String[] with(String[] rows, String... more) {
    return Stream.concat(Stream.of(rows), Stream.of(more)).toArray(String[]::new);
  }

  private static String[] file(String header, List<String> rows) {
    return Stream.concat(Stream.of(header), rows.stream()).toArray(String[]::new);
  }

  private static List<String> reversed(List<String> rows) {
    List<String> reversed = new ArrayList<>(rows);
    Collections.reverse(reversed);
    return reversed;
  }
}
