package io.plumbline.calibrate;

import io.plumbline.outlook.Category;
import io.plumbline.outlook.Experience;
import io.plumbline.outlook.Experience.Past;
import io.plumbline.outlook.Experience.Stretch;
import io.plumbline.outlook.ForecastPeriod;
import io.plumbline.outlook.PipelineForecast;
import io.plumbline.outlook.PipelineForecast.Plan;
import io.plumbline.outlook.Snapshot;
import io.plumbline.outlook.Spread;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The forecast of a pipeline as it would have been made at past dates, each from what was known
 * then, beside what happened: what today's band is learned from, and past snapshots that nobody
 * kept.
 *
 * <p>Dates lie on a grid that does not move with the as-of date (every 7, 14 or 28 days), so that a
 * date is looked at once for all forecasts that learn from it. The method of the confidences is the
 * one chosen at the as-of date.
 */
final class PastForecasts {

  private static final int DEALS_PER_DATE = 20;

  private final String pipeline;
  private final PipelineInput input;
  private final Method method;
  private final CalibrationSettings settings;

  /** The first day that a deal was created on. */
  private final LocalDate first;

  private PastForecasts(
      String pipeline, PipelineInput input, Method method, CalibrationSettings settings) {
    this.pipeline = pipeline;
    this.input = input;
    this.method = method;
    this.settings = settings;
    this.first =
        input.days().stream()
            .filter(day -> day.created() > 0)
            .map(PipelineInput.Day::date)
            .findFirst()
            .orElse(settings.asOf());
  }

  /**
   * A snapshot of a past date.
   *
   * @param date the as-of date of the forecast
   */
  record Kept(LocalDate date, Snapshot snapshot) {}

  /** A row of the table of categories; amounts in base currency. */
  record Worth(
      Category category,
      Stretch stretch,
      int dates,
      long deals,
      double amount,
      long won,
      double wonAmount) {}

  /**
   * All about past forecasts.
   *
   * @param spreads what today's forecast learns
   * @param pasts forecasts of stretches that are over
   * @param worths what categories were worth
   * @param kept snapshots of the dates asked for
   */
  record Result(List<Spread> spreads, List<Past> pasts, List<Worth> worths, List<Kept> kept) {}

  /**
   * Makes all forecasts.
   *
   * @param method that confidences are made by
   */
  static Result of(
      String pipeline, PipelineInput input, Method method, CalibrationSettings settings) {
    return new PastForecasts(pipeline, input, method, settings).result();
  }

  private Result result() {
    int most =
        (int)
            Math.min(
                settings.forecast().dates(),
                input.paths().closedBy(settings.cutoff()) / DEALS_PER_DATE);
    int spacing = spacing(settings.asOf());
    SortedMap<LocalDate, List<ForecastPeriod>> series = settings.forecast().series();
    Set<LocalDate> grid = most == 0 ? Set.of() : grid(most, spacing);
    SortedSet<LocalDate> dates = new TreeSet<>(grid);
    dates.addAll(series.keySet());
    Map<Stretch, Map<Category, Tally>> worths = new HashMap<>();
    List<Past> pasts = new ArrayList<>();
    List<Kept> kept = new ArrayList<>();
    Experience experience = new Experience(ForecastSettings.STRETCHES, spacing, most);
    for (LocalDate date : dates) {
      Optional<PastDate> past = PastDate.at(date, input, method, settings);
      if (past.isPresent()) {
        if (series.containsKey(date)) {
          forecast(
                  past.get(),
                  series.get(date),
                  settings.forecast().draws(),
                  experience.knownOn(date))
              .snapshots()
              .forEach(snapshot -> kept.add(new Kept(date, snapshot)));
        }
        if (grid.contains(date)) {
          look(past.get(), experience, pasts, worths);
        }
      }
    }
    return new Result(
        most == 0 ? List.of() : experience.knownOn(settings.asOf()), pasts, worths(worths), kept);
  }

  /** Fewer days where there is less history; each divides the next. */
  private int spacing(LocalDate asOf) {
    long days = ChronoUnit.DAYS.between(first, asOf);
    return days < 365 ? 7 : days < 730 ? 14 : 28;
  }

