package io.plumbline.review;

import io.plumbline.review.TextTable.Column;
import io.plumbline.review.TextTable.Row;
import io.plumbline.review.TextTable.Side;
import io.plumbline.view.Figures;
import io.plumbline.view.PlainText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The difference between what the CRM uses and what is proposed, for a terminal. */
public final class DiffText {

  /** A narrower terminal gets lines of this width. */
  public static final int NARROWEST = 40;

  private static final String INDENT = "  ";
  private static final BigDecimal ROUNDED = new BigDecimal("1000000000");
  private static final List<Column> EVIDENCE =
      List.of(
          new Column("stage", Side.LEFT, 0),
          new Column("deals", Side.RIGHT, 0),
          new Column("CRM now", Side.RIGHT, 0),
          new Column("proposed", Side.RIGHT, 0),
          new Column("[low .. high]", Side.LEFT, 0),
          new Column("change", Side.RIGHT, 0),
          new Column("decision", Side.LEFT, 0),
          new Column("open deals", Side.RIGHT, 1),
          new Column("open amount", Side.RIGHT, 1),
          new Column("weighted now", Side.RIGHT, 1));

  private final ProposedTable table;
  private final Detail detail;
  private final int width;
  private final List<String> lines = new ArrayList<>();

  private DiffText(ProposedTable table, Detail detail, int width) {
    this.table = table;
    this.detail = detail;
    this.width = width;
  }

  /**
   * The lines.
   *
   * @param width columns of the terminal
   */
  public static List<String> lines(ProposedTable table, Detail detail, int width) {
    DiffText text = new DiffText(table, detail, Math.max(NARROWEST, width));
    text.write();

    return List.copyOf(text.lines);
  }

  private void write() {
    say(DiffProse.title(table));
    say(DiffProse.subtitle(table));
    say(DiffProse.signatures(table));

    for (ProposedPipeline pipeline : table.pipelines()) {
      section("Pipeline " + pipeline.label());
      if (pipeline.rows().isEmpty()) {
        say(DiffProse.NO_ROWS);
        continue;
      }
      lines.addAll(stages(pipeline).lines(width));
      lines.add("");
      say(DiffProse.worth(pipeline.money(), pipeline.stages(), table.currency()));
      if (DiffProse.isMarked(pipeline.stages())) {
        say("Stages: " + RowWords.decisions(pipeline.stages()) + ".");
      }
      quarters(PastForecasts.of(table.quartersOf(pipeline)));
      overrides(table.overridesOf(pipeline));
    }

    if (table.omitted(Integer.MAX_VALUE) > 0) {
      say(
          Figures.count(table.omitted(Integer.MAX_VALUE))
              + " more pipelines have less open amount: --pipeline shows one of them, the review"
              + " sheet holds all.");
    }
    section("How to read this");
    DiffProse.terms(table).forEach(term -> say(term.name() + ": " + term.meaning()));
  }

  private TextTable stages(ProposedPipeline pipeline) {
    RowWords words = new RowWords(pipeline);
    List<ProposedRow> shown = detail == Detail.SEGMENTS ? pipeline.rows() : pipeline.stages();
    List<Column> columns = new ArrayList<>(EVIDENCE);
    columns.add(new Column("-> " + DiffProse.weighted(shown), Side.RIGHT, 1));
    List<Row> rows = new ArrayList<>();

    for (ProposedRow row : shown) {
      String label =
          row.key().isStage()
              ? PlainText.oneLine(row.stageLabel())
              : INDENT + PlainText.oneLine(words.segment(row.key()));
      rows.add(new Row(cells(label, row), below(row)));
    }

    return new TextTable(columns, rows);
  }

  private static List<String> cells(String label, ProposedRow row) {
    OpenDeals open = row.openDeals();

    return List.of(
        label,
        Figures.count(row.deals()),
        RowWords.percent(row.incumbent()),
        RowWords.percent(row.confidence()),
        interval(row.low(), row.high()),
        Figures.points(row.change().orElse(Double.NaN)),
        row.mark().map(RowWords::marking).orElse(row.decision().label()),
        Figures.count(open.count()),
        money(Optional.of(open.amount())),
        money(open.weightedIncumbent()),
        money(open.weightedConfidence()));
  }

