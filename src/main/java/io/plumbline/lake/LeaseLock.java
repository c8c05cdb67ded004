package io.plumbline.lake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.plumbline.error.Errors;
import io.plumbline.error.PlumblineException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The lock of a workspace on a file system that has no locks: a file that only one run can create,
 * because the file system creates without overwriting in one step. Its owner writes it anew while
 * it runs; a file that was not written for the length of a lease belongs to a run that has died,
 * and the next one takes it over. How old it is is told by the clock of the file system alone, so
 * that clocks of machines need not agree.
 */
final class LeaseLock extends WorkspaceLock {

  static final Duration LEASE = Duration.ofMinutes(2);

  private static final int RENEWALS_PER_LEASE = 4;
  private static final int LONGEST = 4096;
  private static final int ATTEMPTS = 5;

  private final HadoopLocation workspace;
  private final HadoopLocation file;
  private final Duration lease;
  private final String text;
  private final ScheduledExecutorService renewals;
  private long renewed;
  private boolean torn;
  private boolean lost;

  private LeaseLock(HadoopLocation workspace, Duration lease, String text, long taken) {
    this.workspace = workspace;
    this.file = lockFile(workspace);
    this.lease = lease;
    this.text = text;
    this.renewed = taken;
    this.renewals =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "workspace-lock");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Takes the lock.
   *
   * @param lease how long it holds without being renewed
   */
  static LeaseLock take(HadoopLocation workspace, Duration lease) throws IOException {
    HadoopLocation file = lockFile(workspace);
    String text = UUID.randomUUID() + "\n" + self() + "\n";
    try {
      workspace.files().mkdirs(workspace.hadoopPath());
    } catch (IOException | RuntimeException unreachable) {
      throw Errors.storageUnavailable(workspace.toString(), unreachable);
    }
    long taken = System.nanoTime();
    if (!create(file, text)) {
      takeOver(workspace, file, text, lease);
    }
    LeaseLock lock = new LeaseLock(workspace, lease, text, taken);
    lock.keepRenewing();
    return lock;
  }

  /**
   * Replaces the file of a run that has died. Who may do so is decided by a second file that only
   * one run can create; it names the dead run, so that nobody replaces a lock that is not the one
   * looked at.
   */
  private static void takeOver(
      HadoopLocation workspace, HadoopLocation file, String text, Duration lease)
      throws IOException {
    Optional<Held> held = held(file);
    if (held.isEmpty()) {
      // Its owner has ended in between.
      if (create(file, text)) {
        return;
      }
      throw busy(workspace, file, held(file), lease);
    }
    if (age(workspace, held.get()).compareTo(lease) <= 0) {
      throw busy(workspace, file, held, lease);
    }
    HadoopLocation right = workspace.resolve(FILE + "." + held.get().id() + ".takeover");
    if (!create(right, text)) {
      // Left behind by a run that died while it took over?
      if (!expired(workspace, right, lease)) {
        throw busy(workspace, file, held(file), lease);
      }
      delete(right);
      if (!create(right, text)) {
        throw busy(workspace, file, held(file), lease);
      }
    }
    try {
      if (!held(file).map(Held::text).equals(Optional.of(held.get().text()))) {
        throw busy(workspace, file, held(file), lease);
      }
      file.overwrite(text);
    } finally {
      delete(right);
    }
  }

  private static boolean expired(HadoopLocation workspace, HadoopLocation file, Duration lease)
      throws IOException {
    Optional<Held> held = held(file);
    return held.isPresent() && age(workspace, held.get()).compareTo(lease) > 0;
  }

