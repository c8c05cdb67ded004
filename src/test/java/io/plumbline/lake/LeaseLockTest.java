package io.plumbline.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.config.Configuration;
import io.plumbline.error.ExitCode;
import io.plumbline.error.PlumblineException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class LeaseLockTest {

  private static final Configuration BUCKET =
      Configuration.load(Optional.empty(), BucketFileSystem.SETTINGS);

  private HadoopLocation workspace;

  @BeforeEach
  void nameWorkspace(TestInfo test) {
    String name = test.getTestMethod().orElseThrow().getName();
    workspace = (HadoopLocation) Location.of("bucket://locks/" + name, BUCKET);
  }

  @Test
  void aSecondRunIsToldWhoHoldsTheWorkspaceAndHowToClearIt() throws IOException {
    try (WorkspaceLock held = WorkspaceLock.take(workspace)) {
      held.requireHeld();
      assertThatThrownBy(() -> WorkspaceLock.take(workspace))
          .isInstanceOfSatisfying(
              PlumblineException.class,
              stop -> assertThat(stop.exitCode()).isEqualTo(ExitCode.BUSY))
          .hasMessageContaining("process " + ProcessHandle.current().pid() + " on ")
          .hasMessageContaining("last sign of life 0 s ago")
          .hasMessageContaining("taken over 120 s after")
          .hasMessageContaining("delete " + workspace + "/.plumbline.lock.");
    }
    assertThat(workspace.names()).as("nothing is left").isEmpty();
    WorkspaceLock.take(workspace).close();
  }

  @Test
  void theLockOfADeadRunIsTakenOverWhenItsLeaseHasRunOut() throws IOException {
    workspace.resolve(WorkspaceLock.FILE).create("dead\nprocess 1 on elsewhere\n");

    BucketFileSystem.pass(Duration.ofSeconds(110));
    assertThatThrownBy(() -> WorkspaceLock.take(workspace))
        .hasMessageContaining("process 1 on elsewhere, last sign of life 11");

    BucketFileSystem.pass(Duration.ofSeconds(20));
    try (WorkspaceLock taken = WorkspaceLock.take(workspace)) {
      taken.requireHeld();
      assertThat(workspace.names()).containsExactly(WorkspaceLock.FILE);
    }
  }

  @Test
  void aTakeOverThatDiedItselfIsTakenOver() throws IOException {
    workspace.resolve(WorkspaceLock.FILE).create("dead\nprocess 1 on elsewhere\n");
    workspace.resolve(WorkspaceLock.FILE + ".dead.takeover").create("heir\nprocess 2 on a\n");

    BucketFileSystem.pass(Duration.ofMinutes(3));

    WorkspaceLock.take(workspace).close();
    assertThat(workspace.names()).isEmpty();
  }

  @Test
  void ofManyThatFindADeadLockOnlyOneTakesIt() throws Exception {
    for (int round = 0; round < 20; round++) {
      workspace.resolve(WorkspaceLock.FILE).overwrite("dead" + round + "\nprocess 1 on a\n");
      BucketFileSystem.pass(Duration.ofMinutes(3));
      assertThat(winners(8)).as("round " + round).isEqualTo(1);
    }
  }

  @Test
  void ofManyThatFindNoLockOnlyOneTakesIt() throws Exception {
    for (int round = 0; round < 20; round++) {
      assertThat(winners(8)).as("round " + round).isEqualTo(1);
    }
  }

  @Test
  void aRunThatWasReplacedMayDeclareNothingValidAndLeavesTheLockOfTheOther() throws IOException {
    WorkspaceLock replaced = WorkspaceLock.take(workspace);
    workspace.resolve(WorkspaceLock.FILE).overwrite("heir\nprocess 2 on b\n");

    assertThatThrownBy(replaced::requireHeld)
        .isInstanceOfSatisfying(
            PlumblineException.class, stop -> assertThat(stop.exitCode()).isEqualTo(ExitCode.BUSY))
        .hasMessageContaining("lost its lock");
    replaced.close();

    assertThat(workspace.names()).containsExactly(WorkspaceLock.FILE);
  }

  @Test
  void aLockIsRenewedForAsLongAsItsRunLives() throws Exception {
    try (LeaseLock held = LeaseLock.take(workspace, Duration.ofMillis(800))) {
      Thread.sleep(1600);
      held.requireHeld();
      assertThatThrownBy(() -> LeaseLock.take(workspace, Duration.ofMillis(800)))
          .hasMessageContaining("held by another run");
    }
  }

  @Test
  void aRenewalThatBreaksOffWhenTheFileIsEmptyLosesNothing() throws IOException {
    try (WorkspaceLock held = WorkspaceLock.take(workspace)) {
      BucketFileSystem.breakNext(workspace.resolve(WorkspaceLock.FILE));
      held.requireHeld();
      assertThat(workspace.resolve(WorkspaceLock.FILE).bytes()).as("it broke off").isZero();

      held.requireHeld();

      assertThat(workspace.resolve(WorkspaceLock.FILE).bytes()).isPositive();
    }
    assertThat(workspace.names()).isEmpty();
  }

  @Test
  void aFileSystemWithoutAConnectorIsNamedAsSuch() {
    assertThatThrownBy(
            () -> WorkspaceLock.take(Location.of("nowhere://a/b", Configuration.defaults())))
        .hasMessageContaining("Cannot reach nowhere://a/b: No FileSystem for scheme \"nowhere\"")
        .hasMessageContaining("jars");
  }

  @Test
  void onlyOtherSchemesAreRemote() {
    assertThat(Location.of("a b/ws", BUCKET).local()).contains(Path.of("a b/ws"));
    assertThat(Location.of("file:/tmp/ws", BUCKET).local()).contains(Path.of("/tmp/ws"));
    assertThat(Location.of("file:///tmp/ws", BUCKET).path()).isEqualTo("file:/tmp/ws");
    assertThat(Location.of("C:\\ws", BUCKET).local()).as("a drive").isPresent();
    assertThat(Location.of("bucket://a/ws", BUCKET).local()).isEmpty();
    assertThat(Location.of("bucket://a/w s/%41", BUCKET).path()).isEqualTo("bucket://a/w s/%41");
  }

  /**
   * How many of the threads that ask at once get the lock; those give it back when all have asked.
   */
  private int winners(int threads) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    AtomicInteger unexplained = new AtomicInteger();
    List<WorkspaceLock> taken = new ArrayList<>();
    try {
      List<Callable<Optional<WorkspaceLock>>> asks =
          IntStream.range(0, threads)
              .<Callable<Optional<WorkspaceLock>>>mapToObj(
                  thread ->
                      () -> {
                        try {
                          return Optional.of(WorkspaceLock.take(workspace));
                        } catch (PlumblineException refused) {
                          if (refused.exitCode() != ExitCode.BUSY) {
                            unexplained.incrementAndGet();
                          }
                          return Optional.empty();
                        }
                      })
              .toList();
      for (Future<Optional<WorkspaceLock>> answer : pool.invokeAll(asks)) {
        answer.get().ifPresent(taken::add);
      }
    } finally {
      pool.shutdown();
      for (WorkspaceLock lock : taken) {
        lock.close();
      }
    }
    assertThat(unexplained).hasValue(0);
    return taken.size();
  }
}
