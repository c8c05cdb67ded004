package io.plumbline.simulate;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How the fields of one deal changed during its life: amount, expected close date and owner. Each
 * starts with its value at creation.
 */
final class DealFields {

  static final String AMOUNT = "amount";
  static final String EXPECTED_CLOSE_DATE = "expected_close_date";
  static final String OWNER_ID = "owner_id";

  private static final double REVISED_ON_ENTRY = 0.3;
  private static final double DISCOUNTED_ON_WIN = 0.35;
  private static final double HANDED_OVER = 0.03;
  private static final int PUSHES_OF_STALLED = 4;
  private static final int PUSHES_OF_OTHERS = 30;

  private final Deal deal;
  private final RandomStream random;
  private final List<Change> changes = new ArrayList<>();

  /** A field's value from a time on, in epoch seconds. */
  record Change(String field, String value, long at) {}

  /**
   * @param seed the company's seed; the changes of a deal depend on it and the deal alone
   * @param owners number of sales representatives
   */
  DealFields(Deal deal, long seed, int owners) {
    this.deal = deal;
    this.random = RandomStream.of(seed, 2L, deal.index());
    addAmounts();
    addOwners(owners);
    addCloseDates(owners);
    changes.sort(Comparator.comparingLong(Change::at));
  }

  /** Every change, in order of time. */
  List<Change> changes() {
    return changes;
  }

  /** The value of a field as it was just before a time (epoch second), or null before creation. */
  String valueBefore(String field, long time) {
    String value = null;
    for (Change change : changes) {
      if (change.at() >= time) {
        break;
      }

      if (change.field().equals(field)) {
        value = change.value();
      }
    }

    return value;
  }

  private void addAmounts() {
    long cents = deal.firstAmountCents();
    add(AMOUNT, decimal(cents), deal.createdAt());
    for (int entry = 1; entry < deal.entered().length; entry++) {
      double factor = 1.0;
      if (deal.pipeline().isOpenStage(deal.stages()[entry])) {
        if (random.chance(REVISED_ON_ENTRY)) {
          factor = StrictMath.exp(-0.04 + 0.15 * random.gaussian());
        }
      } else if (deal.stages()[entry] == deal.pipeline().wonIndex()
          && random.chance(DISCOUNTED_ON_WIN)) {
        factor = random.between(0.85, 1.0);
      }
      long revised = deal.segment().size().clamp(Math.round(cents * factor));
      if (revised != cents) {
        cents = revised;
        add(AMOUNT, decimal(cents), deal.entered()[entry]);
      }
    }
  }

  private void addOwners(int owners) {
    add(OWNER_ID, Names.ownerId(deal.owner()), deal.createdAt());
    if (random.chance(HANDED_OVER)) {
      long at = deal.createdAt() + Timestamps.days(random.between(5, 60));
      int next = random.index(owners);
      if (at < deal.finallyClosedAt() && next != deal.owner()) {
        add(OWNER_ID, Names.ownerId(next), at);
      }
    }
  }

  // Owners differ in their optimism; the plan never looks at how the deal will end.
  private void addCloseDates(int owners) {
    double optimism = 0.55 + 0.6 * deal.owner() / owners;
    double planned =
        deal.pipeline().typicalDays()
            * deal.segment().durationFactor()
            * optimism
            * StrictMath.exp(0.25 * random.gaussian());
    LocalDate expected = Timestamps.date(deal.createdAt() + Timestamps.days(planned));
    add(EXPECTED_CLOSE_DATE, expected.toString(), deal.createdAt());
    int limit = deal.neverCloses() ? PUSHES_OF_STALLED : PUSHES_OF_OTHERS;
    for (int push = 0; push < limit; push++) {
      long at = Timestamps.startOf(expected) + Timestamps.days(random.between(0.3, 9.0));
      if (at >= deal.finallyClosedAt()) {
        break;
      }

      expected = Timestamps.date(at + Timestamps.days(random.between(12, 60)));
      if (deal.isOpenBefore(at)) {
        add(EXPECTED_CLOSE_DATE, expected.toString(), at);
      }
    }
    if (!deal.neverCloses() && deal.finallyClosedAt() > deal.createdAt()) {
      add(
          EXPECTED_CLOSE_DATE,
          Timestamps.date(deal.finallyClosedAt()).toString(),
          deal.finallyClosedAt());
    }
  }

  private void add(String field, String value, long at) {
    changes.add(new Change(field, value, at));
  }

  private static String decimal(long cents) {
    return BigDecimal.valueOf(cents, 2).toPlainString();
  }
}
