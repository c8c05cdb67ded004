package io.plumbline.forecast;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The forecast of one cell for one period. Amounts are in base currency with two decimals.
 *
 * @param cell the value of the level's column
 * @param weightedIncumbent empty where no open deal has an incumbent
 * @param newBusiness empty where nothing is known of arrivals; then expected is without it
 * @param periodShock as given with the arrivals
 * @param target only of a pipeline and where there is one for the period
 */
record Snapshot(
    ForecastPeriod period,
    Segment.Level level,
    String cell,
    BigDecimal closedWon,
    BigDecimal openAmount,
    Optional<BigDecimal> weightedIncumbent,
    BigDecimal weightedConfidence,
    BigDecimal openExpected,
    Optional<BigDecimal> newBusiness,
    Band band,
    OptionalDouble periodShock,
    Optional<Outlook> target) {

  /** The sum of what is won, expected of the open pipeline and still to arrive. */
  BigDecimal expected() {
    return closedWon.add(openExpected).add(newBusiness.orElse(BigDecimal.ZERO));
  }

  /** Quantiles of the amount won in the period. */
  record Band(BigDecimal p10, BigDecimal p50, BigDecimal p90) {}

  /**
   * How the target of a period looks.
   *
   * @param amount the target
   * @param probability share of the simulated futures that reach it
   * @param pipelineNeeded open amount that would close the gap; empty where there is no gap or the
   *     open pipeline closes nothing in the period
   * @param coverage open amount / gap; empty where there is no gap
   */
  record Outlook(
      BigDecimal amount,
      double probability,
      Optional<BigDecimal> pipelineNeeded,
      OptionalDouble coverage) {}
}
