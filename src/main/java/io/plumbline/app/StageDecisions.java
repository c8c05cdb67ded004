package io.plumbline.app;

import io.plumbline.lake.Location;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * What an approval would do to the stages of a version.
 *
 * @param released get a new percentage
 * @param waiting are to be looked at, and nobody has marked them: they keep their percentage
 * @param held keep their percentage
 * @param waitingStages the first of those that wait, as pipeline/stage
 */
record StageDecisions(long released, long waiting, long held, List<String> waitingStages) {

  private static final int NAMED = 5;

  /** Counts the rows of the stages while they stream by. */
  static StageDecisions of(Location workspace, ConfidenceVersion version, ApprovedRows rows) {
    Count count = new Count(rows);
    RunTables.of(workspace, version.stamp())
        .requireThere()
        .forEach(
            "stage_confidence",
            List.of("pipeline_id", "stage_id", "segment_level", "status", "decision", "mark"),
            count::add);
    return new StageDecisions(
        count.released, count.waiting, count.held, List.copyOf(count.waitingStages));
  }

  private static final class Count {
    private final ApprovedRows rows;
    private long released;
    private long waiting;
    private long held;
    private final TreeSet<String> waitingStages = new TreeSet<>();

    Count(ApprovedRows rows) {
      this.rows = rows;
    }

    void add(RunTables.Values row) {
      if (!row.text("segment_level").equals("stage")) {
        return;
      }
      boolean isRefused = row.text("status").equals("rejected");
      String mark = row.text("mark");
      String decision = row.text("decision");
      if (!isRefused && rows.release(mark, decision)) {
        released++;
      } else if (!isRefused && mark.isEmpty() && decision.equals("review")) {
        waiting++;
        waitingStages.add(row.text("pipeline_id") + "/" + row.text("stage_id"));
        if (waitingStages.size() > NAMED) {
          waitingStages.pollLast();
        }
      } else {
        held++;
      }
    }
  }

  /** The first of those that wait. */
  String waitingNames() {
    long more = waiting - waitingStages.size();
    return String.join(", ", waitingStages)
        + (more > 0 ? String.format(Locale.ROOT, " and %,d more", more) : "");
  }

  /** In words. */
  String text() {
    return String.format(
        Locale.ROOT,
        "%,d of %,d stages get a new percentage%s%s",
        released,
        released + waiting + held,
        held > 0 ? String.format(Locale.ROOT, ", %,d on hold", held) : "",
        waiting > 0
            ? String.format(
                Locale.ROOT, ", %,d left out although somebody should look at them", waiting)
            : "");
  }
}