  private static List<String> below(ProposedRow row) {
    List<String> below = new ArrayList<>();
    if (!row.reasons().isEmpty()) {
      below.add("why: " + RowWords.reasons(row));
    }
    if (row.mark().isPresent()) {
      below.add("marked (evidence: " + row.decision().label() + "): " + RowWords.mark(row));
    }

    return below;
  }

  private void quarters(PastForecasts.View past) {
    if (past.quarters().isEmpty()) {
      return;
    }

    lines.add("");
    say(DiffProse.quarters(past, table.currency()));
    lines.add("");

    List<Column> columns = new ArrayList<>();
    columns.add(new Column("quarter", Side.LEFT, 0));
    columns.add(new Column("deals", Side.RIGHT, 0));
    columns.add(new Column("won", Side.RIGHT, 0));
    past.methods().forEach(method -> columns.add(new Column(method.label(), Side.RIGHT, 0)));
    past.methods()
        .forEach(method -> columns.add(new Column(method.label() + " off by", Side.RIGHT, 1)));

    List<Row> rows = new ArrayList<>();
    for (PastForecasts.Quarter quarter : past.quarters()) {
      List<String> cells = new ArrayList<>();
      cells.add(quarter.label());
      cells.add(Figures.count(quarter.deals()));
      cells.add(money(Optional.of(quarter.actual())));
      quarter.forecasts().forEach(forecast -> cells.add(money(forecast.amount())));
      quarter.forecasts().forEach(forecast -> cells.add(DiffProse.signedPercent(forecast.error())));
      rows.add(new Row(cells, List.of()));
    }
    List<String> means = new ArrayList<>(List.of("mean error", "", ""));
    past.methods().forEach(method -> means.add(""));
    past.methods().forEach(method -> means.add(RowWords.percent(method.meanError())));
    rows.add(new Row(means, List.of()));

    lines.addAll(new TextTable(columns, rows).lines(width));
  }

  private void overrides(List<OverrideScore> scores) {
    if (scores.isEmpty()) {
      return;
    }

    lines.add("");
    say(DiffProse.OVERRIDES);
    lines.add("");

    List<Column> columns =
        List.of(
            new Column("stage", Side.LEFT, 0),
            new Column("override", Side.RIGHT, 0),
            new Column("instead of", Side.RIGHT, 0),
            new Column("deals", Side.RIGHT, 0),
            new Column("penalty", Side.RIGHT, 0),
            new Column("of the other", Side.RIGHT, 0),
            new Column("closer", Side.LEFT, 0));
    List<Row> rows =
        scores.stream()
            .map(
                score ->
                    new Row(
                        List.of(
                            PlainText.oneLine(score.stageLabel()),
                            Figures.percent(score.override()),
                            Figures.percent(score.replaced()),
                            Figures.count(score.n()),
                            Figures.score(score.logLossOverride(), 3),
                            Figures.score(score.logLossReplaced(), 3),
                            DiffProse.closer(score)),
                        List.of()))
            .toList();

    lines.addAll(new TextTable(columns, rows).lines(width));
  }

  private void section(String title) {
    lines.add("");
    say(title);
    lines.add("=".repeat(Math.min(width, PlainText.width(PlainText.oneLine(title)))));
  }

  private void say(String text) {
    lines.addAll(PlainText.wrapped(text, width));
  }

  private static String interval(OptionalDouble low, OptionalDouble high) {
    if (low.isEmpty() || high.isEmpty()) {
      return Figures.NONE;
    }

    return "["
        + PlainText.right(bare(low.getAsDouble()), 4)
        + " .. "
        + PlainText.right(bare(high.getAsDouble()), 4)
        + "]";
  }

  private static String bare(double fraction) {
    String percent = Figures.percent(fraction);

    return percent.substring(0, percent.length() - 1);
  }

  private static String money(Optional<BigDecimal> amount) {
    return amount
        .map(
            value ->
                value.abs().compareTo(ROUNDED) < 0
                    ? Figures.money(value)
                    : Figures.roundMoney(value))
        .orElse(Figures.NONE);
  }
}
