package io.plumbline.config;

import static io.plumbline.config.Setting.Scope.EXECUTION;
import static io.plumbline.config.Setting.Scope.RESULTS;

import io.plumbline.error.SettingProblem;
import io.plumbline.model.StageAlias;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The registry: every setting once. Keys that are not here are refused. */
public final class Settings {

  private static final Pattern CURRENCY = Pattern.compile("([A-Z]{3})?");

  /** A part of a host name between two dots. */
  private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?";

  /** Plain http only to this machine, where a proxy or a test may listen. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          String.format(
              "(https://(%1$s[.])*%1$s|http://(localhost|127[.]0[.]0[.]1))(:[0-9]{1,5})?", LABEL));

  private static final Pattern DIMENSION = Pattern.compile("[A-Za-z_][A-Za-z0-9_ ]{0,62}");

  /** The calendar that as-of dates, months and landmarks are read in. */
  public static final Setting<ZoneId> TIME_ZONE =
      new Setting<>(
          "time.zone",
          SettingType.ZONE,
          ZoneId.of("UTC"),
          "",
          "a time zone that Java knows, such as UTC, Europe/Berlin or +02:00",
          zone -> true,
          RESULTS,
          "The zone of the calendar. An as-of date ends at the next midnight in this zone, and"
              + " periods of the forecast begin and end there. Use the zone that your company"
              + " closes its books in.");

  /** The currency that all amounts are added up in. */
  public static final Setting<String> CURRENCY_BASE =
      new Setting<>(
          "currency.base",
          SettingType.TEXT,
          "",
          "ISO 4217 code",
          "three capital letters such as EUR, or empty",
          code -> CURRENCY.matcher(code).matches(),
          RESULTS,
          "The currency that amounts are converted to with the rates of fx_rates. Empty means the"
              + " most common currency of the opportunities.");

  /** The CRM whose export is read. */
  public static final Setting<String> SOURCE_CRM =
      new Setting<>(
          "source.crm",
          SettingType.TEXT,
          "canonical",
          "",
          "canonical, or the name of a connector (init --help lists them)",
          name -> name.matches("[a-z0-9_]+"),
          RESULTS,
          "Whose export the input is: canonical for the files that README.md lists, else the"
              + " connector that maps the tables of that CRM onto them.");

  /** Tables that the export calls otherwise. */
  public static final Setting<SortedMap<String, String>> SOURCE_TABLES =
      new Setting<>(
          "source.tables",
          SettingType.TEXTS,
          Collections.emptySortedMap(),
          "",
          "a map from tables to names",
          values -> true,
          RESULTS,
          "Tables that your export calls otherwise: the name that check shows, and what the file or"
              + " table is called, without its ending. Example: opportunities: deals_2026");

  /** Columns that the export calls otherwise. */
  public static final Setting<SortedMap<String, String>> SOURCE_COLUMNS =
      new Setting<>(
          "source.columns",
          SettingType.TEXTS,
          Collections.emptySortedMap(),
          "",
          "a map from table.column to names",
          values -> values.keySet().stream().allMatch(name -> name.contains(".")),
          RESULTS,
          "Columns that your export calls otherwise, such as custom fields: table and column as"
              + " check shows them, and what the export calls it. Example: opportunity.product:"
              + " Product_Line__c");

  /** In which order dates are written that are not ISO 8601. */
  public static final Setting<String> SOURCE_DATE_ORDER =
      new Setting<>(
          "source.date_order",
          SettingType.TEXT,
          "iso",
          "",
          "iso, dmy or mdy",
          Set.of("iso", "dmy", "mdy")::contains,
          RESULTS,
          "How the export writes dates that are not ISO 8601: dmy reads 14/03/2026 and 14.03.2026"
              + " 16:05, mdy reads 03/14/2026 and 3/14/2026 4:05 PM. ISO dates are read as well. It"
              + " is never guessed, as 04/05/2026 can be either.");

  /** What separates the decimals. */
  public static final Setting<Character> SOURCE_DECIMAL =
      new Setting<>(
          "source.decimal",
          SettingType.CHARACTER,
          '.',
          "",
          ". or ,",
          Set.of('.', ',')::contains,
          RESULTS,
          "What stands before the decimals of a number: with a comma, 1.234,50 and 1 234,50 are"
              + " read, with a point 1,234.50. It is never guessed, as 1,234 can be either.");

  /** The scale of probabilities. */
  public static final Setting<String> SOURCE_PROBABILITY =
      new Setting<>(
          "source.probability",
          SettingType.TEXT,
          "percent",
          "",
          "percent or fraction",
          Set.of("percent", "fraction")::contains,
          RESULTS,
          "How canonical files write probabilities: percent reads 20 as one in five, fraction 0.2. It"
              + " is never guessed: stages of which no open one is above 1 percent stand in"
              + " quality_result under probability_looks_like_fraction. A connector knows the scale"
              + " of its CRM.");

