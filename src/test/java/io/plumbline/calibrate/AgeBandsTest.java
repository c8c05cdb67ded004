package io.plumbline.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.model.AgeGrid;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AgeBandsTest {

  @Test
  void cutsWhereEqualSharesAreReached() {
    long[] landmarks = new long[AgeGrid.bins()];
    for (int bin = 10; bin < 18; bin++) {
      landmarks[bin] = 5;
    }
    AgeBands bands = AgeBands.of(landmarks, 4);

    assertThat(bands.count()).isEqualTo(4);
    assertThat(bands.band(11)).isEqualTo(0);
    assertThat(bands.band(12)).isEqualTo(1);
    assertThat(bands.band(13)).isEqualTo(1);
    assertThat(bands.band(14)).isEqualTo(2);
    assertThat(bands.band(16)).isEqualTo(3);
    assertThat(bands.label(0)).isEqualTo("0-1.25");
    assertThat(bands.label(1)).isEqualTo("1.25-2");
    assertThat(bands.label(3)).isEqualTo("3.15+");
  }

  @Test
  void givesAFullBinOfSeveralSharesOneBand() {
    long[] landmarks = new long[AgeGrid.bins()];
    landmarks[3] = 70;
    landmarks[7] = 10;
    landmarks[9] = 20;
    AgeBands bands = AgeBands.of(landmarks, 4);

    // 70 of 100 pass the first two quarters at once; the third quarter ends with bin 7 at 80.
    assertThat(bands.count()).isEqualTo(3);
    assertThat(bands.band(3)).isEqualTo(0);
    assertThat(bands.band(4)).isEqualTo(1);
    assertThat(bands.band(7)).isEqualTo(1);
    assertThat(bands.band(8)).isEqualTo(2);
  }

  @Test
  void hasOneBandWhereAllLandmarksAreInOneBin() {
    for (int bin : new int[] {0, 20, AgeGrid.bins() - 1}) {
      long[] landmarks = new long[AgeGrid.bins()];
      landmarks[bin] = 1000;

      assertOneBand(AgeBands.of(landmarks, 8));
    }
  }

  @Test
  void hasOneBandWhereOneIsWantedOrNothingWasCounted() {
    long[] landmarks = new long[AgeGrid.bins()];
    assertOneBand(AgeBands.of(landmarks, 8));
    java.util.Arrays.fill(landmarks, 3);

    assertOneBand(AgeBands.of(landmarks, 1));
  }

  @Test
  void givesEveryBandLandmarksAndEveryBinOneBand() {
    Random random = new Random(7);
    for (int repeat = 0; repeat < 500; repeat++) {
      long[] landmarks = new long[AgeGrid.bins()];
      for (int i = random.nextInt(AgeGrid.bins()) + 1; i > 0; i--) {
        landmarks[random.nextInt(landmarks.length)] = random.nextInt(50);
      }
      long total = java.util.Arrays.stream(landmarks).sum();
      int wanted = 1 + random.nextInt(12);
      AgeBands bands = AgeBands.of(landmarks, wanted);

      assertThat(bands.count()).isBetween(1, wanted);
      long all = 0;
      long upTo = 0;
      for (int band = 0; band < bands.count(); band++) {
        long inBand = 0;
        for (int bin = 0; bin < landmarks.length; bin++) {
          boolean masked = (bands.mask(band) >> bin & 1) == 1;
          assertThat(masked).isEqualTo(bands.band(bin) == band);
          assertThat(AgeGrid.from(bin) >= bands.from(band) && AgeGrid.to(bin) <= bands.to(band))
              .isEqualTo(masked);
          inBand += masked ? landmarks[bin] : 0;
        }
        assertThat(all & bands.mask(band)).isZero();
        all |= bands.mask(band);
        upTo += inBand;
        if (bands.count() > 1) {
          assertThat(inBand).isPositive();
        }
        if (band < bands.count() - 1) {
          // Every cut is the first at or after a share: without its last bin the share is missed.
          int lastBin = 63 - Long.numberOfLeadingZeros(bands.mask(band));
          long before = upTo - landmarks[lastBin];
          assertThat(before * wanted / total).isLessThan(upTo * wanted / total);
          String upper = bands.label(band).substring(bands.label(band).indexOf('-') + 1);
          assertThat(bands.label(band + 1)).matches(Pattern.quote(upper) + "[-+].*");
        }
      }
      assertThat(all).isEqualTo((1L << AgeGrid.bins()) - 1);
      assertThat(bands.label(bands.count() - 1)).endsWith("+");
    }
  }

  private static void assertOneBand(AgeBands bands) {
    assertThat(bands.count()).isEqualTo(1);
    assertThat(bands.from(0)).isZero();
    assertThat(bands.to(0)).isInfinite();
    assertThat(bands.label(0)).isEqualTo("0+");
    assertThat(bands.mask(0)).isEqualTo((1L << AgeGrid.bins()) - 1);
    assertThat(bands.band(0)).isZero();
    assertThat(bands.band(AgeGrid.bins() - 1)).isZero();
  }
}
