package io.plumbline.app;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.error.Errors;
import io.plumbline.lake.Location;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every act of a person takes: who, why and when. */
final class ActOptions {

  @Mixin private CommonOptions common;

  @Option(
      names = "--by",
      required = true,
      paramLabel = "NAME",
      description = "Who decides; stands in the ledger.")
  private String by;

  @Option(
      names = "--why",
      required = true,
      paramLabel = "TEXT",
      description = "The reason, in a few words; stands in the ledger.")
  private String why;

  @Option(
      names = "--on",
      required = true,
      paramLabel = "DATE",
      description = "The day of the decision, as 2026-07-02. No clock is read.")
  private String on;

  private final Terminal terminal = Terminal.ofProcess();

  /** Where results go. */
  PrintStream out() {
    return new PrintStream(terminal.out(), true, StandardCharsets.UTF_8);
  }

  Terminal terminal() {
    return terminal;
  }

  /**
   * All settings, checked.
   *
   * @throws io.plumbline.error.PlumblineException {@code arguments.invalid} where the number of
   *     persons who have to approve was given by one of them
   */
  Configuration configuration() {
    Configuration configuration = common.configuration();
    if (common.isSet(Settings.REVIEW_APPROVALS)) {
      throw Errors.badArgument(
          "--set",
          Settings.REVIEW_APPROVALS.key() + "=" + configuration.value(Settings.REVIEW_APPROVALS),
          "another setting; how many persons have to approve stands in the file of --config");
    }
    return configuration;
  }

  Location workspace(Configuration configuration) {
    return common.workspace(configuration);
  }

  /** The day of the act. */
  LocalDate on() {
    try {
      return LocalDate.parse(on);
    } catch (DateTimeException unreadable) {
      throw Errors.badArgument("--on", on, "a date as 2026-07-02");
    }
  }

  /**
   * Refuses an act on a version whose evidence is too old.
   *
   * @throws io.plumbline.error.PlumblineException {@code review.evidence_too_old}
   */
  void requireRecent(ConfidenceVersion version, Configuration configuration) {
    long age = ChronoUnit.DAYS.between(version.asOf(), on());
    int most = configuration.value(Settings.REVIEW_MAX_AGE_DAYS);
    if (age > most) {
      throw Errors.evidenceTooOld(version.id(), version.asOf(), age, most);
    }
  }

  /** What the ledger says of an act with these options. */
  ReviewEvent event(
      ReviewEvent.Outcome outcome,
      ConfidenceVersion version,
      Optional<String> target,
      SortedMap<String, String> options) {
    LocalDate day = on();
    if (day.isBefore(version.asOf())) {
      throw Errors.badArgument(
          "--on", on, "a day not before " + version.asOf() + ", which the version looks back from");
    }
    version.events().stream()
        .map(ReviewEvent::on)
        .filter(day::isBefore)
        .max(Comparator.naturalOrder())
        .ifPresent(
            last -> {
              throw Errors.badArgument(
                  "--on",
                  on,
                  "a day not before " + last + ", the day of the last act with this version");
            });
    return new ReviewEvent(
        outcome, version.id(), filled("--by", by), filled("--why", why), day, target, options);
  }

  private static String filled(String option, String text) {
    if (text.isBlank()) {
      throw Errors.badArgument(option, text, "some words");
    }
    return text.strip();
  }

  /** Does the act; the versions as they stand afterwards. */
  VersionHistory run(
      Configuration configuration, Function<VersionHistory, Optional<ReviewJob.Act>> decide) {
    return ReviewJob.run(workspace(configuration), configuration, new Progress(terminal), decide);
  }

  /** The last lines of an act: the version and where it stands now; exit code 0. */
  int tell(ConfidenceVersion version, String outcome, String remark) {
    PrintStream out = new PrintStream(terminal.out(), true, StandardCharsets.UTF_8);
    out.println("version    " + version.id());
    out.println("status     " + version.state().label());
    out.println("decision   " + outcome);
    out.flush();
    if (!remark.isEmpty()) {
      terminal.err().println("note: " + remark);
    }
    terminal
        .err()
        .println("plumbline: exit=0 code=" + outcome + " reason=\"version " + version.id() + "\"");
    return 0;
  }
}
