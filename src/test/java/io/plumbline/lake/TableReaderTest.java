package io.plumbline.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FieldMetadata;
import io.delta.kernel.types.FloatType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.ShortType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import io.plumbline.error.ExitCode;
import io.plumbline.error.PlumblineException;
import io.plumbline.table.TableContract;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableReaderTest {

  private static final LocalDate JANUARY = LocalDate.of(2026, 1, 31);
  private static final LocalDate FEBRUARY = LocalDate.of(2026, 2, 28);

  private static final StructType KPI =
      new StructType()
          .add("kpi", StringType.STRING)
          .add("as_of_date", DateType.DATE)
          .add("config_id", StringType.STRING)
          .add("value", DoubleType.DOUBLE);

  @TempDir Path folder;

  @Test
  void readsEveryTypeAndKeepsNulls() {
    StructType schema =
        new StructType()
            .add("text", StringType.STRING)
            .add("truth", BooleanType.BOOLEAN)
            .add("small", ShortType.SHORT)
            .add("integer", IntegerType.INTEGER)
            .add("big", LongType.LONG)
            .add("real", FloatType.FLOAT)
            .add("number", DoubleType.DOUBLE)
            .add("amount", new DecimalType(18, 2))
            .add("day", DateType.DATE)
            .add("at", TimestampType.TIMESTAMP)
            .add("bytes", BinaryType.BINARY)
            .add("reasons", new ArrayType(StringType.STRING, true))
            .add("versions", new MapType(StringType.STRING, LongType.LONG, true));
    Map<String, Object> versions = new LinkedHashMap<>();
    versions.put("funnel", 7L);
    versions.put("path", null);
    List<Object> full =
        List.of(
            "ä\n\"x\"",
            true,
            (short) -3,
            4,
            5_000_000_000L,
            0.1f,
            -0.25,
            new BigDecimal("1234567890.10"),
            LocalDate.of(1969, 12, 31),
            Instant.parse("1969-12-31T23:59:59.999999Z"),
            new byte[] {0, (byte) 0xff},
            Arrays.asList("a", null),
            versions);
    Path path = folder.resolve("every_type");
    KernelTestTable.create(path, schema, List.of(), Map.of())
        .append(List.of(full, Collections.nCopies(schema.length(), null)));

    TableReader reader = TableReader.open(path, OptionalLong.empty());

    assertThat(reader.columns().stream().map(TableColumn::type))
        .containsExactly(
            TableColumn.Type.TEXT,
            TableColumn.Type.TRUTH,
            TableColumn.Type.INTEGER,
            TableColumn.Type.INTEGER,
            TableColumn.Type.LONG,
            TableColumn.Type.DOUBLE,
            TableColumn.Type.DOUBLE,
            TableColumn.Type.DECIMAL,
            TableColumn.Type.DATE,
            TableColumn.Type.TIMESTAMP,
            TableColumn.Type.TEXT,
            TableColumn.Type.LIST,
            TableColumn.Type.MAP);
    List<TableRow> rows = all(reader, TableSelection.everything());
    assertThat(rows.get(0).values())
        .containsExactly(
            "ä\n\"x\"",
            true,
            -3,
            4,
            5_000_000_000L,
            0.1,
            -0.25,
            new BigDecimal("1234567890.10"),
            LocalDate.of(1969, 12, 31),
            Instant.parse("1969-12-31T23:59:59.999999Z"),
            "00ff",
            Arrays.asList("a", null),
            versions);
    assertThat(rows.get(1).values()).hasSize(schema.length()).containsOnlyNulls();
    assertThat(rows).hasSize(2);
  }

  @Test
  void fillsPartitionColumnsInAtTheirPlace() {
    TableReader reader = TableReader.open(kpi(), OptionalLong.empty());

    assertThat(reader.name()).isEqualTo("kpi_month");
    assertThat(reader.partitionColumns()).containsExactly("as_of_date", "config_id");
    assertThat(all(reader, TableSelection.everything()))
        .extracting(TableRow::toMap)
        .containsExactlyInAnyOrder(
            kpiRow("wins", JANUARY, "abc", 1.0),
            kpiRow("losses", JANUARY, "abc", 2.0),
            kpiRow("wins", JANUARY, null, 3.0),
            kpiRow("wins", FEBRUARY, "a b/c=d%20ü", 4.0));
  }

  @Test
  void readsOnlyTheFilesOfTheAsOfDate() throws IOException {
    Path path = kpi();
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.filter(TableReaderTest::isOfFebruary).toList()) {
        Files.writeString(file, "not parquet");
      }
    }
    TableReader reader = TableReader.open(path, OptionalLong.empty());

    assertThat(all(reader, TableSelection.everything().asOf(JANUARY))).hasSize(3);
    assertThat(reader.asOfDates()).containsExactly(JANUARY, FEBRUARY);
    assertThat(reader.rowCount()).isEqualTo(4);
    assertThatThrownBy(() -> all(reader, TableSelection.everything().asOf(FEBRUARY)))
        .as("the damaged file is only met where it is needed")
        .isInstanceOf(PlumblineException.class)
        .hasMessageContaining("Table 'kpi_month'")
        .hasMessageContaining("cannot be read");
  }

  @Test
  void findsAsOfDatesThatAreTextOrNoPartition() {
    StructType schema =
        new StructType().add("as_of_date", StringType.STRING).add("n", LongType.LONG);
    for (List<String> partitions : List.of(List.<String>of(), List.of("as_of_date"))) {
      Path path = folder.resolve("text_date_" + partitions.size());
      KernelTestTable.create(path, schema, partitions, Map.of())
          .append(List.of(List.of("2026-02-28", 1L), List.of("2026-01-31", 2L)))
          .append(List.of(List.of("2026-01-31", 3L), Arrays.asList(null, 4L)));
      TableReader reader = TableReader.open(path, OptionalLong.empty());

      assertThat(reader.asOfDates()).containsExactly(JANUARY, FEBRUARY);
      assertThat(all(reader, TableSelection.everything().asOf(JANUARY).columns(List.of("n"))))
          .extracting(TableRow::values)
          .containsExactlyInAnyOrder(List.of(2L), List.of(3L));
    }
  }

  @Test
  void readsChosenColumnsInTheChosenOrder() {
    TableReader reader = TableReader.open(kpi(), OptionalLong.empty());

    TableSelection selection =
        TableSelection.everything().asOf(FEBRUARY).columns(List.of("value", "config_id", "kpi"));

    assertThat(all(reader, selection).get(0).toMap())
        .containsExactly(
            Map.entry("value", 4.0),
            Map.entry("config_id", "a b/c=d%20ü"),
            Map.entry("kpi", "wins"));
    assertThat(
            all(reader, TableSelection.everything().asOf(FEBRUARY).columns(List.of("as_of_date"))))
        .extracting(TableRow::values)
        .containsExactly(List.of(FEBRUARY));
  }

  @Test
  void readsAnOlderVersionAsItWas() {
    Path path = kpi();

    TableReader first = TableReader.open(path, OptionalLong.of(1));

    assertThat(first.version()).isEqualTo(1);
    assertThat(first.asOfDates()).containsExactly(JANUARY);
    assertThat(first.rowCount()).isEqualTo(3);
    assertThat(TableReader.open(path, OptionalLong.of(0)).rowCount()).isZero();
    assertThat(TableReader.open(path, OptionalLong.of(0)).asOfDates()).isEmpty();
    assertThat(TableReader.open(path, OptionalLong.empty()).version()).isEqualTo(2);
  }

  @Test
  void saysWhichVersionIsTheLatestWhereOneIsMissing() {
    Path path = kpi();

    PlumblineException error =
        catchThrowableOfType(
            PlumblineException.class, () -> TableReader.open(path, OptionalLong.of(9)));

    assertThat(error.code()).isEqualTo("workspace.version_missing");
    assertThat(error).hasMessageContaining("at version 9").hasMessageContaining("version is 2;");
  }

  @Test
  void refusesALogThatAPowerCutLeftEmpty() throws IOException {
    Path table = folder.resolve("kpi");
    KernelTestTable.create(table, KPI, List.of(), Map.of())
        .append(List.of(Arrays.asList("a", JANUARY, "c", 1.0)));
    Files.write(table.resolve("_delta_log/00000000000000000001.json"), new byte[0]);

    PlumblineException refused =
        catchThrowableOfType(
            PlumblineException.class, () -> TableReader.open(table, OptionalLong.empty()).rows());

    assertThat(refused.code()).isEqualTo("workspace.table_unreadable");
    assertThat(refused).hasMessageContaining("00000000000000000001.json is empty");
  }

  @Test
  void listsTheTablesWhereOneIsMissing() {
    kpi();

    PlumblineException error =
        catchThrowableOfType(
            PlumblineException.class,
            () -> TableReader.open(folder.resolve("kpi_mnth"), OptionalLong.empty()));

    assertThat(error.exitCode()).isEqualTo(ExitCode.INPUT_MISSING);
    assertThat(error.code()).isEqualTo("workspace.table_missing");
    assertThat(error).hasMessageContaining("Did you mean 'kpi_month'?");
  }

  @Test
  void namesTheColumnsWhereOneIsMissing() {
    TableReader reader = TableReader.open(kpi(), OptionalLong.empty());

    assertThatThrownBy(() -> reader.rows(TableSelection.everything().columns(List.of("valu"))))
        .hasMessageContaining("has no column 'valu'. Did you mean 'value'?")
        .hasMessageContaining("kpi, as_of_date, config_id, value");
  }

  @Test
  void takesKeyColumnsFromTheColumns() {
    Path path = folder.resolve("keyed");
    StructType keyed =
        new StructType()
            .add("kpi", StringType.STRING, key(2))
            .add("value", DoubleType.DOUBLE)
            .add("config_id", StringType.STRING, key(1));
    KernelTestTable.create(path, keyed, List.of(), Map.of());

    assertThat(TableReader.open(path, OptionalLong.empty()).keyColumns())
        .containsExactly("config_id", "kpi");
    assertThat(TableReader.open(kpi(), OptionalLong.empty()).keyColumns()).isEmpty();
  }

  private static FieldMetadata key(long position) {
    return FieldMetadata.builder().putLong(TableContract.KEY_POSITION, position).build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"with space", "per%20cent", "ümläut", "a+b&c#d"})
  void readsBelowFoldersOfAnyName(String name) throws IOException {
    Path source = kpi();
    Path target = Files.createDirectories(folder.resolve(name)).resolve("kpi_month");
    Files.move(source, target);

    assertThat(all(TableReader.open(target, OptionalLong.empty()), TableSelection.everything()))
        .hasSize(4);
  }

  @Test
  void holdsOneBatchAtATimeHoweverManyRowsThereAre() {
    StructType schema = new StructType().add("n", LongType.LONG);
    Path path = folder.resolve("long");
    KernelTestTable table = KernelTestTable.create(path, schema, List.of(), Map.of());
    List<List<Object>> rows = new ArrayList<>();
    for (long n = 0; n < 3000; n++) {
      rows.add(List.of(n));
    }
    table.append(rows).append(rows);
    TableReader reader = TableReader.open(path, OptionalLong.empty());

    long sum = 0;
    try (TableRows stream = reader.rows()) {
      while (stream.hasNext()) {
        sum += (Long) stream.next().value("n");
      }
      assertThatThrownBy(stream::next).isInstanceOf(java.util.NoSuchElementException.class);
    }

    assertThat(sum).as("2 x 3000 x 2999 / 2").isEqualTo(8_997_000L);
    assertThat(reader.rowCount()).isEqualTo(6000);
  }

  private Path kpi() {
    Path path = folder.resolve("kpi_month");
    KernelTestTable.create(path, KPI, List.of("as_of_date", "config_id"), Map.of())
        .append(
            List.of(
                List.of("wins", JANUARY, "abc", 1.0),
                List.of("losses", JANUARY, "abc", 2.0),
                Arrays.asList("wins", JANUARY, null, 3.0)))
        .append(List.of(List.of("wins", FEBRUARY, "a b/c=d%20ü", 4.0)));
    return path;
  }

  private static Map<String, Object> kpiRow(
      String kpi, LocalDate asOf, String config, double value) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("kpi", kpi);
    row.put("as_of_date", asOf);
    row.put("config_id", config);
    row.put("value", value);
    return row;
  }

  private static boolean isOfFebruary(Path file) {
    return file.toString().contains("2026-02-28") && file.toString().endsWith(".parquet");
  }

  private static List<TableRow> all(TableReader reader, TableSelection selection) {
    List<TableRow> rows = new ArrayList<>();
    try (TableRows stream = reader.rows(selection)) {
      stream.forEachRemaining(rows::add);
    }
    return rows;
  }
}
