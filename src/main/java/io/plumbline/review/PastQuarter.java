package io.plumbline.review;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * What the deals that were open at the start of a quarter were expected to win within it, and what
 * they did win.
 *
 * @param pipelineId the pipeline
 * @param start first day
 * @param end last day
 * @param method how it was expected: incumbent, reached_win_rate or proposed
 * @param deals open at the start
 * @param forecast what the method expected
 * @param actual what these deals won within the quarter
 */
public record PastQuarter(
    String pipelineId,
    LocalDate start,
    LocalDate end,
    String method,
    long deals,
    BigDecimal forecast,
    BigDecimal actual) {

  /** The proposed confidences as they would have been learned by then. */
  public static final String PROPOSED = "proposed";

  /** Refuses nulls. */
  public PastQuarter {
    requireNonNull(pipelineId, "pipelineId");
    requireNonNull(start, "start");
    requireNonNull(end, "end");
    requireNonNull(method, "method");
    requireNonNull(forecast, "forecast");
    requireNonNull(actual, "actual");
  }
}
