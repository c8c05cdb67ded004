package io.plumbline.report;

import static io.plumbline.view.PageTemplate.argument;
import static io.plumbline.view.PageTemplate.function;
import static io.plumbline.view.PageTemplate.raw;
import static java.util.Objects.requireNonNull;

import freemarker.template.TemplateMethodModelEx;
import io.plumbline.model.Sha256;
import io.plumbline.report.Movement.Step;
import io.plumbline.report.Movement.Totals;
import io.plumbline.report.ReportData.Counts;
import io.plumbline.report.ReportData.Decision;
import io.plumbline.report.ReportData.ForecastPeriod;
import io.plumbline.report.ReportData.Metric;
import io.plumbline.report.ReportData.OpenPipeline;
import io.plumbline.report.ReportData.Pipeline;
import io.plumbline.report.ReportData.StageLine;
import io.plumbline.view.ClassPathFile;
import io.plumbline.view.Figures;
import io.plumbline.view.IntervalBar;
import io.plumbline.view.MethodName;
import io.plumbline.view.PageTemplate;
import io.plumbline.view.ReasonText;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The report of a run as one self-contained HTML page. It holds its style, script and chart library
 * inline, asks nothing of a network, and works from a file. Its content security policy forbids
 * every request, and every script but those two by their hash. The same data give the same bytes.
 */
public final class ReportPage {

  /** More pipelines than this nobody reads; a vendor with thousands makes a report for each. */
  static final int MAX_PIPELINES = 30;

  private static final String FOLDER = "io/plumbline/report/";
  private static final PageTemplate TEMPLATE = PageTemplate.of(FOLDER, "report.ftlh");

  private ReportPage() {}

  /**
   * The page as text, to be written in UTF-8.
   *
   * @param data what it shows; at most {@value #MAX_PIPELINES} pipelines and a bounded part of each
   *     are shown, and the page says how much it left out
   * @return one HTML document with line feeds as line ends
   */
  public static String render(ReportData data) {
    requireNonNull(data, "data");

    ReportData shown = bounded(data);
    Charts charts = Charts.of(shown);
    String library = EchartsBuild.script();
    String script = ClassPathFile.text(FOLDER + "report.js");

    Map<String, Object> model = new HashMap<>();
    model.put("data", shown);
    model.put("total", Prose.total(data.pipelines()));
    model.put("decisions", Prose.decisions(data.pipelines()));
    model.put("proof", Prose.test(data.pipelines()));
    model.put("usualRatio", Prose.usualRatio(data.pipelines()));
    model.put("publishedRatio", Prose.publishedRatio(data.pipelines()));
    model.put("pipelinesOmitted", data.pipelines().size() - shown.pipelines().size());
    model.put("library", raw(library));
    model.put("libraryHash", sha256(library));
    model.put("script", raw(script));
    model.put("scriptHash", sha256(script));
    model.put("style", raw(ClassPathFile.text(PageTemplate.STYLE)));
    model.put("charts", raw(charts.json()));
    model.put("hasChart", function(String.class, charts::has));
    int pipelines = shown.pipelines().size();
    model.put("segmentSection", function(Pipeline.class, p -> SegmentSection.of(p, pipelines)));
    LocalDate asOf = data.header().asOf();
    model.put("variationSection", function(Pipeline.class, p -> VariationSection.of(p, asOf)));
    String currency = data.header().currency();
    model.put(
        "dealQualitySection",
        function(Pipeline.class, p -> DealQualitySection.of(p.dealQuality(), currency)));
    model.put(
        "movementFinding", function(Movement.class, m -> MovementSection.finding(m, currency)));
    putFunctions(model);

    return TEMPLATE.fill(model);
  }

