package io.plumbline.review;

import static io.plumbline.view.PageTemplate.function;
import static io.plumbline.view.PageTemplate.raw;

import io.plumbline.view.ClassPathFile;
import io.plumbline.view.Figures;
import io.plumbline.view.IntervalBar;
import io.plumbline.view.PageTemplate;
import io.plumbline.view.ReasonText;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The difference between what the CRM uses and what is proposed, as one self-contained HTML page.
 * It has no script, holds its style inline, and its content security policy forbids every request.
 * The same data give the same bytes.
 */
public final class DiffPage {

  /** More pipelines than this nobody reads; the sheet holds them all. */
  static final int MAX_PIPELINES = 30;

  /** More segments of a pipeline than this nobody reads; the sheet holds them all. */
  static final int MAX_SEGMENTS = 300;

  private static final String FOLDER = "io/plumbline/review/";
  private static final PageTemplate TEMPLATE = PageTemplate.of(FOLDER, "review.ftlh");

  private DiffPage() {}

  /**
   * A pipeline as the page shows it.
   *
   * @param label its name for people
   * @param decisions of its stages, counted
   * @param money what its open deals are worth
   * @param rows the stages
   * @param segments the segments of the most deals, in order
   * @param segmentsOmitted how many more there are
   * @param past its last quarters
   * @param overrides earlier ones
   */
  public record View(
      String label,
      String decisions,
      OpenDeals money,
      List<ProposedRow> rows,
      List<Segment> segments,
      int segmentsOmitted,
      PastForecasts.View past,
      List<OverrideScore> overrides) {}

  /**
   * A row below a stage.
   *
   * @param name of the segment
   * @param row the numbers
   */
  public record Segment(String name, ProposedRow row) {}

  /** The page as text, to be written in UTF-8, with line feeds as line ends. */
  public static String render(ProposedTable table) {
    Map<String, Object> model = new HashMap<>();
    model.put("table", table);
    model.put("title", DiffProse.title(table));
    model.put("standing", DiffProse.standing(table));
    model.put("headline", DiffProse.headline(table));
    model.put("subtitle", DiffProse.subtitle(table));
    model.put("signatures", DiffProse.signatures(table));
    model.put("none", Figures.NONE);
    model.put("noRows", DiffProse.NO_ROWS);
    model.put("overridesText", DiffProse.OVERRIDES);
    model.put("terms", DiffProse.terms(table));
    model.put("style", raw(ClassPathFile.text(PageTemplate.STYLE)));
    model.put("ownStyle", raw(ClassPathFile.text(FOLDER + "review.css")));
    model.put(
        "pipelines",
        table.pipelines().stream()
            .limit(MAX_PIPELINES)
            .map(pipeline -> view(table, pipeline))
            .toList());
    model.put("pipelinesOmitted", table.omitted(MAX_PIPELINES));
    putFunctions(model, table.currency());

    return TEMPLATE.fill(model);
  }

  private static View view(ProposedTable table, ProposedPipeline pipeline) {
    RowWords words = new RowWords(pipeline);
    List<ProposedRow> stages = pipeline.stages();
    List<ProposedRow> below = pipeline.rows().stream().filter(row -> !row.key().isStage()).toList();
    Set<RowKey> kept = new HashSet<>();
    below.stream()
        .sorted(Comparator.comparingLong(ProposedRow::deals).reversed())
        .limit(MAX_SEGMENTS)
        .forEach(row -> kept.add(row.key()));
    List<Segment> segments =
        below.stream()
            .filter(row -> kept.contains(row.key()))
            .map(row -> new Segment(words.segment(row.key()), row))
            .toList();

    return new View(
        pipeline.label(),
        RowWords.decisions(stages),
        pipeline.money(),
        stages,
        segments,
        below.size() - segments.size(),
        PastForecasts.of(table.quartersOf(pipeline)),
        table.overridesOf(pipeline));
  }

  private static void putFunctions(Map<String, Object> model, String currency) {
    model.put("percent", function(Object.class, DiffPage::percent));
    model.put("wholePercent", function(Number.class, v -> Figures.wholePercent(v.doubleValue())));
    model.put("signedPercent", function(OptionalDouble.class, DiffProse::signedPercent));
    model.put("points", function(OptionalDouble.class, v -> Figures.points(v.orElse(Double.NaN))));
    model.put("number", function(Number.class, v -> Figures.count(v.longValue())));
    model.put("penalty", function(Number.class, v -> Figures.score(v.doubleValue(), 3)));
    model.put("money", function(Object.class, DiffPage::money));
    model.put("roundMoney", function(Optional.class, DiffPage::roundMoney));
    model.put("worth", function(View.class, v -> DiffProse.worth(v.money(), v.rows(), currency)));
    model.put("basis", function(View.class, view -> DiffProse.basis(view.rows())));
    model.put("stagesWeighted", function(View.class, view -> DiffProse.weighted(view.rows())));
    model.put(
        "segmentsWeighted", function(View.class, view -> DiffProse.weighted(segmentRows(view))));
    model.put("hasOverrides", function(View.class, DiffPage::hasOverrides));
    model.put("worthChange", function(OpenDeals.class, o -> o.worth().change()));
    model.put("marking", function(ProposedRow.class, DiffPage::marking));
    model.put("note", function(ProposedRow.class, DiffPage::note));
    model.put("reasonText", function(String.class, ReasonText::of));
    model.put("closer", function(OverrideScore.class, DiffProse::closer));
    model.put("pastText", function(PastForecasts.View.class, p -> DiffProse.quarters(p, currency)));
    model.put("bar", function(ProposedRow.class, row -> raw(bar(row).svg())));
  }

  private static List<ProposedRow> segmentRows(View view) {
    return view.segments().stream().map(Segment::row).toList();
  }

  private static boolean hasOverrides(View view) {
    return Stream.concat(view.rows().stream(), segmentRows(view).stream())
        .anyMatch(row -> override(row).isPresent());
  }

  private static OptionalDouble override(ProposedRow row) {
    return row.mark().map(Mark::override).orElse(OptionalDouble.empty());
  }

  private static String marking(ProposedRow row) {
    return row.mark().map(RowWords::markingBy).orElse("");
  }

  /** What a person wrote beside a mark; without a note, the mark itself says all. */
  private static String note(ProposedRow row) {
    return row.mark().filter(mark -> !mark.note().isBlank()).isPresent() ? RowWords.mark(row) : "";
  }

  private static IntervalBar bar(ProposedRow row) {
    return new IntervalBar(
        row.confidence().orElse(Double.NaN),
        row.low().orElse(Double.NaN),
        row.high().orElse(Double.NaN),
        row.reachedWinRate().orElse(Double.NaN),
        row.incumbent().orElse(Double.NaN),
        override(row).orElse(Double.NaN));
  }

  private static String percent(Object fraction) {
    return fraction instanceof OptionalDouble optional
        ? RowWords.percent(optional)
        : Figures.percent(((Number) fraction).doubleValue());
  }

  private static String money(Object amount) {
    return amount instanceof Optional<?> optional
        ? optional.map(value -> Figures.money((BigDecimal) value)).orElse(Figures.NONE)
        : Figures.money((BigDecimal) amount);
  }

  private static String roundMoney(Optional<?> amount) {
    return amount.map(value -> Figures.roundMoney((BigDecimal) value)).orElse(Figures.NONE);
  }
}
