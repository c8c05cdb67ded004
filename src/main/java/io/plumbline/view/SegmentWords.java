package io.plumbline.view;

import java.util.function.UnaryOperator;

/** What dimensions and their values are called for readers. */
public final class SegmentWords {

  /** The dimension of the time in a stage. */
  public static final String AGE_BAND = "age_band";

  /** The dimension of the stage that a deal came from. */
  public static final String PREVIOUS_STAGE = "previous_stage";

  /** The value of {@value #PREVIOUS_STAGE} where a deal began in the stage. */
  public static final String NO_STAGE = "none";

  private SegmentWords() {}

  /** The readable name of a dimension: {@code size_band} is Deal size. */
  public static String dimension(String dimension) {
    return switch (dimension) {
      case AGE_BAND -> "Days in the stage";
      case "customer_type" -> "Customer";
      case "size_band" -> "Deal size";
      case PREVIOUS_STAGE -> "Came from";
      default -> MethodName.sentenceCase(dimension);
    };
  }

  /**
   * The readable value of a dimension: {@code 3000-4400} is 3,000 to 4,400.
   *
   * @param stageLabel the label of a stage, for its id
   */
  public static String value(String dimension, String value, UnaryOperator<String> stageLabel) {
    if (dimension.equals(PREVIOUS_STAGE)) {
      return value.equals(NO_STAGE) ? "nowhere: began here" : stageLabel.apply(value);
    }

    return BandOrder.words(value);
  }
}
