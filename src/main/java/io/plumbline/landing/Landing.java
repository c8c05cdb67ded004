package io.plumbline.landing;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.plumbline.error.Errors;
import io.plumbline.lake.CopiedTable;
import io.plumbline.lake.Location;
import io.plumbline.model.Sha256;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Copies tables into the workspace, each in one Delta commit. Until {@link #finish} has written the
 * marker, an earlier copy stays what counts; what a copy that failed has written is taken back or
 * replaced by the next one.
 */
public final class Landing {

  private static final String FOLDER = "landing";

  /** Beside the columns of the source: when its row was last changed, as a timestamp. */
  private static final String CHANGED = "_changed";

  private static final String ROW = "_row";
  private static final String STORED = "_stored";
  private static final String IS_NEW = "_is_new";
  private static final int CONTENT_DIGITS = 32;

  /** Deals that a note names. */
  private static final int NAMED = 10;

  private final SparkSession spark;
  private final Location folder;
  private final String source;
  private final ChangeTime time;
  private final SortedMap<String, LandedTable> before;
  private final SortedMap<String, LandedTable> now = new TreeMap<>();
  private final List<String> notes = new ArrayList<>();

  private Landing(
      SparkSession spark,
      Location folder,
      String source,
      ChangeTime time,
      SortedMap<String, LandedTable> before) {
    this.spark = spark;
    this.folder = folder;
    this.source = source;
    this.time = time;
    this.before = before;
  }

  /**
   * The copies of a source.
   *
   * @param origin names its folder
   * @param source what messages call it
   * @param time how times of change are read
   */
  public static Landing open(
      SparkSession spark, Location workspace, String origin, String source, ChangeTime time) {
    Location folder = folder(workspace, origin);
    return new Landing(
        spark, folder, source, time, new Marker(folder).read(spark.sessionState().newHadoopConf()));
  }

  /** Whether something has been copied of a source. */
  public static boolean isThere(Location workspace, String origin) {
    return new Marker(folder(workspace, origin)).isThere();
  }

  /** Bytes of all copies that a workspace holds. */
  public static long bytes(Location workspace) {
    Location copies = workspace.absolute().resolve(FOLDER);
    try {
      return copies.bytes();
    } catch (IOException unreadable) {
      throw Errors.tableUnreadable("*", copies, unreadable);
    }
  }

  private static Location folder(Location workspace, String origin) {
    return workspace.absolute().resolve(FOLDER).resolve(origin);
  }

  /**
   * Copies a whole table.
   *
   * @throws io.plumbline.error.PlumblineException {@code input.table_not_copied}
   */
  public void copy(Database database, TableCopy table) {
    copy(database, table, database.clock());
  }

  private void copy(Database database, TableCopy table, Optional<Instant> clock) {
    reading(table, () -> replace(table, withTime(table, database.read(spark, table)), clock));
  }

  /**
   * Copies the rows that have changed since the last copy; the whole table where that cannot be
   * told: the first time, without a key or a time of change, or where other columns are wanted.
   *
   * @throws io.plumbline.error.PlumblineException {@code input.table_not_copied}
   */
  public void copyChanges(Database database, TableCopy table) {
    Optional<Instant> clock = database.clock();
    Optional<LandedTable> earlier =
        Optional.ofNullable(before.get(table.name()))
            .filter(landed -> landed.columns().equals(table.columns()))
            .filter(landed -> !landed.watermark().isEmpty() && !isAhead(landed, clock))
            .filter(landed -> table.changedAt().isPresent() && !table.key().isEmpty());
    if (earlier.isEmpty()) {
      copy(database, table, clock);
      return;
    }
    reading(
        table,
        () -> {
          Optional<Dataset<Row>> since =
              database.readSince(spark, table, earlier.get().watermark());
          if (since.isEmpty()) {
            note(
                table.name()
                    + ": all rows were read, as its "
                    + table.changedAt().orElseThrow()
                    + " is no time in the database. A view that casts it to a timestamp spares"
                    + " that.");
          }
          Optional<Dataset<Row>> rows =
              since
                  .map(read -> withTime(table, read))
                  .filter(read -> misfit(read.schema(), stored(table, earlier.get())).isEmpty());
          if (rows.isPresent()) {
            merge(table, rows.get(), earlier.get(), clock);
          } else {
            replace(table, withTime(table, database.read(spark, table)), clock);
          }
        });
  }

  /**
   * Merges a file of changes by key; a table without a key is replaced.
   *
   * @param rows the columns of the table, and perhaps the one of malformed rows
   * @param malformed a column that is null in sound rows
   * @throws io.plumbline.error.PlumblineException {@code input.changes_unfit} where a row is
   *     malformed or a column has another type than before
   */
  public void merge(TableCopy table, Dataset<Row> rows, Optional<String> malformed) {
    Dataset<Row> read = rows.persist();
    try {
      malformed.ifPresent(column -> requireSound(table, read, column));
      Dataset<Row> sound = withTime(table, hidden(table, malformed.map(read::drop).orElse(read)));
      LandedTable earlier = before.get(table.name());
      if (table.key().isEmpty()) {
        replace(table, sound, Optional.empty());
      } else if (earlier == null) {
        replace(table, latest(table, sound), Optional.empty());
      } else {
        misfit(sound.schema(), stored(table, earlier))
            .ifPresent(
                column -> {
                  throw Errors.changesUnfit(
                      table.name(),
                      "The column " + column + " is of another type than in earlier exports.",
                      "Export it as before; or delete the folder "
                          + folder
                          + " and give one export of everything.");
                });
        merge(table, sound, earlier, Optional.empty());
      }
    } finally {
      read.unpersist();
    }
  }

  private static void requireSound(TableCopy table, Dataset<Row> rows, String malformed) {
    long count = rows.where(of(malformed).isNotNull()).count();
    if (count > 0) {
      throw Errors.changesUnfit(
          table.name(),
          count
              + " row(s) do not have the columns of the header, so that it is not known which rows"
              + " they would replace.",
          "Export the file again.");
    }
  }

  /** Says something to the readers of the results. */
  public void note(String sentence) {
    notes.add(sentence);
  }

  /** Tables that this time did not come stay as they are. */
  public void keepOthers() {
    before.forEach(now::putIfAbsent);
  }

  /**
   * From here on what was copied is what counts.
   *
   * @throws io.plumbline.error.PlumblineException {@code workspace.unwritable}
   */
  public Landed finish() {
    if (!now.equals(before)) {
      try {
        new Marker(folder).write(now);
      } catch (IOException failure) {
        throw Errors.workspaceUnwritable(folder, failure);
      }
      now.forEach(
          (name, landed) -> {
            if (!landed.equals(before.get(name))) {
              table(name).clean();
            }
          });
    }
    return new Landed(folder, now, notes);
  }

  private void replace(TableCopy table, Dataset<Row> rows, Optional<Instant> clock) {
    CopiedTable copied = table(table.name());
    describe(table, copied, copied.replace(rows), clock);
  }

  /** As an earlier release took it from a row that says it was changed in the future. */
  private static boolean isAhead(LandedTable landed, Optional<Instant> clock) {
    return clock
        .filter(now -> landed.watermark().matches("\\d{4}-.*"))
        .map(now -> landed.watermark().compareTo(now.toString().replace('T', ' ')) > 0)
        .orElse(false);
  }

  private void merge(
      TableCopy table, Dataset<Row> rows, LandedTable earlier, Optional<Instant> clock) {
    CopiedTable copied = table(table.name());
    copied.takeBack(earlier.version());
    Dataset<Row> changes = changes(table, rows, copied.at(earlier.version())).persist();
    try {
      Row counts =
          changes
              .agg(
                  count_if(col(IS_NEW)),
                  count_if(not(col(IS_NEW))),
                  count_distinct(
                      when(
                          not(col(IS_NEW)),
                          table.deal().map(Landing::of).orElse(lit(null).cast("string")))))
              .head();
      if (counts.getLong(0) + counts.getLong(1) == 0) {
        now.put(table.name(), earlier);
        return;
      }
      note(
          table.name()
              + ": "
              + counts.getLong(0)
              + " row(s) are new and "
              + counts.getLong(1)
              + " have taken the place of earlier ones"
              + (table.deal().isEmpty() || counts.getLong(1) == 0
                  ? "."
                  : "; the history of "
                      + counts.getLong(2)
                      + " deal(s) was corrected: "
                      + corrected(table, changes)
                      + ". Results of earlier as-of dates rest on what was there before; run them"
                      + " again to correct them."));
      describe(table, copied, copied.merge(changes.drop(IS_NEW), table.key()), clock);
    } finally {
      changes.unpersist();
    }
  }

  /** The first deals of which a row has taken the place of another one. */
  private static String corrected(TableCopy table, Dataset<Row> changes) {
    Column deal = table.deal().map(Landing::of).orElseThrow().cast("string");
    List<String> deals =
        changes
            .where(not(col(IS_NEW)))
            .select(deal.as("deal"))
            .distinct()
            .orderBy("deal")
            .limit(NAMED + 1)
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();
    return String.join(", ", deals.subList(0, Math.min(NAMED, deals.size())))
        + (deals.size() > NAMED ? " and others" : "");
  }

  /** Of what was read, the rows that the stored table does not have, or has in an earlier state. */
  private static Dataset<Row> changes(TableCopy table, Dataset<Row> rows, Dataset<Row> stored) {
    Set<String> known = Set.of(stored.columns());
    Column same = lit(true);
    for (String column : table.key()) {
      same = same.and(of(column).eqNullSafe(ofStored(column)));
    }
    Column differs = lit(false);
    for (String column : rows.columns()) {
      if (!column.equals(CHANGED)) {
        differs =
            differs.or(
                known.contains(column)
                    ? not(of(column).eqNullSafe(ofStored(column)))
                    : of(column).isNotNull());
      }
    }
    Column isLater = coalesce(of(CHANGED).geq(ofStored(CHANGED)), ofStored(CHANGED).isNull());
    Column isNew = col(STORED).isNull();
    return latest(table, rows)
        .join(stored.select(struct(columns(stored)).as(STORED)), same, "left")
        .where(isNew.or(isLater.and(differs)))
        .withColumn(IS_NEW, isNew)
        .drop(STORED)
        // A whole copy may have a key twice.
        .dropDuplicates(table.key().toArray(String[]::new));
  }

  /** One row for each key: the one that was changed last, and of equals always the same one. */
  private static Dataset<Row> latest(TableCopy table, Dataset<Row> rows) {
    Column order =
        struct(
            coalesce(of(CHANGED), lit("0001-01-01T00:00:00Z").cast("timestamp")),
            fingerprint(rows.schema(), List.of(rows.columns())));
    return rows.groupBy(
            table.key().stream().map(name -> of(name).as("_key_" + name)).toArray(Column[]::new))
        .agg(max_by(struct(columns(rows)), order).as(ROW))
        .select(ROW + ".*");
  }

  /**
   * Says what was copied.
   *
   * @param clock of the source: what was changed later than that was not, and would hide for good
   *     what is changed from now on
   */
  private void describe(
      TableCopy table, CopiedTable copied, long version, Optional<Instant> clock) {
    Dataset<Row> rows = copied.at(version);
    Column hash = fingerprint(rows.schema(), table.columns()).cast("decimal(20,0)");
    Column other =
        xxhash64(lit("another"), fingerprint(rows.schema(), table.columns())).cast("decimal(20,0)");
    Column changed = table.changedAt().map(Landing::of).orElse(lit(null));
    Optional<Instant> tomorrow = clock.map(at -> at.plus(Duration.ofDays(1)));
    Row summary =
        rows.agg(
                count(lit(1)),
                sum(hash),
                sum(other),
                max(when(isAfter(clock), lit(null)).otherwise(changed)).cast("string"),
                count_if(isAfter(tomorrow)))
            .head();
    if (summary.getLong(4) > 0) {
      note(
          table.name()
              + ": "
              + summary.getLong(4)
              + " row(s) were changed in the future by their "
              + table.changedAt().orElseThrow()
              + ": each copy reads them again. Correct that time in the source.");
    }
    List<String> columns = Stream.of(rows.columns()).filter(name -> !name.equals(CHANGED)).toList();
    now.put(
        table.name(),
        new LandedTable(
            version,
            columns,
            Sha256.of(columns + " " + summary.get(0) + " " + summary.get(1) + " " + summary.get(2))
                .substring(0, CONTENT_DIGITS),
            summary.getLong(0),
            summary.isNullAt(3) ? "" : summary.getString(3)));
  }

  /** Whether a row was changed after a moment; no row was after one that is not known. */
  private static Column isAfter(Optional<Instant> moment) {
    return moment.map(at -> of(CHANGED).gt(lit(Timestamp.from(at)))).orElse(lit(false));
  }

  /** A number for a row; a hash function passes over nulls, so that they are said beside. */
  private static Column fingerprint(StructType schema, List<String> columns) {
    List<Column> values = new ArrayList<>();
    for (StructField field : schema.fields()) {
      if (columns.contains(field.name())) {
        values.add(of(field.name()));
        values.add(of(field.name()).isNull());
      }
    }
    return xxhash64(values.toArray(Column[]::new));
  }

  private Dataset<Row> withTime(TableCopy table, Dataset<Row> rows) {
    return table
        .changedAt()
        .map(column -> time.added(rows, column, CHANGED))
        .orElseGet(() -> rows.withColumn(CHANGED, lit(null).cast("timestamp")));
  }

  private static Dataset<Row> hidden(TableCopy table, Dataset<Row> rows) {
    return table
        .hidden()
        .map(
            hidden ->
                rows.withColumn(
                    hidden.column(),
                    when(
                            of(hidden.by()).isin(hidden.texts().toArray()),
                            lit(null).cast(rows.schema().apply(hidden.column()).dataType()))
                        .otherwise(of(hidden.column()))))
        .orElse(rows);
  }

  private StructType stored(TableCopy table, LandedTable earlier) {
    return table(table.name()).at(earlier.version()).schema();
  }

  /** A column that both have, of another type. */
  private static Optional<String> misfit(StructType read, StructType stored) {
    return Arrays.stream(read.fields())
        .filter(field -> List.of(stored.fieldNames()).contains(field.name()))
        .filter(field -> !stored.apply(field.name()).dataType().equals(field.dataType()))
        .map(StructField::name)
        .findFirst();
  }

  private CopiedTable table(String name) {
    return new CopiedTable(spark, folder.resolve(name));
  }

  /** Spark says of a failed task what the database said, somewhere below. */
  private void reading(TableCopy table, Runnable action) {
    try {
      action.run();
    } catch (Exception failed) {
      for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
        if (cause instanceof SQLException) {
          throw Errors.tableNotCopied(table.name(), source, cause);
        }
      }
      throw failed;
    }
  }

  private static Column[] columns(Dataset<Row> rows) {
    return Arrays.stream(rows.columns()).map(name -> of(name).as(name)).toArray(Column[]::new);
  }

  private static Column of(String column) {
    return col("`" + column.replace("`", "``") + "`");
  }

  private static Column ofStored(String column) {
    return col(STORED).getField(column);
  }
}
