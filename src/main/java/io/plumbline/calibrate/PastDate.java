package io.plumbline.calibrate;

import io.plumbline.outlook.Arrival;
import io.plumbline.outlook.ArrivalTrend;
import io.plumbline.outlook.Category;
import io.plumbline.outlook.OpenDeal;
import io.plumbline.outlook.PipelineForecast;
import io.plumbline.outlook.Placement;
import io.plumbline.outlook.Segment;
import io.plumbline.outlook.Segment.Level;
import io.plumbline.stats.CompetingRiskCounts;
import io.plumbline.stats.CompetingRiskCurve;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A pipeline as it stood at the end of a past day, and what was known of it then: everything that a
 * forecast is made of. Amounts are as known at the entry into the stage.
 */
final class PastDate {

  private final PipelineInput input;
  private final Paths paths;
  private final LocalDate date;
  private final long at;
  private final Landmarks landmarks;
  private final ConfidenceModel model;
  private final Map<String, Double> incumbents = new HashMap<>();
  private final Map<String, Double> reached;
  private final List<Standing> standing = new ArrayList<>();

  /** A deal that stood open, and its number in the paths. */
  record Standing(int visit, int deal, OpenDeal open) {}

  private PastDate(
      PipelineInput input, LocalDate date, long at, Landmarks landmarks, ConfidenceModel model) {
    this.input = input;
    this.paths = input.paths();
    this.date = date;
    this.at = at;
    this.landmarks = landmarks;
    this.model = model;
    input
        .stages()
        .forEach(stage -> incumbents.put(stage.id(), stage.incumbentOn(date, input.published())));
    this.reached = ReachedWinRates.at(at, paths);
    Landmarks.Rows rows = landmarks.standing();
    for (int r = 0; r < rows.size(); r++) {
      int visit = rows.visit(r);
      if (paths.cents(visit) != Paths.NO_AMOUNT) {
        standing.add(standing(visit, rows.cell(r)));
      }
    }
  }

  /**
   * The pipeline at the end of a day.
   *
   * @param method that confidences are made by
   * @return empty where nothing had been won or lost by then, or nothing stood open
   */
  static Optional<PastDate> at(
      LocalDate date, PipelineInput input, Method method, CalibrationSettings settings) {
    long at = settings.endOf(date);
    Paths paths = input.paths();
    if (paths.closedBy(at) == 0) {
      return Optional.empty();
    }
    Landmarks landmarks =
        Landmarks.of(
            paths, Calendar.of(paths, at, settings).grid(at, settings), settings.ageBands());
    if (landmarks.standing().size() == 0 || !landmarks.followUp().isAnyResolved()) {
      return Optional.empty();
    }
    ConfidenceModel model =
        ConfidenceModel.fit(landmarks, CalibrationSettings.BUCKETS, method.form());
    return model.isKnown()
        ? Optional.of(new PastDate(input, date, at, landmarks, model))
        : Optional.empty();
  }

  private Standing standing(int visit, int cell) {
    int deal = paths.deal(visit);
    String stage = paths.stages().get(paths.stage(visit));
    Landmarks.CellKey key = landmarks.cells().get(cell);
    return new Standing(
        visit,
        deal,
        new OpenDeal(
            Long.toHexString(paths.key(deal)),
            segment(visit),
            new Placement(
                stage,
                landmarks.bands().get(key.stage()).label(key.band()),
                level(Dimension.SIZE_BAND, visit),
                model.confidence(cell),
                incumbents.getOrDefault(stage, Double.NaN),
                reached.getOrDefault(stage, Double.NaN),
                stage),
            input.whole(paths.cents(visit)),
            paths.due(visit) == Paths.NO_DAY
                ? Optional.empty()
                : Optional.of(LocalDate.ofEpochDay(paths.due(visit)))));
  }

  /** Only forecasts that are kept tell segments apart. */
  private Segment segment(int visit) {
    if (!input.isBySegment()) {
      return Segment.NOTHING_KNOWN;
    }
    return new Segment(
        level(Dimension.CUSTOMER_TYPE, visit),
        level(Dimension.SIZE_BAND, visit),
        level(Dimension.PRODUCT, visit),
        paths.owner(paths.deal(visit)),
        paths.team(paths.deal(visit)));
  }

  private String level(String dimension, int visit) {
    for (int d = 0; d < paths.dimensions().size(); d++) {
      if (paths.dimensions().get(d).name().equals(dimension)) {
        return paths.dimensions().get(d).levels().get(paths.code(d, visit));
      }
    }
    return null;
  }

  LocalDate date() {
    return date;
  }

  /** The deals with an amount that stood open. */
  List<Standing> standing() {
    return standing;
  }

