package io.plumbline.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SegmentWordsTest {

  @Test
  void namesDimensionsForReaders() {
    assertThat(SegmentWords.dimension("age_band")).isEqualTo("Days in the stage");
    assertThat(SegmentWords.dimension("size_band")).isEqualTo("Deal size");
    assertThat(SegmentWords.dimension("sales_region")).isEqualTo("Sales region");
  }

  @Test
  void namesValuesForReaders() {
    assertThat(SegmentWords.value("size_band", "3000-4400", id -> "?")).isEqualTo("3,000 to 4,400");
    assertThat(SegmentWords.value("previous_stage", "s1", id -> "Demo " + id)).isEqualTo("Demo s1");
    assertThat(SegmentWords.value("previous_stage", "none", id -> "?"))
        .isEqualTo("nowhere: began here");
  }
}
