package io.plumbline.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.table.CellCounts.Cell;
import io.plumbline.table.CellCounts.Kind;
import io.plumbline.table.TestCells;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CellKeyTest {

  private static final Cell DEAL =
      TestCells.of(Kind.LANDMARK).stage("s").segment("new", "0-100", "a").build();

  @Test
  void putsParentsBeforeTheirChildren() {
    List<CellKey> ordered =
        List.of(
            CellKey.stage("a"),
            new CellKey("a", 0, null, null, null),
            new CellKey("a", 0, "existing", null, null),
            new CellKey("a", 0, "existing", "0-100", null),
            new CellKey("a", 0, "existing", "0-100", "x"),
            new CellKey("a", 0, "existing", "0-100", "y"),
            new CellKey("a", 0, "new", null, null),
            new CellKey("a", 2, null, null, null),
            new CellKey("a", 10, null, null, null),
            CellKey.stage("b"));
    List<CellKey> shuffled = new ArrayList<>(ordered);
    Collections.shuffle(shuffled, new Random(1));
    Collections.sort(shuffled);

    assertThat(shuffled).isEqualTo(ordered);
  }

  @Test
  void isEqualInOrderExactlyWhereItIsEqual() {
    CellKey key = new CellKey("a", 1, "new", null, "x");

    assertThat(key).isEqualByComparingTo(new CellKey("a", 1, "new", null, "x"));
    assertThat(key).isNotEqualByComparingTo(new CellKey("a", 1, "new", "x", null));
  }

  @Test
  void splitsByTheDimensionsGivenOnly() {
    assertThat(CellKey.of(DEAL, 3, List.of())).isEqualTo(new CellKey("s", 3, null, null, null));
    assertThat(CellKey.of(DEAL, 3, List.of("product")))
        .isEqualTo(new CellKey("s", 3, null, null, "a"));
    assertThat(CellKey.of(DEAL, 3, List.of("size_band", "customer_type")))
        .isEqualTo(new CellKey("s", 3, "new", "0-100", null));
  }

  @Test
  void describesItselfAsPeopleReadIt() {
    assertThat(CellKey.stage("Proposal").describe(null)).isEqualTo("Proposal");
    assertThat(new CellKey("Proposal", 2, "existing", null, null).describe("5-8"))
        .isEqualTo("Proposal, 5-8 days, existing");
    assertThat(new CellKey("Proposal", 2, "new", "0-100", "a").describe("5+"))
        .isEqualTo("Proposal, 5+ days, new, 0-100, a");
  }
}
