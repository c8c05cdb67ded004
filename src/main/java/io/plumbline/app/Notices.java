package io.plumbline.app;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.error.Errors;
import io.plumbline.lake.Location;
import io.plumbline.lake.Stamp;
import io.plumbline.publish.PackageResult;
import io.plumbline.publish.PublishedStage;
import io.plumbline.send.Movement;
import io.plumbline.send.Notice;
import io.plumbline.send.NoticeFormat;
import io.plumbline.send.NoticeKind;
import io.plumbline.send.Webhook;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Tells a webhook of proposals, refusals and publications: stages and sums, no name of a customer,
 * a deal or an owner. Where no webhook is configured, nothing is told.
 */
final class Notices {

  private static final Comparator<Movement> BY_SIZE =
      Comparator.<Movement>comparingDouble(move -> Math.abs(move.after() - move.before()))
          .thenComparing(Movement::pipeline)
          .thenComparing(Movement::stage);

  private final Optional<Webhook> webhook;
  private final Configuration configuration;

  private Notices(Optional<Webhook> webhook, Configuration configuration) {
    this.webhook = webhook;
    this.configuration = configuration;
  }

  /**
   * As the settings say.
   *
   * @throws io.plumbline.error.PlumblineException {@code send.address} where the variable holds no
   *     usable address
   */
  static Notices of(Configuration configuration, Map<String, String> environment) {
    String variable = configuration.value(Settings.NOTICE_URL_ENV);
    String address = environment.getOrDefault(variable, "").strip();
    NoticeFormat format =
        NoticeFormat.valueOf(configuration.value(Settings.NOTICE_FORMAT).toUpperCase(Locale.ROOT));
    return new Notices(
        address.isEmpty()
            ? Optional.empty()
            : Optional.of(Webhook.to(uri(address, variable), format)),
        configuration);
  }

  private static URI uri(String address, String variable) {
    try {
      return new URI(address);
    } catch (URISyntaxException unreadable) {
      // The address is a secret: neither it nor the message that repeats it is shown.
      throw Errors.sendAddressUnusable("of the environment variable " + variable, "it is no URL");
    }
  }

  /** After a run that has calibrated; a text where the notice may not have arrived. */
  Optional<String> calibrated(Location workspace, Stamp stamp, JobResult result) {
    if (webhook.isEmpty()) {
      return Optional.empty();
    }
    boolean isHeld = result.gate().isPresent();
    Largest largest = new Largest();
    Sums sums = new Sums();
    RunTables tables = RunTables.of(workspace, stamp);
    tables.forEach(
        "stage_confidence",
        List.of(
            "pipeline_id",
            "stage_id",
            "stage_label",
            "segment_level",
            "decision",
            "incumbent",
            "confidence"),
        row -> {
          if (row.text("segment_level").equals("stage")
              && !row.text("decision").equals("hold")
              && row.optionalNumber("incumbent").isPresent()
              && row.optionalNumber("confidence").isPresent()) {
            String label = row.text("stage_label");
            largest.add(
                new Movement(
                    row.text("pipeline_id"),
                    label.isEmpty() ? row.text("stage_id") : label,
                    row.number("incumbent"),
                    row.number("confidence")));
          }
        });
    tables.forEach(
        "opportunity_score", List.of("amount_base", "incumbent", "confidence"), sums::add);
    return webhook
        .get()
        .post(
            new Notice(
                isHeld ? NoticeKind.HELD : NoticeKind.PROPOSED,
                stamp.runId(),
                stamp.asOfDate(),
                isHeld
                    ? "Stage confidences stay as they are: "
                        + result.gate().get().explanation().problem()
                    : "A new table of stage confidences waits for review",
                isHeld ? List.of() : largest.movements(),
                isHeld ? Optional.empty() : sums.money(currency(tables)),
                Optional.empty()));
  }

  /** After a package was made. */
  Optional<String> published(
      Location workspace, ConfidenceVersion version, PackageResult result, String target) {
    if (webhook.isEmpty()) {
      return Optional.empty();
    }
    Largest largest = new Largest();
    for (PublishedStage stage : result.stages()) {
      if (stage.before().isPresent() && stage.published().isPresent()) {
        largest.add(
            new Movement(
                stage.pipelineId(),
                stage.label(),
                stage.before().getAsDouble(),
                stage.published().getAsDouble()));
      }
    }
    Sums sums = new Sums();
    RunTables tables = RunTables.of(workspace, version.stamp());
    tables.forEach(
        "opportunity_score", List.of("amount_base", "incumbent", "confidence"), sums::add);
    return webhook
        .get()
        .post(
            new Notice(
                NoticeKind.PUBLISHED,
                version.id(),
                version.asOf(),
                "Stage confidences were published for " + target,
                largest.movements(),
                sums.money(currency(tables)),
                Optional.empty()));
  }

  private String currency(RunTables tables) {
    String base = configuration.value(Settings.CURRENCY_BASE);
    return base.isEmpty() ? tables.deals(0).currency() : base;
  }

  /** The open pipeline by the percentages in use, and by the new confidences. */
  private static final class Sums {
    private BigDecimal before = BigDecimal.ZERO;
    private BigDecimal after = BigDecimal.ZERO;
    private boolean isComplete = true;

    void add(RunTables.Values row) {
      Optional<BigDecimal> amount = row.amount("amount_base");
      if (amount.isEmpty()) {
        return;
      }
      if (row.optionalNumber("incumbent").isEmpty() || row.optionalNumber("confidence").isEmpty()) {
        isComplete = false;
        return;
      }
      before = before.add(amount.get().multiply(BigDecimal.valueOf(row.number("incumbent"))));
      after = after.add(amount.get().multiply(BigDecimal.valueOf(row.number("confidence"))));
    }

    Optional<Notice.Money> money(String currency) {
      return isComplete ? Optional.of(new Notice.Money(before, after, currency)) : Optional.empty();
    }
  }

  /** The largest movements, however many stages there are. */
  private static final class Largest {
    private final PriorityQueue<Movement> kept = new PriorityQueue<>(BY_SIZE);

    void add(Movement movement) {
      if (movement.before() != movement.after()) {
        kept.add(movement);
        if (kept.size() > Notice.LISTED) {
          kept.remove();
        }
      }
    }

    List<Movement> movements() {
      List<Movement> movements = new ArrayList<>(kept);
      movements.sort(BY_SIZE.reversed());
      return movements;
    }
  }
}
