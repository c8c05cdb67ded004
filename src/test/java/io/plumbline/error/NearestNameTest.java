package io.plumbline.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

  private static final List<String> KNOWN = List.of("age.bands", "random.seed", "id", "status");

  /** Expected values counted by hand; "kitten" is Wagner and Fischer's usual example. */
  @ParameterizedTest
  @CsvSource({"kitten,sitting,3", "'',abc,3", "abc,abc,0", "stage,satge,1", "ca,abc,3"})
  void countsInsertionsDeletionsSubstitutionsAndSwaps(String left, String right, int edits) {
    assertThat(NearestName.distance(left, right)).isEqualTo(edits);
    assertThat(NearestName.distance(right, left)).isEqualTo(edits);
  }

  @ParameterizedTest
  @CsvSource({"age.band,age.bands", "Age Bands,age.bands", "ranodm.sede,random.seed", "ID,id"})
  void findsWhatWasMeant(String typed, String meant) {
    assertThat(NearestName.of(typed, KNOWN)).contains(meant);
  }

  @Test
  void findsNothingWhereNothingIsNear() {
    assertThat(NearestName.of("currency", KNOWN)).isEmpty();
    assertThat(NearestName.of("ab", KNOWN)).isEmpty();
    assertThat(NearestName.of("anything", List.of())).isEmpty();
  }

  @Test
  void prefersTheAlphabeticallyFirstOfTwoEquallyNear() {
    assertThat(NearestName.of("stagex", List.of("stagez", "stagey"))).contains("stagey");
  }
}
