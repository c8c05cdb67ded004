package io.plumbline.publish;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code manifest.json}: what a package is, how it came about and what it holds. */
final class Manifest {

  /** The value of the key {@code format}, by which a package is known. */
  static final String FORMAT = "plumbline-package";

  /** Raised when a key changes its meaning or goes. */
  private static final int SCHEMA_VERSION = 1;

  private Manifest() {}

  /**
   * The text of the file.
   *
   * @param loss of stages or, where a CRM has no percentages of stages, of the deals of the
   *     backfill
   */
  static String text(Target target, Order order, Content content, PackageResult result, Loss loss) {
    Release release = content.release();
    ObjectNode root = JsonText.object();
    root.put("format", FORMAT)
        .put("schema_version", SCHEMA_VERSION)
        .put("target", target.label())
        .put("version", release.version())
        .put("as_of", release.asOf().toString())
        .put("approved_on", release.approvedOn().toString());
    texts(root.putArray("approved_by"), release.approvedBy());
    root.put("code_version", release.codeVersion())
        .put("config_id", release.configId())
        .put("interval_level", Rounding.decimal(release.intervalLevel()))
        .put("currency", release.currency());
    ObjectNode inputs = root.putObject("inputs");
    release.inputs().forEach(inputs::put);
    root.set("rounding", rounding(target, order, content.rounding()));
    root.putObject("rounding_loss")
        .put("points_largest", loss.largestPoints())
        .put("currency_net", loss.net())
        .put("currency_gross", loss.gross());
    ArrayNode stages = root.putArray("stages");
    Iterator<PublishedStage> published = result.stages().iterator();
    release.stages().forEach(stage -> stages.add(stage(stage, published.next())));
    ObjectNode counts = root.putObject("counts");
    for (Map.Entry<String, Long> count : result.counts().entrySet()) {
      counts.put(count.getKey(), count.getValue());
    }
    texts(root.putArray("notes"), result.notes());
    ArrayNode files = root.putArray("files");
    for (PackageFile file : result.files()) {
      files
          .addObject()
          .put("name", file.name())
          .put("bytes", file.bytes())
          .put("sha256", file.sha256());
    }
    return JsonText.pages(root);
  }

  private static ObjectNode rounding(Target target, Order order, Rounding rounding) {
    ObjectNode rule = JsonText.object();
    if (target.scope() == Target.Scope.EXACT) {
      return rule.put("rule", "none");
    }
    return rule.put("rule", "nearest step, halves up, never an end of the scale")
        .put("whole", rounding.whole())
        .put("step", rounding.step())
        .put("ties", target.ties() == Target.Ties.ALLOWED ? "allowed" : "broken")
        .put("order", order.label());
  }

  private static ObjectNode stage(ReleasedStage stage, PublishedStage published) {
    ObjectNode node = JsonText.object();
    node.put("pipeline_id", stage.pipelineId())
        .put("stage_id", stage.stageId())
        .put("label", stage.label())
        .put("kind", stage.kind().label());
    JsonText.put(node, "before", published.before());
    JsonText.put(node, "released", published.released());
    JsonText.put(node, "published", published.published());
    JsonText.put(node, "points_lost", published.pointsLost());
    node.put("currency_lost", published.currencyLost().orElse(null))
        .put("open_deals", stage.openDeals())
        .put("open_amount", stage.openAmount());
    node.set("evidence", stage.evidence().map(Manifest::evidence).orElse(null));
    return node;
  }

  private static ObjectNode evidence(Evidence evidence) {
    ObjectNode node = JsonText.object();
    JsonText.put(node, "confidence", evidence.confidence());
    JsonText.put(node, "low", evidence.low());
    JsonText.put(node, "high", evidence.high());
    node.put("won", evidence.won())
        .put("lost", evidence.lost())
        .put("open", evidence.open())
        .put("borrowed_share", BigDecimal.valueOf(evidence.borrowedShare()));
    text(node, "borrowed_from", evidence.borrowedFrom());
    JsonText.put(node, "reached_win_rate", evidence.reachedWinRate());
    JsonText.put(node, "change", evidence.change());
    node.put("decision", evidence.decision());
    texts(node.putArray("reasons"), evidence.reasons());
    node.put("method", evidence.method());
    text(node, "mark", evidence.mark());
    text(node, "note", evidence.note());
    return node;
  }

  private static void text(ObjectNode node, String key, Optional<String> value) {
    node.put(key, value.orElse(null));
  }

  private static void texts(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }
}
