package io.plumbline.outlook;

import static java.util.Objects.requireNonNull;

import io.plumbline.outlook.Segment.Level;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The forecast of one pipeline. Facts are added in any order, one at a time; the result is the same
 * to the last digit for every order. Not safe for use by several threads.
 *
 * <ul>
 *   <li>Open pipeline: amount x drift of the amounts of its stage until they are won, where it is
 *       still what it was at the entry x confidence x share of the wins of its stage and age band
 *       that come in the period. A deal without confidence or without timing counts only as open
 *       amount.
 *   <li>New business: arrivals per day, with their trend and season, x win probability x mean
 *       amount x share of the wins that fall in the period, of all opportunities created from
 *       tomorrow to its end.
 *   <li>Every level is the same whole, cut differently: cells are apportioned so that they add up
 *       to the pipeline to the cent. Of the simulated futures, open deals and shocks are common to
 *       all levels, too. Arrivals are drawn for each cell from its own rate and amounts: what one
 *       level knows of them does not follow from another.
 * </ul>
 */
public final class PipelineForecast {

  /** Probabilities are rounded to this part before they are multiplied by cents and added up. */
  private static final long UNIT = 1_000_000_000_000L;

  private static final BigDecimal LARGEST_AMOUNT = new BigDecimal("9999999999999999.99");
  private static final double CENTS = 100;
  private static final int WHOLE_SIMULATED = 0;
  private static final String WHOLE = Segment.NOTHING_KNOWN.cell(Level.PIPELINE);
  private static final long WEIGHT_RESOLUTION = 1L << 50;

  /** Deals with less of the variance are not worth naming. */
  private static final double LEAST_DECIDING = 0.005;

  private static final int MOST_DECIDING = 5;

  private final String pipelineId;
  private final Plan plan;
  private final SortedMap<Segment, SegmentTotals> totals = new TreeMap<>();
  private final LargestDeals largest = new LargestDeals();
  private final Map<Level, Map<String, Arrival>> arrivals = new EnumMap<>(Level.class);
  private final Map<CurveKey, TimingCurve> curves = new HashMap<>();
  private final Map<String, Double> paces = new HashMap<>();
  private final Map<String, Double> drifts = new HashMap<>();
  private final Map<String, Category> categories = new HashMap<>();
  private final NavigableMap<LocalDate, Long> wonByDay = new TreeMap<>();
  private final SimpleForecasts simple;
  private final List<Spread> spreads = new ArrayList<>();
  private final long[] targets;
  private final boolean[] targeted;

  /**
   * What all pipelines have in common.
   *
   * @param today the as-of date: the future begins the day after
   * @param periods the periods to forecast
   * @param draws simulated futures per period
   * @param seed what the random numbers of every deal and cell start from
   * @param quantiles probabilities to give the amounts of, beside the band
   * @param levels that pipelines are split by; the whole is always forecast
   */
  public record Plan(
      LocalDate today,
      List<ForecastPeriod> periods,
      int draws,
      long seed,
      List<Double> quantiles,
      Set<Level> levels)
      implements Serializable {

    /** Copies the lists and the set. */
    public Plan {
      requireNonNull(today, "today");
      periods = List.copyOf(periods);
      quantiles = List.copyOf(quantiles);
      EnumSet<Level> all = EnumSet.of(Level.PIPELINE);
      all.addAll(levels);
      levels = Collections.unmodifiableSet(all);
    }

    int daysTo(LocalDate day) {
      return Math.toIntExact(ChronoUnit.DAYS.between(today, day));
    }
  }

  /** The stage is null for the time from creation, the age band for all. */
  private record CurveKey(String stageId, String ageBand) {}

  /** A forecast of nothing yet. */
  public PipelineForecast(String pipelineId, Plan plan) {
    this.pipelineId = requireNonNull(pipelineId, "pipelineId");
    this.plan = requireNonNull(plan, "plan");
    this.simple = new SimpleForecasts(plan.periods);
    this.targets = new long[plan.periods.size()];
    this.targeted = new boolean[plan.periods.size()];
    for (Level level : Level.values()) {
      arrivals.put(level, new HashMap<>());
    }
  }

