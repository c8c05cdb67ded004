package io.plumbline.simulate;

import io.plumbline.simulate.Segment.CustomerType;
import io.plumbline.simulate.Segment.Product;
import io.plumbline.simulate.Segment.SizeBand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * One run of the simulated company: deals in order of creation, each with its whole life. The as-of
 * date plays no part, so that two exports of one company agree on what both saw.
 */
final class Company {

  private static final double RENEWAL_SHARE = 0.22;
  private static final double RENEWAL_OF_UNKNOWN_CUSTOMER = 0.10;
  private static final double REPEAT_ACCOUNT_SHARE = 0.35;
  private static final double REPEAT_FROM_CUSTOMERS = 0.60;
  private static final double AMOUNT_MEDIAN = 18_000.0;
  private static final double AMOUNT_SIGMA = 1.1;
  private static final double REOPEN_DAYS_LOW = 7.0;
  private static final double REOPEN_DAYS_HIGH = 90.0;
  private static final double ACCOUNT_OWNER_SHARE = 0.8;

  private final CompanySpec spec;
  private final ProcessBook processes;
  private final RandomStream random;

  private final PriorityQueue<Win> wins = new PriorityQueue<>();
  private final List<Integer> customers = new ArrayList<>();
  private final List<Boolean> isCustomer = new ArrayList<>();

  /**
   * @param replication 0 for the company that is exported, 1 and up for independent copies
   */
  Company(CompanySpec spec, ProcessBook processes, int replication) {
    this.spec = spec;
    this.processes = processes;
    this.random = RandomStream.of(spec.seed(), 1L, replication);
  }

  /** Every deal of the whole simulated period. */
  List<Deal> deals() {
    List<Deal> deals = new ArrayList<>(spec.opportunities());
    forEachDealBefore(Long.MAX_VALUE, deals::add);
    return deals;
  }

  /** Simulates the deals created before the cutoff (epoch second) one after the other. */
  void forEachDealBefore(long cutoff, Consumer<Deal> action) {
    long[] created = new long[spec.opportunities()];
    ArrivalCalendar calendar = spec.calendar();
    for (int i = 0; i < created.length; i++) {
      created[i] = calendar.draw(random);
    }
    Arrays.sort(created);
    for (int i = 0; i < created.length && created[i] < cutoff; i++) {
      action.accept(nextDeal(i, created[i]));
    }
  }

  private Deal nextDeal(int index, long createdAt) {
    while (!wins.isEmpty() && wins.peek().at() < createdAt) {
      int account = wins.poll().account();
      if (!isCustomer.get(account)) {
        isCustomer.set(account, true);
        customers.add(account);
      }
    }

    boolean renews = !customers.isEmpty() && random.chance(RENEWAL_SHARE);
    PipelineModel pipeline = renews ? PipelineModel.RENEWALS : PipelineModel.NEW_BUSINESS;
    int account = renews ? renewingAccount() : buyingAccount();
    double amount = AMOUNT_MEDIAN * 100.0 * StrictMath.exp(AMOUNT_SIGMA * random.gaussian());
    long cents = Math.round(amount / 1_000.0) * 1_000L;
    SizeBand size = SizeBand.of(cents);
    CustomerType type = isCustomer.get(account) ? CustomerType.EXISTING : CustomerType.NEW;
    Segment segment = new Segment(type, size, Product.draw(random));
    int owner =
        random.chance(ACCOUNT_OWNER_SHARE) ? account % spec.owners() : random.index(spec.owners());
    Path path = path(pipeline, segment, createdAt);
    Deal deal =
        new Deal(
            index,
            pipeline,
            segment,
            account,
            owner,
            size.clamp(cents),
            path.stages(),
            path.entered(),
            path.skipped());
    if (deal.isEventuallyWon()) {
      wins.add(new Win(deal.finallyClosedAt(), account));
    }

    return deal;
  }

  private int renewingAccount() {
    return random.chance(RENEWAL_OF_UNKNOWN_CUSTOMER) ? newAccount() : random.pick(customers);
  }

  private int buyingAccount() {
    if (isCustomer.isEmpty() || !random.chance(REPEAT_ACCOUNT_SHARE)) {
      return newAccount();
    }
    if (!customers.isEmpty() && random.chance(REPEAT_FROM_CUSTOMERS)) {
      return random.pick(customers);
    }

    return random.index(isCustomer.size());
  }

  private int newAccount() {
    isCustomer.add(false);
    return isCustomer.size() - 1;
  }

  private Path path(PipelineModel pipeline, Segment segment, long createdAt) {
    PathBuilder path = new PathBuilder();
    if (random.chance(spec.directWonShare())) {
      path.add(pipeline.wonIndex(), createdAt, false);
      return path.build();
    }

    SalesProcess process = processes.of(pipeline, segment);
    int stage = 0;
    long now = createdAt;
    path.add(stage, now, false);
    while (pipeline.isOpenStage(stage)) {
      SalesProcess.Step step = process.draw(stage, random);
      if (step == null) {
        break;
      }

      now += step.seconds();
      path.add(step.target(), now, step.skipped());
      if (step.target() == pipeline.lostIndex() && random.chance(spec.reopenShare())) {
        now += Math.round(random.between(REOPEN_DAYS_LOW, REOPEN_DAYS_HIGH) * 86_400.0);
        path.add(stage, now, false);
      } else {
        stage = step.target();
      }
    }

    return path.build();
  }

  private record Win(long at, int account) implements Comparable<Win> {
    @Override
    public int compareTo(Win other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Integer.compare(account, other.account);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Path(int[] stages, long[] entered, boolean[] skipped) {}

  private static final class PathBuilder {
    private int[] stages = new int[8];
    private long[] entered = new long[8];
    private boolean[] skipped = new boolean[8];
    private int size;

    void add(int stage, long at, boolean bySkip) {
      if (size == stages.length) {
        stages = Arrays.copyOf(stages, size * 2);
        entered = Arrays.copyOf(entered, size * 2);
        skipped = Arrays.copyOf(skipped, size * 2);
      }
      stages[size] = stage;
      entered[size] = at;
      skipped[size] = bySkip;
      size++;
    }

    Path build() {
      return new Path(
          Arrays.copyOf(stages, size), Arrays.copyOf(entered, size), Arrays.copyOf(skipped, size));
    }
  }
}
