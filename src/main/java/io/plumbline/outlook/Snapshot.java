package io.plumbline.outlook;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The forecast of one cell for one period. Amounts are in base currency with two decimals.
 *
 * @param cell the value of the level's column
 * @param weightedIncumbent empty where no open deal has an incumbent
 * @param newBusiness empty where nothing is known of arrivals; then expected is without it
 * @param band of the amount won in the period
 * @param openBand of what the open deals bring of it
 * @param newBand of what is not created yet
 * @param deals the same in numbers of deals
 * @param quantiles of the amount, as many as asked for
 * @param spread what past errors made of the band
 * @param independent what is uncertain without shocks; only of a pipeline
 * @param deciding open deals that most of the band comes from, the largest share first; only of a
 *     pipeline
 * @param simple what is usually forecast; only of a pipeline
 * @param target only of a pipeline and where there is one for the period
 */
public record Snapshot(
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
    Band openBand,
    Band newBand,
    Deals deals,
    List<Quantile> quantiles,
    Spread spread,
    Optional<Independent> independent,
    List<Deciding> deciding,
    Optional<Simple> simple,
    Optional<Outlook> target) {

  /** The sum of what is won, expected of the open pipeline and still to arrive. */
  public BigDecimal expected() {
    return closedWon.add(openExpected).add(newBusiness.orElse(BigDecimal.ZERO));
  }

  /** Quantiles of an amount won in the period. */
  public record Band(BigDecimal p10, BigDecimal p50, BigDecimal p90) {}

  /**
   * Numbers of deals.
   *
   * @param closedWon won in the period so far
   * @param open all that are open
   * @param openExpected expected wins of these in the period
   * @param newExpected expected wins of deals that are not created yet; empty where not known
   * @param p10 lower quantile of all wins of the period
   * @param p50 median
   * @param p90 upper quantile
   */
  public record Deals(
      long closedWon,
      long open,
      double openExpected,
      OptionalDouble newExpected,
      double p10,
      double p50,
      double p90) {

    /** Expected wins of the period in all. */
    public double expected() {
      return closedWon + openExpected + newExpected.orElse(0);
    }
  }

  /** An amount that is not exceeded with a probability. */
  public record Quantile(double probability, BigDecimal amount) {}

  /**
   * What would be uncertain if deals had nothing in common; in base currency.
   *
   * @param openVariance of what the open deals bring
   * @param openSlope what the expected amount of the open deals moves by with a shift of all their
   *     log odds: sum of amount x probability x (1 - probability)
   * @param newVariance of new business
   */
  public record Independent(double openVariance, double openSlope, double newVariance) {}

  /**
   * An open deal and what hangs on it.
   *
   * @param probability of being won in the period
   * @param shareOfVariance of the amount won in the period, 0..1
   */
  public record Deciding(
      String opportunityId, BigDecimal amount, double probability, double shareOfVariance) {}

  /**
   * What is usually forecast: won so far + open deals whose close date, as the CRM states it, lies
   * in the period. Where no open deal has a close date, all of them count.
   *
   * @param incumbent these x the CRM's percentages; empty where no deal has one
   * @param reached these x the usual win rate; empty where no deal has one
   * @param raw these in full
   * @param committed those of them in a stage of the category commit, in full; empty where no stage
   *     has a category
   * @param lastPeriod what the last period of this kind that is over brought; empty where nothing
   *     was won before it
   */
  public record Simple(
      Optional<BigDecimal> incumbent,
      Optional<BigDecimal> reached,
      BigDecimal raw,
      Optional<BigDecimal> committed,
      Optional<BigDecimal> lastPeriod) {}

  /**
   * How the target of a period looks.
   *
   * @param amount the target
   * @param probability share of the simulated futures that reach it
   * @param pipelineNeeded open amount that would close the gap; empty where there is no gap or the
   *     open pipeline closes nothing in the period
   * @param neededByStage the same if all of it stood in one stage
   * @param coverage open amount / gap; empty where there is no gap
   */
  public record Outlook(
      BigDecimal amount,
      double probability,
      Optional<BigDecimal> pipelineNeeded,
      List<Needed> neededByStage,
      OptionalDouble coverage) {}

  /**
   * Open amount in one stage that would close a gap.
   *
   * @param low if the open deals of the period turn out as one period in ten does at best
   * @param high if they turn out as one in ten does at worst; empty if nothing comes of them then
   */
  public record Needed(
      String stageId, BigDecimal amount, BigDecimal low, Optional<BigDecimal> high) {}
}