  /** Stages that were renamed, merged, or whose id was used again. */
  public static final Setting<SortedMap<String, String>> SOURCE_STAGES =
      new Setting<>(
          "source.stages",
          SettingType.TEXTS,
          Collections.emptySortedMap(),
          "",
          "a map from stages, as STAGE, PIPELINE > STAGE or STAGE @ 2024-03-01, to stages",
          values -> values.entrySet().stream().allMatch(Settings::isStageAlias),
          RESULTS,
          "Stages that were renamed or merged, or whose id was used again: an id of the export, and"
              + " the id that it counts as. Demo: Evaluation holds in every pipeline, Enterprise >"
              + " Demo: Pilot in that one and before the other. With Demo @ 2024-03-01: Trial an entry"
              + " from that day on is one into Trial, and an earlier one what the line without a date"
              + " says, else Demo. What an id counts as is not looked up again. Both stages of a merger"
              + " are one: moves between them are set aside under the rule excluded.");

  /** What cancelled deals count as. */
  public static final Setting<String> SOURCE_CANCELLED =
      new Setting<>(
          "source.cancelled",
          SettingType.TEXT,
          "lost",
          "",
          "lost or excluded",
          Set.of("lost", "excluded")::contains,
          RESULTS,
          "What deals count as that were cancelled, not lost to somebody, in CRMs that tell the two"
              + " apart. Excluded ones are in no rate; how many there are stands in"
              + " quality_result.");

  /** What deals on hold count as. */
  public static final Setting<String> SOURCE_ON_HOLD =
      new Setting<>(
          "source.on_hold",
          SettingType.TEXT,
          "open",
          "",
          "open or excluded",
          Set.of("open", "excluded")::contains,
          RESULTS,
          "What open deals count as that the CRM marks as on hold.");

  /** Deals that are none, by what a column says. */
  public static final Setting<SortedMap<String, String>> SOURCE_EXCLUDE =
      new Setting<>(
          "source.exclude",
          SettingType.TEXTS,
          Collections.emptySortedMap(),
          "",
          "a map from columns to regular expressions",
          values -> values.values().stream().allMatch(Settings::isPattern),
          RESULTS,
          "Deals to set aside, such as test accounts and renewals: a column of the opportunities,"
              + " and a regular expression that its value contains. Example: name: (?i)\\btest\\b. They"
              + " stand in rejected_record under the rule excluded, their moves too, and do not count"
              + " towards quality.max_rejected_share. A column that is dropped on its way in can be"
              + " named all the same.");

  /** What the losses of a clean-up day count as. */
  public static final Setting<String> SOURCE_BULK_CLOSE =
      new Setting<>(
          "source.bulk_close",
          SettingType.TEXT,
          "keep",
          "",
          "keep or exclude",
          Set.of("keep", "exclude")::contains,
          RESULTS,
          "What becomes of deals that were lost on a clean-up day, when somebody closes old deals in"
              + " bulk and the day looks like a wave of losses: a day on which a pipeline lost at"
              + " least 20 deals and more than 10 times its median over the days on which it lost"
              + " any. Such days stand in quality_result under bulk_close_day either way; exclude"
              + " sets their losses aside.");

  /** What open deals count as whose close date has passed. */
  public static final Setting<String> SOURCE_OVERDUE =
      new Setting<>(
          "source.overdue",
          SettingType.TEXT,
          "open",
          "",
          "open or excluded",
          Set.of("open", "excluded")::contains,
          RESULTS,
          "What open deals count as whose expected_close_date, as known then, lies before the as-of"
              + " date. Excluded ones are in no rate and in no forecast; a note of the run says how"
              + " many they are.");

  /** Whether the input is everything or what has changed. */
  public static final Setting<String> SOURCE_EXPORT =
      new Setting<>(
          "source.export",
          SettingType.TEXT,
          "full",
          "",
          "full or changes",
          Set.of("full", "changes")::contains,
          EXECUTION,
          "Whether the input is everything or what has changed. With changes, the files of --input are"
              + " merged by key into a copy under landing in the workspace, and of a database only"
              + " the rows are read that have changed since the last run.");

  /** The columns that say when a row was last changed. */
  public static final Setting<SortedMap<String, String>> SOURCE_CHANGED_AT =
      new Setting<>(
          "source.changed_at",
          SettingType.TEXTS,
          Collections.emptySortedMap(),
          "",
          "a map from tables to columns",
          values -> values.values().stream().noneMatch(String::isBlank),
          EXECUTION,
          "For source.export: changes: the column of each table that says when a row was last changed,"
              + " by the name of the table that check shows. Example: opportunities: updated_at. The"
              + " later row of a key stays, whatever comes first; of tables without such a column the"
              + " row that was read last, and a database hands them over whole. A connector knows the"
              + " column of its CRM.");

  /** The user of the database. */
  public static final Setting<String> SOURCE_JDBC_USER =
      new Setting<>(
          "source.jdbc.user",
          SettingType.TEXT,
          "",
          "",
          "a name, or $ and the name of an environment variable that holds it",
          name -> !name.startsWith("$") || isVariable(name.substring(1)),
          EXECUTION,
          "The user that a database at --input jdbc:... is read as; needs no more than SELECT. Empty"
              + " leaves it to the driver.");

  /** The environment variable that holds the password of the database. */
  public static final Setting<String> SOURCE_JDBC_PASSWORD_ENV =
      new Setting<>(
          "source.jdbc.password_env",
          SettingType.TEXT,
          "PLUMBLINE_JDBC_PASSWORD",
          "",
          "the name of an environment variable",
          Settings::isVariable,
          EXECUTION,
          "The environment variable that holds the password of the database. Where it is not set, none"
              + " is given. A password in the URL is refused.");

