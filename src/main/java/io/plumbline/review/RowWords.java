package io.plumbline.review;

import static java.util.stream.Collectors.joining;

import io.plumbline.view.Figures;
import io.plumbline.view.ReasonText;
import io.plumbline.view.SegmentWords;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What the rows of a pipeline are called, and what is said of them, in words. */
final class RowWords {

  private static final String UNKNOWN = "unknown";

  private final Map<String, String> stageLabels = new HashMap<>();

  RowWords(ProposedPipeline pipeline) {
    for (ProposedRow row : pipeline.rows()) {
      stageLabels.putIfAbsent(row.key().stageId(), row.stageLabel());
    }
  }

  /**
   * The segment of a row: {@code Deal size: up to 3,000}, or {@code new · up to 3,000 · 7 to 30
   * days} where several dimensions meet; empty for a stage.
   */
  String segment(RowKey key) {
    Map<String, String> values = values(key);

    if (values.size() != 1) {
      return values.entrySet().stream()
          .map(part -> among(part.getKey(), part.getValue()))
          .collect(joining(" \u00b7 "));
    }

    String dimension = values.keySet().iterator().next();

    return SegmentWords.dimension(dimension) + ": " + value(dimension, values.get(dimension));
  }

  private static Map<String, String> values(RowKey key) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("customer_type", key.customerType());
    values.put("size_band", key.sizeBand());
    values.put("product", key.product());
    for (String attribute : key.attributes().split("; ", -1)) {
      int equals = attribute.indexOf('=');
      values.put(attribute.substring(0, Math.max(0, equals)), attribute.substring(equals + 1));
    }
    values.put(SegmentWords.AGE_BAND, key.ageBand());
    values.values().removeIf(String::isEmpty);

    return values;
  }

  private String among(String dimension, String value) {
    String words = value(dimension, value);

    if (dimension.equals(SegmentWords.AGE_BAND)) {
      return words + " days";
    }

    return value.equals(UNKNOWN) || dimension.equals(SegmentWords.PREVIOUS_STAGE)
        ? SegmentWords.dimension(dimension) + ": " + words
        : words;
  }

  private String value(String dimension, String value) {
    return SegmentWords.value(dimension, value, stage -> stageLabels.getOrDefault(stage, stage));
  }

  /** The reasons of a decision: {@code too few closed deals; most deals skip this stage}. */
  static String reasons(ProposedRow row) {
    return row.reasons().stream().map(ReasonText::of).collect(joining("; "));
  }

  /** What a person decided: {@code approved by A. Lee: looks right}; empty where nobody has. */
  static String mark(ProposedRow row) {
    if (row.mark().isEmpty()) {
      return "";
    }

    Mark mark = row.mark().get();
    String done =
        switch (mark.kind()) {
          case APPROVE -> "approved";
          case HOLD -> "held";
          case OVERRIDE -> "set to " + Figures.percent(mark.override().orElseThrow());
        };

    return done
        + (mark.by().isBlank() ? "" : " by " + mark.by())
        + (mark.note().isBlank() ? "" : ": " + mark.note());
  }

  /** A mark in two words: {@code override 35.0%}, {@code on hold}, {@code approved}. */
  static String marking(Mark mark) {
    return switch (mark.kind()) {
      case APPROVE -> "approved";
      case HOLD -> "on hold";
      case OVERRIDE -> "override " + percent(mark.override());
    };
  }

  /** The same and who did it: {@code on hold (A. Lee)}. */
  static String markingBy(Mark mark) {
    return marking(mark) + (mark.by().isBlank() ? "" : " (" + mark.by() + ")");
  }

  /** {@code 31.5%}, or a dash. */
  static String percent(OptionalDouble fraction) {
    return Figures.percent(fraction.orElse(Double.NaN));
  }

  /**
   * How many rows the evidence decides which way: {@code 4 publish, 1 review, 1 hold, of which 2
   * marked}.
   */
  static String decisions(List<ProposedRow> rows) {
    Map<Decision, Long> counts = new LinkedHashMap<>();
    for (Decision decision : List.of(Decision.PUBLISH, Decision.REVIEW, Decision.HOLD)) {
      counts.put(decision, rows.stream().filter(row -> row.decision() == decision).count());
    }

    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() > 0)
        .map(entry -> Figures.count(entry.getValue()) + "\u00a0" + entry.getKey().label())
        .collect(joining(", ", "", ofWhichMarked(rows)));
  }

  private static String ofWhichMarked(List<ProposedRow> rows) {
    long marked = rows.stream().filter(row -> row.mark().isPresent()).count();

    return marked == 0 ? "" : ", of which " + Figures.count(marked) + "\u00a0marked";
  }
}
