package io.plumbline.app;

import io.plumbline.config.Configuration;
import io.plumbline.history.BuildHistory;
import io.plumbline.lake.Lake;
import io.plumbline.lake.Location;
import io.plumbline.lake.Stamp;
import io.plumbline.lake.TableFolder;
import io.plumbline.model.AsOf;
import io.plumbline.movement.MovementDates;
import io.plumbline.table.Tables;
import java.time.LocalDate;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The deals as earlier runs of the same settings have said them: of the last as-of date before the
 * one of this run, and of the dates that a movement starts from.
 */
final class EarlierDeals {

  private final Lake lake;
  private final Configuration configuration;
  private final SortedSet<LocalDate> dates;
  private final PinnedVersions pinned;

  private EarlierDeals(
      Lake lake, Configuration configuration, SortedSet<LocalDate> dates, PinnedVersions pinned) {
    this.lake = lake;
    this.configuration = configuration;
    this.dates = dates;
    this.pinned = pinned;
  }

  static EarlierDeals of(Location workspace, Lake lake, AsOf asOf, Configuration configuration) {
    NavigableSet<LocalDate> recorded =
        Ledger.datesBefore(workspace, Tables.OPPORTUNITY, asOf.date(), configuration.fingerprint());
    SortedSet<LocalDate> dates = new TreeSet<>(MovementDates.before(asOf.date(), configuration));
    dates.retainAll(recorded);
    if (!recorded.isEmpty()) {
      dates.add(recorded.last());
    }
    return new EarlierDeals(
        lake, configuration, dates, PinnedVersions.of(TableFolder.of(workspace)));
  }

  /**
   * By date, the rows of that date with the size bands of these deals. The version that readers see
   * holds the rows of every date as its last run has left them, and lasts longer than the one which
   * that run has written.
   *
   * @param opportunity the deals of this run
   * @param pipelines how many there are, about
   */
  SortedMap<LocalDate, Dataset<Row>> like(Dataset<Row> opportunity, long pipelines) {
    SortedMap<LocalDate, Dataset<Row>> deals = new TreeMap<>();
    for (LocalDate date : dates) {
      Dataset<Row> said =
          lake.read(
              Tables.OPPORTUNITY,
              pinned.of(Tables.OPPORTUNITY.name()).orElseThrow(),
              new Stamp("", date, configuration.fingerprint()));
      deals.put(date, BuildHistory.withSizeBandsOf(said, opportunity, pipelines, configuration));
    }
    return deals;
  }
}
