package io.plumbline.app;

import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import io.plumbline.config.Configuration;
import io.plumbline.lake.KernelTestTable;
import io.plumbline.lake.Location;
import io.plumbline.lake.Stamp;
import io.plumbline.model.AsOf;
import io.plumbline.table.TableContract;
import io.plumbline.table.TableContract.ColumnContract;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** A workspace with the tables of a run, small, by contract and without Spark. */
final class RunFixture {

  static final LocalDate AS_OF = LocalDate.of(2026, 6, 30);

  private final Path workspace;
  private final Map<TableContract, KernelTestTable> tables = new HashMap<>();

  RunFixture(Path workspace) {
    this.workspace = workspace;
  }

  /** Name, value, name, value, ... */
  static Map<String, Object> row(Object... namesAndValues) {
    Map<String, Object> row = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      row.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return row;
  }

  static BigDecimal amount(String text) {
    return new BigDecimal(text).setScale(2);
  }

  /** Appends rows of a run; columns that a row does not name are null. */
  @SafeVarargs
  final void append(TableContract contract, Stamp stamp, Map<String, Object>... rows) {
    StructType schema = schema(contract);
    KernelTestTable table =
        tables.computeIfAbsent(
            contract,
            key ->
                KernelTestTable.create(
                    workspace.resolve("tables").resolve(key.name()),
                    schema,
                    List.of(TableContract.AS_OF_DATE, TableContract.CONFIG_ID),
                    Map.of()));
    List<List<Object>> values = new ArrayList<>();
    for (Map<String, Object> given : rows) {
      Map<String, Object> row = new HashMap<>(given);
      row.put(TableContract.RUN_ID, stamp.runId());
      row.put(TableContract.AS_OF_DATE, stamp.asOfDate());
      row.put(TableContract.CONFIG_ID, stamp.configId());
      List<Object> ordered = new ArrayList<>();
      schema.fieldNames().forEach(name -> ordered.add(row.remove(name)));
      if (!row.isEmpty()) {
        throw new IllegalArgumentException(contract.name() + " has no columns " + row.keySet());
      }
      values.add(ordered);
    }
    table.append(values);
  }

  static JobRequest request(Path workspace, Configuration configuration) {
    return new JobRequest(
        "report",
        new TreeSet<>(List.of(Step.REPORT)),
        Location.of(workspace),
        Optional.empty(),
        new AsOf(AS_OF, ZoneOffset.UTC),
        configuration,
        Rerun.ALWAYS,
        List.of());
  }

  static Stamp stamp(String runId) {
    return new Stamp(runId, AS_OF, Configuration.defaults().fingerprint());
  }

  private static StructType schema(TableContract contract) {
    StructType schema = new StructType();
    for (ColumnContract column : contract.columns()) {
      schema = schema.add(column.name(), type(column.type().catalogString()));
    }
    return schema
        .add(TableContract.RUN_ID, StringType.STRING)
        .add(TableContract.AS_OF_DATE, DateType.DATE)
        .add(TableContract.CONFIG_ID, StringType.STRING);
  }

  /** Of a list of structs, the test tables have no values: what is in it does not matter. */
  private static DataType type(String sql) {
    if (sql.startsWith("array<struct<")) {
      return new ArrayType(new StructType().add("any", StringType.STRING), true);
    }
    return switch (sql) {
      case "string" -> StringType.STRING;
      case "bigint" -> LongType.LONG;
      case "int" -> IntegerType.INTEGER;
      case "double" -> DoubleType.DOUBLE;
      case "boolean" -> BooleanType.BOOLEAN;
      case "date" -> DateType.DATE;
      case "timestamp" -> TimestampType.TIMESTAMP;
      case "decimal(18,2)" -> new DecimalType(18, 2);
      case "array<double>" -> new ArrayType(DoubleType.DOUBLE, true);
      case "array<string>" -> new ArrayType(StringType.STRING, true);
      case "map<string,string>" -> new MapType(StringType.STRING, StringType.STRING, true);
      case "map<string,double>" -> new MapType(StringType.STRING, DoubleType.DOUBLE, true);
      case "map<string,bigint>" -> new MapType(StringType.STRING, LongType.LONG, true);
      default -> throw new IllegalArgumentException("No test table has columns of type " + sql);
    };
  }

  /** The ledger's row of a whole run at these table versions. */
  static Map<String, Object> ledger(Map<String, Long> versions, String... notes) {
    return row(
        "command",
        "run",
        "decision",
        "proposed",
        "exit_code",
        0,
        "inputs",
        Map.of("opportunities", "sha256:1", "stage_history", "sha256:2"),
        "rows_read",
        120L,
        "rows_accepted",
        117L,
        "rows_rejected",
        3L,
        "rows_excluded",
        0L,
        "table_versions",
        versions,
        "notes",
        List.of(notes));
  }
}
