package io.plumbline.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DuckDbQueryTest {

  private static final Instant CUTOFF = Instant.parse("2026-07-01T00:00:00Z");

  /** A move: the stage, and how long before the cutoff. */
  private record Move(String stage, Duration before) {
    Instant at() {
      return CUTOFF.minus(before);
    }
  }

  /** The last move of a closed deal goes to won or lost. */
  private record Deal(String pipeline, List<Move> moves) {
    Move last() {
      return moves.get(moves.size() - 1);
    }

    String status() {
      return last().stage().length() == 1 ? "open" : last().stage();
    }
  }

  private static Move move(String stage, double days) {
    return new Move(stage, Duration.ofMinutes(Math.round(days * 24 * 60)));
  }

  private static final List<Deal> DEALS =
      List.of(
          new Deal("p", List.of(move("a", 100), move("b", 80.5), move("won", 40))),
          new Deal("p", List.of(move("a", 100), move("lost", 22.25))),
          // Enters and leaves exactly at a landmark.
          new Deal("p", List.of(move("a", 70), move("b", 35), move("won", 14))),
          // Comes back to a stage.
          new Deal("p", List.of(move("a", 60), move("b", 50), move("a", 33), move("lost", 3))),
          new Deal("p", List.of(move("a", 55.2))),
          new Deal("p", List.of(move("a", 400), move("b", 390))),
          // Older than the oldest landmark, and between two landmarks.
          new Deal("p", List.of(move("a", 900), move("lost", 430))),
          new Deal("p", List.of(move("a", 6), move("won", 2))),
          new Deal("q", List.of(move("a", 31), move("b", 30.5), move("won", 1))),
          new Deal("q", List.of(move("a", 8), move("b", 0.5))));

  private static List<String> rows(DuckDbQuery query) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE opportunities (opportunity_id VARCHAR, pipeline_id VARCHAR, stage_id VARCHAR,"
              + " status VARCHAR, closed_at TIMESTAMPTZ)");
      statement.execute(
          "CREATE TABLE stage_history (opportunity_id VARCHAR, stage_id VARCHAR,"
              + " entered_at TIMESTAMPTZ, sequence INTEGER)");
      for (int i = 0; i < DEALS.size(); i++) {
        Deal deal = DEALS.get(i);
        boolean isOpen = deal.status().equals("open");
        statement.execute(
            "INSERT INTO opportunities VALUES ('d%d', '%s', '%s', '%s', %s)"
                .formatted(
                    i,
                    deal.pipeline(),
                    deal.last().stage(),
                    deal.status(),
                    isOpen ? "NULL" : "'" + deal.last().at() + "'"));
        for (int j = 0; j < deal.moves().size(); j++) {
          Move move = deal.moves().get(j);
          statement.execute(
              "INSERT INTO stage_history VALUES ('d%d', '%s', '%s', %d)"
                  .formatted(i, move.stage(), move.at(), j + 1));
        }
      }
      List<String> rows = new ArrayList<>();
      try (ResultSet result =
          statement.executeQuery(query.sql(CUTOFF.getEpochSecond() * 1_000_000))) {
        while (result.next()) {
          List<String> row = new ArrayList<>();
          for (int c = 1; c <= result.getMetaData().getColumnCount(); c++) {
            row.add(result.getString(c));
          }
          rows.add(String.join(" ", row));
        }
      }
      return rows;
    }
  }

  @Test
  void landmarkCountsAreThoseOfLookingAtEveryDealOnEveryLandmark() throws SQLException {
    Map<String, Integer> expected = new TreeMap<>();
    for (Deal deal : DEALS) {
      for (int k = 1; k <= 60; k++) {
        Instant landmark = CUTOFF.minus(Duration.ofDays(7L * k));
        Move standing = null;
        for (Move move : deal.moves()) {
          standing = move.at().isAfter(landmark) ? standing : move;
        }
        if (standing != null && standing.stage().length() == 1) {
          Duration age = Duration.between(standing.at(), landmark);
          int band = 0;
          for (int edge : new int[] {1, 3, 7, 14, 30, 60, 90, 180}) {
            band += age.compareTo(Duration.ofDays(edge)) >= 0 ? 1 : 0;
          }
          Instant end = deal.status().equals("open") ? CUTOFF : deal.last().at();
          long week = Duration.between(landmark, end).toDays() / 7;
          expected.merge(
              "%s %s %d %d %s"
                  .formatted(deal.pipeline(), standing.stage(), band, week, deal.status()),
              1,
              Integer::sum);
        }
      }
    }

    assertThat(rows(DuckDbQuery.LANDMARK_COUNTS))
        .hasSizeGreaterThan(50)
        .containsExactlyInAnyOrderElementsOf(
            expected.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList());
  }

  @Test
  void theReachedWinRateCountsClosedDealsOncePerStage() throws SQLException {
    assertThat(rows(DuckDbQuery.REACHED_WIN_RATE))
        .containsExactlyInAnyOrder(
            "p a 3 6 0.5", "p b 2 3 0.6666666666666666", "q a 1 1 1.0", "q b 1 1 1.0");
  }
}
