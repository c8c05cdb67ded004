package io.plumbline.send;

import io.plumbline.error.Errors;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * One request, one answer. It follows no redirect, which could carry the token to another host, and
 * repeats nothing.
 */
final class CrmClient {

  private final HttpClient http;
  private final URI base;
  private final Consumer<HttpRequest.Builder> headers;
  private final Pace pace;
  private final Throttle throttle;
  private final Watch watch;

  CrmClient(
      URI base,
      Consumer<HttpRequest.Builder> headers,
      Pace pace,
      Pause pause,
      SSLContext trust,
      Watch watch) {
    this.http = http(trust, pace.timeout());
    this.base = base;
    this.headers = headers;
    this.pace = pace;
    this.throttle = new Throttle(pace.requestsPerSecond(), System::nanoTime, pause);
    this.watch = watch;
  }

  URI base() {
    return base;
  }

  /**
   * Sends one request.
   *
   * @throws TryAgainException if no whole answer came in time
   * @throws io.plumbline.error.PlumblineException {@code send.certificate}
   */
  Answer send(Call call) throws TryAgainException {
    HttpRequest request = request(call);
    throttle.pass();
    watch.at(Watch.Moment.READY, call);
    Duration timeout = call.isUpload() ? pace.uploadTimeout() : pace.timeout();
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.sendAsync(request, head -> new BoundedBody());
    try {
      watch.at(Watch.Moment.SENT, call);
      // The client's own timeout ends with the head of the answer; this one covers its body too.
      HttpResponse<byte[]> response = exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      watch.at(Watch.Moment.ANSWERED, call);
      return new Answer(
          response.statusCode(),
          response.headers().firstValue("Retry-After"),
          response.headers().firstValue("Date"),
          response.body());
    } catch (TimeoutException late) {
      throw TryAgainException.noAnswer("no answer within " + timeout.toMillis() + " ms", late);
    } catch (ExecutionException failed) {
      throw noAnswer(failed.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Errors.internal("waiting for an answer of " + Address.origin(base), stopped);
    } finally {
      exchange.cancel(true);
    }
  }

  private HttpRequest request(Call call) {
    URI uri = URI.create(base + call.path());
    if (!Address.origin(uri).equals(Address.origin(base))) {
      throw new IllegalArgumentException("The path '" + call.path() + "' leads to another host.");
    }
    try {
      HttpRequest.Builder builder =
          HttpRequest.newBuilder(uri).method(call.method(), call.publisher());
      call.content().ifPresent(content -> builder.header("Content-Type", content.type()));
      headers.accept(builder);
      return builder.build();
    } catch (FileNotFoundException gone) {
      throw Errors.internal("opening a file of the package", gone);
    }
  }

  private TryAgainException noAnswer(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        throw Errors.crmNotTrusted(Address.origin(base), cause);
      }
    }
    if (!(failure instanceof IOException)) {
      throw Errors.internal("sending a request to " + Address.origin(base), failure);
    }
    String reason =
        failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    return TryAgainException.noAnswer("the connection failed: " + Words.safe(reason, 200), failure);
  }

  private static HttpClient http(SSLContext trust, Duration connectTimeout) {
    SSLParameters tls = trust.getDefaultSSLParameters();
    tls.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    // Stated, so that the JDK's switch for skipping the check of the host name has no effect.
    tls.setEndpointIdentificationAlgorithm("HTTPS");
    return HttpClient.newBuilder()
        .version(Version.HTTP_1_1)
        .followRedirects(Redirect.NEVER)
        .connectTimeout(connectTimeout)
        .sslContext(trust)
        .sslParameters(tls)
        .build();
  }
}
