package io.plumbline.calibrate;

import io.plumbline.stats.BucketDraws;
import io.plumbline.stats.Calibration;
import io.plumbline.stats.Interval;
import io.plumbline.stats.Jackknife;
import io.plumbline.stats.Murphy;
import io.plumbline.stats.PairedBootstrap;
import io.plumbline.stats.ReliabilityBin;
import io.plumbline.stats.ScoredOutcomes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Predictions of past dates against what became of the deals by the as-of date: won by then, or
 * not. Every method predicts the same deals, and each probability of winning eventually is taken
 * times the share of the wins of its stage that come within that time, so that deals still open
 * count too and none is left out for being slow. Intervals come from leaving out groups of deals:
 * one deal stands open on several dates.
 */
final class Proof {

  static final String ALL = "all";

  private static final int DRAWS = 1000;

  private final CalibrationSettings settings;
  private final List<Method> methods;
  private final List<Entry> entries = new ArrayList<>();
  private final BucketDraws draws;
  private final Map<Compared, PairedBootstrap> compared = new HashMap<>();
  private List<Scored> scored = List.of();
  private final Set<String> dates = new LinkedHashSet<>();

  /**
   * One deal that stood open on a past date.
   *
   * @param segments its values as {@code dimension=value}
   * @param predicted per method, won by the as-of date; NaN where a method says nothing
   * @param stageAverages per method that is a model, the same by its average of the stage
   */
  record Entry(
      String date,
      String stage,
      List<String> segments,
      int bucket,
      boolean isWon,
      boolean isOpen,
      double[] predicted,
      double[] stageAverages) {
    private Entry withStageAverage(int method) {
      double[] more = Arrays.copyOf(predicted, predicted.length + 1);
      more[predicted.length] = stageAverages[method];
      return new Entry(date, stage, segments, bucket, isWon, isOpen, more, stageAverages);
    }

    double loss(int method) {
      double p =
          Math.min(1 - ScoredOutcomes.CLIP, Math.max(ScoredOutcomes.CLIP, predicted[method]));
      return isWon ? -Math.log(p) : -Math.log1p(-p);
    }

    boolean has(int method) {
      return !Double.isNaN(predicted[method]);
    }
  }

  Proof(List<Method> methods, CalibrationSettings settings) {
    this(methods, settings, new BucketDraws(DRAWS, settings.seed()));
  }

  private Proof(List<Method> methods, CalibrationSettings settings, BucketDraws draws) {
    this.methods = methods;
    this.settings = settings;
    this.draws = draws;
  }

  /** The same with one method more, {@link Method#STAGE_AVERAGE} of a model. */
  Proof withStageAverage(Method model) {
    List<Method> more = new ArrayList<>(methods);
    more.add(Method.STAGE_AVERAGE);
    Proof proof = new Proof(more, settings, draws);
    int of = methods.indexOf(model);
    entries.forEach(entry -> proof.add(entry.withStageAverage(of)));
    // The methods before it keep their places.
    proof.compared.putAll(compared);
    return proof;
  }

  void add(Entry entry) {
    entries.add(entry);
    dates.add(entry.date());
    scored = List.of();
    compared.clear();
  }

  List<Method> methods() {
    return methods;
  }

  int dates() {
    return dates.size();
  }

  long opportunities() {
    return entries.size();
  }

  /** A row of the metric table; intervals unknown where they were not asked for. */
  record Metric(
      String date,
      String method,
      String slice,
      double logLoss,
      Interval logLossInterval,
      double brier,
      Interval brierInterval,
      Murphy murphy,
      double ece,
      Interval eceInterval,
      double eceFloor,
      Calibration cox,
      Interval slopeInterval,
      Interval interceptInterval,
      double spiegelhalterZ,
      double expectedWins,
      double actualWins,
      double ratio,
      Interval ratioInterval,
      long n,
      long unresolved) {}

  /** A row of the reliability table. */
  record Reliability(String date, String method, String slice, int number, ReliabilityBin bin) {}

  private record Slice(String date, String name, List<Entry> entries) {}

