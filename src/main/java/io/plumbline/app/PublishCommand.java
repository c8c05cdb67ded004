package io.plumbline.app;

import io.plumbline.app.ReviewEvent.Outcome;
import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.error.Errors;
import io.plumbline.lake.Location;
import io.plumbline.lake.Stamp;
import io.plumbline.publish.Order;
import io.plumbline.publish.PackageFiles;
import io.plumbline.publish.PackageResult;
import io.plumbline.publish.Packages;
import io.plumbline.publish.PublishOptions;
import io.plumbline.publish.Release;
import io.plumbline.publish.Target;
import io.plumbline.send.Part;
import io.plumbline.table.Tables;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code publish}: the approved version as a CRM's own import package, and on request into it. */
@Command(
    name = "publish",
    description = {
      "Writes the approved version as the import package of a CRM.",
      "It holds the stage table, the calibrated values of the open deals, and the way back. Nothing",
      "leaves this machine without --send."
    })
final class PublishCommand implements Callable<Integer> {

  private static final String PACKAGE = "package_sha256";
  private static final String NO_CHANGE = "no_change";

  /** What the counts of a package mean. */
  private static final Map<String, String> COUNTS =
      Map.of(
          "records", "open deals",
          "records_with_value", "of these, with a calibrated value of their own",
          "to_send", "backfill: hold the old percentage of their stage",
          "manual_override", "left alone: hold another percentage, typed by somebody",
          "already_new", "left alone: hold the new percentage",
          "unknown", "left alone: the export does not say what they hold",
          "stage_held", "left alone: their stage is on hold");

  @Mixin private ActOptions options;

  @Option(
      names = "--target",
      required = true,
      paramLabel = "CRM",
      description =
          "salesforce, hubspot, pipedrive, dynamics365, zoho, odoo, espocrm, suitecrm, nutshell,"
              + " pipelinecrm, or canonical (CSV and JSON).")
  private String target;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The folder of the package: a new one, or an earlier package to replace.")
  private Path out;

  @Option(
      names = "--version",
      paramLabel = "VERSION",
      description = "Default: the version that is approved.")
  private String version;

  @Option(
      names = "--send",
      description = {
        "Send the stages and the calibrated values to HubSpot, Pipedrive or Salesforce over HTTPS.",
        "The token comes from the environment (send.token_env). A call that was cut off goes on",
        "where it was."
      })
  private boolean send;

  @Option(
      names = "--backfill",
      description = {
        "With --send: also bring along the deals that still hold the old percentage of their stage.",
        "Without it, only their number is said."
      })
  private boolean backfill;

  @Option(
      names = "--again",
      description = "Record the publication, and send everything, even if nothing has changed.")
  private boolean again;

  @Option(
      names = "--journal",
      paramLabel = "DIR",
      description =
          "Where --send keeps its journal. Default: beside the package, one for each publication.")
  private Path journal;

  @Override
  public Integer call() {
    Configuration configuration = options.configuration();
    Location workspace = options.workspace(configuration);
    Target crm = Target.parse(target);
    Optional<PackageSender> sender =
        send
            ? Optional.of(PackageSender.of(crm, configuration, System.getenv()))
            : Optional.empty();
    if (backfill && !send) {
      throw Errors.badArgument("--backfill", "", "used together with --send");
    }
    Notices notices = Notices.of(configuration, System.getenv());
    Written written = new Written();
    VersionHistory after =
        options.run(
            configuration,
            history -> {
              ConfidenceVersion approved = approved(history, workspace);
              written.version = approved.id();
              // Refuses what is wrong with the act before anything is written.
              event(Outcome.PUBLISHED, approved, crm, new TreeMap<>());
              requireOwn(approved, crm);
              sayWhatIsNewer(history, approved, workspace, crm);
              ReleaseSource source = ReleaseSource.of(workspace, approved, history, crm);
              written.release = source.release(configuration);
              written.result =
                  Packages.write(
                      crm, written.release, source::records, options(configuration), out);
              SortedMap<String, String> facts =
                  new TreeMap<>(Map.of(PACKAGE, PackageFiles.manifestSha256(out)));
              written.isNew = again || !isPublished(approved, crm, facts);
              return written.isNew
                  ? Optional.of(published(approved, crm, facts, written))
                  : Optional.empty();
            });
    tell(written.result);
    String outcome = written.isNew ? Outcome.PUBLISHED.label() : NO_CHANGE;
    if (written.isNew) {
      notices
          .published(after.version(written.version), written.release, written.result, crm.label())
          .ifPresent(warning -> options.terminal().err().println("warning: " + warning));
    }
    if (sender.isPresent()) {
      long act = after.lastAct(Outcome.PUBLISHED, written.version, crm.label());
      Path folder = journal == null ? besidePackage(act) : journal;
      options
          .terminal()
          .err()
          .println(
              sender.get().send(out, folder, String.valueOf(act), parts(), options.terminal()));
      outcome = Outcome.SENT.label();
      after =
          options.run(configuration, history -> sent(history.version(written.version), crm, act));
    }
    return options.tell(
        after.version(written.version),
        outcome,
        outcome.equals(NO_CHANGE)
            ? "this version was published like this before; the package has the same bytes, and"
                + " nothing was recorded. --again does it all the same."
            : "");
  }

  /** What the first look at the versions has left for later. */
  private static final class Written {
    private String version;
    private Release release;
    private PackageResult result;
    private boolean isNew;
  }

