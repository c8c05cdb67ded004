package io.plumbline.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.plumbline.app.ShownTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * A small company, a workspace with a complete run of its first date, and what its tables read
 * before and after a clean run of the second date.
 */
final class Lab {

  static final String FIRST_DATE = "2026-04-30";
  static final String SECOND_DATE = "2026-05-31";

  /** A date between them, of which neither of the clean workspaces has a run. */
  private static final String BETWEEN = "2026-05-30";

  private static final String RUN_REPORT = "run_report";
  private static final Set<String> OF_REFUSED_ROWS =
      Set.of("rejected_record", "quality_result", RUN_REPORT);
  private static final long LONGEST_MINUTES = 10;

  /** Few draws and no segments: what is tried is the writing, not the statistics. */
  private static final List<String> SETTINGS =
      List.of(
          "--set", "calibrate.draws=20",
          "--set", "calibrate.holdout_dates=1",
          "--set", "calibrate.min_deals=1",
          "--set", "landmark.max_count=12",
          "--set", "age.bands=2",
          "--set", "segment.dimensions=",
          "--set", "forecast.draws=100",
          "--set", "forecast.months=2",
          "--set", "forecast.quarters=1");

  private final Path home;
  private final Path work;
  private final Path input;
  private final Path pristine;
  private final Map<String, String> before;
  private final Map<String, String> after;
  private final double seconds;

  private Lab(
      Path home,
      Path work,
      Path pristine,
      Map<String, String> before,
      Map<String, String> after,
      double seconds) {
    this.home = home;
    this.work = work;
    this.input = work.resolve("input-" + SECOND_DATE);
    this.pristine = pristine;
    this.before = before;
    this.after = after;
    this.seconds = seconds;
  }

  /** Makes the company and the two clean runs. */
  static Lab prepared(Path home, Path work) throws IOException, InterruptedException {
    Path workspace = work.resolve("workspace-before");
    Lab setting = new Lab(home, work, workspace, Map.of(), Map.of(), 0);
    Path done = work.resolve("workspace-after");
    Path timed = work.resolve("seconds");
    if (!Files.exists(timed)) {
      Disk.remove(work);
      for (String date : List.of(FIRST_DATE, SECOND_DATE)) {
        Path export = work.resolve("input-" + date);
        require(
            setting.plumbline(
                List.of(),
                List.of(
                    "simulate",
                    "--out",
                    export.toString(),
                    "--as-of",
                    date,
                    "--opportunities",
                    "300")));
        for (String unused : List.of("activities", "contact_roles", "leads", "tasks")) {
          Files.delete(export.resolve(unused + ".csv"));
        }
      }
      require(
          setting.plumbline(
              List.of(), run(work.resolve("input-" + FIRST_DATE), workspace, FIRST_DATE)));
      Disk.copy(workspace, done);
      Outcome clean = setting.plumbline(List.of(), run(setting.input, done, SECOND_DATE));
      require(clean);
      Files.writeString(timed, Double.toString(clean.seconds()));
    }
    return new Lab(
        home,
        work,
        workspace,
        ShownTables.of(workspace),
        ShownTables.of(done),
        Double.parseDouble(Files.readString(timed)));
  }

  private static void require(Outcome outcome) {
    if (!outcome.completed()) {
      throw new IllegalStateException("A clean run failed:\n" + outcome.err());
    }
  }

  /** What the tables read after commands that nothing disturbs, in a scene of their own. */
  Map<String, String> clean(List<Damage.Command> commands)
      throws IOException, InterruptedException {
    Scene scene = scene();
    for (Damage.Command command : commands) {
      require(plumbline(List.of(), command.of(scene)));
    }
    return ShownTables.of(scene.workspace());
  }

  /** How long a clean run took. */
  double seconds() {
    return seconds;
  }

  /** Copies for one trial, in place of those of the trial before. */
  Scene scene() throws IOException {
    Path folder = work.resolve("scene");
    Disk.remove(folder);
    Scene scene = new Scene(folder, folder.resolve("input"), folder.resolve("workspace"));
    Disk.copy(input, scene.input());
    Disk.copy(pristine, scene.workspace());
    return scene;
  }

  /** Puts the clean input in the place of the damaged one. */
  void mendInput(Scene scene) throws IOException {
    Disk.remove(scene.input());
    Disk.copy(input, scene.input());
  }

  /** The arguments of a run of the second date. */
  static List<String> run(Scene scene) {
    return run(scene.input(), scene.workspace(), SECOND_DATE);
  }

  /** The arguments of a run of the date between, over the same export. */
  static List<String> runBetween(Scene scene) {
    return run(scene.input(), scene.workspace(), BETWEEN);
  }