  /** Every date and all together, by stage; by segment over all dates only. */
  private List<Slice> slices() {
    Map<String, Map<String, List<Entry>>> grouped = new TreeMap<>();
    for (Entry entry : entries) {
      for (String date : List.of(entry.date(), ALL)) {
        Map<String, List<Entry>> ofDate = grouped.computeIfAbsent(date, d -> new TreeMap<>());
        ofDate.computeIfAbsent(ALL, s -> new ArrayList<>()).add(entry);
        ofDate.computeIfAbsent(entry.stage(), s -> new ArrayList<>()).add(entry);
        if (date.equals(ALL)) {
          for (String segment : entry.segments()) {
            ofDate.computeIfAbsent(segment, s -> new ArrayList<>()).add(entry);
          }
        }
      }
    }
    List<Slice> slices = new ArrayList<>();
    grouped.forEach(
        (date, ofDate) -> ofDate.forEach((name, of) -> slices.add(new Slice(date, name, of))));
    return slices;
  }

  List<Metric> metrics() {
    return scored().stream().map(this::metric).toList();
  }

  List<Reliability> reliability() {
    List<Reliability> rows = new ArrayList<>();
    for (Scored of : scored()) {
      int number = 1;
      for (ReliabilityBin bin :
          of.outcomes().reliability(settings.reliabilityBins(), settings.intervalLevel())) {
        rows.add(
            new Reliability(
                of.slice().date(),
                methods.get(of.method()).name(),
                of.slice().name(),
                number++,
                bin));
      }
    }
    return rows;
  }

  /** What a method says of the entries of a slice. */
  private record Scored(Slice slice, int method, List<Entry> entries, ScoredOutcomes outcomes) {}

  /** All slices by all methods that can be compared there. */
  private List<Scored> scored() {
    if (scored.isEmpty()) {
      scored = new ArrayList<>();
      for (Slice slice : slices()) {
        for (int m = 0; m < methods.size(); m++) {
          int method = m;
          List<Entry> with = slice.entries().stream().filter(e -> e.has(method)).toList();
          // The incumbent is compared where it says something of every deal; what was published
          // later than a date, or typed for another stage, says nothing of it.
          boolean some = methods.get(m).isOfVersionInUse();
          if (!with.isEmpty() && (some || with.size() == slice.entries().size())) {
            scored.add(new Scored(slice, m, with, outcomes(with, m, entry -> true)));
          }
        }
      }
    }
    return scored;
  }

  private Metric metric(Scored of) {
    ScoredOutcomes outcomes = of.outcomes();
    int m = of.method();
    boolean whole = of.slice().date().equals(ALL) && of.slice().name().equals(ALL);
    Interval unknown = Interval.unknown(settings.intervalLevel());
    Interval ece = unknown;
    Interval slope = unknown;
    Interval intercept = unknown;
    int bins = settings.reliabilityBins();
    Calibration cox = outcomes.coxCalibration();
    if (whole) {
      double[] eces = new double[CalibrationSettings.BUCKETS];
      double[] slopes = new double[eces.length];
      double[] intercepts = new double[eces.length];
      boolean[] filled = new boolean[eces.length];
      of.entries().forEach(entry -> filled[entry.bucket()] = true);
      for (int b = 0; b < eces.length; b++) {
        int left = b;
        // Without a group that has no deals, all is as it was.
        ScoredOutcomes rest =
            filled[b] ? outcomes(of.entries(), m, entry -> entry.bucket() != left) : outcomes;
        Calibration without = filled[b] ? rest.coxCalibration() : cox;
        eces[b] = rest.n() > 0 ? rest.ece(bins) : Double.NaN;
        slopes[b] = without.slope();
        intercepts[b] = without.intercept();
      }
      ece = around(outcomes.ece(bins), eces, 0);
      slope = around(cox.slope(), slopes, Double.NEGATIVE_INFINITY);
      intercept = around(cox.intercept(), intercepts, Double.NEGATIVE_INFINITY);
    }
    double ratio =
        outcomes.actualWins() > 0 ? outcomes.expectedWins() / outcomes.actualWins() : Double.NaN;
    return new Metric(
        of.slice().date(),
        methods.get(m).name(),
        of.slice().name(),
        outcomes.logLoss(),
        ofSums(of.entries(), e -> e.loss(m), e -> 1),
        outcomes.brier(),
        ofSums(of.entries(), e -> square((e.isWon() ? 1 : 0) - e.predicted()[m]), e -> 1),
        outcomes.murphy(bins),
        outcomes.ece(bins),
        ece,
        outcomes.eceSamplingFloor(bins),
        cox,
        slope,
        intercept,
        outcomes.spiegelhalterZ(),
        outcomes.expectedWins(),
        outcomes.actualWins(),
        ratio,
        ofSums(of.entries(), e -> e.predicted()[m], e -> e.isWon() ? 1 : 0),
        of.entries().size(),
        of.entries().stream().filter(Entry::isOpen).count());
  }