  /** The schema of the tables. */
  public static final Setting<String> SOURCE_JDBC_SCHEMA =
      new Setting<>(
          "source.jdbc.schema",
          SettingType.TEXT,
          "",
          "",
          "the name of a schema, or empty",
          name -> true,
          EXECUTION,
          "The schema that holds the tables or views. Empty means the one that the database gives this"
              + " user.");

  /** The columns that large tables are read in parts by. */
  public static final Setting<SortedMap<String, String>> SOURCE_JDBC_PARTITION_COLUMNS =
      new Setting<>(
          "source.jdbc.partition_columns",
          SettingType.TEXTS,
          Collections.emptySortedMap(),
          "",
          "a map from tables to columns",
          values -> values.values().stream().noneMatch(String::isBlank),
          EXECUTION,
          "Columns by whose ranges large tables are read in parts at once: numbers, dates or times, best"
              + " with an index. Example: stage_history: entered_at. Other tables are read by one"
              + " connection.");

  /** How many parts a large table is read in. */
  public static final Setting<Integer> SOURCE_JDBC_PARTITIONS =
      new Setting<>(
          "source.jdbc.partitions",
          SettingType.WHOLE,
          4,
          "connections",
          "from 1 to 1000",
          between(1, 1000),
          EXECUTION,
          "In how many parts a table of source.jdbc.partition_columns is read; each is a connection.");

  /** How many rows a connection fetches at once. */
  public static final Setting<Integer> SOURCE_JDBC_FETCH_SIZE =
      new Setting<>(
          "source.jdbc.fetch_size",
          SettingType.WHOLE,
          10_000,
          "rows",
          "from 1 to 1000000",
          between(1, 1_000_000),
          EXECUTION,
          "How many rows a connection fetches at once: more means fewer round trips and more memory.");

  /** What separates the cells of a CSV input. */
  public static final Setting<Character> INPUT_CSV_DELIMITER =
      new Setting<>(
          "input.csv.delimiter",
          SettingType.CHARACTER,
          ',',
          "",
          "one character that is no letter, digit, quote or line break; \\t is the tab",
          Settings::delimits,
          RESULTS,
          "What separates the cells of the CSV files in the input folder. Exports from spreadsheets"
              + " in many countries use a semicolon.");

  /** Whether a quoted CSV cell may hold line breaks. */
  public static final Setting<Boolean> INPUT_CSV_MULTILINE =
      new Setting<>(
          "input.csv.multiline",
          SettingType.TRUTH,
          true,
          "",
          "true or false",
          value -> true,
          RESULTS,
          "Whether a quoted cell of a CSV file may hold line breaks, as descriptions and mail"
              + " bodies do. With false, one big file is read by several cores at once.");

  /** What becomes of names and free text. */
  public static final Setting<SortedMap<String, String>> PRIVACY_COLUMNS =
      new Setting<>(
          "privacy.columns",
          SettingType.TEXTS,
          Collections.emptySortedMap(),
          "",
          "a map from columns to keep, hash or drop",
          values -> Set.of("keep", "hash", "drop").containsAll(values.values()),
          RESULTS,
          "What becomes of text columns on their way in, such as owner_id: hash. name, subject and"
              + " body are dropped unless kept here; so are columns that the contract does not know"
              + " and that are no segment dimension. Keys of deals and stages stay as they are. The"
              + " text of a row that cannot be read at all is kept in rejected_record.");

  /** The environment variable that holds the salt of hashed values. */
  public static final Setting<String> PRIVACY_SALT_ENV =
      new Setting<>(
          "privacy.salt_env",
          SettingType.TEXT,
          "PLUMBLINE_SALT",
          "",
          "the name of an environment variable",
          Settings::isVariable,
          EXECUTION,
          "The environment variable that holds the secret that hashed values are made with. The same"
              + " secret gives the same hashes on any day.");

  /** The largest share of rejected rows that a run accepts. */
  public static final Setting<Double> QUALITY_MAX_REJECTED_SHARE =
      new Setting<>(
          "quality.max_rejected_share",
          SettingType.NUMBER,
          0.05,
          "share of rows",
          "from 0 to 1",
          between(0.0, 1.0),
          RESULTS,
          "The largest share of the rows of an input that may be rejected. A run with more ends"
              + " with exit code 30 and publishes nothing.");

  /** The columns that stage confidences are split by. */
  public static final Setting<List<String>> SEGMENT_DIMENSIONS =
      new Setting<>(
          "segment.dimensions",
          SettingType.NAMES,
          List.of("customer_type", "size_band", "product", "previous_stage"),
          "",
          "names of columns, each once, at most 8; it may be empty",
          names ->
              names.size() <= 8
                  && new HashSet<>(names).size() == names.size()
                  && names.stream().allMatch(name -> DIMENSION.matcher(name).matches()),
          RESULTS,
          "What the confidences are split by below stage and age: customer_type, size_band, product,"
              + " previous_stage (the stage that the deal came from), and any further column of"
              + " the opportunities. What does not matter shrinks to nothing.");

  /** The borders of the size bands. */
  public static final Setting<List<BigDecimal>> SEGMENT_SIZE_EDGES =
      new Setting<>(
          "segment.size_edges",
          SettingType.AMOUNTS,
          List.of(),
          "base currency",
          "a list of positive numbers, each larger than the one before; it may be empty",
          Settings::ascending,
          RESULTS,
          "The amounts at which a larger size band begins; two edges make three bands. Empty means"
              + " edges from the data, at equal shares of the deals.");

