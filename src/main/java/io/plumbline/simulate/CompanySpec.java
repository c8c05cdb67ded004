package io.plumbline.simulate;

import static java.util.Objects.requireNonNull;

import io.plumbline.model.AsOf;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * What company to simulate. Equal specifications give equal bytes; specifications that differ in
 * the as-of date alone are exports of one company on two days.
 *
 * @param opportunities deals created between {@code from} and {@code to}, 1..5,000,000
 * @param from first day on which deals are created
 * @param to last day on which deals are created; may lie after the as-of date
 * @param asOf the export shows what the CRM held at the end of this day in UTC
 * @param seed any number
 * @param dirtyShare dirty rows added, as a share of the rows of {@code opportunities} and of {@code
 *     stage_history}, 0..0.5
 * @param neverCloseShare probability that a stage visit never ends, 0..0.2; such deals stand open
 *     for ever and are never won
 * @param reopenShare probability that a lost deal is reopened, 0..0.5
 * @param directWonShare probability that a deal is created as won, 0..0.5
 * @param growthPerYear growth of the number of deals created, -0.9..10 (0.25 is 25 % a year)
 * @param owners number of sales representatives, 1..99
 * @param truthReplications independent copies of the company that the true probabilities of the
 *     stages are averaged over, at least 2
 */
public record CompanySpec(
    int opportunities,
    LocalDate from,
    LocalDate to,
    LocalDate asOf,
    long seed,
    double dirtyShare,
    double neverCloseShare,
    double reopenShare,
    double directWonShare,
    double growthPerYear,
    int owners,
    int truthReplications) {

  private static final int TRUTH_DEALS = 1_200_000;

  /**
   * Refuses values out of range.
   *
   * @throws IllegalArgumentException if a value is out of its range, {@code to} precedes {@code
   *     from} or the as-of date precedes {@code from}
   */
  public CompanySpec {
    requireNonNull(from, "from");
    requireNonNull(to, "to");
    requireNonNull(asOf, "asOf");
    requireRange("opportunities", opportunities, 1, 5_000_000);
    requireRange("dirtyShare", dirtyShare, 0.0, 0.5);
    requireRange("neverCloseShare", neverCloseShare, 0.0, 0.2);
    requireRange("reopenShare", reopenShare, 0.0, 0.5);
    requireRange("directWonShare", directWonShare, 0.0, 0.5);
    requireRange("growthPerYear", growthPerYear, -0.9, 10.0);
    requireRange("owners", owners, 1, 99);
    requireRange("truthReplications", truthReplications, 2, 100_000);
    requireOrder("to", to, from);
    requireOrder("asOf", asOf, from);
    requireRange("days from 'from' to 'to'", (double) ChronoUnit.DAYS.between(from, to), 0, 36_525);
  }

  /**
   * A company with the usual shares: 1 % dirty rows, 0.4 % of stage visits that never end, 1 % of
   * lost deals reopened, 1 % created as won, growth of 25 % a year, ten owners, and as many truth
   * replications as some 1.2 million deals allow (at least 10).
   */
  public static CompanySpec of(
      int opportunities, LocalDate from, LocalDate to, LocalDate asOf, long seed) {
    int replications = Math.max(10, Math.min(200, TRUTH_DEALS / Math.max(1, opportunities)));
    return new CompanySpec(
        opportunities, from, to, asOf, seed, 0.01, 0.004, 0.01, 0.01, 0.25, 10, replications);
  }

  /** A small company: 6,000 deals over the three years that end on the as-of date. */
  public static CompanySpec demo(LocalDate asOf) {
    return of(6_000, asOf.minusYears(3).plusDays(1), asOf, asOf, 20_260_101L);
  }

  /** The same company as exported on another day. */
  public CompanySpec withAsOf(LocalDate date) {
    return new CompanySpec(
        opportunities,
        from,
        to,
        date,
        seed,
        dirtyShare,
        neverCloseShare,
        reopenShare,
        directWonShare,
        growthPerYear,
        owners,
        truthReplications);
  }

  /** Another company of the same kind. */
  public CompanySpec withSeed(long value) {
    return new CompanySpec(
        opportunities,
        from,
        to,
        asOf,
        value,
        dirtyShare,
        neverCloseShare,
        reopenShare,
        directWonShare,
        growthPerYear,
        owners,
        truthReplications);
  }

  /** The same company with another share of dirty rows, 0..0.5. */
  public CompanySpec withDirtyShare(double share) {
    return new CompanySpec(
        opportunities,
        from,
        to,
        asOf,
        seed,
        share,
        neverCloseShare,
        reopenShare,
        directWonShare,
        growthPerYear,
        owners,
        truthReplications);
  }

  /** A company in which another share of the stage visits never ends, 0..0.2. */
  public CompanySpec withNeverCloseShare(double share) {
    return new CompanySpec(
        opportunities,
        from,
        to,
        asOf,
        seed,
        dirtyShare,
        share,
        reopenShare,
        directWonShare,
        growthPerYear,
        owners,
        truthReplications);
  }

  /** The same company, its truth averaged over another number of copies, at least 2. */
  public CompanySpec withTruthReplications(int replications) {
    return new CompanySpec(
        opportunities,
        from,
        to,
        asOf,
        seed,
        dirtyShare,
        neverCloseShare,
        reopenShare,
        directWonShare,
        growthPerYear,
        owners,
        replications);
  }

  /** The first epoch second that the export does not know. */
  long cutoff() {
    return new AsOf(asOf, ZoneOffset.UTC).cutoff().getEpochSecond();
  }

  ArrivalCalendar calendar() {
    return new ArrivalCalendar(from, to, growthPerYear);
  }

  private static void requireRange(String name, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      throw new IllegalArgumentException(
          "Invalid "
              + name
              + ": "
              + plain(value)
              + ". The simulated company allows "
              + plain(low)
              + ".."
              + plain(high)
              + "; choose a value in that range.");
    }
  }

  private static void requireOrder(String name, LocalDate date, LocalDate from) {
    if (date.isBefore(from)) {
      throw new IllegalArgumentException(
          "Invalid "
              + name
              + ": "
              + date
              + " lies before the first day "
              + from
              + ", so that there would be nothing to export; choose that day or a later one.");
    }
  }

  private static String plain(double value) {
    return value == Math.rint(value) && !Double.isInfinite(value)
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
