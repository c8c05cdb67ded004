package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.SparkFixture;
import io.plumbline.lake.Lake;
import io.plumbline.lake.Location;
import io.plumbline.lake.Stamp;
import io.plumbline.table.Tables;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {

  @TempDir Path folder;

  private Stamp run(String id, String date, String configId, long version) {
    Stamp stamp = new Stamp(id, LocalDate.parse(date), configId);
    Lake lake = new Lake(SparkFixture.spark(), folder.toString());
    Runs.reported(lake, stamp, Map.of(Tables.OPPORTUNITY.name(), version));
    return stamp;
  }

  @Test
  void findsTheLastRunOfTheLatestDateAndOfTheSettingsThatAreAskedForWhereItHasThem() {
    Stamp approved = run("r1", "2026-06-30", "c1", 0);
    Stamp trial = run("r2", "2026-06-30", "c2", 1);
    run("r3", "2026-05-31", "c1", 2);
    Location workspace = Location.of(folder);

    assertThat(Ledger.newest(workspace, Tables.OPPORTUNITY)).contains(trial);
    assertThat(Ledger.newest(workspace, Tables.OPPORTUNITY, "c1")).contains(approved);
    assertThat(Ledger.newest(workspace, Tables.OPPORTUNITY, "c3")).contains(trial);

    Stamp later = run("r4", "2026-07-31", "c2", 3);

    assertThat(Ledger.newest(workspace, Tables.OPPORTUNITY, "c1"))
        .as("what the CRM holds is known from the newest export")
        .contains(later);
  }
}
