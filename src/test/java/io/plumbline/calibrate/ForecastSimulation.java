package io.plumbline.calibrate;

import io.plumbline.outlook.ForecastPeriod;
import io.plumbline.outlook.Segment.Level;
import io.plumbline.outlook.Snapshot;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Forecasts of the last twelve quarters of simulated companies, each made from what was known then,
 * against what those quarters brought. As a program it prints how they did.
 */
public final class ForecastSimulation {

  private static final int QUARTERS = 12;
  private static final double DEALS_PER_DAY = 1.2;
  private static final LocalDate FIRST = LocalDate.of(2020, 1, 1);
  private static final double DAYS_PER_MONTH = 30.4;
  private static final int SEED = 1000;

  private ForecastSimulation() {}

  /** What is usually forecast. */
  enum Simple {
    INCUMBENT(Snapshot.Simple::incumbent),
    REACHED_WIN_RATE(Snapshot.Simple::reached),
    RAW_PIPELINE(simple -> Optional.of(simple.raw())),
    LAST_PERIOD(Snapshot.Simple::lastPeriod);

    private final Function<Snapshot.Simple, Optional<BigDecimal>> forecast;

    Simple(Function<Snapshot.Simple, Optional<BigDecimal>> forecast) {
      this.forecast = forecast;
    }
  }

  /** A forecast of a quarter and what the quarter brought, in base currency. */
  record Said(Snapshot snapshot, double actual) {

    boolean isInside() {
      return snapshot.band().p10().doubleValue() <= actual
          && actual <= snapshot.band().p90().doubleValue();
    }

    double loss() {
      return loss(snapshot.band().p50());
    }

    double loss(Simple simple) {
      return loss(simple.forecast.apply(snapshot.simple().orElseThrow()).orElseThrow());
    }

    /** Pinball loss of a median. */
    private double loss(BigDecimal median) {
      return Math.abs(median.doubleValue() - actual) / 2;
    }
  }

  /** All forecasts, by months from when they were made to the end of their quarter. */
  static SortedMap<Integer, List<Said>> of(int companies) {
    TreeMap<LocalDate, List<ForecastPeriod>> series = new TreeMap<>();
    LocalDate current = SimulatedCompany.quarter(TestSettings.AS_OF);
    for (int back = QUARTERS; back > 0; back--) {
      LocalDate start = current.minusMonths(3L * back);
      ForecastPeriod quarter =
          new ForecastPeriod(ForecastPeriod.Kind.QUARTER, start, start.plusMonths(3).minusDays(1));
      for (int months : new int[] {-3, 0, 1, 2}) {
        series
            .computeIfAbsent(start.plusMonths(months).minusDays(1), of -> new ArrayList<>())
            .add(quarter);
      }
    }
    CalibrationSettings settings =
        TestSettings.of()
            .forecast(new ForecastSettings(26, 1000, List.of(), series, Set.of()))
            .build();
    SortedMap<Integer, List<Said>> byLead = new TreeMap<>();
    for (int company = 0; company < companies; company++) {
      PipelineInput input =
          new SimulatedCompany(FIRST, TestSettings.AS_OF, DEALS_PER_DAY, SEED + company).input();
      PastForecasts.of("company " + company, input, Method.STAGE_AGE, settings).kept().stream()
          .filter(kept -> kept.snapshot().level() == Level.PIPELINE)
          .forEach(
              kept ->
                  byLead
                      .computeIfAbsent(months(kept), of -> new ArrayList<>())
                      .add(
                          new Said(
                              kept.snapshot(), input.wonCents(kept.snapshot().period()) / 100.0)));
    }
    return byLead;
  }

  private static int months(PastForecasts.Kept kept) {
    long days = ChronoUnit.DAYS.between(kept.date(), kept.snapshot().period().end());
    return (int) Math.round(days / DAYS_PER_MONTH);
  }

  /** Prints a table; the argument is the number of companies. */
  public static void main(String[] arguments) {
    Map<Integer, List<Said>> byLead = of(Integer.parseInt(arguments[0]));
    System.out.println(
        "Forecasts of quarters; pinball loss of the median, and that of simple forecasts as a"
            + " multiple of it.");
    System.out.println(
        "months ahead  forecasts  in 80 % band  expected/actual    loss  incumbent  win rate"
            + "  raw pipeline  last quarter");
    byLead.forEach(
        (months, said) -> {
          double loss = said.stream().mapToDouble(Said::loss).average().orElseThrow();
          System.out.printf(
              Locale.ROOT,
              "%12d  %9d  %10.1f %%  %15.2f  %6.0f  %9.2f  %8.2f  %12.2f  %12.2f%n",
              months,
              said.size(),
              100.0 * said.stream().filter(Said::isInside).count() / said.size(),
              said.stream().mapToDouble(one -> one.snapshot().expected().doubleValue()).sum()
                  / said.stream().mapToDouble(Said::actual).sum(),
              loss,
              mean(said, Simple.INCUMBENT) / loss,
              mean(said, Simple.REACHED_WIN_RATE) / loss,
              mean(said, Simple.RAW_PIPELINE) / loss,
              mean(said, Simple.LAST_PERIOD) / loss);
        });
    List<Said> all = byLead.values().stream().flatMap(List::stream).toList();
    System.out.printf(
        Locale.ROOT,
        "all           %9d  %10.1f %%%n",
        all.size(),
        100.0 * all.stream().filter(Said::isInside).count() / all.size());
  }

  private static double mean(List<Said> said, Simple simple) {
    return said.stream().mapToDouble(one -> one.loss(simple)).average().orElseThrow();
  }
}
