package io.plumbline.faults;

import io.plumbline.app.ShownTables;
import io.plumbline.faults.Fault.Group;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Kills, signals, a second run, a disk that fills up and files that change while they are read. */
final class Interruptions {

  /** Set by {@code --every}: kill at every n-th commit, to save time. */
  private static final int EVERY = Integer.getInteger("plumbline.faults.every", 1);

  private static final int RANDOM_KILLS = 6;
  private static final int KILLED = 137;
  private static final int TERMINATED = 143;
  private static final int SLEEP_SECONDS = 150;
  private static final int NOBODY = 65534;

  private Interruptions() {}

  static List<Fault> all() {
    return List.of(
        process("killed just before each commit to a table", Interruptions::beforeEachCommit),
        process("killed just after each commit to a table", Interruptions::afterEachCommit),
        process("kill -9 at " + RANDOM_KILLS + " moments of a run", Interruptions::killedAnyTime),
        process("killed in the first run of a workspace", Interruptions::killedInTheFirstRun),
        process(
            "killed, and not run again before the next date", Interruptions::killedThenNextDate),
        process("SIGTERM in the middle of a run", Interruptions::terminated),
        process(
            "asleep for "
                + SLEEP_SECONDS
                + " s in the middle of a run (SIGSTOP, as of a laptop that is shut)",
            Interruptions::asleep),
        process("two runs at once on one workspace", Interruptions::twoAtOnce),
        storage("disk full (a real one of 1 MB)", Interruptions::smallDisk),
        storage(
            "disk full after 20, 60 and 90 % of the bytes of a run", Interruptions::fillingDisk),
        storage("workspace that this user may not write to", Interruptions::readOnly),
        input("file that this user may not read", Interruptions::unreadable),
        input("file that changes while it is read", Interruptions::changes),
        input("file that disappears while it is read", Interruptions::disappears));
  }

  private static Fault process(String name, Interruption.Trial trial) {
    return new Interruption(Group.PROCESS, name, trial);
  }

  private static Fault storage(String name, Interruption.Trial trial) {
    return new Interruption(Group.STORAGE, name, trial);
  }

  private static Fault input(String name, Interruption.Trial trial) {
    return new Interruption(Group.INPUT, name, trial);
  }

  /** Each kill meets a fresh copy. */
  private static Finding beforeEachCommit(Lab lab) throws Exception {
    List<String> hurts = new ArrayList<>();
    int commit = 1;
    int kills = 0;
    while (true) {
      Scene scene = lab.scene();
      Outcome outcome = lab.plumbline(halting(HaltingLogStore.BEFORE, commit), Lab.run(scene));
      if (outcome.exit() != HaltingLogStore.KILLED) {
        return ofChain(lab, scene, outcome, kills, hurts);
      }
      requireBefore(lab, scene, "before commit " + commit, hurts);
      commit += EVERY;
      kills++;
    }
  }

  /** All kills in one workspace: each run also takes back what the one before it left. */
  private static Finding afterEachCommit(Lab lab) throws Exception {
    List<String> hurts = new ArrayList<>();
    Scene scene = lab.scene();
    int commit = 1;
    int kills = 0;
    boolean after = false;
    while (true) {
      Outcome outcome = lab.plumbline(halting(HaltingLogStore.AFTER, commit), Lab.run(scene));
      if (outcome.exit() != HaltingLogStore.KILLED) {
        return ofChain(lab, scene, outcome, kills, hurts);
      }
      // The last commit is the run report, and with it the run counts.
      if (after) {
        hurts.add("a commit followed the one that readers go by: " + commit);
      }
      after = !lab.readsAsBefore(scene);
      if (after && !lab.readsAsAfter(scene, hurts)) {
        return new Finding("killed after commit " + commit, "between", "", hurts);
      }
      commit += EVERY;
      kills++;
    }
  }