  /** Tells a forecast of this day all that was known. */
  void tell(PipelineForecast forecast) {
    standing.forEach(deal -> forecast.addOpen(deal.open()));
    AmountDrift.at(at, paths).forEach(drift -> forecast.addDrift(drift.stageId(), drift.applied()));
    SizePace.of(landmarks).forEach(pace -> forecast.addPace(pace.sizeBand(), pace.pace()));
    for (PipelineInput.Day day : input.days()) {
      if (day.won() > 0 && !day.date().isAfter(date)) {
        forecast.addWon(day.date(), day.segment(), day.won(), day.cents());
      }
    }
    input.categories().forEach(forecast::addCategory);
    timingsAndArrivals(forecast);
  }

  private void timingsAndArrivals(PipelineForecast forecast) {
    CompetingRiskCounts counts = new CompetingRiskCounts();
    Map<Level, Map<String, Mix>> mixes = new EnumMap<>(Level.class);
    Mix whole = new Mix();
    for (int v = 0; v < paths.visits(); v++) {
      int deal = paths.deal(v);
      boolean isFirst = v == 0 || paths.deal(v - 1) != deal;
      if (!isFirst || paths.entered(v) >= at) {
        continue;
      }
      byte outcome = paths.outcomeAt(deal, at);
      long end = outcome == Paths.OPEN ? at : paths.closed(deal);
      long observedFrom = landmarks.grid().observedFrom();
      if (end < observedFrom) {
        continue;
      }
      int day = (int) Math.floorDiv(end - paths.entered(v), Landmarks.MICROS_PER_DAY);
      if (paths.entered(v) < observedFrom) {
        // Older than what the export is complete for: late entry, and not one that arrived.
        long late = Math.floorDiv(observedFrom - paths.entered(v), Landmarks.MICROS_PER_DAY);
        Paths.count(counts, outcome, (int) late - 1, day);
        continue;
      }
      Paths.count(counts, outcome, day);
      whole.add(outcome, paths.finalCents(deal));
      if (input.isBySegment()) {
        Segment segment = segment(v);
        for (Level level : Level.values()) {
          if (level != Level.PIPELINE && level.isOfArrivals()) {
            mixes
                .computeIfAbsent(level, of -> new TreeMap<>())
                .computeIfAbsent(segment.cell(level), of -> new Mix())
                .add(outcome, paths.finalCents(deal));
          }
        }
      }
    }
    CompetingRiskCurve fromCreation = counts.curve();
    Timings.of(model, fromCreation)
        .forEach(
            line ->
                forecast.addTiming(line.stageId(), line.ageBand(), line.day(), line.shareOfWins()));
    long[] created = input.created(date);
    if (created.length == 0 || whole.won == 0) {
      return;
    }
    ArrivalTrend trend = ArrivalTrend.of(created, date);
    double wins = fromCreation.eventualWon() * whole.priced();
    forecast.addArrival(
        Level.PIPELINE,
        Segment.NOTHING_KNOWN,
        new Arrival(trend.perDay(), trend.byMonth(), wins, whole.mean(), whole.variance()));
    mixes.forEach(
        (level, cells) ->
            cells.forEach(
                (cell, mix) ->
                    forecast.addArrival(
                        level, Segment.of(level, cell), mix.arrival(trend, whole, wins))));
  }

  /** Deals created so far, of one cell; of the won ones, those that have an amount. */
  private static final class Mix {
    private long deals;
    private long wins;
    private long won;
    private double cents;
    private double squared;

    void add(byte outcome, long finalCents) {
      deals++;
      wins += outcome == Paths.WON ? 1 : 0;
      if (outcome == Paths.WON && finalCents >= 0) {
        won++;
        cents += finalCents;
        squared += (double) finalCents * finalCents;
      }
    }

    /** Share of the wins that have an amount. */
    double priced() {
      return (double) won / wins;
    }

    /** In base currency. */
    double mean() {
      return cents / won / 100;
    }

    double variance() {
      return Math.max(0, squared / won / 10_000 - mean() * mean());
    }

    /** A cell's part of the arrivals, by its part of the deals and of the wins so far. */
    Arrival arrival(ArrivalTrend trend, Mix whole, double wins) {
      Mix sized = won > 0 ? this : whole;
      return new Arrival(
          trend.perDay() * deals / whole.deals,
          trend.byMonth(),
          Math.min(1, wins * (won + 1.0) / (deals + 1.0) * (whole.deals + 1) / (whole.won + 1)),
          sized.mean(),
          sized.variance());
    }
  }

  /** Cents of the deals that stood open and were won from a time on, until another. */
  double won(long from, long to) {
    return standing.stream()
        .filter(deal -> isWonWithin(deal, from, to))
        .mapToDouble(deal -> input.whole(amountWhenWon(deal)))
        .sum();
  }

  boolean isWonWithin(Standing deal, long from, long to) {
    return paths.outcomeAt(deal.deal(), to) == Paths.WON && paths.closed(deal.deal()) >= from;
  }

  long amountWhenWon(Standing deal) {
    long cents = paths.finalCents(deal.deal());
    return cents == Paths.NO_AMOUNT ? paths.cents(deal.visit()) : cents;
  }

  /** The stage's category of a deal. */
  Optional<Category> category(Standing deal) {
    return Optional.ofNullable(input.categories().get(deal.open().placement().stageId()));
  }
}
