package io.plumbline.report;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.report.Movement.Totals;
import io.plumbline.report.ReportData.ForecastPeriod;
import io.plumbline.report.ReportData.Pipeline;
import io.plumbline.report.ReportData.ReliabilityBin;
import io.plumbline.report.ReportData.StageExits;
import io.plumbline.report.ReportData.StageLine;
import io.plumbline.report.Variation.Month;
import io.plumbline.report.Variation.Series;
import io.plumbline.view.Figures;
import io.plumbline.view.MethodName;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What the page's script draws, by chart key, as JSON. A chart without data has no key, so that the
 * page can say a sentence in its place.
 */
final class Charts {

  private static final int LONGEST_MONTH_DAYS = 45;
  private static final ObjectMapper JSON =
      new ObjectMapper(new JsonFactoryBuilder().characterEscapes(new ScriptSafe()).build());

  private final ObjectNode byKey = JsonNodeFactory.instance.objectNode();

  private Charts() {}

  /** The charts of a report; the pipeline at index i has keys that start with {@code p<i>-}. */
  static Charts of(ReportData data) {
    Charts charts = new Charts();

    for (int i = 0; i < data.pipelines().size(); i++) {
      Pipeline pipeline = data.pipelines().get(i);
      String key = "p" + i + "-";

      charts.reliability(key + "before", pipeline, MethodName::isBefore);
      charts.reliability(key + "after", pipeline, after(pipeline));
      charts.funnel(key + "funnel", pipeline);
      charts.forecast(key, pipeline.forecast());
      pipeline.movement().totals().ifPresent(totals -> charts.movement(key + "movement", totals));
      List<Series> series = VariationSection.charts(pipeline);
      for (int s = 0; s < series.size(); s++) {
        charts.control(key + "control-" + s, series.get(s));
      }
    }

    charts.forecast("total-", data.totalForecast());

    return charts;
  }

  /** True where there is something to draw. */
  boolean has(String key) {
    return byKey.has(key);
  }

  /** JSON that can stand in a script element: it holds no {@code <}, {@code >} or {@code &}. */
  String json() {
    try {
      return JSON.writeValueAsString(byKey);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write the charts as JSON", e);
    }
  }

  /** True of a quarter or longer. */
  static boolean isLong(ForecastPeriod period) {
    return ChronoUnit.DAYS.between(period.start(), period.end()) >= LONGEST_MONTH_DAYS;
  }

  /** True where every stage knows what became of its deals in that very stage. */
  static boolean hasExits(Pipeline pipeline) {
    return pipeline.stages().stream().allMatch(stage -> stage.exits().isPresent());
  }

  private static Predicate<String> after(Pipeline pipeline) {
    boolean hasPublished =
        pipeline.reliability().stream()
            .anyMatch(bin -> bin.method().equals(pipeline.publishedMethod()));

    return hasPublished
        ? pipeline.publishedMethod()::equals
        : method -> !MethodName.isBefore(method);
  }

  private void reliability(String key, Pipeline pipeline, Predicate<String> methods) {
    Set<String> shown = new LinkedHashSet<>();
    for (ReliabilityBin bin : pipeline.reliability()) {
      if (methods.test(bin.method()) && !Double.isNaN(bin.observed())) {
        shown.add(bin.method());
      }
    }

    if (shown.isEmpty()) {
      return;
    }

    ArrayNode series = byKey.putObject(key).put("type", "reliability").putArray("series");

    for (String method : shown) {
      ObjectNode one = series.addObject();
      one.put("name", MethodName.label(method));
      one.put("role", MethodName.isBefore(method) ? method : "calibrated");
      ArrayNode points = one.putArray("points");

      for (ReliabilityBin bin : pipeline.reliability()) {
        if (bin.method().equals(method) && !Double.isNaN(bin.observed())) {
          ArrayNode point = points.addArray();
          fraction(point, bin.predicted());
          fraction(point, bin.observed());
          fraction(point, bin.low());
          fraction(point, bin.high());
          point.add(bin.n());
        }
      }
    }
  }

  private static void fraction(ArrayNode array, double value) {
    if (Double.isNaN(value)) {
      array.addNull();
    } else {
      array.add(BigDecimal.valueOf(value).setScale(5, RoundingMode.HALF_UP));
    }
  }

