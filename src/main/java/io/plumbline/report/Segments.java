package io.plumbline.report;

import static java.util.Objects.requireNonNull;

import io.plumbline.report.ReportData.Decision;
import io.plumbline.report.ReportData.Estimate;
import io.plumbline.view.SegmentWords;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What is known of a pipeline below its stages, in any order: the page sorts it.
 *
 * @param effects what each segment adds to its stage, all else equal
 * @param confidences of each stage by age band, and by the values of each dimension
 * @param cells confidences by age and all dimensions at once, which the page only counts
 * @param onlyToday attributes behind them of which only today's value is known
 */
public record Segments(
    List<Effect> effects, List<Confidence> confidences, long cells, List<String> onlyToday) {

  /** The level of the confidences by time in the stage; all others are dimensions. */
  public static final String AGE_BAND = SegmentWords.AGE_BAND;

  /** A pipeline whose stages are not divided. */
  public static final Segments NONE = new Segments(List.of(), List.of(), 0, List.of());

  /** Copies the lists. */
  public Segments {
    effects = List.copyOf(effects);
    confidences = List.copyOf(confidences);
    onlyToday = List.copyOf(onlyToday);
  }

  /**
   * What a value of a dimension adds to the confidence of its stage.
   *
   * @param stageId the stage, as in {@link ReportData.StageLine#stageId()}
   * @param dimension such as customer_type, size_band, product or previous_stage
   * @param value its value
   * @param deals distinct deals behind it
   * @param points change of the stage's confidence, as a fraction in -1..1
   */
  public record Effect(String stageId, String dimension, String value, long deals, Bounded points) {

    /** Refuses nulls. */
    public Effect {
      requireNonNull(stageId, "stageId");
      requireNonNull(dimension, "dimension");
      requireNonNull(value, "value");
      requireNonNull(points, "points");
    }
  }

  /**
   * The confidence of a part of a stage.
   *
   * @param stageId the stage
   * @param dimension {@value #AGE_BAND} or a dimension
   * @param value its value; bands are spelt from-to or from+
   * @param confidence chance to be won
   * @param incumbent the CRM's own percentage as a fraction; empty where it has none
   * @param borrowedShare how much comes from elsewhere, 0..1; NaN if unknown
   * @param decision what is to happen with the confidence
   */
  public record Confidence(
      String stageId,
      String dimension,
      String value,
      Estimate confidence,
      OptionalDouble incumbent,
      double borrowedShare,
      Decision decision) {

    /** Refuses nulls. */
    public Confidence {
      requireNonNull(stageId, "stageId");
      requireNonNull(dimension, "dimension");
      requireNonNull(value, "value");
      requireNonNull(confidence, "confidence");
      requireNonNull(incumbent, "incumbent");
      requireNonNull(decision, "decision");
    }
  }
}