  private static void putFunctions(Map<String, Object> model) {
    model.put("percent", function(Object.class, ReportPage::percent));
    model.put("wholePercent", function(Number.class, v -> Figures.wholePercent(v.doubleValue())));
    model.put("points", function(Number.class, v -> Figures.points(v.doubleValue())));
    model.put("number", function(Number.class, v -> Figures.count(v.longValue())));
    model.put("deals", function(Number.class, v -> Figures.amountOfDeals(v.doubleValue())));
    model.put("days", function(Number.class, v -> Figures.days(v.doubleValue())));
    model.put("score", function(Number.class, v -> Figures.score(v.doubleValue(), 3)));
    model.put("money", function(Object.class, ReportPage::money));
    model.put("roundMoney", function(Object.class, ReportPage::roundMoney));
    model.put("sortKey", function(Object.class, ReportPage::sortKey));
    model.put("longDate", function(LocalDate.class, Figures::longDate));
    model.put("words", function(String.class, MethodName::words));
    model.put("methodLabel", function(String.class, MethodName::label));
    model.put("decisionLabel", function(Decision.class, Prose::decision));
    model.put("bar", function(StageLine.class, stage -> raw(bar(stage).svg())));
    model.put("balance", function(Counts.class, Prose::balance));
    model.put("balances", function(Counts.class, Prose::balances));
    model.put("test", function(Pipeline.class, pipeline -> Prose.test(pipeline)));
    model.put("testDates", function(Pipeline.class, p -> Prose.testDates(p.holdoutDates())));
    model.put("winRatio", function(Metric.class, Prose::winRatio));
    model.put("worthChange", function(OpenPipeline.class, Prose::worthChange));
    model.put("hasExits", function(Pipeline.class, Charts::hasExits));
    model.put("isQuarter", function(ForecastPeriod.class, Charts::isLong));
    model.put("reasonText", function(String.class, ReasonText::of));
    model.put("ratio", function(Number.class, v -> Figures.score(v.doubleValue(), 2)));
    model.put("signed", function(Number.class, v -> Figures.signed(v.doubleValue(), 4)));
    model.put("methodSection", function(Pipeline.class, MethodSection::of));
    model.put("dealFault", function(DealQuality.class, DealQualitySection::fault));
    model.put("dealEffect", function(DealQuality.class, DealQualitySection::effect));
    model.put("ownerSection", function(Pipeline.class, p -> OwnerSection.of(p.owners())));
    model.put("movementRows", function(Totals.class, MovementSection::rows));
    model.put("partLabel", function(Step.class, MovementSection::label));
    model.put("measure", function(OwnerGap.class, OwnerSection::measure));
    model.put("verdict", function(OwnerGap.class, OwnerSection::verdict));
    model.put("ownGap", function(OwnerGap.class, o -> OwnerSection.gap(o, o.gap())));
    model.put("shrunkGap", function(OwnerGap.class, o -> OwnerSection.gap(o, o.shrunk().value())));
    model.put("shrunkRange", function(OwnerGap.class, o -> OwnerSection.range(o, o.shrunk())));
    model.put(
        "relativeGap", function(OwnerGap.class, o -> OwnerSection.gap(o, o.relative().value())));
    model.put("relativeRange", function(OwnerGap.class, o -> OwnerSection.range(o, o.relative())));
    model.put(
        "worth",
        (TemplateMethodModelEx)
            arguments ->
                Prose.worth(
                    (String) argument(arguments.get(0)),
                    (OpenPipeline) argument(arguments.get(1))));
  }

  private static ReportData bounded(ReportData data) {
    return new ReportData(
        data.header(),
        data.pipelines().stream().limit(MAX_PIPELINES).toList(),
        data.totalForecast());
  }

  private static IntervalBar bar(StageLine stage) {
    return new IntervalBar(
        stage.confidence().value(),
        stage.confidence().low(),
        stage.confidence().high(),
        stage.reachedWinRate().value(),
        stage.incumbent().orElse(Double.NaN));
  }

  private static String percent(Object value) {
    return Figures.percent(fraction(value));
  }

  /** What a table sorts a cell by: the plain number, or nothing, which sorts last. */
  private static String sortKey(Object value) {
    if (value instanceof Long whole) {
      return whole.toString();
    }

    double number = fraction(value);

    return Double.isNaN(number) ? "" : BigDecimal.valueOf(number).toPlainString();
  }

  private static double fraction(Object value) {
    return value instanceof OptionalDouble optional
        ? optional.orElse(Double.NaN)
        : ((Number) value).doubleValue();
  }

  private static String money(Object amount) {
    return amount(amount).map(Figures::money).orElse(Figures.NONE);
  }

  private static String roundMoney(Object amount) {
    return amount(amount).map(Figures::roundMoney).orElse(Figures.NONE);
  }

  private static Optional<BigDecimal> amount(Object amount) {
    return amount instanceof Optional<?> optional
        ? optional.map(BigDecimal.class::cast)
        : Optional.of((BigDecimal) amount);
  }

  private static String sha256(String script) {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(Sha256.of(script)));
  }
}
