package io.plumbline.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.plumbline.config.Configuration;
import io.plumbline.error.Errors;
import io.plumbline.error.PlumblineException;
import io.plumbline.lake.Location;
import io.plumbline.lake.Stamp;
import io.plumbline.table.Tables;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a webhook hears of a run. */
class NoticesTest {

  private static final Stamp RUN = RunFixture.stamp("v1");

  @TempDir Path workspace;

  private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          heard.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    RunFixture fixture = new RunFixture(workspace);
    fixture.append(
        Tables.STAGE_CONFIDENCE,
        RUN,
        confidence("new", "New", "stage", "publish", 0.10, 0.125),
        confidence("offer", "Offer", "stage", "review", 0.50, 0.30),
        confidence("late", "Late", "stage", "hold", 0.90, 0.20),
        confidence("offer", "Offer", "age_band", "publish", 0.50, 0.05));
    fixture.append(
        Tables.OPPORTUNITY_SCORE,
        RUN,
        score("Secret Customer Ltd", "1000.00", 0.10, 0.12),
        score("b", "2000.00", 0.50, 0.25));
    fixture.append(Tables.RUN_REPORT, RUN, RunFixture.ledger(Map.of()));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static Map<String, Object> confidence(
      String stage, String label, String level, String decision, double before, double after) {
    return RunFixture.row(
        "pipeline_id", "default",
        "stage_id", stage,
        "stage_label", label,
        "segment_level", level,
        "decision", decision,
        "incumbent", before,
        "confidence", after);
  }

  private static Map<String, Object> score(String id, String amount, double before, double after) {
    return RunFixture.row(
        "opportunity_id", id,
        "amount_base", RunFixture.amount(amount),
        "incumbent", before,
        "confidence", after);
  }

  private Optional<String> post(
      Map<String, String> settings, Optional<PlumblineException> gate, String address) {
    JobResult result =
        new JobResult(
            "v1", "proposed", JobResult.RowCounts.NONE, List.of(), Optional.empty(), 0, gate);
    return Notices.of(
            Configuration.load(Optional.empty(), settings),
            address.isEmpty() ? Map.of() : Map.of("PLUMBLINE_WEBHOOK_URL", address))
        .calibrated(Location.of(workspace), RUN, result);
  }

  private String address() {
    return "http://localhost:" + server.getAddress().getPort() + "/hook/s3cret";
  }

  @Test
  void aProposalIsToldWithItsLargestMovementsAndWhatTheOpenPipelineIsWorth() throws IOException {
    assertThat(
            post(
                Map.of("notice.link", "https://reports.example.com/", "currency.base", "EUR"),
                Optional.empty(),
                address()))
        .isEmpty();

    JsonNode notice = new ObjectMapper().readTree(heard.get(0));
    assertThat(notice.path("kind").asText()).isEqualTo("proposed");
    assertThat(notice.path("version").asText()).isEqualTo("v1");
    assertThat(notice.path("movements").findValuesAsText("stage"))
        .as("stages that may change, the largest movement first")
        .containsExactly("Offer", "New");
    assertThat(notice.at("/money/before").decimalValue()).isEqualByComparingTo("1100");
    assertThat(notice.at("/money/after").decimalValue()).isEqualByComparingTo("620");
    assertThat(notice.path("link").asText()).isEqualTo("https://reports.example.com/");
    assertThat(heard.get(0)).doesNotContain("Secret Customer");
  }

  @Test
  void aRefusalIsToldWithItsReasonAndNoMovement() throws IOException {
    assertThat(post(Map.of(), Optional.of(Errors.nothingToPropose(12, 3)), address())).isEmpty();

    JsonNode notice = new ObjectMapper().readTree(heard.get(0));
    assertThat(notice.path("kind").asText()).isEqualTo("held");
    assertThat(notice.path("title").asText()).contains("None of the 12 cells");
    assertThat(notice.path("movements")).isEmpty();
  }

  @Test
  void slackGetsOneText() throws IOException {
    post(Map.of("notice.format", "slack", "currency.base", "EUR"), Optional.empty(), address());

    JsonNode notice = new ObjectMapper().readTree(heard.get(0));
    assertThat(notice.fieldNames()).toIterable().containsExactly("text");
    assertThat(notice.path("text").asText()).contains("Offer: 50.0 % → 30.0 %", "1,100 → 620 EUR");
  }

  @Test
  void nobodyIsToldWhereNoWebhookIsSet() {
    assertThat(post(Map.of(), Optional.empty(), "")).isEmpty();
    assertThat(heard).isEmpty();
  }

  @Test
  void aWebhookThatIsAwayIsAWarningWithoutItsSecret() {
    String gone = address();
    server.stop(0);

    assertThat(post(Map.of(), Optional.empty(), gone))
        .hasValueSatisfying(
            warning ->
                assertThat(warning).contains("may not have arrived").doesNotContain("s3cret"));
  }
}