  private static Finding ofChain(
      Lab lab, Scene scene, Outcome last, int kills, List<String> hurts) {
    last.requireCompleted("the run after the kills", hurts);
    return new Finding(kills + " kills", "as before or as after", lab.compare(scene, hurts), hurts);
  }

  private static List<String> halting(String when, int commit) {
    return List.of(
        "-Dspark.delta.logStore.file.impl=" + HaltingLogStore.class.getName(),
        "-D" + when + "=" + commit);
  }

  private static void requireBefore(Lab lab, Scene scene, String when, List<String> hurts) {
    if (!lab.readsAsBefore(scene)) {
      hurts.add("tables do not read as before when killed " + when);
    }
  }

  private static Finding killedAnyTime(Lab lab) throws Exception {
    List<String> hurts = new ArrayList<>();
    Scene scene = lab.scene();
    int kills = 0;
    for (int i = 1; i <= RANDOM_KILLS; i++) {
      Lab.Started run = lab.start(List.of(), List.of(), Lab.run(scene));
      long wait = Math.round(lab.seconds() * 1000 * (i - 0.3) / RANDOM_KILLS);
      if (!run.process().waitFor(wait, TimeUnit.MILLISECONDS)) {
        run.process().destroyForcibly();
      }
      Outcome outcome = lab.await(run);
      if (outcome.exit() == KILLED) {
        kills++;
        lab.tables(scene, outcome, hurts);
      }
    }
    return new Finding(kills + " kills", "as before or as after", lab.rerun(scene, hurts), hurts);
  }

  /** Before the first run has ended there is no table to see. */
  private static Finding killedInTheFirstRun(Lab lab) throws Exception {
    List<String> hurts = new ArrayList<>();
    Scene scene = lab.scene();
    Disk.remove(scene.workspace());
    Outcome outcome = lab.plumbline(halting(HaltingLogStore.AFTER, 5), Lab.run(scene));
    Map<String, String> shown = ShownTables.of(scene.workspace());
    if (!shown.isEmpty()) {
      hurts.add("readers see tables of a run that never ended: " + shown.keySet());
    }
    Outcome again = lab.plumbline(List.of(), Lab.run(scene));
    again.requireCompleted("the rerun", hurts);
    return new Finding(
        outcome.text(), shown.isEmpty() ? "none, as before" : "between", "completes", hurts);
  }

  /** What a killed run left must not come to light with the next one. */
  private static Finding killedThenNextDate(Lab lab) throws Exception {
    List<String> hurts = new ArrayList<>();
    Map<String, String> without = lab.clean(List.of(Lab::runBetween));
    Map<String, String> both = lab.clean(List.of(Lab::runBetween, Lab::run));
    Scene scene = lab.scene();
    Outcome killed = lab.plumbline(halting(HaltingLogStore.AFTER, 8), Lab.run(scene));
    Outcome next = lab.plumbline(List.of(), Lab.runBetween(scene));
    next.requireCompleted("the next run", hurts);
    boolean none = Lab.readsAs(scene, without, hurts);
    lab.plumbline(List.of(), Lab.run(scene)).requireCompleted("the rerun", hurts);
    boolean equal = Lab.readsAs(scene, both, hurts);
    return new Finding(
        killed.text() + ", then " + next.text(),
        none ? "without the killed run" : "between",
        equal ? "equals clean runs of both dates" : "differs",
        hurts);
  }

  private static Finding terminated(Lab lab) throws Exception {
    List<String> hurts = new ArrayList<>();
    Scene scene = lab.scene();
    Lab.Started run = lab.start(List.of(), List.of(), Lab.run(scene));
    run.process().waitFor(Math.round(lab.seconds() * 600), TimeUnit.MILLISECONDS);
    run.process().destroy();
    Outcome outcome = lab.await(run);
    if (outcome.exit() != TERMINATED && !outcome.completed()) {
      hurts.add("it ended with " + outcome.text() + " and not by the signal: " + outcome.err());
    }
    String tables = lab.tables(scene, outcome, hurts);
    return new Finding(outcome.text(), tables, lab.rerun(scene, hurts), hurts);
  }

