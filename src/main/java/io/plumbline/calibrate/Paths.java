package io.plumbline.calibrate;

import io.plumbline.stats.CompetingRiskCounts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The ways of a pipeline's deals through its stages, in arrays: what all origins of the proof and
 * the published table are estimated from. Deals stand in the order of their key, visits in the
 * order of time, so that nothing depends on the order of the input.
 */
final class Paths {

  static final long NEVER = Long.MAX_VALUE;
  static final long NO_AMOUNT = -1;
  static final int NO_DAY = Integer.MIN_VALUE;
  static final byte OPEN = 0;
  static final byte WON = 1;
  static final byte LOST = 2;

  /**
   * One stay in a stage.
   *
   * @param deal key of the opportunity, a hash of its id
   * @param number 1 for the first visit of the deal
   * @param stageId the stage
   * @param enteredAt microseconds since 1970, inclusive
   * @param leftAt the same, exclusive; {@link #NEVER} while it stands there
   * @param closedAt when the deal was won or lost; {@link #NEVER} while open
   * @param outcome {@link #WON}, {@link #LOST} or {@link #OPEN}
   * @param cents amount as known at entry, in hundredths of the base currency; {@link #NO_AMOUNT}
   * @param values of the dimensions asked for, in their order
   * @param sale what a forecast wants to know beside
   */
  record Visit(
      long deal,
      int number,
      String stageId,
      long enteredAt,
      long leftAt,
      long closedAt,
      byte outcome,
      long cents,
      List<String> values,
      Sale sale) {}

  /**
   * What a forecast wants to know of a visit.
   *
   * @param cents amount of the deal in the end, or as of the latest date; {@link #NO_AMOUNT}
   * @param dueDay the close date that the CRM stated at entry, in days since 1970; {@link #NO_DAY}
   * @param owner of the deal; null where not known or not asked for
   * @param team of the owner; null where not asked for
   */
  record Sale(long cents, int dueDay, String owner, String team) {
    static final Sale UNKNOWN = new Sale(NO_AMOUNT, NO_DAY, null, null);
  }

  private final List<String> stages;
  private final List<Dimension> dimensions;
  private final int[] stage;
  private final int[] deal;
  private final long[] entered;
  private final long[] left;
  private final long[] cents;
  private final int[][] codes;
  private final int[] profile;
  private final int profiles;
  private final int[] bucket;
  private final long[] key;
  private final long[] closed;
  private final byte[] outcome;
  private final int[] due;
  private final long[] finalCents;
  private final String[] owner;
  private final String[] team;

  private Paths(List<Visit> visits, List<String> names, int buckets) {
    List<Visit> ordered = new ArrayList<>(visits);
    ordered.sort(Comparator.comparingLong(Visit::deal).thenComparingInt(Visit::number));
    int n = ordered.size();
    Set<String> ids = new TreeSet<>();
    List<Set<String>> values =
        names.stream().map(name -> (Set<String>) new TreeSet<String>()).toList();
    String[][] text = new String[names.size()][n];
    deal = new int[n];
    entered = new long[n];
    left = new long[n];
    cents = new long[n];
    due = new int[n];
    stage = new int[n];
    int deals = 0;
    for (int v = 0; v < n; v++) {
      Visit visit = ordered.get(v);
      boolean isFirst = v == 0 || ordered.get(v - 1).deal() != visit.deal();
      deals += isFirst ? 1 : 0;
      deal[v] = deals - 1;
      entered[v] = visit.enteredAt();
      left[v] = visit.leftAt();
      cents[v] = visit.cents();
      due[v] = visit.sale().dueDay();
      ids.add(visit.stageId());
      for (int d = 0; d < names.size(); d++) {
        String value = visit.values().get(d);
        text[d][v] = value == null ? Dimension.UNKNOWN : value;
        values.get(d).add(text[d][v]);
      }
    }
    stages = List.copyOf(ids);
    List<Dimension> all = new ArrayList<>();
    for (int d = 0; d < names.size(); d++) {
      all.add(Dimension.of(names.get(d), values.get(d)));
    }
    dimensions = List.copyOf(all);
    codes = new int[names.size()][n];
    for (int d = 0; d < names.size(); d++) {
      Map<String, Integer> code = positions(dimensions.get(d).levels());
      for (int v = 0; v < n; v++) {
        codes[d][v] = code.get(text[d][v]);
      }
    }
    Map<String, Integer> stageCode = positions(stages);
    bucket = new int[deals];
    key = new long[deals];
    closed = new long[deals];
    outcome = new byte[deals];
    finalCents = new long[deals];
    owner = new String[deals];
    team = new String[deals];
    Map<String, String> shared = new HashMap<>();
    for (int v = 0; v < n; v++) {
      Visit visit = ordered.get(v);
      stage[v] = stageCode.get(visit.stageId());
      bucket[deal[v]] = (int) Math.floorMod(visit.deal(), (long) buckets);
      key[deal[v]] = visit.deal();
      closed[deal[v]] = visit.closedAt();
      outcome[deal[v]] = visit.outcome();
      finalCents[deal[v]] = visit.sale().cents();
      owner[deal[v]] = shared(visit.sale().owner(), shared);
      team[deal[v]] = shared(visit.sale().team(), shared);
    }
    Map<List<Integer>, Integer> found = new HashMap<>();
    profile = new int[n];
    for (int v = 0; v < n; v++) {
      List<Integer> key = new ArrayList<>(codes(v));
      key.add(stage[v]);
      profile[v] = found.computeIfAbsent(key, k -> found.size());
    }
    profiles = found.size();
  }