  /** How many size bands the data is cut into. */
  public static final Setting<Integer> SEGMENT_SIZE_BANDS =
      new Setting<>(
          "segment.size_bands",
          SettingType.WHOLE,
          0,
          "bands",
          "from 0 to 20",
          between(0, 20),
          RESULTS,
          "How many size bands are made from the data. 0 means as many as the deals of the pipeline"
              + " support: one for every 150 deals with an amount, from 3 to 20. Not used where"
              + " segment.size_edges are given.");

  /** How many bands the time in a stage is cut into. */
  public static final Setting<Integer> AGE_BANDS =
      new Setting<>(
          "age.bands",
          SettingType.WHOLE,
          12,
          "bands",
          "from 1 to 41",
          between(1, 41),
          RESULTS,
          "How many bands the time that a deal has stood in its stage is cut into, at equal shares"
              + " of the open deals. 1 means that age is not used.");

  /** The day from which the export is complete. */
  public static final Setting<Optional<LocalDate>> HISTORY_OBSERVED_FROM =
      new Setting<>(
          "history.observed_from",
          SettingType.OPTIONAL_DATE,
          Optional.empty(),
          "date",
          "a date as 2024-01-01, or empty",
          value -> true,
          RESULTS,
          "The day from which the export is complete, where older deals are there only if they were"
              + " still open on it. Such deals count from that day on (late entry), so that the"
              + " early losers missing from the export do not flatter the rates, and new business is"
              + " counted from it.");

  /** The days between two landmarks. */
  public static final Setting<Integer> LANDMARK_SPACING_DAYS =
      new Setting<>(
          "landmark.spacing_days",
          SettingType.WHOLE,
          0,
          "days",
          "from 0 to 366",
          between(0, 366),
          RESULTS,
          "The days between two past dates at which the open pipeline is examined. 0 means a"
              + " spacing that fits the length of the sales cycle.");

  /** The largest number of landmarks. */
  public static final Setting<Integer> LANDMARK_MAX_COUNT =
      new Setting<>(
          "landmark.max_count",
          SettingType.WHOLE,
          60,
          "landmarks",
          "from 1 to 1000",
          between(1, 1000),
          RESULTS,
          "The largest number of past dates at which the open pipeline is examined, the latest ones"
              + " first. More of them cost time and add little, as they see the same deals.");

  /** The nominal coverage of published intervals. */
  public static final Setting<Double> INTERVAL_LEVEL =
      new Setting<>(
          "interval.level",
          SettingType.NUMBER,
          0.9,
          "probability",
          "from 0.5 to 0.999",
          between(0.5, 0.999),
          RESULTS,
          "How often a published interval, low to high, is meant to hold the true value.");

  /** The fewest deals that a cell needs before it may be published. */
  public static final Setting<Integer> CALIBRATE_MIN_DEALS =
      new Setting<>(
          "calibrate.min_deals",
          SettingType.WHOLE,
          20,
          "deals",
          "from 1 to 1000000",
          between(1, 1_000_000),
          RESULTS,
          "The fewest different deals with a known end that a stage needs before its confidence may"
              + " replace the one in use. With fewer, the decision is hold.");

  /** How far a confidence may move without review. */
  public static final Setting<Double> CALIBRATE_MAX_CHANGE =
      new Setting<>(
          "calibrate.max_change",
          SettingType.NUMBER,
          0.25,
          "share points",
          "from 0 to 1",
          between(0.0, 1.0),
          RESULTS,
          "How far a confidence may move from the one in use before a person must review it. 0.25"
              + " lets 0.40 become 0.65 but not 0.66.");

  /** The number of later dates that methods are judged on. */
  public static final Setting<Integer> CALIBRATE_HOLDOUT_DATES =
      new Setting<>(
          "calibrate.holdout_dates",
          SettingType.WHOLE,
          3,
          "dates",
          "from 1 to 12",
          between(1, 12),
          RESULTS,
          "On how many later dates, unseen in training, the methods are compared before one is"
              + " chosen.");

  /** Past dates of a backtest. */
  public static final Setting<Integer> BACKTEST_DATES =
      new Setting<>(
          "backtest.dates",
          SettingType.WHOLE,
          12,
          "dates",
          "from 1 to 60",
          between(1, 60),
          RESULTS,
          "On how many past dates the command backtest tests every method; more than a run takes,"
              + " and further back.");

  /** How fast evidence loses its weight. */
  public static final Setting<Integer> CALIBRATE_HALF_LIFE_DAYS =
      new Setting<>(
          "calibrate.half_life_days",
          SettingType.WHOLE,
          0,
          "days",
          "from 0 to 100000",
          between(0, 100_000),
          RESULTS,
          "After how many days a landmark counts half. 0 means what predicted past dates best: all"
              + " alike, or one, two or four times the time in which nine of ten deals close.");

  /** How many times the deals are resampled. */
  public static final Setting<Integer> CALIBRATE_DRAWS =
      new Setting<>(
          "calibrate.draws",
          SettingType.WHOLE,
          60,
          "draws",
          "from 20 to 2000",
          between(20, 2000),
          RESULTS,
          "How many times the deals are resampled for the intervals of the confidences.");

