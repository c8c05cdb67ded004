package io.plumbline.bench;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.cos;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.exp;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log;
import static org.apache.spark.sql.functions.lpad;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sqrt;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What is true of a deal, as columns that hang on its number {@code deal} and the seed alone: any
 * row of any file can work it out for itself, so that nothing is joined or shuffled.
 */
final class GeneratedDeals {

  /** Open visits of a deal, at most. */
  static final int MOST_VISITS = 6;

  private static final int FEWEST_VISITS = 2;
  private static final int OPEN_STAGES = 5;

  /** Stages that are passed, a digit each, by the number of visits; six visits go back once. */
  private static final String[] WON_PATHS = {"15", "135", "1345", "12345", "123245"};

  private static final String[] LOST_PATHS = {"12", "123", "1234", "12345", "123234"};

  private static final double WON_SHARE = 0.35;
  private static final double LOST_SLOWER = 1.6;
  private static final double[] MEAN_DAYS = {6, 12, 18, 14, 10, 8};
  private static final long MICROS_PER_DAY = 86_400_000_000L;
  private static final long MICROS_PER_HOUR = 3_600_000_000L;

  private final InputSpec spec;

  GeneratedDeals(InputSpec spec) {
    this.spec = spec;
  }

  /**
   * Adds to rows with a {@code deal}: pipeline, is_existing, is_won (in the end), visits (2 to 6),
   * path, pace, and {@link #begin} of visits 0 to 6.
   */
  Dataset<Row> describe(Dataset<Row> deals) {
    Column deal = col("deal");
    Dataset<Row> described =
        deals
            .withColumn("spread", uniform("pipeline", deal))
            .withColumn("pipeline", spec.shape().pipelineNumber(deal, col("spread"), spec.deals()))
            .withColumn("is_existing", uniform("customer", deal).lt(1.0 / 3))
            .withColumns(
                Map.of(
                    "is_won",
                    uniform("outcome", deal).lt(winProbability()),
                    "visits",
                    number("visits", deal, MOST_VISITS - FEWEST_VISITS + 1).plus(FEWEST_VISITS),
                    begin(0),
                    created(deal),
                    "pace",
                    uniform("pace", col("pipeline")).plus(0.5)))
            .withColumn(
                "path",
                element_at(
                    when(col("is_won"), paths(WON_PATHS)).otherwise(paths(LOST_PATHS)),
                    col("visits").minus(FEWEST_VISITS - 1).cast("int")));
    // A column for each time: one expression for all of them would work most of it out many times.
    for (int visit = 0; visit < MOST_VISITS; visit++) {
      described = described.withColumn(begin(visit + 1), col(begin(visit)).plus(stay(visit)));
    }
    return described;
  }

  /** The column that holds when a visit begins, in microseconds since 1970. */
  static String begin(int visit) {
    return "begin_" + visit;
  }

  /** When visit 0, 1, ... of a described deal begins; at {@code visits} it is when it closes. */
  static Column entered(Column visit) {
    Column at = col(begin(0));
    for (int later = 1; later <= MOST_VISITS; later++) {
      at = when(visit.equalTo(later), col(begin(later))).otherwise(at);
    }
    return at;
  }

  /** The open stage of a visit of a described deal, 1 to 5. */
  static Column stage(Column visit) {
    return substring(col("path"), visit.plus(1), lit(1));
  }

  static Column opportunityId(Column deal) {
    return id("D", deal, 9);
  }

  static Column pipelineId(Column pipeline) {
    return id("P", pipeline, 6);
  }

  /** {@code stage-1} to {@code stage-5}. */
  static Column stageId(Column number) {
    return concat(lit("stage-"), number.cast("string"));
  }

  static int openStages() {
    return OPEN_STAGES;
  }

  /** Log-normal around 8,000, with cents. */
  Column amount(Column deal) {
    Column radius = sqrt(log(lit(1.0).minus(uniform("radius", deal))).multiply(-2.0));
    Column normal = radius.multiply(cos(uniform("angle", deal).multiply(2 * Math.PI)));
    return exp(normal.multiply(1.1).plus(9.0)).cast("decimal(18,2)");
  }

  /** A whole number from 0 to {@code below} - 1 that hangs on a value. */
  Column number(String what, Column value, long below) {
    return pmod(xxhash64(lit(spec.seed()), lit(what), value), lit(below));
  }

  private Column uniform(String what, Column value) {
    return number(what, value, 1L << 53).cast("double").multiply(0x1.0p-53);
  }

  /** Existing customers and some pipelines win more; the mean stays. */
  private Column winProbability() {
    return uniform("rate", col("pipeline"))
        .minus(0.5)
        .multiply(0.2)
        .plus(when(col("is_existing"), WON_SHARE + 0.08).otherwise(WON_SHARE - 0.04));
  }

  private Column created(Column deal) {
    long seconds = (InputSpec.cutoffMicros() - InputSpec.firstMicros()) / 1_000_000;
    return number("created", deal, seconds).multiply(1_000_000L).plus(InputSpec.firstMicros());
  }

  /** Exponential, an hour at least; what is lost in the end stays longer. */
  private Column stay(int visit) {
    Column days =
        log(lit(1.0).minus(uniform("stay-" + visit, col("deal"))))
            .multiply(-MEAN_DAYS[visit])
            .multiply(col("pace"))
            .multiply(when(col("is_won"), 1.0).otherwise(LOST_SLOWER));
    return floor(days.multiply((double) MICROS_PER_DAY)).plus(MICROS_PER_HOUR);
  }

  private static Column paths(String[] paths) {
    Column[] literals = new Column[paths.length];
    for (int i = 0; i < paths.length; i++) {
      literals[i] = lit(paths[i]);
    }
    return array(literals);
  }

  private static Column id(String prefix, Column number, int digits) {
    return concat(lit(prefix), lpad(number.cast("string"), digits, "0"));
  }
}
