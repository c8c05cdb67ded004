package io.plumbline.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.error.Errors;
import io.plumbline.table.CanonicalFile;
import io.plumbline.table.Staged;
import io.plumbline.table.Tables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * What the rules found, per file and rule, counted in one Spark job; its size is bounded by the
 * number of rules.
 *
 * @param findings one per file and rule that failed, and one per file for its accepted rows
 * @param currencies accepted opportunities by currency, the most common first
 * @param pipelines how many pipelines there are, about
 */
public record QualityVerdict(
    List<Finding> findings, List<CurrencyCount> currencies, long pipelines) {

  private static final String ACCEPTED = "accepted";
  private static final String WARNING = "warning:";
  private static final String CURRENCY = "currency:";
  private static final int MOST_CURRENCIES = 50;
  private static final int CURRENCY_GROUPS = 64;

  /**
   * Rows of a file under one rule.
   *
   * @param file the file
   * @param rule the rule, or {@code accepted}
   * @param severity reject, warn or info
   * @param checked rows of the file
   * @param failed rows under the rule
   * @param sampleKey the smallest key under it
   * @param hint what to do about it
   */
  public record Finding(
      CanonicalFile file,
      String rule,
      String severity,
      long checked,
      long failed,
      String sampleKey,
      String hint) {}

  /**
   * How often a currency occurs.
   *
   * @param currency ISO 4217 code, empty where the export has none
   * @param opportunities accepted opportunities in it
   */
  public record CurrencyCount(String currency, long opportunities) {}

  /** Copies the lists. */
  public QualityVerdict {
    findings = List.copyOf(findings);
    currencies = List.copyOf(currencies);
  }

  /** Counts the verdicts. One Spark job. */
  public static QualityVerdict of(Checked checked) {
    Dataset<Row> all = null;
    for (CanonicalFile file : CanonicalFile.values()) {
      Dataset<Row> rows = checked.files().get(file);
      if (rows != null) {
        Dataset<Row> counts = counts(file, rows);
        all = all == null ? counts : all.unionByName(counts);
      }
    }
    return fromCounts(all.collectAsList());
  }

  private static Dataset<Row> counts(CanonicalFile file, Dataset<Row> rows) {
    var verdict = functions.coalesce(col(Staged.RULE), lit(ACCEPTED));
    var warnings =
        functions.when(
            col(Staged.RULE).isNull(),
            functions.transform(
                col(Staged.WARNINGS), name -> functions.concat(lit(WARNING), name)));
    var empty = functions.array().cast("array<string>");
    var tags = functions.concat(functions.array(verdict), functions.coalesce(warnings, empty));
    if (file == CanonicalFile.OPPORTUNITIES) {
      tags =
          functions.concat(
              tags,
              functions.coalesce(
                  functions.when(
                      col(Staged.RULE).isNull(),
                      functions.array(functions.concat(lit(CURRENCY), currencyGroup()))),
                  empty));
    }
    var sample =
        file == CanonicalFile.OPPORTUNITIES
            ? functions
                .when(col("tag").startsWith(CURRENCY), functions.coalesce(col("currency"), lit("")))
                .otherwise(col(Staged.KEY))
            : col(Staged.KEY);
    var pipelines =
        file == CanonicalFile.OPPORTUNITIES
            ? functions.approx_count_distinct(col("pipeline_id"))
            : functions.max(lit(0L));
    return rows.select(col("*"), explode(tags).as("tag"))
        .groupBy("tag")
        .agg(count(lit(1)).as("n"), min(sample).as("sample"), pipelines.as("pipelines"))
        .select(lit(file.name()).as("file"), col("tag"), col("n"), col("sample"), col("pipelines"));
  }

  /** Codes of three letters each for itself; other texts, of any number, in a few groups. */
  private static Column currencyGroup() {
    Column code = functions.coalesce(col("currency"), lit(""));
    return functions
        .when(code.rlike("^([A-Za-z]{3})?$"), code)
        .otherwise(
            functions.concat(
                lit("?"),
                functions.pmod(functions.xxhash64(code), lit(CURRENCY_GROUPS)).cast("string")));
  }

  private static QualityVerdict fromCounts(List<Row> counts) {
    Map<CanonicalFile, Long> totals = new EnumMap<>(CanonicalFile.class);
    List<CurrencyCount> currencies = new ArrayList<>();
    for (Row row : counts) {
      String tag = row.getString(1);
      if (tag.startsWith(CURRENCY)) {
        currencies.add(new CurrencyCount(row.getString(3), row.getLong(2)));
      } else if (!tag.startsWith(WARNING)) {
        totals.merge(CanonicalFile.valueOf(row.getString(0)), row.getLong(2), Long::sum);
      }
    }
    List<Finding> findings = new ArrayList<>();
    for (Row row : counts) {
      String tag = row.getString(1);
      if (!tag.startsWith(CURRENCY)) {
        CanonicalFile file = CanonicalFile.valueOf(row.getString(0));
        findings.add(finding(file, tag, totals.get(file), row.getLong(2), row.getString(3)));
      }
    }
    findings.sort(
        Comparator.comparing(Finding::file)
            .thenComparing(Finding::severity)
            .thenComparing(Finding::rule));
    currencies.sort(
        Comparator.comparingLong(CurrencyCount::opportunities)
            .reversed()
            .thenComparing(CurrencyCount::currency));
    return new QualityVerdict(
        findings,
        currencies.subList(0, Math.min(currencies.size(), MOST_CURRENCIES)),
        counts.stream().mapToLong(row -> row.getLong(4)).max().orElse(0));
  }

  private static Finding finding(
      CanonicalFile file, String tag, long total, long failed, String sample) {
    if (tag.equals(ACCEPTED)) {
      return new Finding(file, ACCEPTED, "info", total, failed, null, "rows that went on");
    }
    if (tag.startsWith(WARNING)) {
      String column = tag.substring(WARNING.length());
      return new Finding(
          file,
          "unreadable_" + column,
          "warn",
          total,
          failed,
          sample,
          "the value could not be read and was left empty; the row is kept");
    }
    String hint =
        Arrays.stream(Rule.values())
            .filter(rule -> rule.label().equals(tag))
            .findFirst()
            .map(Rule::hint)
            .orElse("");
    return new Finding(file, tag, "reject", total, failed, sample, hint);
  }

  /** Rows read, over all files or one. */
  public long read(CanonicalFile... files) {
    return sum(files, "reject", "info");
  }

  /** Rows rejected, over all files or some. */
  public long rejected(CanonicalFile... files) {
    return sum(files, "reject");
  }

  /** Rows accepted, over all files or some. */
  public long accepted(CanonicalFile... files) {
    return sum(files, "info");
  }

  private long sum(CanonicalFile[] files, String... severities) {
    return findings.stream()
        .filter(finding -> files.length == 0 || Arrays.asList(files).contains(finding.file()))
        .filter(finding -> Arrays.asList(severities).contains(finding.severity()))
        .mapToLong(Finding::failed)
        .sum();
  }

  /**
   * Stops the run when a file lost more than the configured share of its rows.
   *
   * @throws io.plumbline.error.PlumblineException exit 30
   */
  public void requireWithin(Configuration configuration) {
    double limit = configuration.value(Settings.QUALITY_MAX_REJECTED_SHARE);
    for (CanonicalFile file : CanonicalFile.values()) {
      long rows = read(file);
      long lost = rejected(file);
      if (rows > 0 && lost > limit * rows) {
        throw Errors.tooManyRejected(file.label(), lost, rows, limit);
      }
    }
  }

  /** The findings as rows of {@link Tables#QUALITY_RESULT}. */
  public Dataset<Row> table(SparkSession spark) {
    List<Row> rows = new ArrayList<>();
    for (Finding finding : findings) {
      rows.add(
          RowFactory.create(
              finding.file().label(),
              finding.rule(),
              finding.severity(),
              finding.checked(),
              finding.failed(),
              finding.sampleKey(),
              finding.hint()));
    }
    return spark.createDataFrame(rows, Tables.QUALITY_RESULT.bodySchema());
  }

  /** The rejected rows of all files as rows of {@link Tables#REJECTED_RECORD}. */
  public static Dataset<Row> rejectedRecords(Checked checked) {
    Dataset<Row> all = null;
    for (CanonicalFile file : CanonicalFile.values()) {
      Dataset<Row> rows = checked.files().get(file);
      if (rows != null) {
        Dataset<Row> rejected =
            rows.where(col(Staged.RULE).isNotNull())
                .select(
                    lit(file.label()).as("source"),
                    col(Staged.KEY).as("record_key"),
                    col(Staged.RULE).as("rule"),
                    col(Staged.REASON).as("reason"),
                    col(Staged.RAW).as("raw"));
        all = all == null ? rejected : all.unionByName(rejected);
      }
    }
    return all;
  }
}
