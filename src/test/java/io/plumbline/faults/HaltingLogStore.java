package io.plumbline.faults;

import io.delta.storage.HDFSLogStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Ends the process, as {@code kill -9} does, just before or just after the n-th commit to a table.
 * Commits that take back what an unfinished run left are not counted: their number differs.
 */
public final class HaltingLogStore extends HDFSLogStore {

  static final String BEFORE = "plumbline.faults.before";
  static final String AFTER = "plumbline.faults.after";
  static final int KILLED = 137;

  private static final AtomicInteger COMMITS = new AtomicInteger();

  /** Called by Delta, by name. */
  public HaltingLogStore(Configuration hadoop) {
    super(hadoop);
  }

  @Override
  public void write(Path path, Iterator<String> actions, Boolean overwrite, Configuration hadoop)
      throws IOException {
    List<String> lines = new ArrayList<>();
    actions.forEachRemaining(lines::add);
    boolean counts =
        path.getName().endsWith(".json")
            && lines.stream().noneMatch(line -> line.contains("\"operation\":\"RESTORE\""));
    int number = counts ? COMMITS.incrementAndGet() : -1;
    if (number == Integer.getInteger(BEFORE, 0)) {
      Runtime.getRuntime().halt(KILLED);
    }
    super.write(path, lines.iterator(), overwrite, hadoop);
    if (number == Integer.getInteger(AFTER, 0)) {
      Runtime.getRuntime().halt(KILLED);
    }
  }
}
