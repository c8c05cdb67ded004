package io.plumbline.send;

import io.plumbline.error.Errors;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;

/**
 * Sends a package to its CRM, and goes on where an earlier run was cut off. The certificate of the
 * CRM is checked against the trust store of the JVM ({@code javax.net.ssl.trustStore}); there is no
 * way to leave that check out.
 */
public final class Sender {

  private final SSLContext trust;
  private final Pause pause;
  private final Watch watch;

  Sender(SSLContext trust, Pause pause, Watch watch) {
    this.trust = trust;
    this.pause = pause;
    this.watch = watch;
  }

  /**
   * Sends what is not sent yet. What the CRM refuses is in the result, and the rest goes on.
   *
   * @throws io.plumbline.error.PlumblineException before anything is sent: {@code
   *     send.package_unusable}, {@code send.package_changed}, {@code send.busy}, {@code
   *     send.journal_foreign}, {@code send.journal_damaged}; at any time, after which a later run
   *     goes on: {@code send.unauthorized}, {@code send.certificate}, {@code send.unavailable},
   *     {@code output.unwritable}
   */
  public static SendResult send(SendPlan plan) {
    return new Sender(trustOfJvm(), Pause.SLEEP, Watch.NONE).run(plan);
  }

  SendResult run(SendPlan plan) {
    SendPackage source = SendPackage.open(plan.packageFolder());
    Target target = source.target();
    if (target != Target.SALESFORCE) {
      Requests.check(source, plan.packageFolder());
    }
    CrmClient client =
        new CrmClient(
            plan.base(),
            request ->
                request
                    .header(target.tokenHeader(), plan.token().headerValue(target))
                    .header("Accept", target == Target.SALESFORCE ? "*/*" : "application/json"),
            plan.pace(),
            pause,
            trust,
            watch);
    Tally tally = new Tally();
    try (Journal journal =
        Journal.open(plan.journalFolder(), source.manifestSha256(), plan.base(), plan.occasion())) {
      Retries retries = plan.pace().retries();
      Backoff backoff = new Backoff(plan.base(), retries, pause);
      Conversation crm =
          new Conversation(client, journal, plan.token(), backoff, retries.longestRetryAfter());
      Attempts attempts = new Attempts(backoff);
      if (target == Target.SALESFORCE) {
        new SalesforceSender(
                source,
                plan.packageFolder(),
                crm,
                journal,
                attempts,
                new Polling(plan.pace(), pause),
                plan.pace(),
                tally)
            .send(plan.parts());
      } else {
        RequestSender sender = new RequestSender(target, crm, journal, attempts);
        Requests.each(source, plan.parts(), request -> tally.add(sender.send(request)));
      }
    }
    return tally.result(target);
  }

  static SSLContext trustOfJvm() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException broken) {
      throw Errors.internal("reading the trust store of the JVM", broken);
    }
  }
}
