package io.plumbline.forecast;

import static java.util.Objects.requireNonNull;

import io.plumbline.forecast.Segment.Level;
import io.plumbline.stats.AmountDistribution;
import io.plumbline.stats.AmountDistribution.Arrivals;
import io.plumbline.stats.AmountDistribution.Deal;
import io.plumbline.stats.AmountDistribution.Remainder;
import io.plumbline.stats.AmountDistribution.Simulated;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * The forecast of one pipeline. Facts are added in any order, one at a time; the result is the same
 * to the last digit for every order. Not safe for use by several threads.
 *
 * <ul>
 *   <li>Open pipeline: amount x confidence x share of the wins of its stage and age band that come
 *       in the period. A deal without confidence or without timing counts only as open amount.
 *   <li>New business: arrivals per day x win probability x mean amount x days' worth of wins that
 *       fall in the period, of all opportunities created from tomorrow to its end.
 *   <li>Every level is the same whole, cut differently: cells are apportioned so that they add up
 *       to the pipeline to the cent.
 * </ul>
 */
final class PipelineForecast {

  /** Probabilities are rounded to this part before they are multiplied by cents and added up. */
  private static final long UNIT = 1_000_000_000_000L;

  private static final BigDecimal LARGEST_AMOUNT = new BigDecimal("9999999999999999.99");
  private static final double CENTS = 100;
  private static final String WHOLE = new Segment(null, null, null).cell(Level.PIPELINE);
  private static final long WEIGHT_RESOLUTION = 1L << 50;

  private final String pipelineId;
  private final Plan plan;
  private final Map<Level, SortedMap<String, CellTotals>> totals = new EnumMap<>(Level.class);
  private final Map<Level, Map<String, Arrival>> arrivals = new EnumMap<>(Level.class);
  private final Map<CurveKey, TimingCurve> curves = new HashMap<>();
  private final long[] targets;
  private final boolean[] targeted;

  /**
   * What all pipelines have in common.
   *
   * @param today the as-of date: the future begins the day after
   * @param periods the periods to forecast
   * @param draws simulated futures per cell and period
   * @param seed what the random numbers of every cell start from
   */
  record Plan(LocalDate today, List<ForecastPeriod> periods, int draws, long seed)
      implements Serializable {

    /** Copies the periods. */
    Plan {
      requireNonNull(today, "today");
      periods = List.copyOf(periods);
    }

    int daysTo(LocalDate day) {
      return Math.toIntExact(ChronoUnit.DAYS.between(today, day));
    }
  }

  /** The stage is null for the time from creation, the age band for all. */
  private record CurveKey(String stageId, String ageBand) {}

  PipelineForecast(String pipelineId, Plan plan) {
    this.pipelineId = requireNonNull(pipelineId, "pipelineId");
    this.plan = requireNonNull(plan, "plan");
    this.targets = new long[plan.periods.size()];
    this.targeted = new boolean[plan.periods.size()];
    for (Level level : Level.values()) {
      totals.put(level, new TreeMap<>());
      arrivals.put(level, new HashMap<>());
    }
  }

  /** Adds an open deal. */
  void addOpen(OpenDeal deal) {
    for (Level level : Level.values()) {
      cell(level, deal.segment().cell(level)).addOpen(deal);
    }
  }

  /** Adds an amount won on a day to the periods that hold the day. */
  void addWon(LocalDate day, Segment segment, long cents) {
    for (int period = 0; period < plan.periods.size(); period++) {
      if (plan.periods.get(period).contains(day)) {
        for (Level level : Level.values()) {
          cell(level, segment.cell(level)).addWon(period, cents);
        }
      }
    }
  }

  /**
   * Adds a step of a timing curve.
   *
   * @param stageId null for the time from creation to win
   * @param ageBand null for all
   */
  void addTiming(String stageId, String ageBand, int day, double share) {
    curves
        .computeIfAbsent(new CurveKey(stageId, ageBand), key -> new TimingCurve())
        .add(day, share);
  }

