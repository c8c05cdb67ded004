package io.plumbline.table;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The contracts of all tables of a workspace. */
public final class Tables {

  /** The segment dimensions that have a column of their own. */
  public static final Set<String> SEGMENT_COLUMNS =
      Collections.unmodifiableSortedSet(
          new TreeSet<>(List.of("customer_type", "size_band", "product")));

  /** The levels that pipelines are forecast at, in words. */
  public static final String FORECAST_LEVELS =
      "pipeline, owner, team (where forecast.teams names any), customer_type, size_band or product";

  /** Cleaned opportunities, one state per as-of date. */
  public static final TableContract OPPORTUNITY =
      TableContract.of("opportunity", "accepted opportunity, as known at the as-of date")
          .text("opportunity_id", "identifies the opportunity in the CRM")
          .text("pipeline_id", "pipeline; default where the export has none")
          .text("account_id", "customer account")
          .text("owner_id", "sales representative")
          .text("name", "name of the opportunity")
          .amount("amount", "amount in the currency of the opportunity")
          .text("currency", "ISO 4217 code of amount")
          .amount("amount_base", "amount in base currency; null where no rate is known")
          .text("product", "product; unknown where the export has none")
          .text("size_band", "range of amount_base, from-to; unknown without an amount")
          .text(
              "customer_type",
              "existing if the account had won before this one was created, else new")
          .time("created_at", "creation")
          .date("expected_close_date", "close date that the CRM states")
          .time("closed_at", "won or lost at; null while open at the as-of date")
          .text("outcome", "won, lost or open at the as-of date")
          .text("source", "lead source")
          .text("stage_id", "stage at the as-of date, or the last open one before closing")
          .time("next_step_due_at", "when the next step is due")
          .time(
              "last_touched_at",
              "latest of creation, moves, changes of a field, activities, and tasks set or done,"
                  + " before the end of the as-of date")
          .probability(
              "stated_probability",
              "probability that the CRM holds on the record: that of the export, else of the latest"
                  + " row of its current stage in stage_history; for comparison only, no estimate"
                  + " uses it")
          .column(
              "is_deleted",
              DataTypes.BooleanType,
              "deleted in the CRM: kept here, left out of every estimate")
          .column(
              "attributes",
              DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType),
              "columns of the export that the contract does not know")
          .key("opportunity_id")
          .check("outcome_known", "outcome IN ('won', 'lost', 'open')")
          .check("closed_has_time", "(outcome = 'open') = (closed_at IS NULL)")
          .check("closed_after_created", "closed_at IS NULL OR closed_at >= created_at")
          .build();

  /** Stays of opportunities in open stages. */
  public static final TableContract STAGE_VISIT =
      TableContract.of("stage_visit", "stay of one opportunity in one open stage")
          .text("opportunity_id", "the opportunity")
          .text("pipeline_id", "its pipeline")
          .text("stage_id", "the stage")
          .column(
              "visit_number",
              DataTypes.IntegerType,
              "1 for the first visit of the opportunity, in order of entry")
          .column(
              "stage_visit_number", DataTypes.IntegerType, "1 for its first visit to this stage")
          .time("entered_at", "entry, inclusive")
          .time("left_at", "exit, exclusive; null while it stands there at the as-of date")
          .text(
              "next_stage_id", "the open stage entered next; null where it closed or stands there")
          .text("exit", "what ended the visit: moved, won, lost; open while it stands there")
          .text("outcome", "outcome of the opportunity at the as-of date")
          .time("closed_at", "when the opportunity was won or lost for good")
          .amount("amount_base", "amount in base currency as known at entry")
          .amount("deal_amount_base", "amount_base of the opportunity at the as-of date")
          .text("owner_id", "of the opportunity, at entry where field_history tells")
          .text("customer_type", "of the opportunity, at entry where field_history tells")
          .text("size_band", "of amount_base at entry")
          .text("product", "of the opportunity, at entry where field_history tells")
          .text(
              "attributes",
              "values of the further segment dimensions at entry, name=value, in the order of"
                  + " segment.dimensions; null without any")
          .probability("stated_probability", "probability that the CRM stated at entry")
          .date("expected_close_date", "close date that the CRM stated at entry")
          .key("opportunity_id", "visit_number")
          .check("not_left_before_entered", "left_at IS NULL OR left_at >= entered_at")
          .check("exit_known", "exit IN ('moved', 'won', 'lost', 'open')")
          .build();

  /** Stages in their order, with the percentages that the CRM uses now. */
  public static final TableContract STAGE =
      TableContract.of("stage", "stage of a pipeline")
          .text("pipeline_id", "the pipeline")
          .text("stage_id", "the stage")
          .text("stage_label", "name shown to people")
          .column("stage_order", DataTypes.IntegerType, "position among the open stages, from 1")
          .probability("incumbent", "probability that the CRM uses now")
          .column("is_closed", DataTypes.BooleanType, "entering it closes the opportunity")
          .column("is_won", DataTypes.BooleanType, "entering it wins the opportunity")
          .text("order_source", "given: from the stages file; inferred: from the moves")
          .text("forecast_category", "category as the CRM names it; null where the export has none")
          .text(
              "changed_by",
              "who last changed the settings of the stage in the CRM; null where not exported")
          .time("changed_at", "when that was; null where not exported")
          .key("pipeline_id", "stage_id")
          .build();

  /** Targets as given. */
  public static final TableContract TARGET =
      TableContract.of("target", "target of a period")
          .text("pipeline_id", "the pipeline; null for all")
          .text("owner_id", "the sales representative; null for all")
          .text("segment", "the segment; null for all")
          .date("period_start", "first day")
          .date("period_end", "last day")
          .amount("amount", "amount to be won, in base currency")
          .key("pipeline_id", "owner_id", "segment", "period_start", "period_end")
          .build();

  /** Rows that were not accepted. */
  public static final TableContract REJECTED_RECORD =
      TableContract.of("rejected_record", "input row that was rejected or excluded")
          .text("source", "canonical file that the row stands in")
          .text("record_key", "its key columns, as far as they are there")
          .text("rule", "the first rule that it broke")
          .text("reason", "what is wrong with it, with the value")
          .text("raw", "the row as read, as JSON")
          .check("has_rule", "rule IS NOT NULL AND reason IS NOT NULL")
          .build();

  /** What the rules found. */
  public static final TableContract QUALITY_RESULT =
      TableContract.of(
              "quality_result", "rule over one canonical file, or one table of a CRM's export")
          .text("source", "canonical file, or source. and the table of the CRM that it was made of")
          .text("rule", "the rule")
          .text(
              "severity",
              "reject: the row is left out; warn: it is kept; info: a count; map and skip: rows of a CRM's"
                  + " table that were mapped or, for the reason in hint, not; skip: also rows that"
                  + " the settings set aside")
          .count("rows_checked", "rows of the file")
          .count("rows_failed", "rows that broke the rule")
          .text("sample_key", "one key that broke it, the smallest")
          .text("hint", "what the rule is for and what to do")
          .key("source", "rule")
          .check("failed_within_checked", "rows_failed BETWEEN 0 AND rows_checked")
          .build();

  /** Funnel conversion of every stage: the usual win rate, and the honest one from stage entry. */
  public static final TableContract STAGE_WIN_RATE =
      TableContract.of("stage_win_rate", "pipeline, stage and segment")
          .text("pipeline_id", "the pipeline")
          .text("stage_id", "the stage")
          .text("stage_label", "name shown to people")
          .column("stage_order", DataTypes.IntegerType, "position among the open stages, from 1")
          .text("segment_level", "stage, customer_type, size_band or product")
          .segment()
          .count("entered", "opportunities that ever entered the stage")
          .count("won", "of these, won")
          .count("lost", "of these, lost")
          .count("open", "of these, open")
          .count("lost_here", "of the lost, lost while standing in this stage")
          .count("standing", "of the open, standing in this stage")
          .probability("reached_win_rate", "won / (won + lost); null without closed ones")
          .probability("reached_win_rate_low", "lower Wilson limit")
          .probability("reached_win_rate_high", "upper Wilson limit")
          .probability(
              "entry_win_probability",
              "won eventually, given just entered: Aalen-Johansen from entry")
          .probability("entry_win_probability_low", "lower limit")
          .probability("entry_win_probability_high", "upper limit")
          .probability("interval_level", "level of the intervals")
          .number("median_days_to_win", "days from first entry to won, of those won")
          .number("median_days_to_loss", "days from first entry to lost, of those lost")
          .probability(
              "next_stage_rate",
              "of the visits that ended, the share that moved to a later stage or won")
          .key(
              "pipeline_id",
              "stage_order",
              "stage_id",
              "segment_level",
              "customer_type",
              "size_band",
              "product")
          .check("counts_add_up", "entered = won + lost + open")
          .build();

  /** Versions of the calibrated stage confidence table. */
  public static final TableContract STAGE_CONFIDENCE =
      TableContract.of("stage_confidence", "version, pipeline, stage and cell of a segment level")
          .text("version", "identifies the version")
          .text("status", "proposed, approved, published, rejected or superseded")
          .text("pipeline_id", "the pipeline")
          .text("stage_id", "the stage")
          .text("stage_label", "name shown to people")
          .column("stage_order", DataTypes.IntegerType, "position among the open stages, from 1")
          .text(
              "segment_level",
              "stage; age_band: stage by age; a dimension: stage by its value; cell: by all at once")
          .segment()
          .text(
              "attributes",
              "values of the further dimensions, name=value; null where the level does not split by"
                  + " them")
          .text("age_band", "days in the stage, from-to; null on the stage level")
          .number("age_from_days", "lower limit of age_band, inclusive")
          .number("age_to_days", "upper limit of age_band, exclusive; null for no limit")
          .count("opportunities", "distinct opportunities that stood in the cell at a landmark")
          .number(
              "effective_n",
              "distinct resolved opportunities behind the confidence, on the cell's own evidence")
          .count("won", "of these, won by the as-of date")
          .count("lost", "of these, lost by the as-of date")
          .count("open", "of these, open at the as-of date")
          .probability("incumbent", "probability that the CRM uses now")
          .probability("reached_win_rate", "won / (won + lost) of those that reached the stage")
          .probability("confidence", "won eventually, given standing in the cell now")
          .probability("confidence_low", "lower limit")
          .probability("confidence_high", "upper limit")
          .probability("interval_level", "level of the interval")
          .probability(
              "unresolved_share",
              "probability left at the last time at risk: neither won nor lost yet")
          .probability(
              "borrowed_share",
              "share of the certainty that comes from outside the cell's own deals; 1 without any")
          .text("borrowed_from", "where that share comes from")
          .number("change", "confidence - incumbent")
          .text("decision", "publish, hold or review")
          .column("reasons", Types.TEXTS, "codes behind the decision")
          .column(
              "drivers",
              Types.TEXTS,
              "on cells, or on age bands where no segment is used: what moves the confidence away from"
                  + " that of the stage, the largest first")
          .column(
              "leakage_risk",
              Types.TEXTS,
              "attributes that the row is split by, of which only today's value is known: where one"
                  + " was set on closing, it tells the outcome; empty for none")
          .text("method", "the estimator")
          .text("mark", "what a person decided on the row: approve, hold or override; else null")
          .probability("override", "the probability that a person typed; null without one")
          .probability(
              "released_confidence",
              "of an approved version: what goes into the CRM, the override or the confidence; null"
                  + " where the CRM keeps its own")
          .text("reviewed_by", "who marked the row")
          .text("review_note", "why, in that person's words")
          .key(
              "version",
              "pipeline_id",
              "stage_order",
              "stage_id",
              "segment_level",
              "age_from_days",
              "customer_type",
              "size_band",
              "product",
              "attributes")
          .check(
              "status_known",
              "status IN ('proposed', 'approved', 'published', 'rejected', 'superseded')")
          .check("decision_known", "decision IN ('publish', 'hold', 'review')")
          .check("interval_ordered", "confidence IS NULL OR confidence_low <= confidence_high")
          .check("mark_known", "mark IS NULL OR mark IN ('approve', 'hold', 'override')")
          .check("override_is_marked", "override IS NULL OR mark = 'override'")
          .changeDataFeed()
          .build();

  /** What a segment adds to the confidence of its stage, all else equal. */
  public static final TableContract SEGMENT_EFFECT =
      TableContract.of("segment_effect", "pipeline, stage, dimension and value")
          .text("pipeline_id", "the pipeline")
          .text("stage_id", "the stage")
          .column("stage_order", DataTypes.IntegerType, "position among the open stages, from 1")
          .text("dimension", "customer_type, size_band, product or another segment dimension")
          .text("value", "its value")
          .count("opportunities", "distinct opportunities of the value that stood in the stage")
          .number("log_odds", "effect on the log odds of winning, all else equal")
          .number("log_odds_low", "lower limit")
          .number("log_odds_high", "upper limit")
          .number("points", "the same as a change of the confidence of the stage")
          .number("points_low", "lower limit")
          .number("points_high", "upper limit")
          .probability("interval_level", "level of the intervals")
          .key("pipeline_id", "stage_order", "stage_id", "dimension", "value")
          .build();

  /** Whether the win rate of a stage changed over time. */
  public static final TableContract STAGE_DRIFT =
      TableContract.of("stage_drift", "pipeline and stage")
          .text("pipeline_id", "the pipeline")
          .text("stage_id", "the stage")
          .column("stage_order", DataTypes.IntegerType, "position among the open stages, from 1")
          .count("closed", "opportunities that reached the stage and closed in the time looked at")
          .number("statistic", "largest distance of the CUSUM, in standard deviations")
          .probability("p_value", "probability of such a distance without any change")
          .date("changed_on", "first day of the period that the new rate begins with")
          .probability("rate_before", "share won before it")
          .probability("rate_after", "share won from it on")
          .text("verdict", "drift, stable or too_few_deals")
          .text("reason", "the same in words")
          .key("pipeline_id", "stage_order", "stage_id")
          .check("verdict_known", "verdict IN ('drift', 'stable', 'too_few_deals')")
          .build();

  /** How the methods compare on past dates, and which one is used. */
  public static final TableContract METHOD_CHOICE =
      TableContract.of("method_choice", "pipeline and method")
          .text("pipeline_id", "the pipeline")
          .column(
              "complexity",
              DataTypes.IntegerType,
              "rank from the simplest, from 1; override, overridden and stage_average come last")
          .text("method", "the method")
          .count("opportunities", "opportunities open on the past dates that all methods scored")
          .count("dates", "past dates")
          .number("log_loss", "over all past dates")
          .number("difference", "log loss minus that of the best method")
          .number("difference_low", "lower limit, from resampling deals")
          .number("difference_high", "upper limit")
          .number("standard_error", "of the difference")
          .number(
              "difference_to_incumbent", "log loss minus that of the incumbent; null without one")
          .number("difference_to_incumbent_low", "lower limit, from resampling deals")
          .number("difference_to_incumbent_high", "upper limit")
          .number(
              "difference_to_published",
              "log loss minus that of the last published version; null without one")
          .number("difference_to_published_low", "lower limit, from resampling deals")
          .number("difference_to_published_high", "upper limit")
          .column("is_chosen", DataTypes.BooleanType, "the confidences come from this method")
          .text("reason", "why it is chosen or not")
          .probability(
              "sampled_share",
              "share of the pipeline's opportunities that all this, and every count of"
                  + " stage_confidence, is made from; 1 up to calibrate.max_deals of them")
          .key("pipeline_id", "complexity", "method")
          .build();

  /** Win rates by month of closing: daily variation, or a reason to look for a cause. */
  public static final TableContract CONTROL_CHART =
      TableContract.of("control_chart", "pipeline, stage, segment and month of closing")
          .text("pipeline_id", "the pipeline")
          .text("stage_id", "the stage")
          .text("stage_label", "name shown to people")
          .column("stage_order", DataTypes.IntegerType, "position among the open stages, from 1")
          .text("segment_level", "stage, customer_type, size_band or product")
          .segment()
          .date("month", "first day of the calendar month of closing, in the configured zone")
          .column(
              "is_partial", DataTypes.BooleanType, "the as-of date is not the last day of month")
          .count("closed", "opportunities that ever entered the stage and closed in the month")
          .count("won", "of these, won")
          .probability("win_rate", "won / closed; null without closed ones")
          .column(
              "baseline_months",
              DataTypes.IntegerType,
              "earlier months with closed opportunities that the limits come from")
          .probability("centre", "win rate of these months; null while there are too few of them")
          .probability(
              "overdispersion",
              "how far these months differ beyond chance: correlation of outcomes within a month")
          .probability(
              "lower_limit", "least usual win rate for this many closed ones, 3-sigma equivalent")
          .probability("upper_limit", "greatest usual one")
          .text(
              "signal", "above_limits, below_limits, run_above, run_below, none or too_few_months")
          .text("reason", "the signal in words, with the counts behind it")
          .key(
              "pipeline_id",
              "stage_order",
              "stage_id",
              "segment_level",
              "customer_type",
              "size_band",
              "product",
              "month")
          .check("won_within_closed", "won BETWEEN 0 AND closed")
          .check("rate_needs_closed", "(win_rate IS NULL) = (closed = 0)")
          .check(
              "signal_known",
              "signal IN ('above_limits', 'below_limits', 'run_above', 'run_below', 'none',"
                  + " 'too_few_months')")
          .check("limits_ordered", "lower_limit IS NULL OR lower_limit <= upper_limit")
          .build();

  /** What owners state against what happens: happy ears and sandbaggers. */
  public static final TableContract OWNER_BIAS =
      TableContract.of("owner_bias", "pipeline, owner and measure")
          .text("pipeline_id", "the pipeline")
          .text("owner_id", "owner of the opportunities, as known at the as-of date")
          .text(
              "measure",
              "probability: stated - won, -1..1; close_date: closed - stated, in days, counted up"
                  + " to 365 either way; each positive where more was promised than happened")
          .count("deals", "closed opportunities with a statement at the look; each counts once")
          .probability("stated_probability", "mean of the stated ones; null for close_date")
          .probability("won_share", "of these opportunities, won; null for close_date")
          .number("gap", "mean of the measure over the opportunities")
          .number("pipeline_gap", "mean over the owners of the pipeline; null with one owner")
          .number("gap_shrunk", "gap, drawn to pipeline_gap as far as it may be chance")
          .number("gap_low", "lower limit")
          .number("gap_high", "upper limit")
          .number("relative_gap", "gap - pipeline_gap")
          .number("relative_gap_shrunk", "gap_shrunk - pipeline_gap")
          .number("relative_gap_low", "lower limit")
          .number("relative_gap_high", "upper limit")
          .probability("interval_level", "level of the intervals")
          .probability("borrowed_share", "share of gap_shrunk that comes from pipeline_gap")
          .text("verdict", "happy_ears, sandbagging, no_clear_bias or too_few_deals")
          .text("reason", "the verdict in words, with the numbers behind it")
          .key("pipeline_id", "measure", "owner_id")
          .check("measure_known", "measure IN ('probability', 'close_date')")
          .check(
              "verdict_known",
              "verdict IN ('happy_ears', 'sandbagging', 'no_clear_bias', 'too_few_deals')")
          .check("interval_ordered", "gap_low IS NULL OR gap_low <= gap_high")
          .check(
              "relative_interval_ordered",
              "relative_gap_low IS NULL OR relative_gap_low <= relative_gap_high")
          .build();

  /** When the wins of a cell come. */
  public static final TableContract STAGE_TIMING =
      TableContract.of("stage_timing", "pipeline, stage, age band and day")
          .text("pipeline_id", "the pipeline")
          .text("stage_id", "the stage; null for the time from creation")
          .text("age_band", "days in the stage, from-to; null for all")
          .column("day", DataTypes.IntegerType, "days from now")
          .probability(
              "share_of_wins",
              "of the eventual wins, the share that has come by the end of this day")
          .key("pipeline_id", "stage_id", "age_band", "day")
          .build();

  /** How much faster wins of a size come. */
  public static final TableContract SIZE_PACE =
      TableContract.of("size_pace", "pipeline and size band whose wins come faster or slower")
          .text("pipeline_id", "the pipeline")
          .text("size_band", "size of the deal at its entry into the stage")
          .count("won", "won deals of this size that were looked at")
          .number(
              "exponent",
              "days to the win grow with the amount to this power, of deals of one stage and age;"
                  + " drawn to 0 by its standard error; the same for all sizes of a pipeline")
          .number("standard_error", "of the exponent before that")
          .number(
              "pace",
              "share_of_wins of stage_timing is looked up at pace x days, rounded; without a row, or"
                  + " for a size without one, pace is 1")
          .key("pipeline_id", "size_band")
          .build();

  /** Business that does not exist yet: what arrives and what it brings. */
  public static final TableContract ARRIVAL =
      TableContract.of("arrival", "pipeline and segment cell")
          .text("pipeline_id", "the pipeline")
          .text("segment_level", "pipeline, customer_type, size_band or product")
          .segment()
          .number("created_per_day", "opportunities created per day over the window")
          .column(
              "by_month",
              DataTypes.createArrayType(DataTypes.DoubleType),
              "what created_per_day is multiplied by in the month of the as-of date and in those"
                  + " that follow; the last holds for all later ones")
          .text(
              "method",
              "what these factors come from: year, recent (the level of the last 91 days), trend,"
                  + " season or trend_season; the simplest that is not clearly worse on past dates")
          .probability("win_probability", "won eventually, given just created")
          .probability(
              "priced_share",
              "of the won ones, those whose amount is known: forecasts are of these alone")
          .amount("mean_won_amount", "mean amount of these, in base currency")
          .number("won_amount_variance", "variance of that amount, in base currency squared")
          .column("window_days", DataTypes.IntegerType, "days that the rate is taken over")
          .key("pipeline_id", "segment_level", "customer_type", "size_band", "product")
          .build();

  /** How amounts change until they are won. */
  public static final TableContract AMOUNT_DRIFT =
      TableContract.of("amount_drift", "pipeline and open stage")
          .text("pipeline_id", "the pipeline")
          .text("stage_id", "the stage")
          .count("won", "won opportunities that stood in the stage")
          .number("factor", "amount when won / amount when the stage was entered, sum by sum")
          .number("standard_error", "of that factor; null with fewer than two deals")
          .number(
              "applied",
              "what the forecast multiplies amounts by that are still those of the entry: the factor"
                  + " drawn to 1 by its uncertainty (empirical"
                  + " Bayes)")
          .key("pipeline_id", "stage_id")
          .build();

  /** What past forecasts teach about the width of today's. */
  public static final TableContract FORECAST_SPREAD =
      TableContract.of("forecast_spread", "pipeline and stretch of days ahead")
          .text("pipeline_id", "the pipeline")
          .column("from_day", DataTypes.IntegerType, "days ahead at which it begins, exclusive")
          .column("to_day", DataTypes.IntegerType, "days ahead at which it ends, inclusive")
          .column(
              "forecasts",
              DataTypes.IntegerType,
              "past dates that the forecast was made at as it would have been then")
          .number(
              "open_shock",
              "standard deviation, on the log odds of winning in time, of what all open deals share")
          .number("new_shock", "standard deviation of the log of what all new business shares")
          .number(
              "width_factor",
              "what distances from the median are multiplied by so that bands hold what they say"
                  + " (split conformal prediction)")
          .number("coverage_needed", "open amount / amount won: median of the past dates")
          .number("coverage_safe", "the same, enough in four of five cases")
          .key("pipeline_id", "from_day", "to_day")
          .build();

  /** What forecast categories are worth. */
  public static final TableContract CATEGORY_WORTH =
      TableContract.of("category_worth", "pipeline, forecast category and stretch of days ahead")
          .text("pipeline_id", "the pipeline")
          .text("category", "commit, best_case, pipeline or omitted, by the stage of the deal")
          .column("from_day", DataTypes.IntegerType, "days ahead at which it begins, exclusive")
          .column("to_day", DataTypes.IntegerType, "days ahead at which it ends, inclusive")
          .column("dates", DataTypes.IntegerType, "past dates that it is counted at")
          .count("deals", "open deals of the category at these dates, each once per date")
          .amount("amount", "of these")
          .count("won_deals", "of these, won in the stretch")
          .amount("won_amount", "of these")
          .number("share_of_deals", "won_deals / deals")
          .number("share_of_amount", "won_amount / amount: what one unit of the category is worth")
          .key("pipeline_id", "category", "from_day", "to_day")
          .build();

  /** Scores of the open pipeline. */
  public static final TableContract OPPORTUNITY_SCORE =
      TableContract.of("opportunity_score", "open opportunity")
          .text("opportunity_id", "the opportunity")
          .text("pipeline_id", "its pipeline")
          .text("stage_id", "where it stands; null where the export does not say")
          .number("stage_age_days", "days in the stage at the as-of date")
          .text("age_band", "the age band of these days")
          .amount("amount_base", "amount in base currency")
          .amount(
              "amount_at_entry",
              "the same as known at the entry into the stage; null where that is not known")
          .text("owner_id", "sales representative")
          .date("expected_close_date", "close date that the CRM states")
          .segment()
          .probability("incumbent", "probability that the CRM uses now")
          .probability("reached_win_rate", "the usual win rate of the stage, for comparison")
          .probability("confidence", "won eventually")
          .probability("confidence_low", "lower limit")
          .probability("confidence_high", "upper limit")
          .probability("win_by_period_end", "won by period_end")
          .date("period_end", "last day of the current quarter")
          .amount("expected_amount", "confidence x amount_base")
          .text("borrowed_from", "the parent of the cell that the confidence comes from")
          .probability("borrowed_share", "how much comes from there")
          .column("drivers", Types.TEXTS, "what moves this confidence away from that of the stage")
          .text(
              "attributes",
              "values of the further segment dimensions, name=value; null without any")
          .text("decision", "publish, hold or review: of the row that the confidence comes from")
          .key("opportunity_id")
          .check(
              "interval_ordered",
              "confidence IS NULL OR (confidence_low <= confidence AND confidence <= confidence_high)")
          .build();

  /** How well the open opportunities are kept by people. */
  public static final TableContract DATA_QUALITY =
      TableContract.of("data_quality", "pipeline, owner and measure, over the open opportunities")
          .text("pipeline_id", "the pipeline")
          .text("owner_id", "the owner; null for all of the pipeline, those without one included")
          .text(
              "measure",
              "untouched: no sign of work (last_touched_at) for more days than threshold; no_amount,"
                  + " no_close_date, no_product, no_owner, no_next_step; close_date_passed; closed_stage:"
                  + " last moved to a closed stage; probability_off: stated and incumbent probability"
                  + " differ by more than threshold; zero_amount; entered_before_created: a stage")
          .text("kind", "freshness, completeness or contradiction")
          .number("threshold", "days, or 0..1 of probability; null where the measure has none")
          .count("deals", "open opportunities")
          .count("failed", "of these, those that fail the measure")
          .probability("share", "failed / deals")
          .number("median_days", "untouched: median days since the last sign of work; else null")
          .amount("amount_base", "of the failed that have one, in base currency")
          .amount("expected_amount", "of the failed: sum of confidence x amount_base")
          .amount(
              "forecast_effect",
              "what the undated forecast would change by, in base currency: no_amount, zero_amount:"
                  + " + confidence x mean amount of the others in the stage; probability_off: amount x"
                  + " (incumbent - stated), in the forecast by stated probabilities; else"
                  + " - expected_amount, as if these were left out")
          .date(
              "previous_as_of",
              "date of the latest run of an earlier date; null where it lacks the measure")
          .probability("previous_share", "share then")
          .number("share_change", "share - previous_share, -1..1")
          .key("pipeline_id", "owner_id", "measure")
          .check("kind_known", "kind IN ('freshness', 'completeness', 'contradiction')")
          .check("failed_within_deals", "failed BETWEEN 0 AND deals")
          .build();

  /** Predicted against observed on past dates. */
  public static final TableContract RELIABILITY =
      TableContract.of("reliability", "pipeline, past date, method, slice and bin")
          .text("pipeline_id", "the pipeline")
          .text("evaluated_as_of", "past date of the predictions, or all for the dates together")
          .text("method", "the method, as in method_choice")
          .text("slice", "all, the stage, or dimension=value")
          .column("bin", DataTypes.IntegerType, "from 1, in order of the prediction")
          .probability("predicted", "mean prediction of the bin")
          .probability("observed", "share of these won by the as-of date")
          .probability("low", "lower limit of observed")
          .probability("high", "upper limit of observed")
          .count("n", "opportunities in the bin")
          .key("pipeline_id", "evaluated_as_of", "method", "slice", "bin")
          .build();

  /** Scores of each method on past dates. */
  public static final TableContract CALIBRATION_METRIC =
      TableContract.of("calibration_metric", "pipeline, past date, method and slice")
          .text("pipeline_id", "the pipeline")
          .text("evaluated_as_of", "past date of the predictions, or all for the dates together")
          .text(
              "method",
              "the method, as in method_choice; stage_average: what the chosen one says of a stage on"
                  + " average, the number for the CRM; override and overridden: what a person typed and what"
                  + " it replaced, both on the stages and since the date of the version in use only")
          .text("slice", "all, the stage, or dimension=value")
          .number("log_loss", "mean negative log likelihood; smaller is better")
          .number("brier", "mean squared error of the probability")
          .number("brier_low", "lower limit, from leaving out groups of deals")
          .number("brier_high", "upper limit")
          .number("brier_reliability", "Murphy: distance of predicted from observed")
          .number("brier_resolution", "Murphy: how far the predictions separate")
          .number("brier_uncertainty", "Murphy: variance of the outcome")
          .number("ece", "expected calibration error over equal-count bins")
          .number("ece_low", "lower limit; for all deals and dates only")
          .number("ece_high", "upper limit")
          .number("ece_sampling_floor", "what a perfect forecast would show by chance")
          .number("slope", "Cox calibration slope; 1 is perfect")
          .number("slope_low", "lower limit; for all deals and dates only")
          .number("slope_high", "upper limit")
          .number("intercept", "Cox calibration intercept; 0 is perfect")
          .number("intercept_low", "lower limit; for all deals and dates only")
          .number("intercept_high", "upper limit")
          .number("spiegelhalter_z", "beyond +-1.96 the calibration is doubtful")
          .number("expected_wins", "sum of the predictions")
          .number("actual_wins", "won by the as-of date")
          .number("expected_over_actual", "expected_wins / actual_wins; 1 is unbiased")
          .number("expected_over_actual_low", "lower limit, from leaving out groups of deals")
          .number("expected_over_actual_high", "upper limit")
          .number("low", "lower limit of the log loss")
          .number("high", "upper limit of the log loss")
          .count("n", "opportunities open then")
          .count("unresolved", "of these, still open at the as-of date: not won so far")
          .key("pipeline_id", "evaluated_as_of", "method", "slice")
          .build();

  /** What each method would have forecast of past quarters, and what was won. */
  public static final TableContract BACKTEST_QUARTER =
      TableContract.of("backtest_quarter", "pipeline, completed fiscal quarter and method")
          .text("pipeline_id", "the pipeline")
          .date("quarter_start", "first day; every method knows only what was known before it")
          .date("quarter_end", "last day, on the as-of date or before it")
          .text(
              "method",
              "incumbent: the CRM's percentages of today; published: the version in use, where it"
                  + " is older than the quarter; reached_win_rate: the usual one as of the start;"
                  + " proposed: the method that is_chosen in method_choice, fitted as of the start")
          .count(
              "deals",
              "opportunities open at the start; those of the sample where the pipeline is sampled")
          .amount(
              "amount",
              "of these, as known at their entry into the stage, in base currency; this and the"
                  + " money below are the sums of the sample divided by sampled_share of"
                  + " method_choice")
          .amount(
              "forecast",
              "sum of amount x probability of being won at all x share of such wins that come within"
                  + " the length of the quarter")
          .amount("actual", "amount of these opportunities that were won within the quarter")
          .amount("error", "forecast - actual")
          .number(
              "absolute_percentage_error",
              "size of error / actual, 0.1 for 10 %; null if actual is 0")
          .key("pipeline_id", "quarter_start", "method")
          .check(
              "method_known",
              "method IN ('incumbent', 'published', 'reached_win_rate', 'proposed')")
          .check("error_adds_up", "error = forecast - actual")
          .check("won_within_amount", "actual BETWEEN 0 AND amount")
          .build();

  /** The forecast as it was said. */
  public static final TableContract FORECAST_SNAPSHOT =
      snapshotColumns(TableContract.of("forecast_snapshot", "pipeline, period and segment cell"))
          .key(
              "pipeline_id",
              "period_kind",
              "period_start",
              "period_end",
              "segment_level",
              "owner_id",
              "team",
              "customer_type",
              "size_band",
              "product")
          .check("band_ordered", "p10 IS NULL OR (p10 <= p50 AND p50 <= p90)")
          .build();

  /** Forecasts of past dates that nobody made then. */
  public static final TableContract FORECAST_SERIES =
      snapshotColumns(
              TableContract.of("forecast_series", "past date, pipeline, period and segment cell")
                  .date(
                      "snapshot_date",
                      "as-of date of the forecast: it is made of what was known then, as far as the"
                          + " history of as_of_date tells"))
          .key(
              "snapshot_date",
              "pipeline_id",
              "period_kind",
              "period_start",
              "period_end",
              "segment_level",
              "owner_id",
              "team",
              "customer_type",
              "size_band",
              "product")
          .check("band_ordered", "p10 IS NULL OR (p10 <= p50 AND p50 <= p90)")
          .build();

  /** Past forecasts and what happened. */
  public static final TableContract FORECAST_ACCURACY =
      TableContract.of("forecast_accuracy", "past forecast, period, segment cell and method")
          .date("snapshot_date", "as-of date of the forecast")
          .date(
              "known_on",
              "snapshot_date where the forecast was said then; later where it was made afterwards of"
                  + " what was known then")
          .text("pipeline_id", "the pipeline")
          .text("period_kind", "days, month or quarter")
          .date("period_start", "first day")
          .date("period_end", "last day; not after the as-of date")
          .column(
              "lead_days",
              DataTypes.IntegerType,
              "days from snapshot_date to the end of the period")
          .text("segment_level", FORECAST_LEVELS)
          .text("owner_id", "the sales representative; null where the row is about all")
          .team()
          .segment()
          .text(
              "method",
              "confidence: the expected amount of forecast_snapshot, its band and median; incumbent,"
                  + " reached_win_rate, raw_pipeline, committed, last_period: its simple forecasts")
          .amount("forecast", "amount that was forecast")
          .amount("p10", "lower end of the band; null for the simple methods")
          .amount("p50", "median; the forecast itself for the simple methods")
          .amount("p90", "upper end of the band")
          .amount("actual", "amount won in the period, as known now")
          .amount("error", "forecast - actual")
          .number(
              "absolute_percentage_error", "absolute error / actual; null where nothing was won")
          .column(
              "inside_p10_p90",
              DataTypes.BooleanType,
              "whether the actual lay in the band; null for the simple methods")
          .number("pinball", "pinball loss of the median: half of its absolute error")
          .key(
              "snapshot_date",
              "pipeline_id",
              "period_kind",
              "period_start",
              "period_end",
              "segment_level",
              "owner_id",
              "team",
              "customer_type",
              "size_band",
              "product",
              "method")
          .build();

  /** What moved in the open pipeline between two dates. */
  public static final TableContract PIPELINE_MOVEMENT =
      TableContract.of(
              "pipeline_movement", "pipeline, earlier date, kind of period and segment cell")
          .text("pipeline_id", "the pipeline")
          .date(
              "from_date",
              "end of this day is the opening: the earlier as-of date before this one in the"
                  + " workspace, and the days before this month and fiscal quarter began")
          .date("to_date", "end of this day is the closing: the as-of date")
          .text(
              "state_source",
              "where the opening comes from. recorded: what the run of from_date has said, with the"
                  + " size bands of today; rebuilt: from stage visits and field_history, without"
                  + " deals that are deleted now")
          .text(
              "period_kind",
              "month, quarter (fiscal): open deals whose close date lies in the one of to_date; all:"
                  + " open deals whatever their close date")
          .date("period_start", "first day; null for all")
          .date("period_end", "last day; null for all")
          .text("segment_level", FORECAST_LEVELS)
          .text("owner_id", "sales representative; null where the level does not split by it")
          .team()
          .segment()
          .amountOfDeals("opening", "open at the end of from_date, in base currency")
          .amountOfDeals("new", "not created yet then: with the amount of to_date")
          .amountOfDeals("pulled_in", "open then, close date moved into the period since")
          .amountOfDeals("returned", "closed, deleted or not in the export then, created before")
          .amountOfDeals("amount_up", "more than then, of deals that stay or were won")
          .amountOfDeals("amount_down", "less than then, of deals that stay or were won")
          .amountOfDeals(
              "transferred_in", "from another pipeline, owner or segment: amount of from_date")
          .amountOfDeals("transferred_out", "to another one; of a level they cancel")
          .amountOfDeals(
              "pushed_out", "still open, close date moved out of the period: amount of from_date")
          .amountOfDeals(
              "won",
              "won since, with the amount of to_date; deals that came since or, in the period, were"
                  + " not expected in it count as entered as well")
          .amountOfDeals(
              "lost",
              "lost since, with the amount of from_date; deals that came since count as new as well")
          .amountOfDeals(
              "removed", "deleted, merged or no longer in the export: amount of from_date")
          .amountOfDeals("closing", "open at the end of to_date")
          .count(
              "deals_without_amount",
              "of these deals, without an amount in base currency at one of the dates: counted as 0")
          .key(
              "pipeline_id",
              "from_date",
              "period_kind",
              "segment_level",
              "owner_id",
              "team",
              "customer_type",
              "size_band",
              "product")
          .check("period_kind_known", "period_kind IN ('month', 'quarter', 'all')")
          .check("state_source_known", "state_source IN ('recorded', 'rebuilt')")
          .check(
              "amounts_balance",
              "opening + new + pulled_in + amount_up + returned + transferred_in - amount_down"
                  + " - pushed_out - won - lost - removed - transferred_out = closing")
          .check(
              "deals_balance",
              "opening_deals + new_deals + pulled_in_deals + returned_deals + transferred_in_deals"
                  + " - pushed_out_deals - won_deals - lost_deals - removed_deals"
                  + " - transferred_out_deals = closing_deals")
          .build();

  /** The deals behind {@link #PIPELINE_MOVEMENT}. */
  public static final TableContract PIPELINE_MOVEMENT_DEAL =
      TableContract.of(
              "pipeline_movement_deal",
              "deal that moved, earlier date, kind of period, part and, of transfers, segment level")
          .text("pipeline_id", "the pipeline")
          .date("from_date", "as in pipeline_movement")
          .date("to_date", "the as-of date")
          .text("state_source", "as in pipeline_movement")
          .text("period_kind", "month, quarter or all")
          .date("period_start", "first day; null for all")
          .date("period_end", "last day; null for all")
          .text("opportunity_id", "the deal")
          .text(
              "part",
              "column of pipeline_movement that the deal is in; slipped, of all alone: open at both"
                  + " dates with a close date in a later month, which moves no amount")
          .text(
              "segment_level",
              "of transfers, the level at which the deal has changed place; else pipeline, and the"
                  + " deal is in this part at every level")
          .text("owner_id", "sales representative of the deal")
          .text("team", "sales team of the owner; null where forecast.teams names none")
          .text("customer_type", "of the deal")
          .text("size_band", "of the deal")
          .text("product", "of the deal")
          .amount("amount", "what it adds to the part, in base currency")
          .amount("amount_before", "amount of from_date; null where not known")
          .amount("amount_after", "amount of to_date; null where not known")
          .date("close_date_before", "stated close date of from_date")
          .date("close_date_after", "stated close date of to_date")
          .text("stage_before", "stage of from_date, the last open one of closed deals")
          .text("stage_after", "stage of to_date, the last open one of closed deals")
          .column(
              "times_slipped",
              DataTypes.IntegerType,
              "how often the close date was moved into a later period so far; month for all")
          .column("days_slipped", DataTypes.IntegerType, "by how many days, over these times")
          .key("pipeline_id", "from_date", "period_kind", "opportunity_id", "part", "segment_level")
          .check("slips_have_days", "(times_slipped = 0) = (days_slipped = 0)")
          .build();

  /** What was handed to CRMs as their stage percentages. */
  public static final TableContract PUBLICATION =
      TableContract.of("publication", "published version, target, pipeline and open stage")
          .text("version", "the version of stage_confidence")
          .text("target", "the CRM that the package was made for")
          .date("published_on", "day of the publication")
          .text("published_by", "who published")
          .text("package_sha256", "of manifest.json, which names every file of the package")
          .text("pipeline_id", "the pipeline")
          .text("stage_id", "the stage")
          .text("stage_label", "name shown to people")
          .probability("incumbent", "probability that the CRM used before")
          .probability(
              "released_confidence", "approved, before rounding; null where the CRM keeps its own")
          .probability("published", "as rounded for the CRM: what it is to hold now")
          .key("version", "target", "pipeline_id", "stage_id")
          .build();

  /** Whether the CRM holds what was published. */
  public static final TableContract PUBLICATION_CHECK =
      TableContract.of("publication_check", "target, pipeline and published stage")
          .text("version", "the version that was published last to the target")
          .text("target", "the CRM that the package was made for")
          .text("pipeline_id", "the pipeline")
          .text("stage_id", "the stage")
          .text("stage_label", "name shown to people")
          .probability("published", "what the CRM is to hold")
          .probability("held", "what the export says that it holds; null without a percentage")
          .text(
              "verdict",
              "verified: as published; differs: another percentage; missing: the export has no such"
                  + " stage, or no percentage of it")
          .text("changed_by", "who changed the stage in the CRM, where the export says so")
          .time("changed_at", "when")
          .key("target", "pipeline_id", "stage_id")
          .check("verdict_known", "verdict IN ('verified', 'differs', 'missing')")
          .build();

  /** The ledger of runs, and of what people did with the confidence table. */
  public static final TableContract RUN_REPORT =
      TableContract.of("run_report", "run of a command")
          .text("command", "run, ingest, calibrate, forecast, review approve, publish, ...")
          .text("decision", "proposed, refused, signed, approved, published, ...")
          .column("exit_code", DataTypes.IntegerType, "of the process")
          .text("code_version", "version of Plumbline")
          .text("code_sha256", "of the program: tells builds of one version apart")
          .column(
              "inputs",
              DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType),
              "file or table to its sha256 or Delta version")
          .column(
              "settings",
              DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType),
              "effective settings that decide results")
          .count("rows_read", "input rows")
          .count("rows_accepted", "of these, accepted")
          .count("rows_rejected", "of these, rejected")
          .count("rows_excluded", "of these, set aside by the settings")
          .column(
              "durations",
              DataTypes.createMapType(DataTypes.StringType, DataTypes.DoubleType),
              "step to seconds")
          .column("spark_jobs", DataTypes.IntegerType, "Spark jobs started")
          .column(
              "table_versions",
              DataTypes.createMapType(DataTypes.StringType, DataTypes.LongType),
              "table to the Delta version that this run left: together one consistent state")
          .column(
              "notes",
              Types.TEXTS,
              "what a reader should know: inferred orders, fallbacks, warnings")
          .text("version", "version of stage_confidence that a person acted on; null for runs")
          .text("actor", "who acted")
          .text("reason", "why, in that person's words")
          .date("acted_on", "day of the act, as stated")
          .count("act", "number of the act in this workspace, from 1")
          .text("target", "the CRM that was published or sent to")
          .key("command", "act")
          .check("rows_add_up", "rows_read = rows_accepted + rows_rejected + rows_excluded")
          .check("acts_are_signed", "version IS NULL OR (actor IS NOT NULL AND act IS NOT NULL)")
          .appendOnly()
          .changeDataFeed()
          .build();

  private static final List<TableContract> ALL =
      List.of(
          OPPORTUNITY,
          STAGE_VISIT,
          STAGE,
          TARGET,
          REJECTED_RECORD,
          QUALITY_RESULT,
          STAGE_WIN_RATE,
          CONTROL_CHART,
          OWNER_BIAS,
          STAGE_CONFIDENCE,
          SEGMENT_EFFECT,
          STAGE_DRIFT,
          METHOD_CHOICE,
          STAGE_TIMING,
          SIZE_PACE,
          ARRIVAL,
          AMOUNT_DRIFT,
          FORECAST_SPREAD,
          CATEGORY_WORTH,
          OPPORTUNITY_SCORE,
          DATA_QUALITY,
          RELIABILITY,
          CALIBRATION_METRIC,
          BACKTEST_QUARTER,
          FORECAST_SNAPSHOT,
          FORECAST_SERIES,
          FORECAST_ACCURACY,
          PIPELINE_MOVEMENT,
          PIPELINE_MOVEMENT_DEAL,
          PUBLICATION,
          PUBLICATION_CHECK,
          RUN_REPORT);

  private Tables() {}

  /** The column of the opportunities that the values of a segment dimension come from. */
  public static String attributeOf(String dimension) {
    return dimension.equals("size_band") ? "amount" : dimension;
  }

  /** What a forecast says, the same for forecasts that were said and for those made afterwards. */
  private static TableContract.Builder snapshotColumns(TableContract.Builder table) {
    return table
        .text("pipeline_id", "the pipeline")
        .text("period_kind", "days (a stretch from the as-of date on), month or quarter")
        .date("period_start", "first day")
        .date("period_end", "last day")
        .text("segment_level", FORECAST_LEVELS)
        .text("owner_id", "the sales representative; null where the row is about all")
        .team()
        .segment()
        .amount("closed_won", "won in the period by the as-of date")
        .amount("open_amount", "amount of the whole open pipeline")
        .amount(
            "weighted_incumbent",
            "open pipeline x incumbent, whole and undated; null without incumbents")
        .amount("weighted_confidence", "open pipeline x confidence, whole and undated")
        .amount("open_expected", "expected wins from the open pipeline in the period")
        .amount("new_business", "expected wins in the period from opportunities not created yet")
        .amount("expected", "closed_won + open_expected + new_business")
        .amount("p10", "exceeded with probability 0.9")
        .amount("p50", "median")
        .amount("p90", "exceeded with probability 0.1")
        .column(
            "quantiles",
            DataTypes.createArrayType(
                new StructType()
                    .add("probability", DataTypes.DoubleType)
                    .add("amount", Types.AMOUNT)),
            "further amounts that are not exceeded with a probability (forecast.quantiles)")
        .amount("open_p10", "of what the open pipeline brings, exceeded with probability 0.9")
        .amount("open_p90", "exceeded with probability 0.1")
        .amount("new_p10", "of new business, exceeded with probability 0.9")
        .amount("new_p90", "exceeded with probability 0.1")
        .count("closed_won_deals", "deals won in the period by the as-of date")
        .count("open_deals", "open deals with an amount")
        .number("open_expected_deals", "expected number of these that are won in the period")
        .number("expected_deals", "expected number of all deals won in the period")
        .number("deals_p10", "number of wins exceeded with probability 0.9")
        .number("deals_p50", "median")
        .number("deals_p90", "exceeded with probability 0.1")
        .number("open_shock", "as in forecast_spread")
        .number("new_shock", "as in forecast_spread")
        .number("width_factor", "as in forecast_spread; 1 where nothing is known")
        .column("past_forecasts", DataTypes.IntegerType, "forecasts that these are learned from")
        .amount(
            "due_incumbent",
            "the usual forecast: closed_won + open deals due in the period x incumbent; all open"
                + " deals where none has a close date. Like the four that follow, of whole pipelines")
        .amount("due_reached", "the same with the usual win rate")
        .amount("due_raw", "the same in full")
        .amount("committed", "the same in full, of stages in the category commit")
        .amount("last_period", "won in the last such period that is over")
        .column(
            "deciding",
            DataTypes.createArrayType(
                new StructType()
                    .add("opportunity_id", DataTypes.StringType)
                    .add("amount", Types.AMOUNT)
                    .add("probability", DataTypes.DoubleType)
                    .add("share_of_variance", DataTypes.DoubleType)),
            "open deals that most of the width of the band comes from, at most five; of whole"
                + " pipelines")
        .amount("target", "target of the period, where given")
        .probability("probability_of_target", "share of the simulations that reach it")
        .amount("pipeline_needed", "open amount that would close the gap to the target")
        .column(
            "needed_by_stage",
            DataTypes.createArrayType(
                new StructType()
                    .add("stage_id", DataTypes.StringType)
                    .add("amount", Types.AMOUNT)
                    .add("low", Types.AMOUNT)
                    .add("high", Types.AMOUNT)),
            "open amount in one stage that would close the gap by itself; low and high if the"
                + " period turns out as well or as badly as one in ten does")
        .number("coverage", "open amount / gap to the target")
        .number("coverage_needed", "as in forecast_spread, of the stretch most like the period")
        .number("coverage_safe", "as in forecast_spread");
  }

  /** All contracts, in the order in which a run fills them. */
  public static List<TableContract> all() {
    return ALL;
  }

  /** The contract of a table, if there is such a table. */
  public static Optional<TableContract> byName(String name) {
    return ALL.stream().filter(table -> table.name().equals(name)).findFirst();
  }
}