  private Set<Part> parts() {
    return backfill ? EnumSet.allOf(Part.class) : EnumSet.of(Part.STAGES, Part.RECORDS);
  }

  private Path besidePackage(long act) {
    Path absolute = out.toAbsolutePath().normalize();
    return absolute.resolveSibling(absolute.getFileName() + "-journal-" + act);
  }

  private ConfidenceVersion approved(VersionHistory history, Location workspace) {
    ConfidenceVersion chosen =
        version == null
            ? history.approved().orElseThrow(() -> Errors.noVersion("approved", workspace))
            : history.version(version);
    if (!chosen.state().isApproved()) {
      throw Errors.versionClosed(chosen.id(), chosen.state().label(), "approved");
    }
    return chosen;
  }

  private static PublishOptions options(Configuration configuration) {
    String field = configuration.value(Settings.PUBLISH_ZOHO_STAGE_FIELD);
    return new PublishOptions(
        configuration.value(Settings.PUBLISH_HUBSPOT_STEP),
        Order.valueOf(configuration.value(Settings.PUBLISH_ORDER).toUpperCase(Locale.ROOT)),
        configuration.value(Settings.PUBLISH_SALESFORCE_API),
        field.isEmpty() ? Optional.empty() : Optional.of(field),
        configuration.value(Settings.PUBLISH_ZOHO_STAGE_VALUES),
        configuration.value(Settings.PUBLISH_SUITECRM_LANGUAGE),
        configuration.value(Settings.PUBLISH_SOURCE_CRM));
  }

  /** A package holds the way back: it is not replaced by that of another version or CRM. */
  private void requireOwn(ConfidenceVersion approved, Target crm) {
    PackageFiles.identity(out)
        .filter(own -> !own.equals(new PackageFiles.Identity(crm.label(), approved.id())))
        .ifPresent(
            other -> {
              throw Errors.badArgument(
                  "--out",
                  out.toString(),
                  "another folder: this one holds the package of version "
                      + other.version()
                      + " for "
                      + other.target()
                      + ", and the way back from it");
            });
  }

  /** What the CRM holds is known from exports: one from before the last publication is too old. */
  private void sayWhatIsNewer(
      VersionHistory history, ConfidenceVersion approved, Location workspace, Target crm) {
    LocalDate export =
        Ledger.newest(workspace, Tables.OPPORTUNITY).map(Stamp::asOfDate).orElse(LocalDate.MIN);
    history
        .lastPublication(crm.label())
        .filter(last -> !last.version().equals(approved.id()) && last.on().isAfter(export))
        .ifPresent(
            last ->
                options
                    .terminal()
                    .err()
                    .println(
                        "note: the newest export is of "
                            + export
                            + ", and version "
                            + last.version()
                            + " was published to "
                            + crm.label()
                            + " on "
                            + last.on()
                            + ". If it was imported, run Plumbline on a newer export first: the"
                            + " backfill and the way back of a package start from what the export"
                            + " says."));
  }

  private ReviewEvent event(
      Outcome outcome, ConfidenceVersion approved, Target crm, SortedMap<String, String> facts) {
    return options.event(outcome, approved, Optional.of(crm.label()), facts);
  }

  /** The same package of the same version a second time is no new act. */
  private static boolean isPublished(
      ConfidenceVersion approved, Target crm, SortedMap<String, String> facts) {
    return approved.state() == ConfidenceVersion.State.PUBLISHED
        && last(Outcome.PUBLISHED, approved, crm)
            .map(ReviewEvent::options)
            .equals(Optional.of(facts));
  }

  private static Optional<ReviewEvent> last(
      Outcome outcome, ConfidenceVersion approved, Target crm) {
    return approved.events().stream()
        .filter(event -> event.outcome() == outcome)
        .filter(event -> event.target().equals(Optional.of(crm.label())))
        .reduce((earlier, later) -> later);
  }

  private ReviewJob.Act published(
      ConfidenceVersion approved, Target crm, SortedMap<String, String> facts, Written written) {
    ReviewEvent event = event(Outcome.PUBLISHED, approved, crm, facts);
    return new ReviewJob.Act(
        event,
        (spark, lake) ->
            PublicationRows.of(event, facts.get(PACKAGE), written.release, written.result)
                .write(spark, lake, approved.stamp()));
  }

  /** That the CRM has taken all of a publication; said once. */
  private Optional<ReviewJob.Act> sent(ConfidenceVersion approved, Target crm, long publication) {
    SortedMap<String, String> facts =
        new TreeMap<>(
            Map.of(
                PACKAGE,
                PackageFiles.manifestSha256(out),
                "publication",
                String.valueOf(publication),
                "parts",
                parts().toString()));
    return last(Outcome.SENT, approved, crm).map(ReviewEvent::options).equals(Optional.of(facts))
        ? Optional.empty()
        : Optional.of(ReviewJob.Act.of(event(Outcome.SENT, approved, crm, facts)));
  }

  private void tell(PackageResult result) {
    var lines = options.out();
    lines.println("package    " + out);
    result
        .files()
        .forEach(
            file -> lines.printf(Locale.ROOT, "  %-58s %,12d bytes%n", file.name(), file.bytes()));
    result
        .counts()
        .forEach(
            (what, count) ->
                lines.printf(
                    Locale.ROOT, "  %-58s %,12d%n", COUNTS.getOrDefault(what, what), count));
    result.notes().forEach(note -> options.terminal().err().println("note: " + note));
  }
}
