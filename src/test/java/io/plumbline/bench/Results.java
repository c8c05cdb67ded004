package io.plumbline.bench;

import java.util.ArrayList;
import java.util.List;

/** All results, and how they compare; a ratio to something that failed or did not run is NaN. */
record Results(List<Result> list) {

  Results {
    list = List.copyOf(list);
  }

  Results and(Result next) {
    List<Result> all = new ArrayList<>(list);
    all.add(next);
    return new Results(all);
  }

  /** Seconds of the result over those of another contestant on the same input. */
  double ratio(Result result, Contestant other) {
    return list.stream()
        .filter(each -> each.input().equals(result.input()) && each.contestant() == other)
        .mapToDouble(each -> result.seconds() / each.seconds())
        .findFirst()
        .orElse(Double.NaN);
  }

  /**
   * The growth of the time over the growth of the rows since the next smaller input: 1 is linear.
   * NaN for the smallest.
   */
  double growth(Result result) {
    return list.stream()
        .filter(
            each ->
                each.contestant() == result.contestant()
                    && each.input().shape() == result.input().shape()
                    && each.rows() < result.rows())
        .reduce((a, b) -> a.rows() > b.rows() ? a : b)
        .map(
            smaller ->
                result.seconds() / smaller.seconds() / ((double) result.rows() / smaller.rows()))
        .orElse(Double.NaN);
  }
}