  /**
   * Creates a file unless it is there. What was written is read back: file systems tell in many
   * ways that another was first.
   */
  private static boolean create(HadoopLocation file, String text) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        file.create(text);
        break;
      } catch (IOException refused) {
        if (held(file).isPresent()) {
          break;
        }
        // Refused, and yet it is not there: it has been deleted since, or cannot be written at all.
        if (attempt == ATTEMPTS) {
          throw refused;
        }
      }
    }
    return held(file).map(Held::text).equals(Optional.of(text));
  }

  /** How long ago the file was written, by the clock that dated it. */
  private static Duration age(HadoopLocation workspace, Held held) throws IOException {
    HadoopLocation probe = workspace.resolve(FILE + "." + UUID.randomUUID());
    try {
      probe.overwrite("now\n");
      long now = probe.files().getFileStatus(probe.hadoopPath()).getModificationTime();
      return Duration.ofMillis(now - held.written());
    } finally {
      delete(probe);
    }
  }

  private static PlumblineException busy(
      HadoopLocation workspace, HadoopLocation file, Optional<Held> held, Duration lease)
      throws IOException {
    String since =
        held.isPresent()
            ? ", last sign of life "
                + Math.max(0, age(workspace, held.get()).toSeconds())
                + " s ago"
            : "";
    return Errors.workspaceBusy(
        workspace,
        held.map(Held::holder).orElse("one that has just started") + since,
        "Wait until that run ends, then start again. If it has been killed, its lock is taken over "
            + lease.toSeconds()
            + " s after its last sign of life; to be quicker, make sure that it is dead and delete "
            + file
            + ".");
  }

  private void keepRenewing() {
    long pause = lease.toMillis() / RENEWALS_PER_LEASE;
    var unused = renewals.scheduleWithFixedDelay(this::renew, pause, pause, TimeUnit.MILLISECONDS);
  }

  private synchronized void renew() {
    if (lost || expiredHere()) {
      lost = true;
      return;
    }
    long begun = System.nanoTime();
    try {
      Optional<String> found = held(file).map(Held::text);
      // To write anew begins with an empty file, and ends with it where the connection breaks.
      boolean isMine = found.equals(Optional.of(text)) || (torn && found.equals(Optional.of("")));
      if (isMine) {
        torn = true;
        file.overwrite(text);
        torn = false;
        renewed = begun;
      } else {
        lost = true;
      }
    } catch (IOException | RuntimeException unreachable) {
      // The next renewal may succeed; if none does, the lease runs out.
      lost = expiredHere();
    }
  }

  private boolean expiredHere() {
    return System.nanoTime() - renewed > lease.toNanos();
  }

  @Override
  public void requireHeld() {
    renew();
    synchronized (this) {
      if (lost) {
        throw Errors.workspaceLost(workspace, lease.toSeconds());
      }
    }
  }

  @Override
  public boolean isBoundToProcess() {
    return false;
  }

  /** A file that cannot be deleted ends with its lease. */
  @Override
  public void close() {
    renewals.shutdown();
    synchronized (this) {
      if (!lost && !expiredHere()) {
        delete(file);
      }
      lost = true;
    }
  }

  private static void delete(HadoopLocation file) {
    try {
      file.files().delete(file.hadoopPath(), false);
    } catch (IOException ignored) {
      // What is left over expires.
      return;
    }
  }

  private static HadoopLocation lockFile(HadoopLocation workspace) {
    return workspace.resolve(FILE);
  }

  private static String self() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      host = "an unnamed host";
    }
    return "process " + ProcessHandle.current().pid() + " on " + host;
  }

  private static Optional<Held> held(HadoopLocation file) throws IOException {
    FileSystem files = file.files();
    Path path = file.hadoopPath();
    try {
      String text;
      try (InputStream in = files.open(path)) {
        text = new String(in.readNBytes(LONGEST), UTF_8);
      }
      // Dated after it was read: the other way round, a lock just taken would look as old as the
      // one that it replaced.
      return Optional.of(new Held(text, files.getFileStatus(path).getModificationTime()));
    } catch (FileNotFoundException free) {
      return Optional.empty();
    }
  }

  /**
   * A lock file.
   *
   * @param text the id of its owner, and who that is
   * @param written when, by the clock of the file system
   */
  private record Held(String text, long written) {
    String id() {
      return text.lines().findFirst().orElse("unknown").replaceAll("[^A-Za-z0-9-]", "");
    }

    String holder() {
      return text.lines().skip(1).findFirst().orElse("an unknown process");
    }
  }
}
