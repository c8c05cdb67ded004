package io.plumbline.outlook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LargestDealsTest {

  private static final Segment SEGMENT = new Segment("new", "0-500", "a", "o", "t");

  @Test
  void keepsTheLargest() {
    LargestDeals largest = new LargestDeals();
    for (int i = 0; i < 2500; i++) {
      largest.add(deal("d" + i, 1 + i % 1250));
    }

    assertThat(largest.toList()).hasSize(LargestDeals.MOST);
    // Two deals of each amount: 751 to 1250 are the largest thousand.
    assertThat(largest.toList()).first().extracting(OpenDeal::cents).isEqualTo(751L);
    assertThat(largest.toList()).last().extracting(OpenDeal::cents).isEqualTo(1250L);
  }

  @Test
  void keepsTheSmallerIdOfEqualAmounts() {
    List<OpenDeal> deals = new ArrayList<>();
    for (int i = 0; i < 1100; i++) {
      deals.add(deal(String.format("d%04d", i), 100));
    }
    Collections.shuffle(deals, new Random(1));
    LargestDeals largest = new LargestDeals();
    deals.forEach(largest::add);

    assertThat(largest.toList())
        .extracting(OpenDeal::id)
        .contains("d0000", "d0999")
        .doesNotContain("d1000");
  }

  private static OpenDeal deal(String id, long cents) {
    return new OpenDeal(
        id,
        SEGMENT,
        new Placement("s", null, null, 0.5, Double.NaN, Double.NaN, "s"),
        cents,
        Optional.empty());
  }
}
