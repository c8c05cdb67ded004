package io.plumbline.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A fault that is there before a command starts.
 *
 * @param act does the damage
 * @param mend undoes what the clean input does not mend
 * @param command what is run; null for a run of the second date
 * @param ends the ends that are right, as {@code 20 input.unreadable}
 * @param check what else must hold
 */
record Damage(
    Group group,
    String name,
    Act act,
    Act mend,
    List<String> jvm,
    Command command,
    List<String> ends,
    Check check)
    implements Fault {

  /** Does something to the copies. */
  interface Act {
    void on(Scene scene) throws IOException;
  }

  /** The arguments of a process. */
  interface Command {
    List<String> of(Scene scene);
  }

  /** Looks at something else; says what is wrong. */
  interface Check {
    Optional<String> of(Scene scene, Outcome outcome) throws IOException;
  }

  static Damage of(Group group, String name, Act act) {
    return new Damage(
        group,
        name,
        act,
        scene -> {},
        List.of(),
        Lab::run,
        List.of(),
        (scene, outcome) -> Optional.empty());
  }

  /** The ends that are right; without any, a complete run. */
  Damage ends(String... right) {
    return new Damage(group, name, act, mend, jvm, command, List.of(right), check);
  }

  Damage mend(Act undone) {
    return new Damage(group, name, act, undone, jvm, command, ends, check);
  }

  Damage running(Command other) {
    return new Damage(group, name, act, mend, jvm, other, ends, check);
  }

  /** A run of the second date with more arguments. */
  Damage with(String... arguments) {
    return running(
        scene -> {
          List<String> all = new ArrayList<>(Lab.run(scene));
          all.addAll(Arrays.asList(arguments));
          return all;
        });
  }

  Damage onJvm(String... options) {
    return new Damage(group, name, act, mend, List.of(options), command, ends, check);
  }

  Damage check(Check other) {
    return new Damage(group, name, act, mend, jvm, command, ends, other);
  }

  /** The message must say this. */
  Damage says(String text) {
    return check(
        (scene, outcome) ->
            outcome.err().contains(text)
                ? Optional.empty()
                : Optional.of("the message does not say '" + text + "'"));
  }

  @Override
  public Finding tryIn(Lab lab) throws Exception {
    Scene scene = lab.scene();
    Map<String, String> untouched = Disk.contents(scene.workspace());
    act.on(scene);
    Outcome outcome = lab.plumbline(jvm, command.of(scene));
    List<String> hurts = new ArrayList<>();
    outcome.fault().ifPresent(hurts::add);
    boolean right =
        ends.isEmpty() ? outcome.completed() : ends.stream().anyMatch(fits(outcome)::equals);
    if (!right) {
      hurts.add("it ended with " + outcome.text() + ", not with " + ends);
    }
    check.of(scene, outcome).ifPresent(hurts::add);
    mend.on(scene);
    lab.mendInput(scene);
    String tables = lab.tables(scene, outcome, hurts);
    String rerun =
        outcome.completed()
            ? "not needed"
            : Disk.contents(scene.workspace()).equals(untouched)
                ? "no byte was written"
                : lab.rerun(scene, hurts);
    if (!hurts.isEmpty() || Boolean.getBoolean("plumbline.faults.messages")) {
      hurts.forEach(hurt -> System.err.println("  HURTS: " + hurt));
      outcome
          .err()
          .lines()
          .filter(line -> !line.startsWith("\tat ") && !line.startsWith("\t..."))
          .forEach(line -> System.err.println("    " + line));
    }
    return new Finding(outcome.text(), tables, rerun, hurts);
  }

  private static String fits(Outcome outcome) {
    return outcome.exit() + " " + outcome.code().orElse("");
  }
}
