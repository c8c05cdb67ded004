package io.plumbline.send;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/**
 * A CRM on this machine that holds stages and deals, speaks HubSpot, Pipedrive or Salesforce over
 * HTTPS, and misbehaves when told to. Each record is known by a key such as {@code
 * stage:default/qualified} (HubSpot), {@code stage:3}, {@code deal:17}, {@code pipeline:1}
 * (Pipedrive) or {@code stage:Proposal}, {@code deal:006...} (Salesforce), and holds texts by
 * field.
 */
public final class FakeCrm implements AutoCloseable {

  /** The only token that it accepts. */
  public static final String TOKEN = "s3cret-t0ken-0123456789";

  /** What goes wrong with one request. */
  public enum Fault {
    NONE,
    /** 429 with {@code Retry-After: 7}, not applied. */
    TOO_MANY,
    /** 429 without a hint, not applied. */
    TOO_MANY_SILENT,
    /** 429 with {@code Retry-After: 86400}, not applied. */
    OUT_OF_BUDGET,
    /** 500, not applied. */
    SERVER_ERROR,
    /** 503, not applied. */
    UNAVAILABLE,
    /** 502 of a gateway, although it was applied. */
    BAD_GATEWAY,
    /** No answer, not applied. */
    HANG,
    /** Applied, no answer. */
    HANG_AFTER,
    /** Applied; the head of the answer and half of its body, then nothing. */
    HANG_IN_BODY,
    /** The connection is cut, not applied. */
    CUT,
    /** Applied, then the connection is cut. */
    CUT_AFTER,
    /** Applied; the connection is cut in the middle of the answer. */
    TRUNCATED,
    /** Applied; 200 with something that is no JSON. */
    GARBAGE,
    /** Applied twice; the second answer counts. */
    TWICE,
    /** 401 with the token in its text, not applied. */
    UNAUTHORIZED,
    /** 403, not applied. */
    FORBIDDEN,
    /** 302 to another host, not applied. */
    ELSEWHERE
  }

  /** A request as it came. */
  public record Received(int number, String method, String path, byte[] body, Fault fault) {

