package io.plumbline.calibrate;

import io.plumbline.model.AgeGrid;
import java.util.ArrayList;
import java.util.List;

/**
 * The age bands of a stage: unions of neighbouring bins of the age grid with about equally many
 * landmarks each.
 */
final class AgeBands {

  private final int[] firstBins;

  private AgeBands(int[] firstBins) {
    this.firstBins = firstBins;
  }

  /**
   * Cuts the grid where the landmarks reach equal shares.
   *
   * @param landmarks landmarks per bin
   * @param bands how many bands at most
   */
  static AgeBands of(long[] landmarks, int bands) {
    long total = 0;
    for (long n : landmarks) {
      total += n;
    }
    List<Integer> first = new ArrayList<>(List.of(0));
    long sum = 0;
    int next = 1;
    for (int bin = 0; bin < landmarks.length - 1; bin++) {
      sum += landmarks[bin];
      boolean full = false;
      while (next < bands && sum * bands >= total * (long) next) {
        next++;
        full = true;
      }
      if (full && total > sum) {
        first.add(bin + 1);
      }
    }
    return new AgeBands(first.stream().mapToInt(Integer::intValue).toArray());
  }

  int count() {
    return firstBins.length;
  }

  /** The band that a bin belongs to. */
  int band(int bin) {
    int band = firstBins.length - 1;
    while (firstBins[band] > bin) {
      band--;
    }
    return band;
  }

  /** The bins of a band as bits. */
  long mask(int band) {
    long mask = 0;
    for (int bin = firstBins[band]; bin <= last(band); bin++) {
      mask |= 1L << bin;
    }
    return mask;
  }

  String label(int band) {
    return AgeGrid.label(firstBins[band], last(band));
  }

  double from(int band) {
    return AgeGrid.from(firstBins[band]);
  }

  /** Exclusive; infinite for the last band. */
  double to(int band) {
    return AgeGrid.to(last(band));
  }

  private int last(int band) {
    return band == firstBins.length - 1 ? AgeGrid.bins() - 1 : firstBins[band + 1] - 1;
  }
}
