package io.plumbline.report;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Everything that one report shows, as plain values. Probabilities, rates and shares are fractions
 * in 0..1, never percent; {@code NaN} and empty optionals mean "no evidence", which is shown as a
 * dash and never as zero. Amounts are in the base currency of {@link Header#currency()}. Texts are
 * plain text: the page escapes them.
 *
 * @param header the run and its input
 * @param pipelines one entry per pipeline, in the order of the page
 * @param totalForecast the forecast over all pipelines together (quantiles do not add up, so it
 *     cannot be derived from the parts); empty where there is none or a single pipeline
 */
public record ReportData(
    Header header, List<Pipeline> pipelines, List<ForecastPeriod> totalForecast) {

  /** Refuses nulls and copies the lists. */
  public ReportData {
    requireNonNull(header, "header");
    pipelines = List.copyOf(pipelines);
    totalForecast = List.copyOf(totalForecast);
  }

  /**
   * The run and its input.
   *
   * @param title the page's title, such as a company's name
   * @param asOf the as-of date: nothing later was used
   * @param runId the run's identifier
   * @param source what was read, in words
   * @param currency the base currency, an ISO 4217 code
   * @param counts deals and rows
   * @param rules the quality rules that were checked
   * @param notes what a reader must know, one sentence each, such as "The stage order was inferred
   *     from the moves."
   * @param decisionSummary what the gate decided on the whole, in words; may be empty
   */
  public record Header(
      String title,
      LocalDate asOf,
      String runId,
      String source,
      String currency,
      Counts counts,
      List<Rule> rules,
      List<String> notes,
      String decisionSummary) {

    /** Refuses nulls and copies the lists. */
    public Header {
      requireNonNull(title, "title");
      requireNonNull(asOf, "asOf");
      requireNonNull(runId, "runId");
      requireNonNull(source, "source");
      requireNonNull(currency, "currency");
      requireNonNull(counts, "counts");
      rules = List.copyOf(rules);
      notes = List.copyOf(notes);
      requireNonNull(decisionSummary, "decisionSummary");
    }
  }

  /**
   * Deals by outcome as of the as-of date, and input rows by fate.
   *
   * @param opportunities deals that were used
   * @param won of these, won
   * @param lost of these, lost
   * @param open of these, still open
   * @param rowsRead input rows over all files
   * @param rowsAccepted of these, used
   * @param rowsRejected of these, rejected with a reason
   * @param rowsExcluded of these, set aside by the settings
   */
  public record Counts(
      long opportunities,
      long won,
      long lost,
      long open,
      long rowsRead,
      long rowsAccepted,
      long rowsRejected,
      long rowsExcluded) {

    /** The rows whose fate is known. */
    long rowsAccounted() {
      return rowsAccepted + rowsRejected + rowsExcluded;
    }
  }

  /**
   * A quality rule and what it found.
   *
   * @param rule the rule's name
   * @param severity what a failure does, such as "reject row", "warn", "stop run"
   * @param rows rows that failed
   * @param hint why the rule exists or a sample key; may be empty
   */
  public record Rule(String rule, String severity, long rows, String hint) {

    /** Refuses nulls. */
    public Rule {
      requireNonNull(rule, "rule");
      requireNonNull(severity, "severity");
      requireNonNull(hint, "hint");
    }
  }

  /**
   * One pipeline.
   *
   * @param id the pipeline's identifier in the CRM
   * @param label its name for readers
   * @param intervalLevel the level of all intervals of this pipeline, such as 0.9
   * @param openPipeline what its open deals add up to
   * @param stages open stages in their order
   * @param segments what is known below the stages
   * @param publishedMethod the {@link Metric#method()} whose numbers the stage table shows
   * @param methods how the methods compare, from the simplest; empty where that was not tested
   * @param holdoutDates past dates on which the methods were tested, ascending; all lie after the
   *     data that the tested numbers were made from
   * @param reliability bins of every method, by method and then by predicted
   * @param metrics scores of every method on the holdout dates
   * @param variation win rates over time
   * @param owners what owners state against what happens
   * @param dealQuality how well the open deals are kept, by owner and measure
   * @param forecast future periods, months and quarters
   * @param pastForecasts how forecasts of past dates did, by method
   * @param movement what moved in the open pipeline
   */
  public record Pipeline(
      String id,
      String label,
      double intervalLevel,
      OpenPipeline openPipeline,
      List<StageLine> stages,
      Segments segments,
      String publishedMethod,
      List<MethodLine> methods,
      List<LocalDate> holdoutDates,
      List<ReliabilityBin> reliability,
      List<Metric> metrics,
      Variation variation,
      List<OwnerGap> owners,
      List<DealQuality> dealQuality,
      List<ForecastPeriod> forecast,
      List<ForecastRecord> pastForecasts,
      Movement movement) {

    /** Refuses nulls and copies the lists. */
    public Pipeline {
      requireNonNull(id, "id");
      requireNonNull(label, "label");
      requireNonNull(openPipeline, "openPipeline");
      stages = List.copyOf(stages);
      requireNonNull(segments, "segments");
      requireNonNull(publishedMethod, "publishedMethod");
      methods = List.copyOf(methods);
      holdoutDates = List.copyOf(holdoutDates);
      reliability = List.copyOf(reliability);
      metrics = List.copyOf(metrics);
      requireNonNull(variation, "variation");
      owners = List.copyOf(owners);
      dealQuality = List.copyOf(dealQuality);
      forecast = List.copyOf(forecast);
      pastForecasts = List.copyOf(pastForecasts);
      requireNonNull(movement, "movement");
    }
  }

  /**
   * What the open deals of a pipeline add up to.
   *
   * @param deals open deals
   * @param amount their amounts, unweighted
   * @param byIncumbent amounts times the CRM's own percentages; empty where the CRM has none
   * @param byConfidence amounts times the calibrated confidences; empty where there are none
   */
  public record OpenPipeline(
      long deals,
      BigDecimal amount,
      Optional<BigDecimal> byIncumbent,
      Optional<BigDecimal> byConfidence) {

    /** Refuses nulls. */
    public OpenPipeline {
      requireNonNull(amount, "amount");
      requireNonNull(byIncumbent, "byIncumbent");
      requireNonNull(byConfidence, "byConfidence");
    }
  }

  /**
   * A rate with its interval and evidence.
   *
   * @param value the rate in 0..1, or NaN where n gives none
   * @param low the interval's lower end, or NaN
   * @param high the interval's upper end, or NaN
   * @param n deals behind it
   */
  public record Estimate(double value, double low, double high, long n) {}

  /** What is to happen with a new number. */
  public enum Decision {
    PUBLISH,
    HOLD,
    REVIEW;

    /**
     * The decision of a table's column.
     *
     * @param label {@code publish}, {@code hold} or {@code review}
     * @throws IllegalArgumentException for any other label
     */
    public static Decision of(String label) {
      for (Decision decision : values()) {
        if (decision.label().equals(label)) {
          return decision;
        }
      }

      throw new IllegalArgumentException(
          "Invalid decision: " + label + ". A decision is one of publish, hold, review.");
    }

    /** The spelling in tables: {@code publish}, {@code hold}, {@code review}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One open stage of a pipeline.
   *
   * @param stageId the stage's identifier in the CRM
   * @param label its name for readers
   * @param order its place in the pipeline
   * @param incumbent the CRM's own percentage as a fraction; empty where it has none
   * @param reachedWinRate won / (won + lost) of closed deals that ever entered the stage
   * @param entryWinProbability chance to be won at the moment of entry; NaN where unknown
   * @param confidence chance to be won of a deal that stands in the stage now
   * @param effectiveN what the confidence's deals are worth as evidence, in deals; NaN where
   *     unknown
   * @param borrowedShare how much of the confidence came from its parent cell, 0..1; NaN if unknown
   * @param change confidence minus the number in use now, in -1..1; NaN where none is in use
   * @param decision what is to happen with the confidence
   * @param reasons why, in words or as {@code snake_case} codes
   * @param entered deals that ever entered
   * @param won of these, won by now, wherever they stood
   * @param lost of these, lost by now, wherever they stood
   * @param open of these, still open
   * @param exits what became of the deals in this very stage; empty where not computed
   * @param nextStageRate share of the entered that moved on to a later stage; NaN where unknown
   * @param medianDaysToWin days from entry to won, median; NaN where unknown
   * @param medianDaysToLoss days from entry to lost, median; NaN where unknown
   */
  public record StageLine(
      String stageId,
      String label,
      int order,
      OptionalDouble incumbent,
      Estimate reachedWinRate,
      double entryWinProbability,
      Estimate confidence,
      double effectiveN,
      double borrowedShare,
      double change,
      Decision decision,
      List<String> reasons,
      long entered,
      long won,
      long lost,
      long open,
      Optional<StageExits> exits,
      double nextStageRate,
      double medianDaysToWin,
      double medianDaysToLoss) {

    /** Refuses nulls and copies the list. */
    public StageLine {
      requireNonNull(stageId, "stageId");
      requireNonNull(label, "label");
      requireNonNull(incumbent, "incumbent");
      requireNonNull(reachedWinRate, "reachedWinRate");
      requireNonNull(confidence, "confidence");
      requireNonNull(decision, "decision");
      reasons = List.copyOf(reasons);
      requireNonNull(exits, "exits");
    }
  }

  /**
   * What became of the deals of a stage in that very stage; the four add up to those that entered.
   *
   * @param movedOn went on to a later stage
   * @param wonHere won out of this stage
   * @param lostHere lost out of this stage
   * @param stillHere stand in it, or went back to an earlier stage and are open
   */
  public record StageExits(long movedOn, long wonHere, long lostHere, long stillHere) {}

  /**
   * One bin of a reliability plot.
   *
   * @param method the method's identifier: {@code incumbent}, {@code reached_win_rate}, or a
   *     calibrated one
   * @param predicted mean predicted probability in the bin, 0..1
   * @param observed share that was won, 0..1; NaN where n is 0
   * @param low the interval's lower end; NaN where n is 0
   * @param high the interval's upper end; NaN where n is 0
   * @param n deals in the bin
   */
  public record ReliabilityBin(
      String method, double predicted, double observed, double low, double high, long n) {

    /** Refuses nulls. */
    public ReliabilityBin {
      requireNonNull(method, "method");
    }
  }

  /**
   * Scores of one method on the holdout dates. Any of them is NaN where it does not exist.
   *
   * @param method the method's identifier
   * @param logLoss mean negative log likelihood, lower is better
   * @param brier mean squared error of the probabilities, lower is better
   * @param brierReliability Murphy's reliability part of the Brier score, lower is better
   * @param brierResolution Murphy's resolution part, higher is better
   * @param brierUncertainty Murphy's uncertainty part, the same for all methods
   * @param ece expected calibration error, 0..1
   * @param eceSamplingFloor the error that a perfect method would show by chance
   * @param slope Cox's calibration slope, 1 is right
   * @param intercept Cox's calibration intercept in log odds, 0 is right
   * @param expectedWins sum of the probabilities, in deals
   * @param actualWins wins that came, in deals
   * @param expectedOverActual the one over the other, 1 is right
   * @param n deals that were predicted
   */
  public record Metric(
      String method,
      Bounded logLoss,
      Bounded brier,
      double brierReliability,
      double brierResolution,
      double brierUncertainty,
      Bounded ece,
      double eceSamplingFloor,
      Bounded slope,
      Bounded intercept,
      double expectedWins,
      double actualWins,
      Bounded expectedOverActual,
      long n) {

    /** Refuses nulls. */
    public Metric {
      requireNonNull(method, "method");
      requireNonNull(logLoss, "logLoss");
      requireNonNull(brier, "brier");
      requireNonNull(ece, "ece");
      requireNonNull(slope, "slope");
      requireNonNull(intercept, "intercept");
      requireNonNull(expectedOverActual, "expectedOverActual");
    }
  }

  /**
   * One future period. A period longer than 45 days is shown among the quarters, any other among
   * the months.
   *
   * @param label such as 2026-12 or 2026-Q4
   * @param start first day
   * @param end last day, inclusive
   * @param closedWon won in the period to date
   * @param openAmount open deals that are due in the period, unweighted
   * @param weightedIncumbent the same times the CRM's percentages; empty where it has none
   * @param weightedConfidence open deals times their chance to be won within the period
   * @param newBusiness expected from deals that do not exist yet
   * @param expected closedWon + weightedConfidence + newBusiness
   * @param p10 one time in ten it ends below
   * @param p50 the median
   * @param p90 one time in ten it ends above
   * @param target the period's target, if any
   * @param probabilityOfTarget chance to reach it, 0..1; empty without target
   */
  public record ForecastPeriod(
      String label,
      LocalDate start,
      LocalDate end,
      BigDecimal closedWon,
      BigDecimal openAmount,
      Optional<BigDecimal> weightedIncumbent,
      BigDecimal weightedConfidence,
      BigDecimal newBusiness,
      BigDecimal expected,
      BigDecimal p10,
      BigDecimal p50,
      BigDecimal p90,
      Optional<BigDecimal> target,
      OptionalDouble probabilityOfTarget) {

    /** Refuses nulls and a period that ends before it starts. */
    public ForecastPeriod {
      requireNonNull(label, "label");
      requireNonNull(start, "start");
      requireNonNull(end, "end");
      requireNonNull(closedWon, "closedWon");
      requireNonNull(openAmount, "openAmount");
      requireNonNull(weightedIncumbent, "weightedIncumbent");
      requireNonNull(weightedConfidence, "weightedConfidence");
      requireNonNull(newBusiness, "newBusiness");
      requireNonNull(expected, "expected");
      requireNonNull(p10, "p10");
      requireNonNull(p50, "p50");
      requireNonNull(p90, "p90");
      requireNonNull(target, "target");
      requireNonNull(probabilityOfTarget, "probabilityOfTarget");

      if (end.isBefore(start)) {
        throw new IllegalArgumentException(
            "Invalid forecast period "
                + label
                + ": it ends on "
                + end
                + ", before it starts on "
                + start
                + ". Give the last day, inclusive.");
      }
    }
  }
}
