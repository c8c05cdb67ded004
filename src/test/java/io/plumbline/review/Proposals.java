package io.plumbline.review;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Proposed tables for tests. */
final class Proposals {

  static final LocalDate AS_OF = LocalDate.of(2026, 9, 30);
  static final String VERSION = "2026-09-30-7c1d";

  private Proposals() {}

  static ProposedTable of(ProposedPipeline... pipelines) {
    return new ProposedTable(
        VERSION,
        AS_OF,
        "proposed",
        "EUR",
        0.9,
        "",
        List.of(pipelines),
        pipelines.length,
        List.of(),
        List.of());
  }

  static ProposedTable with(
      ProposedTable table, List<PastQuarter> quarters, List<OverrideScore> overrides) {
    return new ProposedTable(
        table.version(),
        table.asOf(),
        table.status(),
        table.currency(),
        table.intervalLevel(),
        table.decidedBy(),
        table.pipelines(),
        table.pipelinesInAll(),
        quarters,
        overrides);
  }

  /** One pipeline of three stages, one of which nothing is known of, and segments. */
  static ProposedTable company() {
    List<ProposedRow> rows = new ArrayList<>();
    rows.add(
        row("qualification", "Qualification", 1)
            .incumbent(0.1)
            .confidence(0.123, 0.101, 0.149)
            .deals(1412, 148, 1092)
            .open(120, "1200000", "120000", "147600")
            .build());
    rows.add(
        row("proposal", "Proposal sent", 2)
            .incumbent(0.5)
            .confidence(0.315, 0.27, 0.362)
            .deals(630, 190, 400)
            .decision(Decision.REVIEW, "change_above_limit", "drift")
            .open(40, "800000.50", "400000.25", "252000.16")
            .build());
    rows.add(
        row("legal", "Legal", 3)
            .decision(Decision.HOLD, "no_evidence")
            .open(1, "5000", null, null)
            .build());
    rows.add(
        row("proposal", "Proposal sent", 2)
            .level("customer_type", "new", "", "", "", "")
            .incumbent(0.5)
            .confidence(0.28, 0.21, 0.35)
            .deals(300, 70, 200)
            .open(25, "500000", "250000", "140000")
            .build());
    rows.add(
        row("proposal", "Proposal sent", 2)
            .level("cell", "new", "3000-4400", "", "previous_stage=qualification", "7-30")
            .incumbent(0.5)
            .confidence(0.25, 0.15, 0.37)
            .deals(60, 12, 40)
            .decision(Decision.HOLD, "too_few_deals")
            .open(5, "20000", "10000", "5000")
            .build());
    rows.add(
        row("proposal", "Proposal sent", 2)
            .level("age_band", "", "", "", "", "30+")
            .incumbent(0.5)
            .confidence(0.2, 0.15, 0.26)
            .deals(210, 40, 160)
            .open(9, "90000", "45000", "18000")
            .mark(
                Mark.Kind.OVERRIDE, OptionalDouble.of(0.35), "A. Lee", "two large ones close soon")
            .build());

    return of(
        new ProposedPipeline(
            "default",
            "Default",
            rows,
            open(161, "2005000.50", Optional.of("520000.25"), Optional.of("399600.16"))));
  }

  /** The same with four past quarters and an earlier override. */
  static ProposedTable companyWithPast() {
    List<PastQuarter> quarters = new ArrayList<>();
    String[][] numbers = {
      {"2025-07-01", "160000", "150000", "110000", "100000"},
      {"2025-10-01", "180000", "160000", "95000", "100000"},
      {"2026-01-01", "300000", "250000", "210000", "200000"},
      {"2026-04-01", "150000", "140000", "90000", "0"},
      {"2025-04-01", "999999", "999999", "999999", "100000"},
    };
    for (String[] quarter : numbers) {
      LocalDate start = LocalDate.parse(quarter[0]);
      String[] methods = {"incumbent", "reached_win_rate", "proposed"};
      for (int i = 0; i < methods.length; i++) {
        quarters.add(
            new PastQuarter(
                "default",
                start,
                start.plusMonths(3).minusDays(1),
                methods[i],
                150,
                new BigDecimal(quarter[i + 1]),
                new BigDecimal(quarter[4])));
      }
    }

    return with(
        company(),
        quarters,
        List.of(
            new OverrideScore(
                "default", "proposal", "Proposal sent", 0.45, 0.3, 0.7012, 0.6021, 84)));
  }

  /** The same version somewhere on its way. */
  static ProposedTable standing(ProposedTable table, String status) {
    return new ProposedTable(
        table.version(),
        table.asOf(),
        status,
        table.currency(),
        table.intervalLevel(),
        table.decidedBy(),
        table.pipelines(),
        table.pipelinesInAll(),
        table.quarters(),
        table.overrides());
  }

