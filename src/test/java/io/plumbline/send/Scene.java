package io.plumbline.send;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** A fake CRM, a package for it and a journal; no real waiting between attempts. */
final class Scene implements AutoCloseable {

  static final Pace PACE =
      new Pace(
          1000,
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofSeconds(5),
          Duration.ofMinutes(1),
          new Retries(
              4, 20, Duration.ofSeconds(1), Duration.ofSeconds(8), Duration.ofMinutes(5), 7));

  final FakeCrm crm;
  final Path source;
  final Path journal;
  final List<Duration> pauses = new ArrayList<>();

  Scene(FakeCrm crm, Path source, Path journal) {
    this.crm = crm;
    this.source = source;
    this.journal = journal;
  }

  static Scene hubSpot(Path folder) {
    return new Scene(
        TestPackage.hubSpotBefore(FakeCrm.hubSpot()),
        TestPackage.hubSpot(folder.resolve("package")),
        folder.resolve("journal"));
  }

  static Scene pipedrive(Path folder) {
    return new Scene(
        TestPackage.pipedriveBefore(FakeCrm.pipedrive()),
        TestPackage.pipedrive(folder.resolve("package")),
        folder.resolve("journal"));
  }

  static Scene salesforce(Path folder, FakeSalesforce org) {
    return new Scene(
        TestPackage.salesforceBefore(FakeCrm.salesforce(org)),
        TestPackage.salesforce(folder.resolve("package")),
        folder.resolve("journal"));
  }

  SendResult send() {
    return send(PACE, Watch.NONE);
  }

  /** Sends as another publication than usual. */
  SendResult sendFor(String occasion) {
    return new Sender(crm.trust(), pauses::add, Watch.NONE).run(plan(PACE, occasion));
  }

  SendResult send(Pace pace, Watch watch) {
    return new Sender(crm.trust(), pauses::add, watch).run(plan(pace));
  }

  SendPlan plan(Pace pace) {
    return plan(pace, "1");
  }

  private SendPlan plan(Pace pace, String occasion) {
    return new SendPlan(
        source, journal, occasion, crm.base(), token(), EnumSet.allOf(Part.class), pace);
  }

  static Token token() {
    return Token.fromEnvironment("CRM_TOKEN", Map.of("CRM_TOKEN", FakeCrm.TOKEN));
  }

  /** Pauses that are longer than those between two requests at full speed. */
  List<Duration> longPauses() {
    return pauses.stream().filter(pause -> pause.compareTo(Duration.ofMillis(2)) > 0).toList();
  }

  String journalText() {
    try {
      return Files.readString(journal.resolve("journal.jsonl"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** A short timeout, for a server that does not answer. */
  static Pace impatient() {
    return new Pace(
        1000,
        Duration.ofMillis(400),
        Duration.ofMillis(400),
        PACE.pollEvery(),
        PACE.jobTimeout(),
        PACE.retries());
  }

  @Override
  public void close() {
    crm.close();
  }
}
