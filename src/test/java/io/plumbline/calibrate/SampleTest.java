package io.plumbline.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SampleTest {

  private final List<Paths.Visit> visits =
      new ArrayList<>(new TestDeals(3).wild(900, List.of("a", "b"), List.of(), 40).visits());

  @Test
  void keepsAllWhereTheyAreFewEnough() {
    int deals = deals(visits).size();
    Sample sample = sample(visits, deals);

    assertThat(sample.visits()).containsExactlyElementsOf(visits);
    assertThat(sample.share()).isEqualTo(1);
    assertThat(sample(visits, deals - 1).share()).isLessThan(1);
  }

  @Test
  void keepsTheSameInAnyOrder() {
    Set<Long> expected = deals(sample(visits, 100).visits());
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(visits, new Random(seed));
      assertThat(deals(sample(visits, 100).visits())).isEqualTo(expected);
    }
  }

  @Test
  void keepsTheLowestHashesAndAllTheirVisits() {
    for (int most : new int[] {1, 10, 100, 500}) {
      Sample sample = sample(visits, most);
      Set<Long> kept = deals(sample.visits());
      // The naive definition: a power of two of the range of hashes, the widest with so many.
      double share = 1;
      while (below(share).size() > most) {
        share /= 2;
      }

      assertThat(kept).hasSizeLessThanOrEqualTo(most).isEqualTo(below(share));
      assertThat(sample.share()).isEqualTo(share);
      assertThat(sample.visits())
          .containsExactlyInAnyOrderElementsOf(
              visits.stream().filter(visit -> kept.contains(visit.deal())).toList());
    }
  }

  @Test
  void leavesNoBucketOut() {
    Set<Long> buckets = new TreeSet<>();
    List<Paths.Visit> many = new TestDeals(5).wild(9000, List.of("a"), List.of(), 40).visits();
    Sample sample = sample(many, 3000);
    sample.visits().forEach(visit -> buckets.add(Math.floorMod(visit.deal(), 64L)));

    assertThat(buckets).hasSize(64);
    assertThat((double) deals(sample.visits()).size() / deals(many).size())
        .isCloseTo(sample.share(), within(0.03));
  }

  private Set<Long> below(double share) {
    // Hashes as unsigned numbers.
    return deals(visits).stream()
        .filter(hash -> (hash < 0 ? hash + 0x1p64 : (double) hash) < share * 0x1p64)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<Long> deals(List<Paths.Visit> of) {
    return of.stream().map(Paths.Visit::deal).collect(Collectors.toCollection(TreeSet::new));
  }

  private static Sample sample(List<Paths.Visit> of, int most) {
    Sample sample = new Sample(most);
    of.forEach(sample::add);
    return sample;
  }
}