  /** Sets what arrives in a cell. */
  void addArrival(Level level, Segment segment, Arrival arrival) {
    String cell = segment.cell(level);
    arrivals.get(level).put(cell, arrival);
    cell(level, cell);
  }

  /** Adds to the target of the period with exactly these days; other days are not forecast. */
  void addTarget(LocalDate start, LocalDate end, long cents) {
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
   * arrives. May be asked once, after everything was added.
   */
  Stream<Snapshot> snapshots() {
    SortedMap<String, CellTotals> whole = totals.get(Level.PIPELINE);
    if (whole.isEmpty()) {
      return Stream.empty();
    }
    Arrival arrival = pipelineArrival();
    if (arrival.amountPerDay() > 0) {
      totals.forEach(
          (level, cells) -> {
            if (arrivalWeights(level).stream().allMatch(weight -> weight.signum() == 0)) {
              cell(level, Segment.UNKNOWN);
            }
          });
    }
    return Stream.iterate(0, period -> period < plan.periods.size(), period -> period + 1)
        .flatMap(period -> new PeriodForecast(period, whole.get(WHOLE), arrival).snapshots());
  }

  private Arrival pipelineArrival() {
    return arrivals.get(Level.PIPELINE).getOrDefault(WHOLE, Arrival.UNKNOWN);
  }

  private CellTotals cell(Level level, String cell) {
    return totals.get(level).computeIfAbsent(cell, key -> new CellTotals(plan.periods.size()));
  }

  /** Claims of the cells of a level on the new business, in the order of the cells. */
  private List<BigInteger> arrivalWeights(Level level) {
    Map<String, Arrival> known = arrivals.get(level);
    double most =
        known.values().stream()
            .mapToDouble(Arrival::amountPerDay)
            .filter(Double::isFinite)
            .max()
            .orElse(0);
    return totals.get(level).keySet().stream()
        .map(cell -> known.getOrDefault(cell, Arrival.UNKNOWN).amountPerDay())
        .map(amount -> amount > 0 ? Math.round(amount / most * WEIGHT_RESOLUTION) : 0L)
        .map(BigInteger::valueOf)
        .toList();
  }

  private static long units(double probability) {
    return Double.isNaN(probability) ? 0 : Math.round(probability * UNIT);
  }

  /** Cents to an amount. */
  private static BigDecimal amount(long cents) {
    return BigDecimal.valueOf(cents, 2);
  }

  private static long roundedCents(BigInteger units) {
    return new BigDecimal(units)
        .divide(BigDecimal.valueOf(UNIT), 0, RoundingMode.HALF_UP)
        .longValueExact();
  }

  private static double share(long units) {
    return Math.min(1, units / (double) UNIT);
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

  /** All cells in one period. */
  private final class PeriodForecast {
    private final int index;
    private final ForecastPeriod period;
    private final CellTotals whole;
    private final Arrival arrival;
    private final Map<Placement, Long> winUnits = new HashMap<>();
    private final int daysBefore;
    private final int daysToEnd;

    PeriodForecast(int index, CellTotals whole, Arrival arrival) {
      this.index = index;
      this.period = plan.periods.get(index);
      this.whole = whole;
      this.arrival = arrival;
      this.daysBefore = plan.daysTo(period.start()) - 1;
      this.daysToEnd = plan.daysTo(period.end());
    }

    Stream<Snapshot> snapshots() {
      Optional<BigDecimal> newBusiness = newBusiness();
      Drawn drawn = drawn(Level.PIPELINE, WHOLE, whole, arrival, newBusiness.orElse(null));
      List<Snapshot> rows = new ArrayList<>();
      for (Level level : Level.values()) {
        add(rows, level, newBusiness, drawn);
      }
      return rows.stream();
    }

    private void add(
        List<Snapshot> rows, Level level, Optional<BigDecimal> newBusiness, Drawn wholeDrawn) {
      SortedMap<String, CellTotals> cells = totals.get(level);
      long[] incumbent = apportioned(cells, placement -> units(placement.incumbent()));
      long[] confidence = apportioned(cells, placement -> units(placement.confidence()));
      long[] open = apportioned(cells, this::winUnits);
      IntFunction<Optional<BigDecimal>> arriving = arriving(level, newBusiness);
      int i = 0;
      for (Map.Entry<String, CellTotals> entry : cells.entrySet()) {
        String cell = entry.getKey();
        CellTotals known = entry.getValue();
        Optional<BigDecimal> arrives = arriving.apply(i);
        // One cell alone is the pipeline: it must not differ by the noise of other draws.
        Drawn drawn =
            cells.size() == 1
                ? wholeDrawn
                : drawn(
                    level,
                    cell,
                    known,
                    arrivals.get(level).getOrDefault(cell, arrival),
                    arrives.orElse(null));
        rows.add(
            new Snapshot(
                period,
                level,
                cell,
                amount(known.closedWonCents(index)),
                amount(known.openCents()),
                known.knowsIncumbent() ? Optional.of(amount(incumbent[i])) : Optional.empty(),
                amount(confidence[i]),
                amount(open[i]),
                arrives,
                drawn.band(),
                arrival.periodShock(),
                level == Level.PIPELINE && targeted[index]
                    ? Optional.of(outlook(drawn))
                    : Optional.empty()));
        i++;
      }
    }

    private long[] apportioned(
        SortedMap<String, CellTotals> cells, ToLongFunction<Placement> weight) {
      List<BigInteger> units = cells.values().stream().map(cell -> cell.weighted(weight)).toList();
      return Apportionment.split(roundedCents(whole.weighted(weight)), units);
    }

    private long winUnits(Placement placement) {
      return winUnits.computeIfAbsent(placement, this::computedWinUnits);
    }

    private long computedWinUnits(Placement placement) {
      TimingCurve curve =
          placement.stageId() == null
              ? null
              : curves.getOrDefault(
                  new CurveKey(placement.stageId(), placement.ageBand()),
                  curves.get(new CurveKey(placement.stageId(), null)));
      return curve == null
          ? 0
          : units(placement.confidence() * curve.between(daysBefore, daysToEnd));
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
      double days = fromCreation.arrivedBy(daysToEnd) - fromCreation.arrivedBy(daysBefore);
      return Optional.of(BigDecimal.valueOf(perDay * days).setScale(2, RoundingMode.HALF_UP));
    }

    private IntFunction<Optional<BigDecimal>> arriving(
        Level level, Optional<BigDecimal> newBusiness) {
      if (newBusiness.isEmpty()) {
        return i -> Optional.empty();
      }
      long total = newBusiness.get().unscaledValue().longValueExact();
      List<BigInteger> weights =
          total == 0
              ? totals.get(level).keySet().stream().map(cell -> BigInteger.ZERO).toList()
              : claims(level);
      long[] parts = Apportionment.split(total, weights);
      return i -> Optional.of(amount(parts[i]));
    }

    /** Where nothing is known of a level's arrivals, all of them are of an unknown cell. */
    private List<BigInteger> claims(Level level) {
      List<BigInteger> weights = arrivalWeights(level);
      if (weights.stream().anyMatch(weight -> weight.signum() > 0)) {
        return weights;
      }
      return totals.get(level).keySet().stream()
          .map(cell -> cell.equals(Segment.UNKNOWN) ? BigInteger.ONE : BigInteger.ZERO)
          .toList();
    }

    private Drawn drawn(
        Level level, String cell, CellTotals known, Arrival arriving, BigDecimal newBusiness) {
      BigDecimal closedWon = amount(known.closedWonCents(index));
      List<Deal> deals = new ArrayList<>();
      for (OpenDeal deal : known.largest()) {
        long units = winUnits(deal.placement());
        if (units > 0 && deal.cents() > 0) {
          deals.add(new Deal(deal.cents() / CENTS, share(units)));
        }
      }
      Remainder remainder = remainder(known);
      Arrivals toCome = toCome(arriving, newBusiness);
      if (deals.isEmpty() && remainder.mean() == 0 && toCome.mean() == 0) {
        return new Drawn(closedWon, Optional.empty());
      }
      String name =
          String.join(
              "|",
              pipelineId,
              period.kind().label(),
              period.start().toString(),
              level.label(),
              cell);
      return new Drawn(
          closedWon,
          Optional.of(
              AmountDistribution.closedWon(0)
                  .withDeals(deals)
                  .withRemainder(remainder)
                  .withArrivals(toCome)
                  .withPeriodShock(arrival.periodShock().orElse(0))
                  .simulate(plan.draws(), plan.seed() ^ hash(name))));
    }

    private Remainder remainder(CellTotals known) {
      double mean = 0;
      double variance = 0;
      for (Map.Entry<Placement, CellTotals.Sums> entry : known.remainder().entrySet()) {
        double probability = share(winUnits(entry.getKey()));
        mean += probability * entry.getValue().cents() / CENTS;
        variance +=
            probability
                * (1 - probability)
                * entry.getValue().squared().doubleValue()
                / (CENTS * CENTS);
      }
      return new Remainder(mean, variance);
    }

    /** As many arrivals as make up the cell's part of the new business. */
    private Arrivals toCome(Arrival arriving, BigDecimal newBusiness) {
      Arrival sized = arriving.meanAmount() > 0 ? arriving : arrival;
      if (newBusiness == null || newBusiness.signum() == 0) {
        return Arrivals.NONE;
      }
      double variance = Double.isNaN(sized.amountVariance()) ? 0 : sized.amountVariance();
      return new Arrivals(
          newBusiness.doubleValue() / sized.meanAmount(), sized.meanAmount(), variance);
    }

    private Snapshot.Outlook outlook(Drawn drawn) {
      long gap = Math.subtractExact(targets[index], whole.closedWonCents(index));
      double probability = drawn.probabilityAtLeast(amount(targets[index]));
      if (gap <= 0) {
        return new Snapshot.Outlook(
            amount(targets[index]), probability, Optional.empty(), OptionalDouble.empty());
      }
      BigInteger expected = whole.weighted(this::winUnits);
      Optional<BigDecimal> needed =
          expected.signum() == 0
              ? Optional.empty()
              : Optional.of(
                      amount(gap)
                          .multiply(BigDecimal.valueOf(whole.openCents()))
                          .multiply(BigDecimal.valueOf(UNIT))
                          .divide(new BigDecimal(expected), 2, RoundingMode.HALF_UP))
                  .filter(amount -> amount.compareTo(LARGEST_AMOUNT) <= 0);
      return new Snapshot.Outlook(
          amount(targets[index]),
          probability,
          needed,
          OptionalDouble.of(whole.openCents() / (double) gap));
    }
  }

  /** Simulated futures on top of what is won; empty where nothing more can come. */
  private record Drawn(BigDecimal closedWon, Optional<Simulated> toCome) {

    Snapshot.Band band() {
      return new Snapshot.Band(quantile(0.1), quantile(0.5), quantile(0.9));
    }

    private BigDecimal quantile(double q) {
      return toCome
          .map(
              simulated ->
                  BigDecimal.valueOf(simulated.quantile(q))
                      .setScale(2, RoundingMode.HALF_UP)
                      .add(closedWon))
          .orElse(closedWon);
    }

    double probabilityAtLeast(BigDecimal target) {
      BigDecimal missing = target.subtract(closedWon);
      return toCome
          .map(simulated -> simulated.probabilityAtLeast(missing.doubleValue()))
          .orElse(missing.signum() <= 0 ? 1.0 : 0.0);
    }
  }
}