  private void funnel(String key, Pipeline pipeline) {
    List<StageLine> stages = pipeline.stages();
    if (stages.size() < 2 || stages.stream().allMatch(stage -> stage.entered() == 0)) {
      return;
    }

    ObjectNode chart = byKey.putObject(key).put("type", "funnel");
    ArrayNode labels = chart.putArray("labels");
    stages.forEach(stage -> labels.add(stage.label()));
    ArrayNode series = chart.putArray("series");

    if (hasExits(pipeline)) {
      ArrayNode movedOn = part(series, "Moved on", "moved");
      ArrayNode won = part(series, "Won from here", "won");
      ArrayNode lost = part(series, "Lost here", "lost");
      ArrayNode open = part(series, "Still here", "open");

      for (StageLine stage : stages) {
        StageExits exits = stage.exits().orElseThrow();
        movedOn.add(exits.movedOn());
        won.add(exits.wonHere());
        lost.add(exits.lostHere());
        open.add(exits.stillHere());
      }
    } else {
      ArrayNode won = part(series, "Won by now", "won");
      ArrayNode lost = part(series, "Lost by now", "lost");
      ArrayNode open = part(series, "Still open", "open");

      for (StageLine stage : stages) {
        won.add(stage.won());
        lost.add(stage.lost());
        open.add(stage.open());
      }
    }
  }

  private static ArrayNode part(ArrayNode series, String name, String role) {
    return series.addObject().put("name", name).put("role", role).putArray("values");
  }

  private void forecast(String prefix, List<ForecastPeriod> periods) {
    forecastOf(prefix + "months", periods.stream().filter(period -> !isLong(period)).toList());
    forecastOf(prefix + "quarters", periods.stream().filter(Charts::isLong).toList());
  }

  private void forecastOf(String key, List<ForecastPeriod> periods) {
    if (periods.isEmpty()) {
      return;
    }

    ObjectNode chart = byKey.putObject(key).put("type", "forecast");
    ArrayNode values = chart.putArray("periods");

    for (ForecastPeriod period : periods) {
      ObjectNode one = values.addObject();
      one.put("label", period.label());
      one.put("closedWon", whole(period.closedWon()));
      one.put("p10", whole(period.p10()));
      one.put("p90", whole(period.p90()));
      one.put("expected", whole(period.expected()));
      optional(one, "crm", period.weightedIncumbent().map(period.closedWon()::add));
      optional(one, "target", period.target());
    }
  }

  /** A pipeline that is worth less than nothing, as credits may make it, is not drawn. */
  private void movement(String key, Totals totals) {
    List<MovementSection.Bar> bars = MovementSection.bars(totals);
    if (bars.stream().anyMatch(bar -> bar.low().signum() < 0)
        || bars.stream().allMatch(bar -> bar.high().signum() == 0)) {
      return;
    }

    ArrayNode drawn = byKey.putObject(key).put("type", "movement").putArray("bars");

    for (MovementSection.Bar bar : bars) {
      ObjectNode one = drawn.addObject();
      one.put("label", MovementSection.label(bar.step()));
      one.put("role", bar.role());
      one.put("low", whole(bar.low()));
      one.put("high", whole(bar.high()));
      one.put("amount", whole(bar.step().amount()));
      one.put("deals", bar.step().deals());
    }
  }

  private void control(String key, Series series) {
    if (series.months().stream().allMatch(month -> month.closed() == 0)) {
      return;
    }

    ObjectNode chart = byKey.putObject(key).put("type", "control");
    ArrayNode months = chart.putArray("months");

    for (Month month : series.months()) {
      ObjectNode one = months.addObject();
      one.put("label", Figures.month(month.month()));
      one.put("won", month.won());
      one.put("closed", month.closed());
      ArrayNode rates = one.putArray("rates");
      fraction(rates, month.winRate());
      fraction(rates, month.centre());
      fraction(rates, month.lowerLimit());
      fraction(rates, month.upperLimit());
      if (month.isSignal()) {
        one.put("signal", true);
      }
      if (month.isPartial()) {
        one.put("partial", true);
      }
    }
  }

  private static void optional(ObjectNode node, String name, Optional<BigDecimal> amount) {
    amount.ifPresentOrElse(value -> node.put(name, whole(value)), () -> node.putNull(name));
  }

  private static BigDecimal whole(BigDecimal amount) {
    return amount.setScale(0, RoundingMode.HALF_UP);
  }

  /** Keeps a text such as {@code </script>} from ending the element that holds the JSON. */
  private static final class ScriptSafe extends CharacterEscapes {

    @Override
    public int[] getEscapeCodesForAscii() {
      int[] escapes = CharacterEscapes.standardAsciiEscapesForJSON();
      escapes['<'] = CharacterEscapes.ESCAPE_STANDARD;
      escapes['>'] = CharacterEscapes.ESCAPE_STANDARD;
      escapes['&'] = CharacterEscapes.ESCAPE_STANDARD;

      return escapes;
    }

    @Override
    public SerializableString getEscapeSequence(int character) {
      return null;
    }
  }
}
