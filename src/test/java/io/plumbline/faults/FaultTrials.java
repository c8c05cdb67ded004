package io.plumbline.faults;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tries every fault for real and prints what came of it. Ends with 1 if one of them hurt. {@code
 * jobs/try-faults} calls it.
 */
public final class FaultTrials {

  private FaultTrials() {}

  /** All faults, in the order of their groups. */
  public static List<String> names() {
    return faults().stream().map(Fault::name).toList();
  }

  private static List<Fault> faults() {
    return Stream.concat(Interruptions.all().stream(), Damages.all().stream())
        .sorted(Comparator.comparing(Fault::group))
        .toList();
  }

  /** Arguments: the home of the repository, then those of the script. */
  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[0]);
    Path work = home.resolve("target/fault-trials");
    Pattern only = Pattern.compile("");
    boolean markdown = false;
    boolean again = false;
    for (int i = 1; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--only" -> only = Pattern.compile(arguments[++i], Pattern.CASE_INSENSITIVE);
        case "--markdown" -> markdown = true;
        case "--again" -> again = true;
        case "--every" -> System.setProperty("plumbline.faults.every", arguments[++i]);
        case "--messages" -> System.setProperty("plumbline.faults.messages", "true");
        case "--list" -> {
          faults().forEach(fault -> System.out.println(FaultTable.title(fault)));
          return;
        }
        default -> throw new IllegalArgumentException("There is no option " + arguments[i]);
      }
    }
    if (!again) {
      Disk.remove(work);
    }
    long start = System.nanoTime();
    Lab lab = Lab.prepared(home, work);
    List<Fault> tried = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    for (Fault fault : faults()) {
      if (only.matcher(FaultTable.title(fault)).find()) {
        long began = System.nanoTime();
        System.err.printf(Locale.ROOT, "%s ... ", fault.name());
        Finding finding = tried(fault, lab);
        tried.add(fault);
        findings.add(finding);
        System.err.printf(
            Locale.ROOT,
            "%s; tables %s; rerun %s; %s (%.0f s)%n",
            finding.happened(),
            finding.tables(),
            finding.rerun(),
            finding.survived() ? "survived" : "HURT " + finding.hurts(),
            (System.nanoTime() - began) / 1e9);
      }
    }
    FaultTable.print(tried, findings, markdown);
    long hurt = findings.stream().filter(finding -> !finding.survived()).count();
    long real = findings.stream().filter(Finding::tried).count();
    System.err.printf(
        Locale.ROOT,
        "%d faults tried in %.0f min, %d of them hurt, %d not tried%n",
        real,
        (System.nanoTime() - start) / 60e9,
        hurt,
        findings.size() - real);
    System.exit(hurt == 0 ? 0 : 1);
  }

  /** A trial that breaks off counts as one that hurt, and the others go on. */
  private static Finding tried(Fault fault, Lab lab) {
    try {
      return fault.tryIn(lab);
    } catch (Exception broken) {
      return new Finding("the trial broke off", "", "", List.of(broken.toString()));
    }
  }
}
