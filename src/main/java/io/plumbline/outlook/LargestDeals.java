package io.plumbline.outlook;

import java.util.List;
import java.util.PriorityQueue;

/** The largest deals of a pipeline, as many as are simulated singly. Mutable. */
final class LargestDeals {

  /** The most deals of a pipeline that are simulated singly. */
  static final int MOST = 1000;

  private final PriorityQueue<OpenDeal> deals = new PriorityQueue<>(OpenDeal.BY_AMOUNT);

  void add(OpenDeal deal) {
    deals.add(deal);
    if (deals.size() > MOST) {
      deals.remove();
    }
  }

  /** From the smallest to the largest. */
  List<OpenDeal> toList() {
    return deals.stream().sorted(OpenDeal.BY_AMOUNT).toList();
  }
}