  /**
   * The dates to learn from. For forecasts that are kept, all from the first deal on: each is the
   * same whatever other dates are asked for beside it.
   */
  private Set<LocalDate> grid(int most, int spacing) {
    SortedMap<LocalDate, List<ForecastPeriod>> series = settings.forecast().series();
    LocalDate before = series.isEmpty() ? settings.asOf() : series.lastKey();
    long last = Math.floorDiv(before.toEpochDay() - 1, spacing);
    long earliest =
        series.isEmpty() ? last - most + 1 : Math.floorDiv(first.toEpochDay(), spacing) + 1L;
    Set<LocalDate> grid = new TreeSet<>();
    for (long step = earliest; step <= last; step++) {
      grid.add(LocalDate.ofEpochDay(step * spacing));
    }
    return grid;
  }

  private PipelineForecast forecast(
      PastDate past, List<ForecastPeriod> periods, int draws, List<Spread> spreads) {
    PipelineForecast forecast =
        new PipelineForecast(
            pipeline,
            new Plan(
                past.date(),
                periods,
                draws,
                settings.seed(),
                settings.forecast().quantiles(),
                settings.forecast().levels()));
    past.tell(forecast);
    spreads.forEach(forecast::addSpread);
    return forecast;
  }

  /** Makes the forecast of a past date and compares it with what happened. */
  private void look(
      PastDate past,
      Experience experience,
      List<Past> pasts,
      Map<Stretch, Map<Category, Tally>> worths) {
    List<Stretch> over =
        ForecastSettings.STRETCHES.stream()
            .filter(stretch -> !past.date().plusDays(stretch.to()).isAfter(settings.asOf()))
            // How many wins come within so many days takes as many days to know.
            .filter(stretch -> !first.plusDays(stretch.to()).isAfter(past.date()))
            .toList();
    if (over.isEmpty()) {
      return;
    }
    List<Snapshot> snapshots =
        forecast(
                past,
                over.stream().map(stretch -> stretch.after(past.date())).toList(),
                ForecastSettings.DRAWS_TO_LEARN,
                experience.knownOn(past.date()))
            .ofPipeline()
            .toList();
    for (int i = 0; i < snapshots.size(); i++) {
      Stretch stretch = over.get(i);
      long from = settings.endOf(past.date().plusDays(stretch.from()));
      long to = settings.endOf(past.date().plusDays(stretch.to()));
      Past compared =
          new Past(
              past.date(),
              stretch,
              snapshots.get(i),
              past.won(from, to) / 100,
              input.wonCents(snapshots.get(i).period()) / 100.0);
      experience.add(compared);
      pasts.add(compared);
      count(past, from, to, worths.computeIfAbsent(stretch, of -> new TreeMap<>()));
    }
  }

  private static void count(PastDate past, long from, long to, Map<Category, Tally> byCategory) {
    Map<Category, Tally> now = new TreeMap<>();
    for (PastDate.Standing deal : past.standing()) {
      past.category(deal)
          .ifPresent(
              category -> {
                Tally tally = now.computeIfAbsent(category, of -> new Tally());
                tally.deals++;
                tally.amount += deal.open().cents() / 100.0;
                if (past.isWonWithin(deal, from, to)) {
                  tally.won++;
                  tally.wonAmount += past.amountWhenWon(deal) / 100.0;
                }
              });
    }
    now.forEach(
        (category, tally) ->
            byCategory.computeIfAbsent(category, of -> new Tally()).addDate(tally));
  }

  /** The deals of a category while they are added up. */
  private static final class Tally {
    private int dates;
    private long deals;
    private double amount;
    private long won;
    private double wonAmount;

    private void addDate(Tally date) {
      dates++;
      deals += date.deals;
      amount += date.amount;
      won += date.won;
      wonAmount += date.wonAmount;
    }

    private Worth worth(Category category, Stretch stretch) {
      return new Worth(category, stretch, dates, deals, amount, won, wonAmount);
    }
  }

  private static List<Worth> worths(Map<Stretch, Map<Category, Tally>> counted) {
    return ForecastSettings.STRETCHES.stream()
        .filter(counted::containsKey)
        .flatMap(
            stretch ->
                counted.get(stretch).entrySet().stream()
                    .map(entry -> entry.getValue().worth(entry.getKey(), stretch)))
        .toList();
  }
}
