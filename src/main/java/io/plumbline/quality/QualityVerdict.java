package io.plumbline.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.error.Errors;
import io.plumbline.error.PlumblineException;
import io.plumbline.table.CanonicalFile;
import io.plumbline.table.Staged;
import io.plumbline.table.Tables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * What the rules found, per file and rule; its size is bounded by the number of rules.
 *
 * @param findings one per file and rule that failed, and one per file for its accepted rows
 * @param currencies accepted opportunities by currency, the most common first
 * @param pipelines how many pipelines there are, about
 */
public record QualityVerdict(
    List<Finding> findings, List<CurrencyCount> currencies, long pipelines) {

  private static final String BULK_CLOSE_DAY = "bulk_close_day";
  private static final String LOOKS_LIKE_FRACTION = "probability_looks_like_fraction";
  private static final String ACCEPTED = "accepted";
  private static final String WARNING = "warning:";
  private static final String BULK = "bulk:";
  private static final String FRACTION = "fraction:";
  private static final double ONE_PERCENT = 0.01;
  private static final int MOST_DAYS = 5;
  private static final String CURRENCY = "currency:";
  private static final String REPEATED = "repeated_snapshot";
  private static final String MAPPED = "mapped";
  private static final String SKIPPED = "skipped:";
  private static final String LATE = "late:";
  private static final String SKIP = "skip";

  /** What a table of the CRM is called beside the canonical files. */
  private static final String SOURCE = "source.";

  private static final int MOST_CURRENCIES = 50;
  private static final int CURRENCY_GROUPS = 64;

  /**
   * Rows of a file under one rule.
   *
   * @param source the canonical file, or the table of the CRM
   * @param rule the rule, or {@code accepted}, or {@code mapped} for a table of the CRM
   * @param severity reject, warn, info, or skip for rows set aside by the settings; skip and map
   *     for a table of the CRM
   * @param checked rows of the file
   * @param failed rows under the rule
   * @param sampleKey the smallest key under it
   * @param hint what to do about it
   */
  public record Finding(
      String source,
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
  public static QualityVerdict of(Checked checked, Configuration configuration) {
    TodaysValues todays = TodaysValues.of(configuration);
    Dataset<Row> facts =
        Arrays.stream(CanonicalFile.values())
            .filter(checked.files()::containsKey)
            .map(file -> facts(file, checked.files().get(file), todays))
            .reduce(Dataset::unionByName)
            .orElseThrow();
    Dataset<Row> all =
        counts(facts, todays)
            .unionByName(
                checked
                    .files()
                    .get(CanonicalFile.OPPORTUNITIES)
                    .agg(functions.approx_count_distinct("pipeline_id").as("pipelines")),
                true);
    for (Map.Entry<String, Dataset<Row>> source : new TreeMap<>(checked.sources()).entrySet()) {
      all = all.unionByName(sourceCounts(source.getKey(), source.getValue()), true);
    }
    Optional<Dataset<Row>> stages = checked.accepted(CanonicalFile.STAGES);
    if (stages.isPresent()) {
      all = all.unionByName(fractionCounts(stages.get()), true);
    }
    Optional<Dataset<Row>> late =
        checked
            .accepted(CanonicalFile.FIELD_HISTORY)
            .flatMap(
                changes ->
                    todays.late(
                        checked.accepted(CanonicalFile.OPPORTUNITIES).orElseThrow(), changes));
    if (late.isPresent()) {
      Dataset<Row> counts =
          late.get()
              .select(
                  lit(CanonicalFile.OPPORTUNITIES.label()).as("file"),
                  functions.concat(lit(LATE), col("field")).as("tag"),
                  col("n"));
      all = all.unionByName(counts, true);
    }
    return fromCounts(
        all.unionByName(bulkCounts(checked.bulkCloseDays()), true).collectAsList(), todays);
  }

  /** Open stages of which none is above one percent, in one row if that is so. */
  private static Dataset<Row> fractionCounts(Dataset<Row> stages) {
    return stages
        .where(functions.coalesce(col("is_closed"), lit(false)).equalTo(false))
        .agg(
            functions.max("probability").as("highest"),
            functions.count_if(col("probability").gt(0)).as("n"),
            min(functions.when(col("probability").gt(0), CheckRows.key(CanonicalFile.STAGES)))
                .as("sample"))
        .where(col("highest").leq(ONE_PERCENT).and(col("n").gt(0)))
        .select(
            lit(CanonicalFile.STAGES.label()).as("file"),
            lit(FRACTION).as("tag"),
            col("n"),
            col("sample"));
  }

  /** Deals lost on clean-up days, in one row if there are any. */
  private static Dataset<Row> bulkCounts(Dataset<Row> days) {
    Column text =
        functions.concat(
            col("day").cast("string"),
            lit(" in pipeline "),
            col("pipeline_id"),
            lit(" ("),
            col("losses").cast("string"),
            lit(" where "),
            functions.regexp_replace(col("usual").cast("string"), "\\.0$", ""),
            lit(" are usual)"));
    Column most =
        functions.slice(
            functions.sort_array(
                functions.collect_list(
                    functions.struct(
                        functions.negate(col("losses")).as("order"), text.as("text")))),
            1,
            MOST_DAYS);
    return days.agg(
            functions.sum("losses").as("n"),
            min("sample").as("sample"),
            count(lit(1)).as("days"),
            functions
                .array_join(functions.transform(most, day -> day.getField("text")), ", ")
                .as("named"))
        .where(col("days").gt(0))
        .select(
            lit(CanonicalFile.OPPORTUNITIES.label()).as("file"),
            functions
                .concat(lit(BULK), col("days").cast("string"), lit(" day(s): "), col("named"))
                .as("tag"),
            col("n"),
            col("sample"));
  }

  /** How many rows of a table of the CRM were mapped, and why others were not. */
  private static Dataset<Row> sourceCounts(String source, Dataset<Row> rows) {
    Column tag =
        functions
            .when(col(Staged.RULE).isNotNull(), col(Staged.RULE))
            .when(
                col(Staged.SKIPPED).isNotNull(),
                functions.concat(lit(SKIPPED), col(Staged.SKIPPED), lit(":"), col(Staged.REASON)))
            .otherwise(lit(MAPPED));
    return rows.groupBy(tag.as("tag"))
        .agg(count(lit(1)).as("n"), min(col(Staged.KEY)).as("sample"))
        .select(lit(SOURCE + source).as("file"), col("tag"), col("n"), col("sample"));
  }

  /** What is counted of every row. */
  private static Dataset<Row> facts(CanonicalFile file, Dataset<Row> rows, TodaysValues todays) {
    Column isAccepted = col(Staged.RULE).isNull();
    Column isSaid = col(Staged.RULE).isNotNull().or(col(Staged.WARNINGS).isNotNull());
    boolean isOpportunity = file == CanonicalFile.OPPORTUNITIES;
    Column none = lit(null).cast("string");
    List<Column> facts =
        new ArrayList<>(
            List.of(
                lit(file.label()).as("file"),
                functions.coalesce(col(Staged.RULE), lit(ACCEPTED)).as("rule"),
                functions.when(isAccepted, col(Staged.WARNINGS)).as("warnings"),
                (isOpportunity ? functions.when(isAccepted, currencyGroup()) : none).as("currency"),
                isRepeated(file).as("repeated"),
                functions.when(isSaid.or(isRepeated(file)), CheckRows.key(file)).as("sample"),
                (isOpportunity ? col("currency") : none).as("currency_text")));
    List<Column> told = todays.told(file);
    for (int i = 0; i < told.size(); i++) {
      facts.add(told.get(i).as("told" + i));
    }
    return rows.select(facts.toArray(Column[]::new));
  }

  /**
   * Rows that agree in all that is counted, as one with their number: few, whatever the rows. The
   * list, of nothing, lets Spark count in memory; for the least texts alone it would sort all rows.
   */
  private static Dataset<Row> counts(Dataset<Row> facts, TodaysValues todays) {
    Column told =
        functions
            .array(
                IntStream.range(0, todays.attributes().size())
                    .mapToObj(i -> functions.count_if(col("told" + i)))
                    .toArray(Column[]::new))
            .cast("array<bigint>");
    return facts
        .groupBy("file", "rule", "warnings", "currency", "repeated")
        .agg(
            count(lit(1)).as("n"),
            told.as("told"),
            min("sample").as("sample"),
            min("currency_text").as("currency_text"),
            functions.collect_list(lit(null).cast("string")).as("nothing"))
        .withColumns(
            Map.of("tag", lit(null).cast("string"), "pipelines", lit(null).cast("bigint")));
  }

  private static Column isRepeated(CanonicalFile file) {
    return file == CanonicalFile.STAGE_HISTORY
        ? functions.coalesce(
            col(Staged.RULE).isNull().and(col(Staged.REPEATS).equalTo(Staged.UNCHANGED)),
            lit(false))
        : lit(false);
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

  /** A tag of a canonical file or of a table of the CRM. */
  private record Tagged(String source, String tag) {}

  /**
   * How often a tag was given.
   *
   * @param n rows with it
   * @param sample the smallest key of them, or text of a currency; may be null
   */
  private record Count(long n, String sample) {

    Count plus(Count other) {
      return new Count(
          n + other.n,
          sample == null || (other.sample != null && other.sample.compareTo(sample) < 0)
              ? other.sample
              : sample);
    }
  }

  private static QualityVerdict fromCounts(List<Row> counts, TodaysValues todays) {
    Map<Tagged, Count> rows = new LinkedHashMap<>();
    Map<String, Long> late = new HashMap<>();
    long pipelines = 0;
    for (Row row : counts) {
      String source = row.getAs("file");
      if (source == null) {
        pipelines = row.getAs("pipelines");
        continue;
      }
      String tag = row.getAs("tag");
      Count count = new Count(row.getAs("n"), row.getAs("sample"));
      if (tag != null && tag.startsWith(LATE)) {
        late.merge(tag.substring(LATE.length()), count.n(), Long::sum);
      } else if (tag != null) {
        rows.merge(new Tagged(source, tag), count, Count::plus);
      } else {
        tags(row).forEach(one -> rows.merge(new Tagged(source, one), count, Count::plus));
        String currency = row.getAs("currency");
        if (currency != null) {
          rows.merge(
              new Tagged(source, CURRENCY + currency),
              new Count(count.n(), row.getAs("currency_text")),
              Count::plus);
        }
      }
    }
    Map<String, Long> totals = new HashMap<>();
    rows.forEach(
        (tagged, count) -> {
          if (isOfAllRows(tagged.tag())) {
            totals.merge(tagged.source(), count.n(), Long::sum);
          }
        });
    List<CurrencyCount> currencies = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    rows.forEach(
        (tagged, count) -> {
          if (tagged.tag().startsWith(CURRENCY)) {
            currencies.add(
                new CurrencyCount(Objects.requireNonNullElse(count.sample(), ""), count.n()));
          } else {
            findings.add(
                finding(
                    tagged.source(),
                    tagged.tag(),
                    totals.get(tagged.source()),
                    count.n(),
                    count.sample()));
          }
        });
    findings.addAll(onlyToday(counts, todays, late));
    findings.sort(
        Comparator.comparing((Finding finding) -> position(finding.source()))
            .thenComparing(Finding::source)
            .thenComparing(Finding::severity)
            .thenComparing(Finding::rule));
    currencies.sort(
        Comparator.comparingLong(CurrencyCount::opportunities)
            .reversed()
            .thenComparing(CurrencyCount::currency));
    return new QualityVerdict(
        findings, currencies.subList(0, Math.min(currencies.size(), MOST_CURRENCIES)), pipelines);
  }

  /** Whether it is one of the tags that every row of a file has one of. */
  private static boolean isOfAllRows(String tag) {
    return !tag.startsWith(CURRENCY)
        && !tag.startsWith(WARNING)
        && !tag.startsWith(BULK)
        && !tag.equals(FRACTION)
        && !tag.equals(REPEATED);
  }

  /** What rows that were counted as one are counted for. */
  private static List<String> tags(Row counted) {
    List<String> tags = new ArrayList<>();
    tags.add(counted.getAs("rule"));
    int warnings = counted.fieldIndex("warnings");
    if (!counted.isNullAt(warnings)) {
      counted.<String>getList(warnings).forEach(name -> tags.add(WARNING + name));
    }
    if (counted.<Boolean>getAs("repeated")) {
      tags.add(REPEATED);
    }
    return tags;
  }

  private static List<Finding> onlyToday(
      List<Row> counts, TodaysValues todays, Map<String, Long> late) {
    long[] ofOpportunities = new long[todays.attributes().size()];
    long[] ofMoves = new long[todays.attributes().size()];
    long[] ofHistory = new long[todays.attributes().size()];
    long opportunities = 0;
    for (Row row : counts) {
      if (ACCEPTED.equals(row.getAs("rule"))) {
        String file = row.getAs("file");
        boolean isOpportunity = CanonicalFile.OPPORTUNITIES.label().equals(file);
        boolean isMove = CanonicalFile.STAGE_HISTORY.label().equals(file);
        opportunities += isOpportunity ? row.<Long>getAs("n") : 0;
        List<Long> told = row.getList(row.fieldIndex("told"));
        for (int i = 0; i < told.size(); i++) {
          (isOpportunity ? ofOpportunities : isMove ? ofMoves : ofHistory)[i] += told.get(i);
        }
      }
    }
    return todays.findings(opportunities, ofOpportunities, ofMoves, ofHistory, late);
  }

  /** Canonical files in the order of the contract, then the tables of the CRM. */
  private static int position(String source) {
    return source.startsWith(SOURCE)
        ? CanonicalFile.values().length
        : CanonicalFile.valueOf(source.toUpperCase(Locale.ROOT)).ordinal();
  }

  private static Finding finding(String file, String tag, long total, long failed, String sample) {
    if (tag.equals(MAPPED)) {
      return new Finding(
          file, MAPPED, "map", total, failed, null, "rows that canonical rows were made of");
    }
    if (tag.startsWith(SKIPPED)) {
      String[] ruleAndReason = tag.substring(SKIPPED.length()).split(":", 2);
      return new Finding(file, ruleAndReason[0], SKIP, total, failed, sample, ruleAndReason[1]);
    }
    if (tag.equals(ACCEPTED)) {
      return new Finding(file, ACCEPTED, "info", total, failed, null, "rows that went on");
    }
    if (tag.equals(REPEATED)) {
      return new Finding(
          file,
          REPEATED,
          "info",
          total,
          failed,
          sample,
          "rows that say again what the row before said, as a daily snapshot does: no moves");
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
          column.equals("probability")
              ? "the value is no probability on the scale of source.probability and was left empty;"
                  + " the row is kept"
              : "the value could not be read and was left empty; the row is kept");
    }
    if (tag.equals(FRACTION)) {
      return new Finding(
          file,
          LOOKS_LIKE_FRACTION,
          "warn",
          total,
          failed,
          sample,
          "no open stage is above 1 percent: where the file writes fractions, set source.probability:"
              + " fraction");
    }
    if (tag.startsWith(BULK)) {
      return new Finding(
          file,
          BULK_CLOSE_DAY,
          "warn",
          total,
          failed,
          sample,
          "so many losses on a day look like a clean-up; source.bulk_close: exclude sets them aside: "
              + tag.substring(BULK.length()));
    }
    String hint =
        Arrays.stream(Rule.values())
            .filter(rule -> rule.label().equals(tag))
            .findFirst()
            .map(Rule::hint)
            .orElse("");
    String severity = tag.equals(Rule.EXCLUDED.label()) ? SKIP : "reject";
    return new Finding(file, tag, severity, total, failed, sample, hint);
  }

  /** Rows read, over all files or one. */
  public long read(CanonicalFile... files) {
    return accepted(files) + rejected(files) + excluded(files);
  }

  /** Rows set aside by the settings, over all canonical files or some. */
  public long excluded(CanonicalFile... files) {
    return sum(files.length == 0 ? CanonicalFile.values() : files, SKIP);
  }

  /** What looks like a clean-up day, if any does. */
  public Optional<Finding> bulkCloseDays() {
    return findings.stream().filter(finding -> finding.rule().equals(BULK_CLOSE_DAY)).findFirst();
  }

  /** Stages whose percentages look like fractions, if they do. */
  public Optional<Finding> fractions() {
    return findings.stream()
        .filter(finding -> finding.rule().equals(LOOKS_LIKE_FRACTION))
        .findFirst();
  }

  /** Attributes behind the segments of which only today's value is known, of all deals or many. */
  public SortedSet<String> onlyToday() {
    return findings.stream()
        .flatMap(finding -> onlyToday(finding.rule()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The attribute that a rule of {@link Tables#QUALITY_RESULT} says that of, if any. */
  public static Stream<String> onlyToday(String rule) {
    return TodaysValues.attributeOf(rule);
  }

  /** Rows rejected, over all files or some. */
  public long rejected(CanonicalFile... files) {
    return sum(files, "reject");
  }

  /** Rows accepted, over all files or some. */
  public long accepted(CanonicalFile... files) {
    return sum(findings.stream().filter(finding -> finding.rule().equals(ACCEPTED)), files);
  }

  private long sum(CanonicalFile[] files, String severity) {
    return sum(findings.stream().filter(finding -> finding.severity().equals(severity)), files);
  }

  private static long sum(Stream<Finding> findings, CanonicalFile[] files) {
    return findings
        .filter(
            finding ->
                files.length == 0
                    || Arrays.stream(files).anyMatch(file -> file.label().equals(finding.source())))
        .mapToLong(Finding::failed)
        .sum();
  }

  /** What stops the run where a file lost more than the configured share of its rows: exit 30. */
  public Optional<PlumblineException> refusal(Configuration configuration) {
    double limit = configuration.value(Settings.QUALITY_MAX_REJECTED_SHARE);
    Map<String, long[]> rowsAndLost = new LinkedHashMap<>();
    for (Finding finding : findings) {
      long[] counts = rowsAndLost.computeIfAbsent(finding.source(), source -> new long[2]);
      // Some findings are about the accepted rows alone.
      counts[0] = Math.max(counts[0], finding.checked());
      counts[1] += finding.severity().equals("reject") ? finding.failed() : 0;
    }
    return rowsAndLost.entrySet().stream()
        .filter(source -> source.getValue()[1] > limit * source.getValue()[0])
        .findFirst()
        .map(
            source ->
                Errors.tooManyRejected(
                    source.getKey(), source.getValue()[1], source.getValue()[0], limit));
  }

  /** The findings as rows of {@link Tables#QUALITY_RESULT}. */
  public Dataset<Row> table(SparkSession spark) {
    List<Row> rows = new ArrayList<>();
    for (Finding finding : findings) {
      rows.add(
          RowFactory.create(
              finding.source(),
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
        Dataset<Row> rejected = rejected(file.label(), rows);
        all = all == null ? rejected : all.unionByName(rejected);
      }
    }
    for (Map.Entry<String, Dataset<Row>> source : new TreeMap<>(checked.sources()).entrySet()) {
      all = all.unionByName(rejected(SOURCE + source.getKey(), source.getValue()));
    }
    return all;
  }

  private static Dataset<Row> rejected(String source, Dataset<Row> rows) {
    return rows.where(col(Staged.RULE).isNotNull())
        .select(
            lit(source).as("source"),
            col(Staged.KEY).as("record_key"),
            col(Staged.RULE).as("rule"),
            col(Staged.REASON).as("reason"),
            col(Staged.RAW).as("raw"));
  }
}
