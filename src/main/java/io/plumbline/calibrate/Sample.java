package io.plumbline.calibrate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The deals of a pipeline, or of a very large one those whose hash lies in the lowest half,
 * quarter, ...: the same deals whatever order they come in, in memory that does not grow with the
 * pipeline.
 */
final class Sample {

  private final int most;
  private final Set<Long> deals = new HashSet<>();
  private List<Paths.Visit> visits = new ArrayList<>();
  private int halvings;

  /** At most so many deals. */
  Sample(int most) {
    this.most = most;
  }

  void add(Paths.Visit visit) {
    if (!isIn(visit.deal())) {
      return;
    }
    visits.add(visit);
    deals.add(visit.deal());
    while (deals.size() > most) {
      halvings++;
      deals.removeIf(deal -> !isIn(deal));
      visits = new ArrayList<>(visits.stream().filter(v -> isIn(v.deal())).toList());
    }
  }

  /** By the highest bits: the lowest ones name the bucket. */
  private boolean isIn(long deal) {
    return halvings == 0 || deal >>> (64 - halvings) == 0;
  }

  List<Paths.Visit> visits() {
    return visits;
  }

  /** The share of the deals that the sample holds. */
  double share() {
    return Math.pow(0.5, halvings);
  }
}