  /** The most deals of a pipeline that the confidences are fitted to. */
  public static final Setting<Integer> CALIBRATE_MAX_DEALS =
      new Setting<>(
          "calibrate.max_deals",
          SettingType.WHOLE,
          50_000,
          "deals",
          "from 1000 to 10000000",
          between(1000, 10_000_000),
          RESULTS,
          "The most deals of one pipeline that confidences are fitted to. Of a larger pipeline a"
              + " sample is taken by the hash of the opportunity id, the same on every run; 50,000"
              + " deals leave a standard error of 0.2 points.");

  /** The number of bins of a reliability curve. */
  public static final Setting<Integer> RELIABILITY_BINS =
      new Setting<>(
          "reliability.bins",
          SettingType.WHOLE,
          10,
          "bins",
          "from 2 to 100",
          between(2, 100),
          RESULTS,
          "Into how many bins the predictions are cut to compare them with what happened.");

  /** The months ahead. */
  public static final Setting<Integer> FORECAST_MONTHS =
      new Setting<>(
          "forecast.months",
          SettingType.WHOLE,
          6,
          "months",
          "from 1 to 36",
          between(1, 36),
          RESULTS,
          "How many months are forecast, the one of the as-of date included.");

  /** The fiscal quarters ahead. */
  public static final Setting<Integer> FORECAST_QUARTERS =
      new Setting<>(
          "forecast.quarters",
          SettingType.WHOLE,
          4,
          "quarters",
          "from 1 to 12",
          between(1, 12),
          RESULTS,
          "How many fiscal quarters are forecast, the one of the as-of date included.");

  /** The stretches ahead. */
  public static final Setting<List<Integer>> FORECAST_DAYS =
      new Setting<>(
          "forecast.days",
          SettingType.WHOLES,
          List.of(30),
          "days",
          "a list of numbers from 1 to 730, each larger than the one before; it may be empty",
          days ->
              days.stream().allMatch(day -> day >= 1 && day <= 730)
                  && days.equals(days.stream().distinct().sorted().toList()),
          RESULTS,
          "Stretches from the as-of date on that are forecast beside months and quarters, such as"
              + " the next 30 days: their length is the same at every as-of date.");

  /** The quantiles of a forecast. */
  public static final Setting<List<Integer>> FORECAST_QUANTILES =
      new Setting<>(
          "forecast.quantiles",
          SettingType.WHOLES,
          List.of(5, 25, 75, 95),
          "percent",
          "a list of numbers from 1 to 99, each larger than the one before; it may be empty",
          percents ->
              percents.stream().allMatch(percent -> percent >= 1 && percent <= 99)
                  && percents.equals(percents.stream().distinct().sorted().toList()),
          RESULTS,
          "Which quantiles of every forecast are kept beside p10, p50 and p90.");

  /** How many past dates forecasts are made of, as they would have been. */
  public static final Setting<Integer> FORECAST_PAST_DATES =
      new Setting<>(
          "forecast.past_dates",
          SettingType.WHOLE,
          26,
          "dates",
          "from 0 to 200",
          between(0, 200),
          RESULTS,
          "At how many past dates the forecast is made as it would have been made then, so that its"
              + " errors are known: they set the width of today's band. 0 leaves the width to what"
              + " is assumed.");

  /** The simulated futures per forecast. */
  public static final Setting<Integer> FORECAST_DRAWS =
      new Setting<>(
          "forecast.draws",
          SettingType.WHOLE,
          4000,
          "draws",
          "from 100 to 1000000",
          between(100, 1_000_000),
          RESULTS,
          "How many futures are simulated for the distribution of a forecast. Four times as many"
              + " halve the noise of p10 and p90.");

  /** The month that the fiscal year starts in. */
  public static final Setting<Integer> FORECAST_FISCAL_YEAR_START_MONTH =
      new Setting<>(
          "forecast.fiscal_year_start_month",
          SettingType.WHOLE,
          1,
          "month of the year",
          "from 1 (January) to 12 (December)",
          between(1, 12),
          RESULTS,
          "The month that the fiscal year starts in; quarters are counted from it.");

  /** The sales teams. */
  public static final Setting<SortedMap<String, String>> FORECAST_TEAMS =
      new Setting<>(
          "forecast.teams",
          SettingType.TEXTS,
          Collections.emptySortedMap(),
          "",
          "a map from owner_id to names of teams",
          teams -> teams.values().stream().noneMatch(String::isBlank),
          RESULTS,
          "The sales team of every owner, for forecasts and movements by team; empty means that there"
              + " are none. Owners that are not named are of the team unknown, and the team that an"
              + " owner has today holds for all dates. Where privacy.columns hashes owner_id, the ids"
              + " are written as the CRM has them, and stand so in run_report. Example: OWN-07:"
              + " East");

  /** What all random numbers start from. */
  public static final Setting<Long> RANDOM_SEED =
      new Setting<>(
          "random.seed",
          SettingType.LONG,
          20121113L,
          "",
          "a whole number of at most 64 bits",
          seed -> true,
          RESULTS,
          "What all random numbers start from. The same input, settings and seed give the same"
              + " numbers on any machine.");

