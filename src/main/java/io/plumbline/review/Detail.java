package io.plumbline.review;

/** How far down the difference is shown. */
public enum Detail {
  /** The stages. */
  STAGES,
  /** The stages, each with its segments below it. */
  SEGMENTS
}
