package io.plumbline.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person has marked comes back as it was, whatever the ids and the notes. */
class SheetRoundTripTest {

  private static final String[] NASTY = {
    "=",
    "+",
    "-",
    "@",
    "'",
    "\"",
    ",",
    ";",
    "\t",
    "\n",
    " ",
    "\u00a0",
    "%",
    "/",
    ":",
    "<",
    "&",
    "]]>",
    "_x0041_",
    "_x000D_",
    "é",
    "提",
    "👍",
    "\u202e",
    "0",
    "1.5",
    "40%",
    "2026-01-01",
    "TRUE",
    "NaN",
    "#",
    "\\",
    "|",
    "\u0301",
    "\ufeff",
    "a",
    "Z",
    "sep=;",
    "\uff1d"
  };

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void comesBackFromCsvAndXlsx(long seed) {
    Random random = new Random(seed);
    Set<RowKey> keys = new LinkedHashSet<>();
    while (keys.size() < 200) {
      keys.add(
          new RowKey(
              nasty(random),
              nasty(random),
              nasty(random),
              "",
              nasty(random),
              "",
              nasty(random),
              ""));
    }
    List<ProposedRow> rows = new ArrayList<>();
    for (RowKey key : keys) {
      Proposals.RowBuilder row =
          Proposals.row("x", nasty(random), 1).key(key).confidence(0.4, 0.3, 0.5);
      Mark.Kind kind = Mark.Kind.values()[random.nextInt(3)];
      OptionalDouble override =
          kind == Mark.Kind.OVERRIDE
              ? OptionalDouble.of((1 + random.nextInt(9998)) / 10_000.0)
              : OptionalDouble.empty();
      rows.add(row.mark(kind, override, "me", SheetText.plain(nasty(random))).build());
    }
    ProposedTable table =
        Proposals.of(new ProposedPipeline("p", nasty(random), rows, OpenDeals.NONE));

    ReviewedSheet csv = SheetReader.read(ReviewSheet.csv(table), "a.csv");
    ReviewedSheet xlsx = SheetReader.read(ReviewSheet.xlsx(table), "a.xlsx");

    for (ReviewedSheet sheet : List.of(csv, xlsx)) {
      assertThat(sheet.problems()).as("seed %d", seed).isEmpty();
      assertThat(sheet.remarks()).isEmpty();
      assertThat(sheet.accepted(table, 1)).hasSize(200);
    }
    List<ProposedRow> sorted = table.pipelines().get(0).rows();
    for (int i = 0; i < sorted.size(); i++) {
      ProposedRow row = sorted.get(i);
      for (ReviewedSheet sheet : List.of(csv, xlsx)) {
        Marked marked = sheet.marked().get(i);
        assertThat(marked.key()).as("seed %d", seed).isEqualTo(row.key());
        assertThat(new Mark(marked.kind(), marked.override(), "me", marked.note()))
            .as("seed %d", seed)
            .isEqualTo(row.mark().orElseThrow());
        assertThat(marked.version()).isEqualTo(Proposals.VERSION);
        assertThat(marked.line()).isEqualTo(i + 2);
      }
    }
  }

  private static String nasty(Random random) {
    StringBuilder text = new StringBuilder();
    int parts = 1 + random.nextInt(5);
    for (int i = 0; i < parts; i++) {
      text.append(NASTY[random.nextInt(NASTY.length)]);
    }

    return text.toString();
  }
}
