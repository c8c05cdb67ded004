package io.plumbline.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AgeGridTest {

  @Test
  void hasTenRoundEdgesPerDecadeFromATenthOfADayTo800Days() {
    // ISO 3 series R10, rounded as people write it.
    assertThat(AgeGrid.lowerEdges())
        .hasSize(40)
        .startsWith(0.1, 0.125, 0.16, 0.2, 0.25, 0.315, 0.4, 0.5, 0.63, 0.8, 1, 1.25)
        .endsWith(100, 125, 160, 200, 250, 315, 400, 500, 630, 800);
  }

  @Test
  void keepsNeighbouringEdgesAboutAQuarterApart() {
    double[] edges = AgeGrid.lowerEdges();
    for (int i = 1; i < edges.length; i++) {
      assertThat(edges[i] / edges[i - 1]).isCloseTo(Math.pow(10, 0.1), within(0.03));
    }
  }

  @Test
  void coversAllAgesOnce() {
    assertThat(AgeGrid.from(0)).isZero();
    for (int bin = 1; bin < AgeGrid.bins(); bin++) {
      assertThat(AgeGrid.from(bin)).isEqualTo(AgeGrid.to(bin - 1));
    }
    assertThat(AgeGrid.to(AgeGrid.bins() - 1)).isInfinite();
  }

  @Test
  void hasNoMoreBinsThanALongHasBitsBelowItsSign() {
    assertThat(AgeGrid.bins()).isEqualTo(41).isLessThanOrEqualTo(63);
  }

  @Test
  void handsOutACopyOfItsEdges() {
    AgeGrid.lowerEdges()[0] = 99;

    assertThat(AgeGrid.lowerEdges()[0]).isEqualTo(0.1);
  }

  @Test
  void labelsBandsInPlainDays() {
    assertThat(AgeGrid.label(0, 0)).isEqualTo("0-0.1");
    assertThat(AgeGrid.label(0, 10)).isEqualTo("0-1");
    assertThat(AgeGrid.label(14, 17)).isEqualTo("2-5");
    assertThat(AgeGrid.label(6, 11)).isEqualTo("0.315-1.25");
    assertThat(AgeGrid.label(31, 39)).isEqualTo("100-800");
    assertThat(AgeGrid.label(25, 40)).isEqualTo("25+");
    assertThat(AgeGrid.label(40, 40)).isEqualTo("800+");
    assertThat(AgeGrid.label(0, 40)).isEqualTo("0+");
  }
}