  private static List<String> run(Path input, Path workspace, String date) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                "--input",
                input.toString(),
                "--workspace",
                workspace.toString(),
                "--as-of",
                date));
    arguments.addAll(SETTINGS);
    return arguments;
  }

  /** Runs a command to its end. */
  Outcome plumbline(List<String> jvm, List<String> arguments)
      throws IOException, InterruptedException {
    return await(start(List.of(), jvm, arguments));
  }

  /** A process that has been started, and the files that it prints to. */
  record Started(Process process, Path out, Path err, long nanos) {}

  /** Starts a command as a user does, and with the classes of the trials on its class path. */
  Started start(List<String> prefix, List<String> jvm, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(home.resolve("jobs/plumbline").toString());
    command.addAll(arguments);
    Files.createDirectories(work);
    Path out = Files.createTempFile(work, "out", ".txt");
    Path err = Files.createTempFile(work, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("PLUMBLINE_JVM_OPTIONS", String.join(" ", jvm));
    builder
        .environment()
        .put("PLUMBLINE_CLASS_PATH", home.resolve("target/test-classes").toString());
    return new Started(builder.start(), out, err, System.nanoTime());
  }

  /** Waits for the end; a process that hangs is ended. */
  Outcome await(Started started) throws IOException, InterruptedException {
    boolean ended = started.process().waitFor(LONGEST_MINUTES, TimeUnit.MINUTES);
    if (!ended) {
      started.process().destroyForcibly().waitFor();
    }
    Outcome outcome =
        new Outcome(
            started.process().exitValue(),
            new String(Files.readAllBytes(started.out()), UTF_8),
            new String(Files.readAllBytes(started.err()), UTF_8),
            (System.nanoTime() - started.nanos()) / 1e9,
            !ended);
    Files.delete(started.out());
    Files.delete(started.err());
    return outcome;
  }

  /** What readers see, in words; adds to what hurts if it is neither before nor after. */
  String tables(Scene scene, Outcome outcome, List<String> hurts) {
    Map<String, String> shown = ShownTables.of(scene.workspace());
    if (shown.equals(before)) {
      return "as before";
    }
    if (different(shown, after).isEmpty() && runs(shown) == runs(before) + 1) {
      return "as after";
    }
    if (outcome.exit() == 30 && OF_REFUSED_ROWS.containsAll(differentAtAll(shown, before))) {
      return "as before, refused rows beside them";
    }
    if (outcome.completed() && runs(shown) == runs(before) + 1) {
      return "complete, of that input";
    }
    hurts.add("tables are neither before nor after: " + differentAtAll(shown, before));
    return "between";
  }

  /** Whether readers see exactly what they saw before. */
  boolean readsAsBefore(Scene scene) {
    return ShownTables.of(scene.workspace()).equals(before);
  }

  /** Runs without the fault; adds to what hurts if the tables are not those of a clean run. */
  String rerun(Scene scene, List<String> hurts) throws IOException, InterruptedException {
    Outcome again = plumbline(List.of(), run(scene));
    return again.requireCompleted("the rerun", hurts) ? compare(scene, hurts) : "fails";
  }

  /** Compares with a clean run of the second date, in words. */
  String compare(Scene scene, List<String> hurts) {
    return readsAsAfter(scene, hurts) ? "equals a clean run" : "differs";
  }

  /** Whether the tables are those of a clean run of the second date. */
  boolean readsAsAfter(Scene scene, List<String> hurts) {
    return readsAs(scene, after, hurts);
  }

  /** Whether the tables are those of clean runs; adds to what hurts if they are not. */
  static boolean readsAs(Scene scene, Map<String, String> clean, List<String> hurts) {
    Set<String> wrong = different(ShownTables.of(scene.workspace()), clean);
    if (!wrong.isEmpty()) {
      hurts.add("the tables differ from those of a clean run in " + wrong);
    }
    return wrong.isEmpty();
  }

  private static long runs(Map<String, String> shown) {
    return shown.getOrDefault(RUN_REPORT, "").lines().count();
  }

  /** The run report holds durations, and the runs that failed on the way. */
  private static Set<String> different(Map<String, String> left, Map<String, String> right) {
    Set<String> names = differentAtAll(left, right);
    names.remove(RUN_REPORT);
    return names;
  }

  private static Set<String> differentAtAll(Map<String, String> left, Map<String, String> right) {
    Map<String, String> all = new LinkedHashMap<>(left);
    all.putAll(right);
    Set<String> names = new TreeSet<>();
    for (String name : new TreeMap<>(all).keySet()) {
      if (!left.getOrDefault(name, "").equals(right.getOrDefault(name, ""))) {
        names.add(name);
      }
    }
    return names;
  }
}
