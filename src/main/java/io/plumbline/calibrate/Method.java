package io.plumbline.calibrate;

/**
 * A way to say how likely deals are won, from the simplest.
 *
 * @param name in the tables
 * @param kind what it does
 * @param halfLifeDays of the evidence of a model; infinite for none
 */
record Method(String name, Kind kind, double halfLifeDays) {

  /** What a method does. */
  enum Kind {
    /** The percentages of the CRM. */
    INCUMBENT,
    /** The version that was last published. */
    PUBLISHED,
    /** What a person typed over a confidence of that version. */
    OVERRIDE,
    /** What the version said where a person typed something else. */
    OVERRIDDEN,
    /** Won / (won + lost) of those that reached the stage. */
    REACHED,
    /** {@link ConfidenceModel} of the stage; only the share that closes at all is by age, too. */
    STAGE,
    /** {@link ConfidenceModel} of stage and age. */
    STAGE_AGE,
    /** {@link ConfidenceModel} with the segments. */
    STAGE_AGE_SEGMENT,
    /** What the model that is used says of a stage on average: the number that a CRM imports. */
    STAGE_AVERAGE
  }

  static final Method INCUMBENT = of("incumbent", Kind.INCUMBENT);
  static final Method PUBLISHED = of("published", Kind.PUBLISHED);
  static final Method OVERRIDE = of("override", Kind.OVERRIDE);
  static final Method OVERRIDDEN = of("overridden", Kind.OVERRIDDEN);
  static final Method REACHED = of("reached_win_rate", Kind.REACHED);
  static final Method STAGE = of("stage_landmark", Kind.STAGE);
  static final Method STAGE_AGE = of("stage_age", Kind.STAGE_AGE);
  static final Method STAGE_AGE_SEGMENT = of("stage_age_segment", Kind.STAGE_AGE_SEGMENT);
  static final Method STAGE_AVERAGE = of("stage_average", Kind.STAGE_AVERAGE);

  private static Method of(String name, Kind kind) {
    return new Method(name, kind, Double.POSITIVE_INFINITY);
  }

  /** The full model with evidence that counts half after so many days. */
  static Method withHalfLife(int days) {
    return new Method(
        STAGE_AGE_SEGMENT.name + "_half_life_" + days + "_days", Kind.STAGE_AGE_SEGMENT, days);
  }

  boolean isModel() {
    return switch (kind) {
      case STAGE, STAGE_AGE, STAGE_AGE_SEGMENT -> true;
      case INCUMBENT, PUBLISHED, OVERRIDE, OVERRIDDEN, REACHED, STAGE_AVERAGE -> false;
    };
  }

  /** Whether it is about the version in use, and so says nothing of dates before that. */
  boolean isOfVersionInUse() {
    return switch (kind) {
      case PUBLISHED, OVERRIDE, OVERRIDDEN -> true;
      case INCUMBENT, REACHED, STAGE, STAGE_AGE, STAGE_AGE_SEGMENT, STAGE_AVERAGE -> false;
    };
  }

  ConfidenceModel.Form form() {
    return new ConfidenceModel.Form(ConfidenceModel.Form.Detail.valueOf(kind.name()), halfLifeDays);
  }
}
