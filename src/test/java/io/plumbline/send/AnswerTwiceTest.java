package io.plumbline.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server that acknowledges each request twice on the same connection: the second answer must not
 * be taken for that of the next request.
 */
class AnswerTwiceTest {

  private static final Pattern STAGE = Pattern.compile("(GET|PATCH) /api/v2/stages/([0-9]+) .*");

  @TempDir private Path folder;

  private final List<String> written = new CopyOnWriteArrayList<>();

  @ParameterizedTest
  @ValueSource(strings = {"at once", "a moment later"})
  void isNotTakenForTheAnswerToTheNextRequest(String when) throws Exception {
    StringBuilder requests = new StringBuilder();
    for (int stage = 1; stage <= 5; stage++) {
      requests.append(
          "{\"id\":\"stage:%d\",\"method\":\"PATCH\",\"path\":\"/api/v2/stages/%d\",\"body\":{\"deal_probability\":%d}}\n"
              .formatted(stage, stage, 10 * stage));
    }
    Path source =
        TestPackage.write(
            folder.resolve("package"), "pipedrive", Map.of("requests.jsonl", requests.toString()));
    TestCertificate certificate = TestCertificate.ofThisMachine();
    try (SSLServerSocket server =
        (SSLServerSocket)
            certificate
                .server()
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread serving = new Thread(() -> serve(server, when.equals("at once")));
      serving.setDaemon(true);
      serving.start();
      SendPlan plan =
          new SendPlan(
              source,
              folder.resolve("journal"),
              "1",
              URI.create("https://localhost:" + server.getLocalPort()),
              Scene.token(),
              EnumSet.allOf(Part.class),
              Scene.PACE);

      SendResult result = new Sender(certificate.trust(), pause -> {}, Watch.NONE).run(plan);

      assertThat(result.failures()).isEmpty();
      assertThat(written).containsExactlyInAnyOrder("1=10", "2=20", "3=30", "4=40", "5=50");
    }
  }

  @Test
  void theAnswerOfAnotherRecordIsNoAnswer() {
    FakePipedrive honest = new FakePipedrive();
    FakeCrm.Flavour mixingUp =
        new FakeCrm.Flavour() {
          @Override
          public Map.Entry<String, String> credential() {
            return honest.credential();
          }

          @Override
          public FakeCrm.Reply reply(
              FakeCrm.Received request, SortedMap<String, SortedMap<String, String>> records) {
            FakeCrm.Reply reply = honest.reply(request, records);
            String text = new String(reply.body(), StandardCharsets.UTF_8);
            return request.number() == 2
                ? FakeCrm.Reply.json(200, text.replace("\"id\":3", "\"id\":1"))
                : reply;
          }
        };
    FakeCrm crm = FakeCrm.with(mixingUp, TestCertificate.ofThisMachine());
    try (Scene scene =
        new Scene(
            TestPackage.pipedriveBefore(crm),
            TestPackage.pipedrive(folder.resolve("package")),
            folder.resolve("journal"))) {

      assertThat(scene.send().isComplete()).isTrue();

      assertThat(crm.received().get(2))
          .extracting(FakeCrm.Received::method, FakeCrm.Received::path)
          .containsExactly("GET", "/api/v2/stages/3");
    }
  }

  private void serve(SSLServerSocket server, boolean atOnce) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        answer(socket, atOnce);
      } catch (IOException cut) {
        // The client cuts a connection that says more than it was asked; the next one is awaited.
        assertThat(cut).isNotNull();
      }
    }
  }

  private void answer(Socket socket, boolean atOnce) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    OutputStream out = socket.getOutputStream();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Matcher stage = STAGE.matcher(line);
      if (!stage.matches()) {
        continue;
      }
      int length = 0;
      for (String header = in.readLine(); !header.isEmpty(); header = in.readLine()) {
        if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          length = Integer.parseInt(header.substring("content-length:".length()).strip());
        }
      }
      char[] body = new char[length];
      for (int got = 0; got < length; ) {
        got += in.read(body, got, length - got);
      }
      String id = stage.group(2);
      if (stage.group(1).equals("PATCH")) {
        written.add(id + "=" + new String(body).replaceAll("[^0-9]", ""));
      }
      String json =
          "{\"success\":true,\"data\":{\"id\":" + id + ",\"deal_probability\":" + id + "0}}";
      String answer =
          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
              + json.length()
              + "\r\n\r\n"
              + json;
      if (atOnce) {
        out.write((answer + answer).getBytes(StandardCharsets.UTF_8));
        out.flush();
      } else {
        out.write(answer.getBytes(StandardCharsets.UTF_8));
        out.flush();
        out.write(answer.getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    }
  }
}