  /** Where Spark runs. */
  public static final Setting<String> SPARK_MASTER =
      new Setting<>(
          "spark.master",
          SettingType.TEXT,
          "local[*]",
          "",
          "a Spark master such as local[*], local[4], yarn or spark://host:7077",
          master -> !master.isBlank(),
          EXECUTION,
          "Where Spark runs. Under spark-submit, the master given there holds.");

  /** The partitions of a shuffle. */
  public static final Setting<Integer> SPARK_PARTITIONS =
      new Setting<>(
          "spark.partitions",
          SettingType.WHOLE,
          0,
          "partitions",
          "from 0 to 100000",
          between(0, 100_000),
          EXECUTION,
          "Into how many parts Spark cuts its work. 0 means the number of cores, or one for every 16 MB"
              + " of input where that is more. The results do not depend on it.");

  /** Settings handed to Spark unread. */
  public static final Setting<SortedMap<String, String>> SPARK_CONF =
      new Setting<>(
          "spark.conf",
          SettingType.TEXTS,
          Collections.unmodifiableSortedMap(new TreeMap<>()),
          "",
          "a map from Spark keys to values",
          map -> map.keySet().stream().noneMatch(String::isBlank),
          EXECUTION,
          "Further Spark settings, handed on unread, for example spark.executor.memory or the"
              + " credentials of a file system. Values of keys that name a secret are not shown in"
              + " reports.");

  /** How far back the tables can be read as they were. */
  public static final Setting<Integer> TABLES_KEEP_DAYS =
      new Setting<>(
          "tables.keep_days",
          SettingType.WHOLE,
          30,
          "days",
          "from 0 to 36500",
          between(0, 36_500),
          EXECUTION,
          "What 'maintain' leaves readable: the tables as every command has left them whose as-of date"
              + " is one of the last so many days before the --as-of of 'maintain'. Rows are never"
              + " removed, only files that no such state needs.");

  /** Where the report is written. */
  public static final Setting<String> REPORT_FILE =
      new Setting<>(
          "report.file",
          SettingType.TEXT,
          "",
          "path",
          "a path, or empty",
          path -> path.indexOf('\0') < 0,
          EXECUTION,
          "Where the HTML report is written. Empty means report.html in the workspace.");

  /** How many persons have to approve a version. */
  public static final Setting<Integer> REVIEW_APPROVALS =
      new Setting<>(
          "review.approvals",
          SettingType.WHOLE,
          1,
          "persons",
          "from 1 to 5",
          between(1, 5),
          EXECUTION,
          "How many different persons have to approve a version before it may be published; 2 is"
              + " the four-eyes rule.");

  /** How old the evidence of a version may be when it is approved. */
  public static final Setting<Integer> REVIEW_MAX_AGE_DAYS =
      new Setting<>(
          "review.max_age_days",
          SettingType.WHOLE,
          45,
          "days",
          "from 1 to 10000",
          between(1, 10_000),
          EXECUTION,
          "How many days after its as-of date a version may still be approved.");

  /** How far a person's override may lie from the confidence. */
  public static final Setting<Double> REVIEW_MAX_OVERRIDE =
      new Setting<>(
          "review.max_override",
          SettingType.NUMBER,
          0.2,
          "share points",
          "from 0 to 1",
          between(0.0, 1.0),
          EXECUTION,
          "How far a percentage that a person types into a review sheet may lie from the"
              + " confidence. The next runs score it beside the confidence that it replaced.");

  /** What happens to the order of stages when a package is made. */
  public static final Setting<String> PUBLISH_ORDER =
      new Setting<>(
          "publish.order",
          SettingType.TEXT,
          "as_calibrated",
          "",
          "as_calibrated or isotonic",
          Set.of("as_calibrated", "isotonic")::contains,
          EXECUTION,
          "isotonic: where a later stage has a lower confidence than an earlier one, both get their"
              + " weighted mean (PAVA), for CRMs whose users expect percentages to rise. The package"
              + " says what it changed.");

  /** The steps of a probability in HubSpot. */
  public static final Setting<Double> PUBLISH_HUBSPOT_STEP =
      new Setting<>(
          "publish.hubspot_step",
          SettingType.NUMBER,
          0.01,
          "probability",
          "one of 0.001, 0.01, 0.05 and 0.1",
          Set.of(0.001, 0.01, 0.05, 0.1)::contains,
          EXECUTION,
          "The steps that stage probabilities are rounded to for HubSpot. Its documentation speaks"
              + " of 0.1; finer ones are seen in use, so look at what it shows after the import.");

  /** The release of the Salesforce interface. */
  public static final Setting<String> PUBLISH_SALESFORCE_API =
      new Setting<>(
          "publish.salesforce_api",
          SettingType.TEXT,
          "60.0",
          "",
          "a version from 38.0, such as 60.0",
          version -> version.matches("(3[89]|[4-9][0-9]|[1-9][0-9]{2})[.]0"),
          EXECUTION,
          "The version of Salesforce's interface that packages are made for.");

  /** Zoho's own name of the field Stage. */
  public static final Setting<String> PUBLISH_ZOHO_STAGE_FIELD =
      new Setting<>(
          "publish.zoho_stage_field",
          SettingType.TEXT,
          "",
          "",
          "the id of the field Stage of Deals, or empty",
          id -> id.matches("[0-9]*"),
          EXECUTION,
          "The id that Zoho has for the field Stage of its Deals (settings/fields?module=Deals"
              + " lists it); the package for Zoho names it.");