    boolean isRead() {
      return method.equals("GET") || path.endsWith("/batch/read");
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /** What a CRM answers. */
  record Reply(int status, String type, byte[] body) {

    static Reply json(int status, String text) {
      return new Reply(status, "application/json", text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** One CRM's manners. */
  interface Flavour {

    /** The header and value that carry the token. */
    Map.Entry<String, String> credential();

    Reply reply(Received request, SortedMap<String, SortedMap<String, String>> records);
  }

  static {
    // Else each answer on a kept connection waits 40 ms for an acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final SortedMap<String, SortedMap<String, String>> records = new TreeMap<>();
  private final List<Received> received = new ArrayList<>();
  private final Map<Integer, Fault> faults = new HashMap<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Flavour flavour;
  private final Optional<TestCertificate> certificate;
  private final HttpServer server;
  private Fault always = Fault.NONE;
  private int finished;

  private FakeCrm(Flavour flavour, Optional<TestCertificate> certificate) {
    this.flavour = flavour;
    this.certificate = certificate;
    this.server = start();
  }

  public static FakeCrm hubSpot() {
    return with(new FakeHubSpot(), TestCertificate.ofThisMachine());
  }

  public static FakeCrm pipedrive() {
    return with(new FakePipedrive(), TestCertificate.ofThisMachine());
  }

  /** Its jobs and deployments are told by {@link FakeSalesforce}. */
  public static FakeCrm salesforce(FakeSalesforce flavour) {
    return with(flavour, TestCertificate.ofThisMachine());
  }

  /** For a sender that cannot be given the trust in the certificate. */
  public static FakeCrm hubSpotOnPlainHttp() {
    return new FakeCrm(new FakeHubSpot(), Optional.empty());
  }

  /** For a sender that cannot be given the trust in the certificate. */
  public static FakeCrm pipedriveOnPlainHttp() {
    return new FakeCrm(new FakePipedrive(), Optional.empty());
  }

  /** For a sender that cannot be given the trust in the certificate. */
  public static FakeCrm salesforceOnPlainHttp(FakeSalesforce flavour) {
    return new FakeCrm(flavour, Optional.empty());
  }

  static FakeCrm with(Flavour flavour, TestCertificate certificate) {
    return new FakeCrm(flavour, Optional.of(certificate));
  }

  public URI base() {
    return URI.create(
        (certificate.isPresent() ? "https" : "http")
            + "://localhost:"
            + server.getAddress().getPort());
  }

  /** The trust in its certificate. */
  public SSLContext trust() {
    return certificate().trust();
  }

  public TestCertificate certificate() {
    return certificate.orElseThrow();
  }

  /** Puts a value into a record, and makes the record where it is new. */
  public synchronized FakeCrm hold(String key, String field, String value) {
    records.computeIfAbsent(key, name -> new TreeMap<>()).put(field, value);
    return this;
  }

  /** All that it holds: {@code stage:3 deal_probability} to {@code 37}. */
  public synchronized SortedMap<String, String> table() {
    SortedMap<String, String> table = new TreeMap<>();
    records.forEach(
        (key, fields) -> fields.forEach((field, value) -> table.put(key + " " + field, value)));
    return table;
  }

  /** Lets the n-th request, from 1, go wrong. */
  public synchronized FakeCrm fault(int number, Fault fault) {
    faults.put(number, fault);
    return this;
  }

  /** Lets all requests go wrong for which nothing else was said. */
  public synchronized FakeCrm always(Fault fault) {
    always = fault;
    return this;
  }

  public synchronized List<Received> received() {
    return List.copyOf(received);
  }

  public synchronized List<Received> writes() {
    return received.stream().filter(request -> !request.isRead()).toList();
  }

  /** Waits until so many requests have had their effect. */
  public synchronized void awaitFinished(int number) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (finished < number) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new IllegalStateException("Only " + finished + " requests came, not " + number);
      }
      try {
        wait(left);
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      }
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private HttpServer start() {
    try {
      InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      HttpServer started =
          certificate.isPresent() ? HttpsServer.create(anyPort, 0) : HttpServer.create(anyPort, 0);
      if (started instanceof HttpsServer https) {
        https.setHttpsConfigurator(new HttpsConfigurator(certificate().server()));
      }
      started.createContext("/", this::handle);
      started.setExecutor(threads);
      started.start();
      return started;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    Received request;
    Reply reply;
    synchronized (this) {
      int number = received.size() + 1;
      request =
          new Received(
              number,
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              body,
              faults.getOrDefault(number, always));
      received.add(request);
      reply = effect(exchange, request);
      finished++;
      notifyAll();
    }
    respond(exchange, request.fault(), reply);
  }

  private Reply effect(HttpExchange exchange, Received request) {
    Map.Entry<String, String> credential = flavour.credential();
    if (!credential.getValue().equals(exchange.getRequestHeaders().getFirst(credential.getKey()))) {
      return Reply.json(401, "{\"message\":\"no valid token\"}");
    }
    return switch (request.fault()) {
      case NONE, BAD_GATEWAY, HANG_AFTER, HANG_IN_BODY, CUT_AFTER, TRUNCATED, GARBAGE ->
          flavour.reply(request, records);
      case TWICE -> {
        flavour.reply(request, records);
        yield flavour.reply(request, records);
      }
      case TOO_MANY, TOO_MANY_SILENT, OUT_OF_BUDGET ->
          Reply.json(429, "{\"message\":\"You have reached your limit.\"}");
      case SERVER_ERROR -> Reply.json(500, "{\"message\":\"internal error\"}");
      case UNAVAILABLE -> Reply.json(503, "{\"message\":\"maintenance\"}");
      case UNAUTHORIZED -> Reply.json(401, "{\"message\":\"token " + TOKEN + " has run out\"}");
      case FORBIDDEN -> Reply.json(403, "{\"message\":\"missing scope crm.pipelines.write\"}");
      case ELSEWHERE -> Reply.json(302, "{}");
      case HANG, CUT -> Reply.json(200, "{}");
    };
  }

  private void respond(HttpExchange exchange, Fault fault, Reply reply) throws IOException {
    switch (fault) {
      case HANG, HANG_AFTER -> hang(exchange);
      case CUT, CUT_AFTER -> exchange.close();
      case TRUNCATED -> part(exchange, reply);
      case HANG_IN_BODY -> {
        part(exchange, reply, reply.body().length / 2);
        hang(exchange);
      }
      case GARBAGE -> whole(exchange, Reply.json(200, "<html>all is well</html>"));
      case BAD_GATEWAY -> whole(exchange, Reply.json(502, "<html>bad gateway</html>"));
      case TOO_MANY -> hinted(exchange, "Retry-After", "7", reply);
      case OUT_OF_BUDGET -> hinted(exchange, "Retry-After", "86400", reply);
      case ELSEWHERE -> hinted(exchange, "Location", "https://elsewhere.example/", reply);
      default -> whole(exchange, reply);
    }
  }

  private static void hinted(HttpExchange exchange, String header, String value, Reply reply)
      throws IOException {
    exchange.getResponseHeaders().set(header, value);
    whole(exchange, reply);
  }

  private static void whole(HttpExchange exchange, Reply reply) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", reply.type());
    exchange.sendResponseHeaders(
        reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
    exchange.getResponseBody().write(reply.body());
    exchange.close();
  }

  private static void part(HttpExchange exchange, Reply reply) throws IOException {
    part(exchange, reply, reply.body().length / 2);
    exchange.close();
  }

  private static void part(HttpExchange exchange, Reply reply, int length) throws IOException {
    exchange.sendResponseHeaders(reply.status(), reply.body().length + 1);
    exchange.getResponseBody().write(reply.body(), 0, length);
    exchange.getResponseBody().flush();
  }

  private void hang(HttpExchange exchange) {
    try {
      closing.await();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
    exchange.close();
  }
}