  /** Longer than Spark waits for a heartbeat of its executors. */
  private static Finding asleep(Lab lab) throws Exception {
    List<String> hurts = new ArrayList<>();
    Scene scene = lab.scene();
    Lab.Started run = lab.start(List.of(), List.of(), Lab.run(scene));
    run.process().waitFor(Math.round(lab.seconds() * 500), TimeUnit.MILLISECONDS);
    String process = Long.toString(run.process().pid());
    call("kill", "-STOP", process);
    Thread.sleep(Duration.ofSeconds(SLEEP_SECONDS).toMillis());
    call("kill", "-CONT", process);
    Outcome outcome = lab.await(run);
    outcome.requireCompleted("it", hurts);
    if (outcome.err().contains(" ERROR ")) {
      hurts.add("it says errors of Spark's that mean nothing: " + outcome.err());
    }
    outcome.fault().ifPresent(hurts::add);
    return new Finding(
        outcome.text(), lab.tables(scene, outcome, hurts), lab.compare(scene, hurts), hurts);
  }

  private static Finding twoAtOnce(Lab lab) throws Exception {
    List<String> hurts = new ArrayList<>();
    Scene scene = lab.scene();
    Lab.Started first = lab.start(List.of(), List.of(), Lab.run(scene));
    awaitHolder(first, scene.workspace().resolve(".plumbline.lock"));
    Outcome second = lab.plumbline(List.of(), Lab.run(scene));
    if (second.exit() != 50) {
      hurts.add("the second ended with " + second.text());
    }
    second.fault().ifPresent(hurts::add);
    if (!second.err().contains("process " + first.process().pid())) {
      hurts.add("the message does not name the process that holds the workspace");
    }
    Outcome outcome = lab.await(first);
    outcome.requireCompleted("the first", hurts);
    String tables = lab.tables(scene, outcome, hurts);
    return new Finding(
        "second: " + second.text() + "; first: " + outcome.text(),
        tables,
        lab.compare(scene, hurts),
        hurts);
  }

  private static void awaitHolder(Lab.Started run, Path lock)
      throws IOException, InterruptedException {
    String holder = "process " + run.process().pid();
    while (run.process().isAlive()
        && !(Files.exists(lock) && Files.readString(lock).contains(holder))) {
      Thread.sleep(50);
    }
  }

  private static Finding smallDisk(Lab lab) throws Exception {
    Scene scene = lab.scene();
    Path mounted = Files.createDirectory(scene.folder().resolve("disk"));
    long kilobytes = Disk.bytes(scene.workspace()) / 1024 + 1024;
    if (call("mount", "-t", "tmpfs", "-o", "size=" + kilobytes + "k", "tmpfs", mounted.toString())
        != 0) {
      return Finding.skipped("needs the right to mount a disk");
    }
    try {
      Disk.copy(scene.workspace(), mounted.resolve("ws"));
      Scene there = new Scene(scene.folder(), scene.input(), mounted.resolve("ws"));
      List<String> hurts = new ArrayList<>();
      Outcome outcome = lab.plumbline(List.of(), Lab.run(there));
      requireRefused(outcome, "workspace.unwritable", hurts);
      String tables = lab.tables(there, outcome, hurts);
      call("mount", "-o", "remount,size=200m", mounted.toString());
      return new Finding(outcome.text(), tables, lab.rerun(there, hurts), hurts);
    } finally {
      call("umount", "-l", mounted.toString());
    }
  }

