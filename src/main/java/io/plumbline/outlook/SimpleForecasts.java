package io.plumbline.outlook;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What a pipeline is forecast to win without any statistics: open deals that are due in a period,
 * times a percentage. Sums of whole numbers, whatever the order of the deals. Mutable.
 */
final class SimpleForecasts {

  private static final long UNIT = 1_000_000_000L;

  private final List<ForecastPeriod> periods;
  private final Map<Integer, Sums> due = new HashMap<>();
  private boolean isAnyDated;

  SimpleForecasts(List<ForecastPeriod> periods) {
    this.periods = periods;
  }

  private static final class Sums {
    private BigInteger incumbent;
    private BigInteger reached;
    private long cents;
    private final Map<String, Long> byStage = new HashMap<>();

    void add(OpenDeal deal) {
      cents = Math.addExact(cents, deal.cents());
      incumbent = plus(incumbent, deal, Placement::incumbent);
      reached = plus(reached, deal, Placement::reached);
      byStage.merge(String.valueOf(deal.placement().stageId()), deal.cents(), Math::addExact);
    }

    private static BigInteger plus(
        BigInteger sum, OpenDeal deal, ToDoubleFunction<Placement> percentage) {
      double probability = percentage.applyAsDouble(deal.placement());
      if (Double.isNaN(probability)) {
        return sum;
      }
      BigInteger weighted =
          BigInteger.valueOf(Math.round(probability * UNIT))
              .multiply(BigInteger.valueOf(deal.cents()));
      return sum == null ? weighted : sum.add(weighted);
    }
  }

  private static final int ALL = -1;

  void add(OpenDeal deal) {
    isAnyDated |= deal.dueOn().isPresent();
    sums(ALL).add(deal);
    for (int period = 0; period < periods.size(); period++) {
      if (deal.dueOn().filter(periods.get(period)::contains).isPresent()) {
        sums(period).add(deal);
      }
    }
  }

  private Sums sums(int period) {
    return due.computeIfAbsent(period, of -> new Sums());
  }

  /** The simple forecasts of a period, on top of what is won in it; the last period beside them. */
  Snapshot.Simple of(
      int period,
      Map<String, Category> categories,
      long wonCents,
      Optional<BigDecimal> lastPeriod) {
    Sums all = due.getOrDefault(ALL, new Sums());
    Sums sums = isAnyDated ? due.getOrDefault(period, new Sums()) : all;
    long committed =
        sums.byStage.entrySet().stream()
            .filter(stage -> categories.get(stage.getKey()) == Category.COMMIT)
            .mapToLong(Map.Entry::getValue)
            .reduce(0, Math::addExact);
    return new Snapshot.Simple(
        weighted(all.incumbent, sums.incumbent, wonCents),
        weighted(all.reached, sums.reached, wonCents),
        amount(Math.addExact(sums.cents, wonCents)),
        categories.containsValue(Category.COMMIT)
            ? Optional.of(amount(Math.addExact(committed, wonCents)))
            : Optional.empty(),
        lastPeriod);
  }

  /** Empty where no deal of the pipeline has a percentage; what is won where none is due. */
  private static Optional<BigDecimal> weighted(BigInteger ofAll, BigInteger sum, long wonCents) {
    if (ofAll == null) {
      return Optional.empty();
    }
    BigDecimal cents =
        new BigDecimal(sum == null ? BigInteger.ZERO : sum)
            .divide(BigDecimal.valueOf(UNIT), 0, RoundingMode.HALF_UP);
    return Optional.of(cents.add(BigDecimal.valueOf(wonCents)).movePointLeft(2).setScale(2));
  }

  private static BigDecimal amount(long cents) {
    return BigDecimal.valueOf(cents, 2);
  }
}
