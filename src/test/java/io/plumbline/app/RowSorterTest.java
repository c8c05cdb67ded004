package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.lake.TableColumn;
import io.plumbline.lake.TableRow;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowSorterTest {

  private static final List<TableColumn> COLUMNS =
      List.of(
          new TableColumn("key", TableColumn.Type.LONG),
          new TableColumn("text", TableColumn.Type.TEXT));
  private static final Comparator<TableRow> ORDER = ValueOrder.by(List.of(0, 1));

  @Test
  void fewRowsOfManyLettersGoToFilesToo() {
    String text = "x".repeat(1 << 20);
    List<Object> keys = new ArrayList<>();
    try (RowSorter sorter = new RowSorter(COLUMNS, ORDER, Long.MAX_VALUE, 1000)) {
      for (long key = 70; key > 0; key--) {
        sorter.add(new TableRow(COLUMNS, List.of(key, text)));
      }
      assertThat(sorter.runsWritten()).isEqualTo(1);
      sorter.sorted().forEachRemaining(row -> keys.add(row.value(0)));
    }
    assertThat(keys).hasSize(70).isSortedAccordingTo(Comparator.comparing(key -> (Long) key));
  }

  /** All in memory; 500 / 7 and 500 / 3 runs, which are more than are merged at a time. */
  @ParameterizedTest
  @CsvSource({"1000, 0", "7, 72", "3, 169"})
  void sortsTheSameHoweverLittleFitsInMemory(int chunk, int runs) {
    Random random = new Random(4);
    List<TableRow> rows = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      Long key = i % 50 == 0 ? null : Long.valueOf(random.nextInt(100));
      rows.add(new TableRow(COLUMNS, Arrays.asList(key, "t" + random.nextInt(5))));
    }
    List<List<Object>> expected =
        rows.stream()
            .map(TableRow::values)
            .sorted(
                Comparator.comparing(
                        (List<Object> row) -> (Long) row.get(0),
                        Comparator.nullsFirst(Comparator.naturalOrder()))
                    .thenComparing(row -> (String) row.get(1)))
            .toList();

    try (RowSorter sorter = new RowSorter(COLUMNS, ORDER, Long.MAX_VALUE, chunk)) {
      rows.forEach(sorter::add);
      List<List<Object>> sorted = new ArrayList<>();
      sorter.sorted().forEachRemaining(row -> sorted.add(row.values()));
      assertThat(sorted).isEqualTo(expected);
      assertThat(sorter.runsWritten()).isGreaterThanOrEqualTo(runs);
      assertThat(sorter.runsWritten() == 0).isEqualTo(runs == 0);
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 0", "9, 11"})
  void keepsOnlyTheFirstRowsWhereFewAreWanted(int limit, int runs) {
    try (RowSorter sorter = new RowSorter(COLUMNS, ORDER, limit, 10)) {
      for (long key = 100; key > 0; key--) {
        sorter.add(new TableRow(COLUMNS, List.of(key, "x")));
      }
      List<Long> keys = new ArrayList<>();
      sorter.sorted().forEachRemaining(row -> keys.add((Long) row.value(0)));
      assertThat(keys).hasSize(limit).startsWith(1L, 2L, 3L).isSorted();
      assertThat(sorter.runsWritten()).isEqualTo(runs);
    }
  }

  @Test
  void bringsEveryKindOfValueBackFromDisk() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("b", 1L);
    map.put("a", null);
    List<Object> values =
        Arrays.asList(
            "ä".repeat(70_000),
            true,
            -1,
            1L << 40,
            -0.0,
            new BigDecimal("1.10"),
            LocalDate.of(1900, 1, 1),
            Instant.parse("1969-12-31T23:59:59.999999Z"),
            LocalDateTime.parse("2026-01-01T00:00:00.000001"),
            Arrays.asList("x", null),
            map,
            null);
    List<TableColumn> columns =
        values.stream().map(value -> new TableColumn("c", TableColumn.Type.TEXT)).toList();

    try (RowSorter sorter = new RowSorter(columns, ValueOrder.by(List.of(0)), Long.MAX_VALUE, 1)) {
      sorter.add(new TableRow(columns, values));
      Iterator<TableRow> back = sorter.sorted();

      assertThat(sorter.runsWritten()).isPositive();
      assertThat(back.next().values()).isEqualTo(values);
      assertThat(back).isExhausted();
    }
  }
}