  private static Finding fillingDisk(Lab lab) throws Exception {
    List<String> hurts = new ArrayList<>();
    Scene scene = lab.scene();
    long bytes = Disk.bytes(scene.workspace());
    String happened = "";
    for (int percent : new int[] {20, 60, 90}) {
      Outcome outcome =
          lab.plumbline(
              List.of(
                  "-Dspark.hadoop.fs.file.impl=" + FillingFileSystem.class.getName(),
                  "-D" + FillingFileSystem.BYTES + "=" + bytes * percent / 400),
              Lab.run(scene));
      requireRefused(outcome, "workspace.unwritable", hurts);
      requireBefore(lab, scene, "by a disk full at " + percent + " %", hurts);
      happened = outcome.text();
    }
    return new Finding(happened, "as before", lab.rerun(scene, hurts), hurts);
  }

  private static Finding readOnly(Lab lab) throws Exception {
    Scene scene = lab.scene();
    if (!mayChangeUser()) {
      return Finding.skipped("needs the right to change the user");
    }
    List<String> hurts = new ArrayList<>();
    Outcome outcome = lab.await(lab.start(asNobody(), List.of(), Lab.run(scene)));
    requireRefused(outcome, "workspace.unwritable", hurts);
    String tables = lab.tables(scene, outcome, hurts);
    return new Finding(outcome.text(), tables, lab.rerun(scene, hurts), hurts);
  }

  private static Finding unreadable(Lab lab) throws Exception {
    Scene scene = lab.scene();
    if (!mayChangeUser()) {
      return Finding.skipped("needs the right to change the user");
    }
    List<String> hurts = new ArrayList<>();
    call("chown", "-R", Integer.toString(NOBODY), scene.workspace().toString());
    call("chmod", "600", scene.file("stage_history.csv").toString());
    Outcome outcome = lab.await(lab.start(asNobody(), List.of(), Lab.run(scene)));
    requireRefused(outcome, "input.unreadable", hurts);
    String tables = lab.tables(scene, outcome, hurts);
    call("chown", "-R", "0", scene.workspace().toString());
    lab.mendInput(scene);
    return new Finding(outcome.text(), tables, lab.rerun(scene, hurts), hurts);
  }

  private static Finding changes(Lab lab) throws Exception {
    return whileRead(
        lab,
        file ->
            Files.writeString(
                file, Files.readString(file).replace(",won,", ",lost,").replace("O-0000001", "")));
  }

  private static Finding disappears(Lab lab) throws Exception {
    return whileRead(lab, Files::delete);
  }

  /** Does it when the run has looked at the file and taken its fingerprint. */
  private static Finding whileRead(Lab lab, FileAct act) throws Exception {
    List<String> hurts = new ArrayList<>();
    Scene scene = lab.scene();
    Lab.Started run = lab.start(List.of(), List.of(), Lab.run(scene));
    // The fingerprints are taken before Spark starts, and the file is read after that.
    awaitHolder(run, scene.workspace().resolve(".plumbline.lock"));
    Thread.sleep(Math.round(lab.seconds() * 150));
    act.on(scene.file("opportunities.csv"));
    Outcome outcome = lab.await(run);
    if (!outcome.code().orElse("").startsWith("input.")) {
      hurts.add("it ended with " + outcome.text() + ": " + outcome.err());
    }
    outcome.fault().ifPresent(hurts::add);
    String tables = lab.tables(scene, outcome, hurts);
    lab.mendInput(scene);
    return new Finding(outcome.text(), tables, lab.rerun(scene, hurts), hurts);
  }

  private interface FileAct {
    void on(Path file) throws IOException;
  }

  private static void requireRefused(Outcome outcome, String code, List<String> hurts) {
    outcome.fault().ifPresent(hurts::add);
    if (!outcome.code().orElse("").equals(code)) {
      hurts.add("it ended with " + outcome.text() + ", not " + code + ": " + outcome.err());
    }
  }

  private static boolean mayChangeUser() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(asNobody());
    command.add("true");
    return call(command.toArray(String[]::new)) == 0;
  }

  private static List<String> asNobody() {
    return List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
  }

  private static int call(String... command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException missing) {
      return -1;
    }
  }
}