  /** Zoho's own names of the stages. */
  public static final Setting<SortedMap<String, String>> PUBLISH_ZOHO_STAGE_VALUES =
      new Setting<>(
          "publish.zoho_stage_values",
          SettingType.TEXTS,
          Collections.emptySortedMap(),
          "",
          "a map from stage ids to ids of Zoho",
          values -> true,
          EXECUTION,
          "The ids that Zoho has for the values of that field, by stage, where the export names"
              + " stages otherwise.");

  /** The language file of SuiteCRM. */
  public static final Setting<String> PUBLISH_SUITECRM_LANGUAGE =
      new Setting<>(
          "publish.suitecrm_language",
          SettingType.TEXT,
          "en_us",
          "",
          "a language such as en_us",
          language -> language.matches("[A-Za-z]{2}_[A-Za-z]{2}"),
          EXECUTION,
          "The language file that the package for SuiteCRM changes.");

  /** The CRM that the canonical files name. */
  public static final Setting<String> PUBLISH_SOURCE_CRM =
      new Setting<>(
          "publish.source_crm",
          SettingType.TEXT,
          "",
          "",
          "a name, or empty",
          name -> true,
          EXECUTION,
          "The name of your CRM as the canonical package states it.");

  /** Where a package is sent to. */
  public static final Setting<String> SEND_URL =
      new Setting<>(
          "send.url",
          SettingType.TEXT,
          "",
          "URL",
          "a URL such as https://company.my.salesforce.com, or empty",
          url -> url.isEmpty() || ADDRESS.matcher(url).matches(),
          EXECUTION,
          "Where publish --send sends to: the address of your Salesforce or Pipedrive company. Empty"
              + " means https://api.hubapi.com for HubSpot.");

  /** The environment variable that holds the token of the CRM. */
  public static final Setting<String> SEND_TOKEN_ENV =
      new Setting<>(
          "send.token_env",
          SettingType.TEXT,
          "PLUMBLINE_CRM_TOKEN",
          "",
          "the name of an environment variable",
          Settings::isVariable,
          EXECUTION,
          "The environment variable that holds the access token of the CRM. The token itself stands"
              + " in no file, table or message.");

  /** How fast requests are sent. */
  public static final Setting<Double> SEND_REQUESTS_PER_SECOND =
      new Setting<>(
          "send.requests_per_second",
          SettingType.NUMBER,
          5.0,
          "requests per second",
          "from 0.1 to 100",
          between(0.1, 100.0),
          EXECUTION,
          "The most requests that publish --send starts per second.");

  /** How often a request is tried. */
  public static final Setting<Integer> SEND_ATTEMPTS =
      new Setting<>(
          "send.attempts",
          SettingType.WHOLE,
          6,
          "attempts",
          "from 1 to 20",
          between(1, 20),
          EXECUTION,
          "How often a request is tried before it counts as failed, with growing pauses between.");

  /** How long an answer may take. */
  public static final Setting<Integer> SEND_TIMEOUT_SECONDS =
      new Setting<>(
          "send.timeout_seconds",
          SettingType.WHOLE,
          30,
          "seconds",
          "from 1 to 600",
          between(1, 600),
          EXECUTION,
          "How long a request may take before it is tried again.");

  /** The environment variable that holds the address of a webhook. */
  public static final Setting<String> NOTICE_URL_ENV =
      new Setting<>(
          "notice.url_env",
          SettingType.TEXT,
          "PLUMBLINE_WEBHOOK_URL",
          "",
          "the name of an environment variable",
          Settings::isVariable,
          EXECUTION,
          "The environment variable that holds the address of a webhook, which hears of every"
              + " proposal, refusal and publication. Where the variable is not set, nothing is sent.");

  /** How a notice is written. */
  public static final Setting<String> NOTICE_FORMAT =
      new Setting<>(
          "notice.format",
          SettingType.TEXT,
          "json",
          "",
          "json or slack",
          Set.of("json", "slack")::contains,
          EXECUTION,
          "json: all figures by name; slack: a text as Slack and its like take it.");

  /** Where people find the report. */
  public static final Setting<String> NOTICE_LINK =
      new Setting<>(
          "notice.link",
          SettingType.TEXT,
          "",
          "URL",
          "an http or https URL, or empty",
          Settings::isLink,
          EXECUTION,
          "Where people find the report, if you put it on a web server; notices link to it.");