  private static double square(double x) {
    return x * x;
  }

  private static ScoredOutcomes outcomes(List<Entry> scored, int m, Predicate<Entry> with) {
    ScoredOutcomes.Builder builder = ScoredOutcomes.builder();
    for (Entry entry : scored) {
      if (with.test(entry)) {
        builder.add(Math.min(1, entry.predicted()[m]), entry.isWon(), 1);
      }
    }
    return builder.build();
  }

  /** The interval of a ratio of sums, from leaving out one group of deals after the other. */
  private Interval ofSums(
      List<Entry> scored, ToDoubleFunction<Entry> above, ToDoubleFunction<Entry> below) {
    double[] numerator = new double[CalibrationSettings.BUCKETS];
    double[] denominator = new double[CalibrationSettings.BUCKETS];
    double n = 0;
    double d = 0;
    for (Entry entry : scored) {
      numerator[entry.bucket()] += above.applyAsDouble(entry);
      denominator[entry.bucket()] += below.applyAsDouble(entry);
    }
    for (int b = 0; b < numerator.length; b++) {
      n += numerator[b];
      d += denominator[b];
    }
    double[] without = new double[numerator.length];
    for (int b = 0; b < without.length; b++) {
      without[b] = d - denominator[b] > 0 ? (n - numerator[b]) / (d - denominator[b]) : Double.NaN;
    }
    return around(d > 0 ? n / d : Double.NaN, without, 0);
  }

  private Interval around(double value, double[] without, double least) {
    double variance = Jackknife.variance(without);
    if (Double.isNaN(value) || Double.isNaN(variance)) {
      return Interval.unknown(settings.intervalLevel());
    }
    double error = Normal.quantile(settings.intervalLevel()) * Math.sqrt(variance);
    return new Interval(Math.max(least, value - error), value + error, settings.intervalLevel());
  }

  /** Log loss over all past dates; NaN where the method says nothing of some deal. */
  double logLoss(Method method) {
    int m = methods.indexOf(method);
    return m < 0 || entries.isEmpty() || !entries.stream().allMatch(e -> e.has(m))
        ? Double.NaN
        : entries.stream().mapToDouble(e -> e.loss(m)).average().orElseThrow();
  }

  /**
   * The log loss of a method minus that of another on the deals that both predicted; unknown where
   * there are none.
   *
   * @param stage the stage, or {@link #ALL}
   */
  PairedBootstrap difference(Method method, Method other, String stage) {
    return compared.computeIfAbsent(
        new Compared(methods.indexOf(method), methods.indexOf(other), stage), this::difference);
  }

  /** Two methods, each -1 where it is none of these, on the deals of a stage. */
  private record Compared(int a, int b, String stage) {}

  private PairedBootstrap difference(Compared which) {
    int a = which.a();
    int b = which.b();
    double[] lossA = new double[CalibrationSettings.BUCKETS];
    double[] lossB = new double[lossA.length];
    double[] n = new double[lossA.length];
    for (Entry entry : entries) {
      boolean isIn = which.stage().equals(ALL) || which.stage().equals(entry.stage());
      if (a >= 0 && b >= 0 && isIn && entry.has(a) && entry.has(b)) {
        lossA[entry.bucket()] += entry.loss(a);
        lossB[entry.bucket()] += entry.loss(b);
        n[entry.bucket()]++;
      }
    }
    List<PairedBootstrap.Bucket> buckets = new ArrayList<>();
    for (int i = 0; i < n.length; i++) {
      buckets.add(new PairedBootstrap.Bucket(i, lossA[i], lossB[i], n[i]));
    }
    return PairedBootstrap.of(buckets, settings.intervalLevel(), draws);
  }
}