  /** One text for all that are equal. */
  private static String shared(String text, Map<String, String> known) {
    return text == null ? null : known.computeIfAbsent(text, same -> same);
  }

  private static Map<String, Integer> positions(List<String> levels) {
    Map<String, Integer> positions = new TreeMap<>();
    for (int i = 0; i < levels.size(); i++) {
      positions.put(levels.get(i), i);
    }
    return positions;
  }

  /**
   * Arranges visits.
   *
   * @param dimensions names, in the order of the values of the visits
   * @param buckets how many groups of deals resampling works on
   */
  static Paths of(List<Visit> visits, List<String> dimensions, int buckets) {
    return new Paths(visits, dimensions, buckets);
  }

  int visits() {
    return stage.length;
  }

  int deals() {
    return bucket.length;
  }

  List<String> stages() {
    return stages;
  }

  List<Dimension> dimensions() {
    return dimensions;
  }

  int stage(int visit) {
    return stage[visit];
  }

  int deal(int visit) {
    return deal[visit];
  }

  long entered(int visit) {
    return entered[visit];
  }

  long left(int visit) {
    return left[visit];
  }

  /** Amount as known at entry, in hundredths; {@link #NO_AMOUNT} where it is not known. */
  long cents(int visit) {
    return cents[visit];
  }

  /** Amount of a deal in the end, in hundredths; {@link #NO_AMOUNT} where it is not known. */
  long finalCents(int ofDeal) {
    return finalCents[ofDeal];
  }

  /** Close date that the CRM stated at entry, in days since 1970; {@link #NO_DAY} without one. */
  int due(int visit) {
    return due[visit];
  }

  /** Owner of a deal; null where not known or not asked for. */
  String owner(int ofDeal) {
    return owner[ofDeal];
  }

  /** Team of the owner of a deal; null where not asked for. */
  String team(int ofDeal) {
    return team[ofDeal];
  }

  int code(int dimension, int visit) {
    return codes[dimension][visit];
  }

  /** The levels of all dimensions. */
  List<Integer> codes(int visit) {
    return Arrays.stream(codes).map(ofDimension -> ofDimension[visit]).toList();
  }

  /** A number, from 0, for the stage and the levels of all dimensions together. */
  int profile(int visit) {
    return profile[visit];
  }

  /** How many different {@link #profile}s there are. */
  int profiles() {
    return profiles;
  }

  /** The hash of the id of a deal. */
  long key(int ofDeal) {
    return key[ofDeal];
  }

  int bucket(int deal) {
    return bucket[deal];
  }

  /** When the deal closed; {@link #NEVER} while open. */
  long closed(int deal) {
    return closed[deal];
  }

  /** Adds a subject with an outcome after so many days. */
  static void count(CompetingRiskCounts counts, byte outcome, int day) {
    count(counts, outcome, -1, day);
  }

  /**
   * The same of one that was at risk only after some days.
   *
   * @param entry -1 for one that was from the start
   */
  static void count(CompetingRiskCounts counts, byte outcome, int entry, int day) {
    switch (outcome) {
      case WON -> counts.won(entry, day, 1);
      case LOST -> counts.lost(entry, day, 1);
      default -> counts.censored(entry, day, 1);
    }
  }

  /** How many deals were won or lost by a time. */
  long closedBy(long time) {
    return Arrays.stream(closed).filter(at -> at < time).count();
  }

  /** What was known of the deal at a time. */
  byte outcomeAt(int deal, long time) {
    return closed[deal] < time ? outcome[deal] : OPEN;
  }
}
