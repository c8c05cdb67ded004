package io.plumbline.send;

import static java.util.Objects.requireNonNull;

import io.plumbline.error.PlumblineException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLContext;

/**
 * Posts notices. A notice that does not arrive must never fail the run that it speaks of, so {@link
 * #post} answers with a warning instead. The address is a secret, since those of chat systems hold
 * a token in their path: only its host is ever shown.
 */
public final class Webhook {

  private static final Pace PACE =
      new Pace(
          5,
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          new Retries(
              3, 3, Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofSeconds(10), 1));

  private final URI address;
  private final NoticeFormat format;
  private final SSLContext trust;
  private final Pause pause;
  private final Pace pace;

  Webhook(URI address, NoticeFormat format, SSLContext trust, Pause pause, Pace pace) {
    this.address = Address.checked(address);
    this.format = requireNonNull(format, "format");
    this.trust = trust;
    this.pause = pause;
    this.pace = pace;
  }

  /**
   * A webhook.
   *
   * @param address https, or http to this machine
   * @throws PlumblineException {@code send.address}
   */
  public static Webhook to(URI address, NoticeFormat format) {
    return new Webhook(address, format, Sender.trustOfJvm(), Pause.SLEEP, PACE);
  }

  /** Posts a notice, three times at most; a text says why it may not have arrived. */
  public Optional<String> post(Notice notice) {
    URI host = URI.create(Address.origin(address));
    String path = address.toString().substring(host.toString().length());
    Call call = Call.bytes("POST", path, "application/json", format.body(notice));
    CrmClient client = new CrmClient(host, request -> {}, pace, pause, trust, Watch.NONE);
    try {
      return new Attempts(new Backoff(host, pace.retries(), pause))
          .run("notice", () -> once(client, call)).failures().stream()
              .map(failure -> warning(failure.message()))
              .findFirst();
    } catch (PlumblineException stopped) {
      return Optional.of(warning(stopped.explanation().problem()));
    }
  }

  private Outcome once(CrmClient client, Call call) throws TryAgainException {
    Answer answer = client.send(call);
    String status = "it answered with HTTP " + answer.status();
    if (answer.isPassing()) {
      throw TryAgainException.later(answer, status, pace.retries().longestRetryAfter());
    }
    return answer.isSuccess()
        ? Outcome.SENT
        : Outcome.failed(
            new Failure("notice", Optional.empty(), OptionalInt.of(answer.status()), status));
  }

  private String warning(String why) {
    return "The notice to " + Address.origin(address) + " may not have arrived: " + why;
  }

  @Override
  public String toString() {
    return "webhook at " + Address.origin(address);
  }
}