  /** Adds an open deal. */
  public void addOpen(OpenDeal deal) {
    totals(deal.segment()).addOpen(deal.placement(), deal.cents());
    largest.add(deal);
    simple.add(deal);
  }

  /** Adds what some deals won on a day brought to the periods that hold the day. */
  public void addWon(LocalDate day, Segment segment, long deals, long cents) {
    wonByDay.merge(day, cents, Math::addExact);
    for (int period = 0; period < plan.periods.size(); period++) {
      if (plan.periods.get(period).contains(day)) {
        totals(segment).addWon(period, deals, cents);
      }
    }
  }

  /**
   * Adds a step of a timing curve.
   *
   * @param stageId null for the time from creation to win
   * @param ageBand null for all
   */
  public void addTiming(String stageId, String ageBand, int day, double share) {
    curves
        .computeIfAbsent(new CurveKey(stageId, ageBand), key -> new TimingCurve())
        .add(day, share);
  }

  /** Sets what days ahead are multiplied by before a size looks its timing up; 1 unless set. */
  public void addPace(String sizeBand, double pace) {
    paces.put(sizeBand, pace);
  }

  /** Sets what amounts as of the entry into a stage are multiplied by until they are won. */
  public void addDrift(String stageId, double factor) {
    drifts.put(stageId, factor);
  }

  /** Sets the forecast category of a stage. */
  public void addCategory(String stageId, Category category) {
    categories.put(stageId, category);
  }

  /** Adds what past forecasts teach; of all added, the one about the days most alike is used. */
  public void addSpread(Spread spread) {
    spreads.add(spread);
  }

  /** Sets what arrives in a cell. */
  public void addArrival(Level level, Segment segment, Arrival arrival) {
    arrivals.get(level).put(segment.cell(level), arrival);
  }

  /** Adds to the target of the period with exactly these days; other days are not forecast. */
  public void addTarget(LocalDate start, LocalDate end, long cents) {
    for (int period = 0; period < plan.periods.size(); period++) {
      ForecastPeriod candidate = plan.periods.get(period);
      if (candidate.start().equals(start) && candidate.end().equals(end)) {
        targets[period] = Math.addExact(targets[period], cents);
        targeted[period] = true;
      }
    }
  }

  /**
   * The snapshots by period, level and cell; none where nothing was won in the periods, is open or
   * arrives. Asked after everything was added.
   */
  public Stream<Snapshot> snapshots() {
    return snapshots(plan.levels);
  }

  /** Of these, the snapshots of the pipeline as a whole, by period. */
  public Stream<Snapshot> ofPipeline() {
    return snapshots(EnumSet.of(Level.PIPELINE));
  }

  private Stream<Snapshot> snapshots(Set<Level> levels) {
    if (totals.isEmpty() && !arrivals.get(Level.PIPELINE).containsKey(WHOLE)) {
      return Stream.empty();
    }
    Whole whole = new Whole();
    return Stream.iterate(0, period -> period < plan.periods.size(), period -> period + 1)
        .flatMap(period -> new PeriodForecast(period, whole).snapshots(levels));
  }

  private SegmentTotals totals(Segment segment) {
    return totals.computeIfAbsent(segment, key -> new SegmentTotals(plan.periods.size()));
  }

  private static long units(double probability) {
    return Double.isNaN(probability) ? 0 : Math.round(probability * UNIT);
  }

  /** Cents to an amount. */
  private static BigDecimal amount(long cents) {
    return BigDecimal.valueOf(cents, 2);
  }

  /** Empty where the amount is too large to say, as where nothing comes of a gap. */
  private static Optional<BigDecimal> amount(double currency) {
    return Double.isFinite(currency) && currency <= LARGEST_AMOUNT.doubleValue() / 10
        ? Optional.of(new BigDecimal(currency).setScale(2, RoundingMode.HALF_UP))
        : Optional.empty();
  }

