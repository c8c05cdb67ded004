package io.plumbline.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.error.PlumblineException;
import io.plumbline.send.FakeCrm.Fault;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WebhookTest {

  private static final Notice NOTICE =
      new Notice(
          NoticeKind.PROPOSED,
          "2026-03-31/1",
          LocalDate.of(2026, 3, 31),
          "A new <!channel> table & 2 stages",
          List.of(
              new Movement("default", "Proposal <sent>", 0.5, 0.372),
              new Movement("default", "R&D", 0.1, 0.125)),
          Optional.of(
              new Notice.Money(new BigDecimal("1250000.40"), new BigDecimal("987654.50"), "EUR")),
          Optional.of(URI.create("https://reports.example/r?a=1&b=2")));

  @Test
  void writesTheStructuredForm() {
    assertThat(new String(NoticeFormat.JSON.body(NOTICE), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"schema\":\"plumbline.notice/1\",\"kind\":\"proposed\",\"version\":\"2026-03-31/1\","
                + "\"as_of\":\"2026-03-31\",\"title\":\"A new <!channel> table & 2 stages\","
                + "\"movements\":[{\"pipeline\":\"default\",\"stage\":\"Proposal <sent>\","
                + "\"before\":0.5,\"after\":0.372},{\"pipeline\":\"default\",\"stage\":\"R&D\","
                + "\"before\":0.1,\"after\":0.125}],\"money\":{\"before\":1250000.40,"
                + "\"after\":987654.50,\"currency\":\"EUR\"},"
                + "\"link\":\"https://reports.example/r?a=1&b=2\"}");
  }

  @Test
  void writesSlackTextThatCallsNobodyAndLinksNothingButTheReport() throws IOException {
    JsonNode slack = new ObjectMapper().readTree(NoticeFormat.SLACK.body(NOTICE));

    assertThat(slack.size()).isEqualTo(1);
    assertThat(slack.path("text").asText())
        .isEqualTo(
            """
            *A new &lt;!channel&gt; table &amp; 2 stages*
            Proposed, version 2026-03-31/1, as of 2026-03-31
            \u2022 default / Proposal &lt;sent&gt;: 50.0 % \u2192 37.2 %
            \u2022 default / R&amp;D: 10.0 % \u2192 12.5 %
            Open pipeline, weighted: 1,250,000 \u2192 987,655 EUR
            <https://reports.example/r?a=1&amp;b=2|Report>""");
  }

  @Test
  void tellsTheLargestMovementsOnly() {
    List<Movement> many =
        IntStream.range(0, 30).mapToObj(i -> new Movement("p", "s" + i, 0.1, 0.2)).toList();
    Notice notice =
        new Notice(
            NoticeKind.HELD,
            "v",
            LocalDate.of(2026, 3, 31),
            "t",
            many,
            Optional.empty(),
            Optional.empty());

    assertThat(notice.movements()).hasSize(10).last().extracting(Movement::stage).isEqualTo("s9");
  }

  @Test
  void postsAndTriesAgainBriefly() {
    try (FakeCrm hook = hook()) {
      hook.fault(1, Fault.UNAVAILABLE).fault(2, Fault.CUT);

      Optional<String> warning = webhook(hook).post(NOTICE);

      assertThat(warning).isEmpty();
      assertThat(hook.received())
          .hasSize(3)
          .allMatch(request -> request.path().equals("/services/T0/B0/hunter2?x=1"))
          .allMatch(request -> request.method().equals("POST"));
      assertThat(hook.received().get(2).body()).isEqualTo(NoticeFormat.JSON.body(NOTICE));
    }
  }

  @Test
  void warnsWithoutShowingTheAddress() {
    try (FakeCrm hook = hook()) {
      hook.fault(1, Fault.FORBIDDEN);
      assertThat(webhook(hook).post(NOTICE))
          .contains(
              "The notice to " + hook.base() + " may not have arrived: it answered with HTTP 403");
      assertThat(hook.received()).hasSize(1);

      hook.always(Fault.HANG);
      String late = webhook(hook).post(NOTICE).orElseThrow();
      assertThat(late).contains("no answer within 300 ms").doesNotContain("hunter2");
      assertThat(hook.received()).hasSize(4);
      assertThat(webhook(hook)).hasToString("webhook at " + hook.base());
    }
  }

  @Test
  void warnsWhereNobodyListensOrTheCertificateIsWrong() {
    URI address;
    try (FakeCrm hook = hook()) {
      address = URI.create(hook.base() + "/hunter2");
      assertThat(Webhook.to(address, NoticeFormat.SLACK).post(NOTICE).orElseThrow())
          .contains("certificate")
          .doesNotContain("hunter2");
    }
    Webhook gone =
        new Webhook(
            address,
            NoticeFormat.SLACK,
            TestCertificate.ofThisMachine().trust(),
            pause -> {},
            pace());
    assertThat(gone.post(NOTICE).orElseThrow())
        .startsWith("The notice to https://localhost:")
        .doesNotContain("hunter2");
  }

  @Test
  void refusesAnAddressThatIsNotEncryptedWithoutShowingIt() {
    PlumblineException refused =
        catchThrowableOfType(
            PlumblineException.class,
            () -> Webhook.to(URI.create("http://hooks.example/hunter2"), NoticeFormat.JSON));

    assertThat(refused.code()).isEqualTo("send.address");
    assertThat(refused).hasMessageContaining("http://hooks.example");
    assertThat(refused).hasMessageNotContaining("hunter2");
  }

  private static Webhook webhook(FakeCrm hook) {
    return new Webhook(
        URI.create(hook.base() + "/services/T0/B0/hunter2?x=1"),
        NoticeFormat.JSON,
        hook.trust(),
        pause -> {},
        pace());
  }

  private static Pace pace() {
    return new Pace(
        1000,
        Duration.ofMillis(300),
        Duration.ofMillis(300),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        new Retries(3, 3, Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofSeconds(10), 1));
  }

  private static FakeCrm hook() {
    return FakeCrm.with(
        new FakeCrm.Flavour() {
          @Override
          public Map.Entry<String, String> credential() {
            return Map.entry("Content-Type", "application/json");
          }

          @Override
          public FakeCrm.Reply reply(
              FakeCrm.Received request, SortedMap<String, SortedMap<String, String>> records) {
            return FakeCrm.Reply.json(200, "ok");
          }
        },
        TestCertificate.ofThisMachine());
  }
}
