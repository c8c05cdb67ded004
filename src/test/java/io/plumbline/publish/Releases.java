package io.plumbline.publish;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Releases and deals to publish in tests. */
final class Releases {

  /** Ids and labels that break careless writers. */
  static final String SLASHED = "../Vertrag/\u00dc 100%";

  static final String NASTY_LABEL =
      "=HYPERLINK(\"http://x\";\"y\") & <b>'\u5951\u7d04',\r\nlast \\";

  private Releases() {}

  /** Four open stages, one of them held, and the closed ones, in pipeline {@code default}. */
  static Release nasty() {
    return of(
        open("default", "new", "New", 1, 0.10, 0.285, 10, 30),
        open("default", SLASHED, NASTY_LABEL, 2, 0.25, 0.375, 30, 50),
        held("default", "Proposal/Price Quote", "Proposal", 3, 0.50),
        open(
            "default",
            "verhandeln",
            "Verhandlung \u2013 \u0938\u094c\u0926\u093e",
            4,
            0.75,
            0.999,
            9,
            1),
        closed("default", "won", "Closed Won", StageKind.WON),
        closed("default", "lost", "Closed Lost", StageKind.LOST));
  }

  static Release of(ReleasedStage... stages) {
    return new Release(
        "2026-11-21-r1",
        LocalDate.of(2026, 11, 21),
        LocalDate.of(2026, 11, 24),
        List.of("dana", "r\u00e9mi"),
        "0.1.0",
        "c0ffee",
        0.9,
        "EUR",
        new TreeMap<>(Map.of("opportunities.csv", "ab".repeat(32))),
        Optional.of(LocalDate.of(2024, 1, 1)),
        List.of(stages));
  }

  static ReleasedStage open(
      String pipeline,
      String id,
      String label,
      int order,
      double incumbent,
      double released,
      long won,
      long lost) {
    return new ReleasedStage(
        pipeline,
        id,
        label,
        OptionalInt.of(order),
        StageKind.OPEN,
        Optional.of("BestCase"),
        OptionalDouble.of(incumbent),
        Optional.of(evidence(released, released - incumbent, won, lost, "publish")),
        OptionalDouble.of(released),
        12,
        new BigDecimal("100000.00"));
  }

  static ReleasedStage held(String pipeline, String id, String label, int order, double incumbent) {
    return new ReleasedStage(
        pipeline,
        id,
        label,
        OptionalInt.of(order),
        StageKind.OPEN,
        Optional.of("Commit"),
        OptionalDouble.of(incumbent),
        Optional.of(evidence(0.44, 0.44 - incumbent, 2, 3, "hold")),
        OptionalDouble.empty(),
        3,
        new BigDecimal("5000.00"));
  }

  static ReleasedStage closed(String pipeline, String id, String label, StageKind kind) {
    return new ReleasedStage(
        pipeline,
        id,
        label,
        OptionalInt.empty(),
        kind,
        Optional.of(kind == StageKind.WON ? "Closed" : "Omitted"),
        OptionalDouble.empty(),
        Optional.empty(),
        OptionalDouble.empty(),
        0,
        BigDecimal.ZERO);
  }

  static ReleasedStage withoutIncumbent(ReleasedStage stage) {
    return new ReleasedStage(
        stage.pipelineId(),
        stage.stageId(),
        stage.label(),
        stage.order(),
        stage.kind(),
        stage.forecastCategory(),
        OptionalDouble.empty(),
        stage.evidence(),
        stage.released(),
        stage.openDeals(),
        stage.openAmount());
  }

  static ReleasedStage withForecastCategory(ReleasedStage stage, Optional<String> category) {
    return new ReleasedStage(
        stage.pipelineId(),
        stage.stageId(),
        stage.label(),
        stage.order(),
        stage.kind(),
        category,
        stage.incumbent(),
        stage.evidence(),
        stage.released(),
        stage.openDeals(),
        stage.openAmount());
  }

  /** Five deals of {@link #nasty}, one for each verdict of the backfill. */
  static List<ReleasedRecord> deals() {
    return List.of(
        deal("a,\"1\"", "new", 0.10, 0.372),
        deal("a-2", "new", 0.40, 0.001),
        deal("b/..", SLASHED, 0.38, 0.45),
        new ReleasedRecord(
            "c",
            "default",
            "new",
            Optional.empty(),
            OptionalDouble.empty(),
            List.of(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            ""),
        deal("d", "Proposal/Price Quote", 0.50, 0.44));
  }

  static ReleasedRecord deal(String id, String stage, double held, double released) {
    return new ReleasedRecord(
        id,
        "default",
        stage,
        Optional.of(new BigDecimal("1000.00")),
        OptionalDouble.of(held),
        List.of(),
        OptionalDouble.of(released),
        OptionalDouble.of(released / 2),
        OptionalDouble.of(Math.round((1 + released) / 2 * 1e4) / 1e4),
        "existing|50k-100k|platform");
  }

  /** The same deal after an earlier publication. */
  static ReleasedRecord withWritten(ReleasedRecord deal, Double... written) {
    return new ReleasedRecord(
        deal.opportunityId(),
        deal.pipelineId(),
        deal.stageId(),
        deal.amount(),
        deal.held(),
        List.of(written),
        deal.released(),
        deal.low(),
        deal.high(),
        deal.segment());
  }

  private static Evidence evidence(
      double confidence, double change, long won, long lost, String decision) {
    return new Evidence(
        OptionalDouble.of(confidence),
        OptionalDouble.of(confidence / 2),
        OptionalDouble.of((1 + confidence) / 2),
        won,
        lost,
        4,
        0.25,
        Optional.of("pipeline default"),
        OptionalDouble.of(0.2),
        OptionalDouble.of(change),
        decision,
        decision.equals("hold") ? List.of("too_few_deals", "drift") : List.of(),
        "landmark_aalen_johansen",
        Optional.empty(),
        Optional.of("@note"));
  }
}