  private static long roundedCents(BigInteger units) {
    return new BigDecimal(units)
        .divide(BigDecimal.valueOf(UNIT), 0, RoundingMode.HALF_UP)
        .longValueExact();
  }

  /**
   * FNV-1a of the name of the cell, 64 bits (Fowler, Noll, Vo; RFC 9923), so that each cell has its
   * own stream of random numbers wherever it is computed.
   */
  private static long hash(String name) {
    long hash = 0xcbf29ce484222325L;
    for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (octet & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }

  /** The random numbers of something that has a name. */
  private long seed(String... name) {
    return plan.seed() ^ hash(pipelineId + "|" + String.join("|", name));
  }

  /**
   * A cell of a level.
   *
   * @param name the value of the level's column
   * @param simulated its number in the simulation
   * @param parts the segments that make it up; none where it only has arrivals
   */
  private record Cell(String name, int simulated, List<SegmentTotals> parts) {

    long closedWonCents(int period) {
      return parts.stream()
          .mapToLong(part -> part.closedWonCents(period))
          .reduce(0, Math::addExact);
    }

    long openCents() {
      return parts.stream().mapToLong(SegmentTotals::openCents).reduce(0, Math::addExact);
    }

    long dealsWon(int period) {
      return parts.stream().mapToLong(part -> part.dealsWon(period)).sum();
    }

    long openDeals() {
      return parts.stream().mapToLong(SegmentTotals::openDeals).sum();
    }

    double expectedWins(ToLongFunction<Placement> weight) {
      return parts.stream()
              .map(part -> part.weightedDeals(weight))
              .reduce(BigInteger.ZERO, BigInteger::add)
              .doubleValue()
          / UNIT;
    }

    boolean knowsIncumbent() {
      return parts.stream().anyMatch(SegmentTotals::knowsIncumbent);
    }
  }

  /** A sum of open deals drawn together. */
  private record Rest(Segment segment, SortedMap<Placement, SegmentTotals.Sums> sums) {}

  /** What is the same in all periods: the cells, and what of them is undated. */
  private final class Whole {
    private final Arrival arrival =
        arrivals.get(Level.PIPELINE).getOrDefault(WHOLE, Arrival.UNKNOWN);
    private final Map<Level, List<Cell>> cells = new EnumMap<>(Level.class);
    private final Map<Segment, int[]> simulatedIn = new HashMap<>();
    private final List<OpenDeal> single = largest.toList();
    private final List<Rest> rest = new ArrayList<>();
    private final Map<Level, long[]> incumbent;
    private final Map<Level, long[]> confidence;
    private int simulated;

    Whole() {
      for (Level level : plan.levels) {
        cells.put(level, cellsOf(level));
      }
      for (Segment segment : totals.keySet()) {
        simulatedIn.put(
            segment,
            cells.entrySet().stream()
                .mapToInt(entry -> named(entry.getValue(), segment.cell(entry.getKey())))
                .distinct()
                .toArray());
      }
      Map<Segment, List<OpenDeal>> bySegment =
          single.stream().collect(Collectors.groupingBy(OpenDeal::segment));
      totals.forEach(
          (segment, known) ->
              rest.add(
                  new Rest(segment, known.without(bySegment.getOrDefault(segment, List.of())))));
      incumbent = apportioned(placement -> units(placement.incumbent()));
      confidence = apportioned(placement -> units(placement.confidence()));
    }

    private List<Cell> cellsOf(Level level) {
      SortedMap<String, List<SegmentTotals>> parts = new TreeMap<>();
      totals.forEach(
          (segment, known) ->
              parts.computeIfAbsent(segment.cell(level), key -> new ArrayList<>()).add(known));
      arrivals.get(level).keySet().forEach(cell -> parts.computeIfAbsent(cell, key -> List.of()));
      if (level == Level.PIPELINE) {
        parts.computeIfAbsent(WHOLE, key -> List.of());
      } else if (arrival.amountPerDay() > 0 && !hasClaims(level)) {
        parts.computeIfAbsent(Segment.UNKNOWN, key -> List.of());
      }
      List<Cell> ordered = new ArrayList<>();
      for (Map.Entry<String, List<SegmentTotals>> entry : parts.entrySet()) {
        // One cell alone is the pipeline: it must not differ by the noise of other arrivals.
        int number = parts.size() == 1 ? WHOLE_SIMULATED : simulated;
        simulated = Math.max(simulated, number + 1);
        ordered.add(new Cell(entry.getKey(), number, List.copyOf(entry.getValue())));
      }
      return ordered;
    }

    private static int named(List<Cell> cells, String name) {
      return cells.stream()
          .filter(cell -> cell.name().equals(name))
          .findFirst()
          .orElseThrow()
          .simulated();
    }

    private boolean hasClaims(Level level) {
      return arrivals.get(level).values().stream().anyMatch(known -> known.amountPerDay() > 0);
    }

    Cell pipeline() {
      return cells.get(Level.PIPELINE).get(0);
    }

    /** Cents times weight, in whole cents, by level and cell; each level adds up to the whole. */
    Map<Level, long[]> apportioned(ToLongFunction<Placement> weight) {
      Map<SegmentTotals, BigInteger> weighted = new HashMap<>();
      totals.values().forEach(known -> weighted.put(known, known.weighted(weight)));
      long total =
          roundedCents(weighted.values().stream().reduce(BigInteger.ZERO, BigInteger::add));
      Map<Level, long[]> apportioned = new EnumMap<>(Level.class);
      cells.forEach(
          (level, ofLevel) ->
              apportioned.put(
                  level,
                  Apportionment.split(
                      total,
                      ofLevel.stream()
                          .map(
                              cell ->
                                  cell.parts().stream()
                                      .map(weighted::get)
                                      .reduce(BigInteger.ZERO, BigInteger::add))
                          .toList())));
      return apportioned;
    }

    /**
     * Claims of the cells of a level on the new business. Where nothing is known of a level's
     * arrivals, all of them are of an unknown cell.
     */
    List<BigInteger> claims(Level level) {
      Map<String, Arrival> known = arrivals.get(level);
      if (!hasClaims(level)) {
        return cells.get(level).stream()
            .map(cell -> cell.name().equals(Segment.UNKNOWN) ? BigInteger.ONE : BigInteger.ZERO)
            .toList();
      }
      double most =
          known.values().stream()
              .mapToDouble(Arrival::amountPerDay)
              .filter(Double::isFinite)
              .max()
              .orElse(0);
      return cells.get(level).stream()
          .map(cell -> known.getOrDefault(cell.name(), Arrival.UNKNOWN).amountPerDay())
          .map(amount -> amount > 0 ? Math.round(amount / most * WEIGHT_RESOLUTION) : 0L)
          .map(BigInteger::valueOf)
          .toList();
    }
  }

  /**
   * When a deal is won, as a range of a number in [0, 1): before the lower limit it is won earlier
   * than in the period, from the upper one on later or not at all.
   *
   * @param amounts what the period brings of each cent, in units: probability x drift
   */
  private record Chance(double from, double to, long units, long amounts) {
    static final Chance NONE = new Chance(0, 0, 0, 0);

    double probability() {
      return Math.min(1, units / (double) UNIT);
    }
  }

  /** All cells in one period. */
  private final class PeriodForecast {
    private final int index;
    private final ForecastPeriod period;
    private final Whole whole;
    private final Arrival arrival;
    private final Map<Placement, Chance> chances = new HashMap<>();
    private final Map<Chance, PeriodSimulation.Chances> drawn = new HashMap<>();
    private final int daysBefore;
    private final int daysToEnd;
    private final Spread spread;

    PeriodForecast(int index, Whole whole) {
      this.index = index;
      this.period = plan.periods.get(index);
      this.whole = whole;
      this.arrival = whole.arrival;
      this.daysBefore = plan.daysTo(period.start()) - 1;
      this.daysToEnd = plan.daysTo(period.end());
      int from = Math.max(0, daysBefore);
      int to = Math.max(from + 1, daysToEnd);
      this.spread =
          spreads.isEmpty() ? Spread.unknown(from, to) : Spread.nearest(spreads, from, to);
    }

    Stream<Snapshot> snapshots(Set<Level> levels) {
      Map<Level, long[]> open = whole.apportioned(placement -> chance(placement).amounts());
      Map<Level, List<Optional<BigDecimal>>> arriving = arriving();
      PeriodSimulation simulation = simulated(arriving);
      List<Snapshot> rows = new ArrayList<>();
      whole.cells.forEach(
          (level, cells) -> {
            for (int i = 0; levels.contains(level) && i < cells.size(); i++) {
              Cell cell = cells.get(i);
              boolean isWhole = level == Level.PIPELINE;
              PeriodSimulation.Brought brought = simulation.brought(cell.simulated());
              Drawn amounts =
                  new Drawn(amount(cell.closedWonCents(index)), spread.width(), brought.all());
              rows.add(
                  new Snapshot(
                      period,
                      level,
                      cell.name(),
                      amount(cell.closedWonCents(index)),
                      amount(cell.openCents()),
                      cell.knowsIncumbent()
                          ? Optional.of(amount(whole.incumbent.get(level)[i]))
                          : Optional.empty(),
                      amount(whole.confidence.get(level)[i]),
                      amount(open.get(level)[i]),
                      arriving.get(level).get(i),
                      amounts.band(),
                      new Drawn(amount(0), 1, brought.open()).band(),
                      new Drawn(amount(0), 1, brought.arriving()).band(),
                      deals(cell, arriving.get(level).get(i), level, brought.wins()),
                      plan.quantiles().stream()
                          .map(q -> new Snapshot.Quantile(q, amounts.quantile(q)))
                          .toList(),
                      spread,
                      isWhole
                          ? Optional.of(independent(arriving.get(level).get(i)))
                          : Optional.empty(),
                      isWhole ? deciding(simulation) : List.of(),
                      isWhole
                          ? Optional.of(
                              simple.of(
                                  index, categories, cell.closedWonCents(index), lastPeriod()))
                          : Optional.empty(),
                      isWhole && targeted[index]
                          ? Optional.of(outlook(amounts, brought))
                          : Optional.empty()));
            }
          });
      return rows.stream();
    }

    /** What the last period that is over brought; empty where the wins do not reach back so far. */
    private Optional<BigDecimal> lastPeriod() {
      ForecastPeriod last = period.lastBy(plan.today());
      return wonByDay.isEmpty() || wonByDay.firstKey().isAfter(last.start())
          ? Optional.empty()
          : Optional.of(
              amount(
                  wonByDay.subMap(last.start(), true, last.end(), true).values().stream()
                      .reduce(0L, Math::addExact)));
    }

    private Snapshot.Deals deals(
        Cell cell, Optional<BigDecimal> newBusiness, Level level, Draws numbers) {
      long won = cell.dealsWon(index);
      Drawn wins = new Drawn(BigDecimal.valueOf(won), spread.width(), numbers);
      double mean = sized(level, cell).meanAmount();
      return new Snapshot.Deals(
          won,
          cell.openDeals(),
          cell.expectedWins(placement -> chance(placement).units()),
          newBusiness.isEmpty()
              ? OptionalDouble.empty()
              : OptionalDouble.of(
                  newBusiness.get().signum() == 0 ? 0 : newBusiness.get().doubleValue() / mean),
          wins.number(0.1),
          wins.number(0.5),
          wins.number(0.9));
    }

    private Chance chance(Placement placement) {
      return chances.computeIfAbsent(placement, this::computedChance);
    }

    private Chance computedChance(Placement placement) {
      TimingCurve curve =
          placement.stageId() == null
              ? null
              : curves.getOrDefault(
                  new CurveKey(placement.stageId(), placement.ageBand()),
                  curves.get(new CurveKey(placement.stageId(), null)));
      if (curve == null || Double.isNaN(placement.confidence())) {
        return Chance.NONE;
      }
      double confidence = placement.confidence();
      double pace = paces.getOrDefault(placement.sizeBand(), 1.0);
      int before = (int) Math.round(pace * daysBefore);
      int end = (int) Math.round(pace * daysToEnd);
      double inPeriod = confidence * curve.between(before, end);
      return new Chance(
          confidence * curve.within(before),
          confidence * curve.within(end),
          units(inPeriod),
          units(inPeriod * drift(placement)));
    }

    private double drift(Placement placement) {
      return drifts.getOrDefault(placement.pricedAt(), 1.0);
    }

    private Optional<BigDecimal> newBusiness() {
      double perDay = arrival.amountPerDay();
      TimingCurve fromCreation = curves.get(new CurveKey(null, null));
      if (perDay == 0) {
        return Optional.of(amount(0));
      }
      if (!Double.isFinite(perDay) || fromCreation == null) {
        return Optional.empty();
      }
      double days = 0;
      for (int day = 1; day <= daysToEnd; day++) {
        // One created on the last day has 0 days left.
        double share =
            fromCreation.by(daysToEnd - day)
                - (day <= daysBefore ? fromCreation.by(daysBefore - day) : 0);
        days += arrival.factorOn(plan.today().plusDays(day), plan.today()) * share;
      }
      return Optional.of(BigDecimal.valueOf(perDay * days).setScale(2, RoundingMode.HALF_UP));
    }

    /** The parts of the new business by level and cell; all empty where it is not known. */
    private Map<Level, List<Optional<BigDecimal>>> arriving() {
      Optional<BigDecimal> newBusiness = newBusiness();
      Map<Level, List<Optional<BigDecimal>>> arriving = new EnumMap<>(Level.class);
      whole.cells.forEach(
          (level, cells) ->
              arriving.put(
                  level,
                  newBusiness
                      .map(total -> parts(level, total.unscaledValue().longValueExact()))
                      .orElseGet(() -> Collections.nCopies(cells.size(), Optional.empty()))));
      return arriving;
    }

    private List<Optional<BigDecimal>> parts(Level level, long total) {
      List<BigInteger> claims =
          total == 0
              ? Collections.nCopies(whole.cells.get(level).size(), BigInteger.ZERO)
              : whole.claims(level);
      return Arrays.stream(Apportionment.split(total, claims))
          .mapToObj(cents -> Optional.of(amount(cents)))
          .toList();
    }

    private PeriodSimulation simulated(Map<Level, List<Optional<BigDecimal>>> arriving) {
      PeriodSimulation simulation =
          new PeriodSimulation(
              whole.simulated,
              plan.draws(),
              // The same numbers in every period, so that a quarter holds its months.
              new PeriodSimulation.Shock(spread.openShock(), seed("open shock")),
              new PeriodSimulation.Shock(spread.newShock(), seed("new shock")));
      for (OpenDeal deal : whole.single) {
        Chance chance = chance(deal.placement());
        if (chance.units() > 0) {
          // The same numbers in every period.
          simulation.addDeal(
              deal.cents() * drift(deal.placement()),
              drawn.computeIfAbsent(chance, of -> simulation.chances(of.from(), of.to())),
              whole.simulatedIn.get(deal.segment()),
              seed("deal", deal.id()));
        }
      }
      for (Rest rest : whole.rest) {
        Segment segment = rest.segment();
        simulation.addSum(
            sum(rest.sums()),
            whole.simulatedIn.get(segment),
            seed(
                name(),
                "rest",
                segment.customerType(),
                segment.sizeBand(),
                segment.product(),
                segment.owner()));
      }
      whole.cells.forEach(
          (level, cells) -> {
            for (int i = 0; i < cells.size(); i++) {
              if (level == Level.PIPELINE || cells.get(i).simulated() != WHOLE_SIMULATED) {
                addArrivals(level, cells.get(i), arriving.get(level).get(i), simulation);
              }
            }
          });
      return simulation;
    }

    private String name() {
      return period.kind().label() + "|" + period.start();
    }

    /** Mean and variance of what independent deals bring. */
    private PeriodSimulation.Sum sum(SortedMap<Placement, SegmentTotals.Sums> open) {
      double mean = 0;
      double variance = 0;
      double wins = 0;
      double winsVariance = 0;
      for (Map.Entry<Placement, SegmentTotals.Sums> entry : open.entrySet()) {
        double probability = chance(entry.getKey()).probability();
        double drift = drift(entry.getKey());
        double ofOne = probability * (1 - probability);
        mean += probability * drift * entry.getValue().cents();
        variance += ofOne * drift * drift * entry.getValue().squared().doubleValue();
        wins += probability * entry.getValue().deals();
        winsVariance += ofOne * entry.getValue().deals();
      }
      return new PeriodSimulation.Sum(mean, variance, wins, winsVariance);
    }

    private Arrival sized(Level level, Cell cell) {
      Arrival own = arrivals.get(level).getOrDefault(cell.name(), arrival);
      return own.meanAmount() > 0 ? own : arrival;
    }

    /** As many arrivals as make up the cell's part of the new business. */
    private void addArrivals(
        Level level, Cell cell, Optional<BigDecimal> newBusiness, PeriodSimulation simulation) {
      Arrival sized = sized(level, cell);
      double amount = newBusiness.map(BigDecimal::doubleValue).orElse(0.0);
      if (amount == 0) {
        return;
      }
      double variance = Double.isNaN(sized.amountVariance()) ? 0 : sized.amountVariance();
      simulation.addArrivals(
          amount / sized.meanAmount(),
          sized.meanAmount() * CENTS,
          variance * CENTS * CENTS,
          cell.simulated(),
          seed(name(), level.label(), cell.name()));
    }

    private Snapshot.Independent independent(Optional<BigDecimal> newBusiness) {
      double variance = 0;
      double slope = 0;
      for (SegmentTotals known : totals.values()) {
        variance += sum(known.open()).variance();
        for (Map.Entry<Placement, SegmentTotals.Sums> entry : known.open().entrySet()) {
          double probability = chance(entry.getKey()).probability();
          slope +=
              probability * (1 - probability) * drift(entry.getKey()) * entry.getValue().cents();
        }
      }
      double wins = newBusiness.map(BigDecimal::doubleValue).orElse(0.0) / arrival.meanAmount();
      double ofOne =
          arrival.meanAmount() * arrival.meanAmount()
              + (Double.isNaN(arrival.amountVariance()) ? 0 : arrival.amountVariance());
      return new Snapshot.Independent(
          variance / (CENTS * CENTS), slope / CENTS, wins > 0 ? wins * ofOne : 0);
    }

    /** What hangs on single deals, of all that the band of the pipeline stands for. */
    private List<Snapshot.Deciding> deciding(PeriodSimulation simulation) {
      double variance = new Futures(simulation.drawn(whole.pipeline().simulated())).variance();
      return whole.single.stream()
          .map(
              deal -> {
                double probability = chance(deal.placement()).probability();
                double cents = deal.cents() * drift(deal.placement());
                return new Snapshot.Deciding(
                    deal.id(),
                    amount(deal.cents()),
                    probability,
                    Math.min(1, probability * (1 - probability) * cents * cents / variance));
              })
          .filter(deal -> deal.shareOfVariance() >= LEAST_DECIDING)
          .sorted(
              Comparator.comparingDouble(Snapshot.Deciding::shareOfVariance)
                  .reversed()
                  .thenComparing(Snapshot.Deciding::opportunityId))
          .limit(MOST_DECIDING)
          .toList();
    }

    private Snapshot.Outlook outlook(Drawn drawn, PeriodSimulation.Brought brought) {
      long openCents = whole.pipeline().openCents();
      long gap = Math.subtractExact(targets[index], whole.pipeline().closedWonCents(index));
      double probability = brought.all().probabilityAtLeast(drawn.toCome(amount(targets[index])));
      if (gap <= 0) {
        return new Snapshot.Outlook(
            amount(targets[index]),
            probability,
            Optional.empty(),
            List.of(),
            OptionalDouble.empty());
      }
      BigInteger expected =
          totals.values().stream()
              .map(known -> known.weighted(placement -> chance(placement).amounts()))
              .reduce(BigInteger.ZERO, BigInteger::add);
      Optional<BigDecimal> needed =
          expected.signum() == 0
              ? Optional.empty()
              : Optional.of(
                      amount(gap)
                          .multiply(BigDecimal.valueOf(openCents))
                          .multiply(BigDecimal.valueOf(UNIT))
                          .divide(new BigDecimal(expected), 2, RoundingMode.HALF_UP))
                  .filter(amount -> amount.compareTo(LARGEST_AMOUNT) <= 0);
      return new Snapshot.Outlook(
          amount(targets[index]),
          probability,
          needed,
          neededByStage(gap, brought.open()),
          OptionalDouble.of(openCents / (double) gap));
    }

    /** For each stage, gap / what a cent in it brings in the period. */
    private List<Snapshot.Needed> neededByStage(long gap, Draws open) {
      SortedMap<String, double[]> byStage = new TreeMap<>();
      for (SegmentTotals known : totals.values()) {
        known
            .open()
            .forEach(
                (placement, sums) -> {
                  if (placement.stageId() != null) {
                    double[] ofStage =
                        byStage.computeIfAbsent(placement.stageId(), stage -> new double[2]);
                    ofStage[0] += sums.cents();
                    ofStage[1] += (double) sums.cents() * chance(placement).amounts() / UNIT;
                  }
                });
      }
      double mean = byStage.values().stream().mapToDouble(ofStage -> ofStage[1]).sum();
      List<Snapshot.Needed> needed = new ArrayList<>();
      byStage.forEach(
          (stage, ofStage) ->
              amount(gap / CENTS * ofStage[0] / ofStage[1])
                  .ifPresent(
                      amount ->
                          needed.add(
                              new Snapshot.Needed(
                                  stage,
                                  amount,
                                  amount(amount.doubleValue() * mean / open.quantile(0.9))
                                      .orElse(amount),
                                  amount(amount.doubleValue() * mean / open.quantile(0.1))))));
      return needed;
    }
  }

  /**
   * Simulated futures on top of what is won.
   *
   * @param width what distances from the median are multiplied by; nothing falls below what is won
   */
  private record Drawn(BigDecimal closedWon, double width, Draws draws) {

    Snapshot.Band band() {
      return new Snapshot.Band(quantile(0.1), quantile(0.5), quantile(0.9));
    }

    private double corrected(double q) {
      double median = draws.quantile(0.5);
      return width == 1 ? draws.quantile(q) : median + width * (draws.quantile(q) - median);
    }

    BigDecimal quantile(double q) {
      return BigDecimal.valueOf(Math.max(0, corrected(q)) / CENTS)
          .setScale(2, RoundingMode.HALF_UP)
          .add(closedWon);
    }

    /** A quantile of a number of deals. */
    double number(double q) {
      return Math.max(0, Math.rint(corrected(q))) + closedWon.doubleValue();
    }

    /** In cents, what the draws have to reach for the target to be reached. */
    double toCome(BigDecimal target) {
      double wanted = target.subtract(closedWon).doubleValue() * CENTS;
      double median = draws.quantile(0.5);
      return width == 1 || wanted <= 0 ? wanted : median + (wanted - median) / width;
    }
  }
}
