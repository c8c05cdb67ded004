package io.plumbline.app;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.error.Errors;
import io.plumbline.publish.Target;
import io.plumbline.send.Failure;
import io.plumbline.send.Pace;
import io.plumbline.send.Part;
import io.plumbline.send.Retries;
import io.plumbline.send.SendPlan;
import io.plumbline.send.SendResult;
import io.plumbline.send.Sender;
import io.plumbline.send.Token;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Sends packages to a CRM as the settings say. */
record PackageSender(URI base, Token token, Pace pace) {

  private static final Set<Target> SENT_TO =
      EnumSet.of(Target.SALESFORCE, Target.HUBSPOT, Target.PIPEDRIVE);

  private static final String HUBSPOT = "https://api.hubapi.com";

  /**
   * Checks everything that can be checked before a package is made.
   *
   * @throws io.plumbline.error.PlumblineException {@code arguments.invalid}, {@code send.token}
   */
  static PackageSender of(
      Target target, Configuration configuration, Map<String, String> environment) {
    if (!SENT_TO.contains(target)) {
      throw Errors.badArgument(
          "--send",
          target.label(),
          "used with salesforce, hubspot or pipedrive; other packages are imported by a person");
    }
    String url = configuration.value(Settings.SEND_URL);
    if (url.isEmpty()) {
      if (target != Target.HUBSPOT) {
        throw Errors.badArgument(
            "--send", target.label(), "used with send.url, the address of your company's CRM");
      }
      url = HUBSPOT;
    }
    Retries usual = Retries.DEFAULT;
    Duration timeout = Duration.ofSeconds(configuration.value(Settings.SEND_TIMEOUT_SECONDS));
    Pace pace =
        new Pace(
            configuration.value(Settings.SEND_REQUESTS_PER_SECOND),
            timeout,
            Pace.DEFAULT.uploadTimeout(),
            Pace.DEFAULT.pollEvery(),
            Pace.DEFAULT.jobTimeout(),
            new Retries(
                configuration.value(Settings.SEND_ATTEMPTS),
                usual.inAll(),
                usual.firstPause(),
                usual.longestPause(),
                usual.longestRetryAfter(),
                configuration.value(Settings.RANDOM_SEED)));
    return new PackageSender(
        URI.create(url),
        Token.fromEnvironment(configuration.value(Settings.SEND_TOKEN_ENV), environment),
        pace);
  }

  /**
   * Sends; a line that says how much.
   *
   * @param occasion the publication that is sent: the number of its act
   * @throws io.plumbline.error.PlumblineException {@code send.incomplete} where the CRM did not
   *     take all of it, and as {@link Sender#send}
   */
  String send(Path folder, Path journal, String occasion, Set<Part> parts, Terminal terminal) {
    SendResult result =
        Sender.send(new SendPlan(folder, journal, occasion, base, token, parts, pace));
    result.warnings().forEach(warning -> terminal.err().println("warning: " + warning));
    for (Failure failure : result.failures()) {
      terminal.err().println("failed: " + failure.text());
    }
    if (!result.isComplete()) {
      throw Errors.sendIncomplete(
          result.target().label(), result.failed(), journal.resolve("journal.jsonl"));
    }
    return String.format(
        Locale.ROOT,
        "sent to %s: %,d requests, %,d were there already",
        base.getHost(),
        result.sent(),
        result.skipped());
  }
}
