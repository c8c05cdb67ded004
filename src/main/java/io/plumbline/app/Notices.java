package io.plumbline.app;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.error.Errors;
import io.plumbline.lake.Location;
import io.plumbline.lake.Stamp;
import io.plumbline.publish.PackageResult;
import io.plumbline.publish.PublishedStage;
import io.plumbline.publish.Release;
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
import java.util.OptionalDouble;
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
        "opportunity_score",
        List.of("amount_base", "incumbent", "confidence"),
        row ->
            sums.add(
                row.amount("amount_base"),
                row.optionalNumber("incumbent"),
                row.optionalNumber("confidence")));
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
                isHeld ? Optional.empty() : sums.money(tables.deals(0).currency(configuration)),
                link()));
  }

  /** After a package was made. */
  Optional<String> published(
      ConfidenceVersion version, Release release, PackageResult result, String target) {
    if (webhook.isEmpty()) {
      return Optional.empty();
    }
    Largest largest = new Largest();
    Sums sums = new Sums();
    for (int i = 0; i < result.stages().size(); i++) {
      PublishedStage stage = result.stages().get(i);
      OptionalDouble now = stage.published().isPresent() ? stage.published() : stage.before();
      if (stage.before().isPresent() && now.isPresent()) {
        largest.add(
            new Movement(
                stage.pipelineId(),
                stage.label(),
                stage.before().getAsDouble(),
                now.getAsDouble()));
      }
      sums.add(Optional.of(release.stages().get(i).openAmount()), stage.before(), now);
    }
    return webhook
        .get()
        .post(
            new Notice(
                NoticeKind.PUBLISHED,
                version.id(),
                version.asOf(),
                "A package of stage confidences was made for " + target,
                largest.movements(),
                sums.money(release.currency()),
                link()));
  }

  private Optional<URI> link() {
    String link = configuration.value(Settings.NOTICE_LINK);
    return link.isEmpty() ? Optional.empty() : Optional.of(URI.create(link));
  }

  /** The open pipeline by the percentages in use, and by the new confidences. */
  private static final class Sums {
    private BigDecimal before = BigDecimal.ZERO;
    private BigDecimal after = BigDecimal.ZERO;
    private boolean isComplete = true;

    void add(Optional<BigDecimal> amount, OptionalDouble now, OptionalDouble then) {
      if (amount.isEmpty() || amount.get().signum() == 0) {
        return;
      }
      if (now.isEmpty() || then.isEmpty()) {
        isComplete = false;
        return;
      }
      before = before.add(amount.get().multiply(BigDecimal.valueOf(now.getAsDouble())));
      after = after.add(amount.get().multiply(BigDecimal.valueOf(then.getAsDouble())));
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