  /** Stages with each kind of mark and one without; the money as the marks have it. */
  static ProposedTable marked() {
    return of(
        new ProposedPipeline(
            "default",
            "Default",
            List.of(
                row("qualified", "Qualified", 1)
                    .incumbent(0.1)
                    .confidence(0.133, 0.11, 0.159)
                    .deals(1305, 243, 732)
                    .decision(Decision.REVIEW, "drift")
                    .mark(Mark.Kind.APPROVE, OptionalDouble.empty(), "ana", "")
                    .open(100, "1000000", "100000", "133000")
                    .build(),
                row("proposal", "Proposal", 2)
                    .incumbent(0.5)
                    .confidence(0.374, 0.322, 0.427)
                    .deals(546, 241, 205)
                    .mark(Mark.Kind.HOLD, OptionalDouble.empty(), "ana", "")
                    .open(50, "500000", "250000", "250000")
                    .build(),
                row("negotiation", "Negotiation", 3)
                    .incumbent(0.75)
                    .confidence(0.447, 0.384, 0.51)
                    .deals(376, 230, 96)
                    .decision(Decision.REVIEW, "change_above_limit")
                    .mark(Mark.Kind.OVERRIDE, OptionalDouble.of(0.605), "ana", "a campaign runs")
                    .open(20, "200000", "150000", "121000")
                    .build(),
                row("contract", "Contract sent", 4)
                    .incumbent(0.9)
                    .confidence(0.555, 0.442, 0.665)
                    .deals(241, 188, 33)
                    .open(10, "100000", "90000", "55500")
                    .build()),
            open(180, "1800000", Optional.of("590000"), Optional.of("559500"))));
  }

  /** The longest labels, amounts and names that should still fit. */
  static ProposedTable wide(String label) {
    List<ProposedRow> rows = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      rows.add(
          row("s" + i, i == 2 ? "Won?" : label, i)
              .incumbent(0.999)
              .confidence(0.874, 0.822, 0.927)
              .deals(1234567, 234567, 765432)
              .decision(Decision.REVIEW, "change_above_limit", "drift", label)
              .mark(Mark.Kind.OVERRIDE, OptionalDouble.of(0.605), "anastasia.lee", label)
              .open(123456, "912345678901.12", "456172839450.56", "273703703670.34")
              .build());
      rows.add(
          row("s" + i, i == 2 ? "Won?" : label, i)
              .level("product", "", "", label, "", "")
              .incumbent(0.999)
              .confidence(0.874, 0.822, 0.927)
              .deals(1234567, 234567, 765432)
              .decision(Decision.HOLD, label)
              .open(123456, "912345678901.12", "456172839450.56", "273703703670.34")
              .build());
    }

    return of(
        new ProposedPipeline(
            "default",
            label,
            rows,
            open(
                370368,
                "2737037036703.36",
                Optional.of("1368518518351.68"),
                Optional.of("821111111011.02"))));
  }

  static OpenDeals open(
      long count, String amount, Optional<String> incumbent, Optional<String> confidence) {
    return new OpenDeals(
        count,
        new BigDecimal(amount),
        incumbent.map(BigDecimal::new),
        confidence.map(BigDecimal::new));
  }

  static RowBuilder row(String stageId, String label, int order) {
    return new RowBuilder(stageId, label, order);
  }

  /** A row part by part; what is not given is not known. */
  static final class RowBuilder {
    private final String stageId;
    private final String label;
    private final int order;
    private RowKey key;
    private OptionalDouble incumbent = OptionalDouble.empty();
    private OptionalDouble confidence = OptionalDouble.empty();
    private OptionalDouble low = OptionalDouble.empty();
    private OptionalDouble high = OptionalDouble.empty();
    private long deals;
    private long won;
    private long lost;
    private Decision decision = Decision.PUBLISH;
    private List<String> reasons = List.of();
    private Optional<Mark> mark = Optional.empty();
    private OpenDeals open = OpenDeals.NONE;

    private RowBuilder(String stageId, String label, int order) {
      this.stageId = stageId;
      this.label = label;
      this.order = order;
      this.key = new RowKey("default", stageId, RowKey.STAGE, "", "", "", "", "");
    }

    RowBuilder level(
        String level, String type, String size, String product, String attributes, String age) {
      key = new RowKey("default", stageId, level, type, size, product, attributes, age);
      return this;
    }

    RowBuilder key(RowKey key) {
      this.key = key;
      return this;
    }

    RowBuilder incumbent(double value) {
      incumbent = OptionalDouble.of(value);
      return this;
    }

    RowBuilder confidence(double value, double from, double to) {
      confidence = OptionalDouble.of(value);
      low = OptionalDouble.of(from);
      high = OptionalDouble.of(to);
      return this;
    }

    RowBuilder deals(long all, long ofWon, long ofLost) {
      deals = all;
      won = ofWon;
      lost = ofLost;
      return this;
    }

    RowBuilder decision(Decision verdict, String... why) {
      decision = verdict;
      reasons = List.of(why);
      return this;
    }

    RowBuilder mark(Mark.Kind kind, OptionalDouble override, String by, String note) {
      mark = Optional.of(new Mark(kind, override, by, note));
      return this;
    }

    RowBuilder open(long count, String amount, String weightedNow, String weightedProposed) {
      open =
          Proposals.open(
              count,
              amount,
              Optional.ofNullable(weightedNow),
              Optional.ofNullable(weightedProposed));
      return this;
    }

    ProposedRow build() {
      OptionalDouble change =
          incumbent.isPresent() && confidence.isPresent()
              ? OptionalDouble.of(confidence.getAsDouble() - incumbent.getAsDouble())
              : OptionalDouble.empty();
      OptionalDouble reached =
          won + lost == 0 ? OptionalDouble.empty() : OptionalDouble.of(1.0 * won / (won + lost));

      return new ProposedRow(
          key,
          label,
          OptionalInt.of(order),
          incumbent,
          reached,
          confidence,
          low,
          high,
          deals,
          won,
          lost,
          deals - won - lost,
          won + lost,
          0.25,
          change,
          decision,
          reasons,
          mark,
          open);
    }
  }
}