  private static final List<Setting<?>> ALL =
      List.of(
          TIME_ZONE,
          CURRENCY_BASE,
          SOURCE_CRM,
          SOURCE_TABLES,
          SOURCE_COLUMNS,
          SOURCE_DATE_ORDER,
          SOURCE_DECIMAL,
          SOURCE_PROBABILITY,
          SOURCE_STAGES,
          SOURCE_CANCELLED,
          SOURCE_ON_HOLD,
          SOURCE_EXCLUDE,
          SOURCE_BULK_CLOSE,
          SOURCE_OVERDUE,
          SOURCE_EXPORT,
          SOURCE_CHANGED_AT,
          SOURCE_JDBC_USER,
          SOURCE_JDBC_PASSWORD_ENV,
          SOURCE_JDBC_SCHEMA,
          SOURCE_JDBC_PARTITION_COLUMNS,
          SOURCE_JDBC_PARTITIONS,
          SOURCE_JDBC_FETCH_SIZE,
          INPUT_CSV_DELIMITER,
          INPUT_CSV_MULTILINE,
          PRIVACY_COLUMNS,
          PRIVACY_SALT_ENV,
          QUALITY_MAX_REJECTED_SHARE,
          SEGMENT_DIMENSIONS,
          SEGMENT_SIZE_EDGES,
          SEGMENT_SIZE_BANDS,
          AGE_BANDS,
          HISTORY_OBSERVED_FROM,
          LANDMARK_SPACING_DAYS,
          LANDMARK_MAX_COUNT,
          INTERVAL_LEVEL,
          CALIBRATE_MIN_DEALS,
          CALIBRATE_MAX_CHANGE,
          CALIBRATE_HOLDOUT_DATES,
          CALIBRATE_HALF_LIFE_DAYS,
          CALIBRATE_DRAWS,
          CALIBRATE_MAX_DEALS,
          BACKTEST_DATES,
          RELIABILITY_BINS,
          FORECAST_MONTHS,
          FORECAST_QUARTERS,
          FORECAST_DAYS,
          FORECAST_QUANTILES,
          FORECAST_PAST_DATES,
          FORECAST_DRAWS,
          FORECAST_FISCAL_YEAR_START_MONTH,
          FORECAST_TEAMS,
          RANDOM_SEED,
          SPARK_MASTER,
          SPARK_PARTITIONS,
          SPARK_CONF,
          TABLES_KEEP_DAYS,
          REPORT_FILE,
          REVIEW_APPROVALS,
          REVIEW_MAX_AGE_DAYS,
          REVIEW_MAX_OVERRIDE,
          PUBLISH_ORDER,
          PUBLISH_HUBSPOT_STEP,
          PUBLISH_SALESFORCE_API,
          PUBLISH_ZOHO_STAGE_FIELD,
          PUBLISH_ZOHO_STAGE_VALUES,
          PUBLISH_SUITECRM_LANGUAGE,
          PUBLISH_SOURCE_CRM,
          SEND_URL,
          SEND_TOKEN_ENV,
          SEND_REQUESTS_PER_SECOND,
          SEND_ATTEMPTS,
          SEND_TIMEOUT_SECONDS,
          NOTICE_URL_ENV,
          NOTICE_FORMAT,
          NOTICE_LINK);

  private Settings() {}

  /** Every setting, in the order of the documentation. */
  public static List<Setting<?>> all() {
    return ALL;
  }

  /** All keys, in the order of {@link #all()}. */
  static List<String> keys() {
    return ALL.stream().map(Setting::key).toList();
  }

  /** The setting with this key. */
  static Optional<Setting<?>> find(String key) {
    return ALL.stream()
        .filter(setting -> setting.key().equals(key))
        .<Setting<?>>map(setting -> setting)
        .findFirst();
  }

  /** What values that are allowed each by itself do not allow together. */
  static List<SettingProblem> contradictions(Configuration configuration) {
    return configuration.value(FORECAST_TEAMS).isEmpty()
            || !"drop".equals(configuration.value(PRIVACY_COLUMNS).get("owner_id"))
        ? List.of()
        : List.of(
            new SettingProblem(
                SettingProblem.Kind.BAD_VALUE,
                FORECAST_TEAMS.key(),
                "names the teams of owners, and privacy.columns drops owner_id, so that no deal has"
                    + " an owner. Keep or hash owner_id, or name no team."));
  }

  /** The table of settings in README: key, default, unit, range, meaning. */
  public static String markdownTable() {
    return SettingsPage.markdownTable(ALL);
  }

  /** The text of {@code conf/plumbline.yaml}: every key with its default, commented out. */
  public static String commentedYaml() {
    return SettingsPage.commentedYaml(ALL);
  }

  private static Predicate<Integer> between(int least, int most) {
    return value -> value >= least && value <= most;
  }

  private static Predicate<Double> between(double least, double most) {
    return value -> value >= least && value <= most;
  }

  private static boolean isLink(String text) {
    if (text.isEmpty()) {
      return true;
    }
    try {
      URI uri = new URI(text);
      return uri.getHost() != null && List.of("http", "https").contains(uri.getScheme());
    } catch (URISyntaxException unreadable) {
      return false;
    }
  }

  private static boolean isPattern(String text) {
    try {
      Pattern.compile(text);
      return !text.isBlank();
    } catch (PatternSyntaxException unreadable) {
      return false;
    }
  }

  private static boolean isStageAlias(Map.Entry<String, String> entry) {
    try {
      return !StageAlias.of(entry.getKey(), entry.getValue()).stage().contains(" @ ");
    } catch (IllegalArgumentException unreadable) {
      return false;
    }
  }

  private static boolean isVariable(String name) {
    return name.matches("[A-Za-z_][A-Za-z0-9_]*");
  }

  private static boolean delimits(char character) {
    return !Character.isLetterOrDigit(character)
        && character != '"'
        && character != '\''
        && character != '\n'
        && character != '\r'
        && character != '\\'
        && !Character.isSurrogate(character);
  }

  private static boolean ascending(List<BigDecimal> edges) {
    BigDecimal last = BigDecimal.ZERO;
    for (BigDecimal edge : edges) {
      if (edge.compareTo(last) <= 0) {
        return false;
      }
      last = edge;
    }
    return true;
  }
}
