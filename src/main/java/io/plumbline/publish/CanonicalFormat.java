package io.plumbline.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.model.Sha256;
import io.plumbline.publish.Backfill.Change;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The table for any other system: every number exact, as CSV, as JSON and with the JSON Schema that
 * says what each column is; and a row for each open deal with a confidence of its own.
 */
final class CanonicalFormat implements PackageFormat {

  /** Raised when a column changes its meaning or goes. */
  private static final int SCHEMA_VERSION = 1;

  private static final int POINT_DECIMALS = 6;

  private static final String SCHEMA = "stage_confidence.schema.json";

  /** Columns that Plumbline fills itself; any other text may be typed by a person, ids too. */
  private static final Set<String> OWN =
      Set.of("run_id", "input_version", "code_version", "sha256");

  private final String crm;

  CanonicalFormat(String crm) {
    this.crm = crm;
  }

  @Override
  public Deals write(Content content, PackageDraft draft) throws IOException {
    Release release = content.release();
    ObjectNode root = JsonText.object();
    root.put("schema_version", SCHEMA_VERSION).put("version", release.version());
    ArrayNode stages = root.putArray("stages");
    release.stages().forEach(stage -> stages.add(row(release, stage)));
    draft.text("stage_confidence.json", JsonText.pages(root));
    draft.text(SCHEMA, schema());
    if (!stages.isEmpty()) {
      RowFile csv = RowFile.of(draft, "stage_confidence.csv", columns(stages.get(0)));
      for (JsonNode row : stages) {
        csv.row(cells(row));
      }
    }
    return new Rows(draft);
  }

  @Override
  public List<String> steps() {
    return List.of(
        "Read stage_confidence.json, whose columns "
            + SCHEMA
            + " describes. It is the exact form: in stage_confidence.csv and deals.csv, text that a"
            + " spreadsheet would run as a formula, an id too, has an apostrophe in front, and lists"
            + " are joined by |.",
        "released_prob is what was approved; where it is empty the percentage in use stays.",
        "deals.csv has a row for each open deal with a confidence of its own.");
  }

  @Override
  public List<String> rollback() {
    return List.of("current_prob is what was in use before.");
  }

  private ObjectNode row(Release release, ReleasedStage stage) {
    ObjectNode row = JsonText.object();
    row.put("crm", crm)
        .put("pipeline_id", stage.pipelineId())
        .put("stage_id", stage.stageId())
        .put("stage_label", stage.label());
    if (stage.order().isPresent()) {
      row.put("stage_order", stage.order().getAsInt());
    } else {
      row.putNull("stage_order");
    }
    row.put("stage_kind", stage.kind().label());
    row.putNull("segment");
    evidence(row, stage, release.intervalLevel());
    JsonText.put(row, "released_prob", stage.released());
    row.put("open_deals", stage.openDeals())
        .put("open_amount", stage.openAmount())
        .put("currency", release.currency())
        .put("window_start", release.windowStart().map(Object::toString).orElse(null))
        .put("window_end", release.asOf().toString())
        .put("as_of_date", release.asOf().toString())
        .put("run_id", release.version())
        .put("input_version", inputVersion(release))
        .put("code_version", release.codeVersion());
    return row.put("sha256", Sha256.of(RowFile.text(cells(row))));
  }

  private static void evidence(ObjectNode row, ReleasedStage stage, double level) {
    Optional<Evidence> known = stage.evidence();
    row.put("n_won", known.map(Evidence::won).orElse(null))
        .put("n_lost", known.map(Evidence::lost).orElse(null))
        .put("n_open_censored", known.map(Evidence::open).orElse(null));
    JsonText.put(row, "current_prob", stage.incumbent());
    put(row, "observed_rate", known.map(Evidence::reachedWinRate));
    put(row, "calibrated_prob", known.map(Evidence::confidence));
    put(row, "ci_low", known.map(Evidence::low));
    put(row, "ci_high", known.map(Evidence::high));
    put(row, "ci_level", known.map(e -> OptionalDouble.of(level)));
    row.put("method", known.map(Evidence::method).orElse(null));
    put(row, "borrowed_share", known.map(e -> OptionalDouble.of(e.borrowedShare())));
    row.put("borrowed_from", known.flatMap(Evidence::borrowedFrom).orElse(null));
    row.put("change_pts", known.flatMap(CanonicalFormat::points).orElse(null));
    row.put("decision", known.map(Evidence::decision).orElse(null));
    ArrayNode reasons = row.putArray("reason_codes");
    known.map(Evidence::reasons).orElse(List.of()).forEach(reasons::add);
    row.put("mark", known.flatMap(Evidence::mark).orElse(null));
  }

  /** A difference of doubles has noise in its last places, which no reader wants to see. */
  private static Optional<BigDecimal> points(Evidence evidence) {
    return evidence.change().isPresent()
        ? Optional.of(
            Rounding.decimal(evidence.change().getAsDouble())
                .movePointRight(2)
                .setScale(POINT_DECIMALS, RoundingMode.HALF_UP)
                .stripTrailingZeros())
        : Optional.empty();
  }

  private static void put(ObjectNode row, String column, Optional<OptionalDouble> value) {
    JsonText.put(row, column, value.orElse(OptionalDouble.empty()));
  }

  /** One hash for all inputs, which changes when any of them does. */
  private static String inputVersion(Release release) {
    StringBuilder inputs = new StringBuilder();
    release
        .inputs()
        .forEach((name, sha256) -> inputs.append(name).append(' ').append(sha256).append('\n'));
    return Sha256.of(inputs.toString());
  }

  private static List<String> columns(JsonNode row) {
    List<String> columns = new ArrayList<>();
    row.fieldNames().forEachRemaining(columns::add);
    return columns;
  }

  private static Object[] cells(JsonNode row) {
    return columns(row).stream().map(column -> cell(column, row.get(column))).toArray();
  }

  private static String cell(String column, JsonNode value) {
    if (value.isNull()) {
      return "";
    }
    if (value.isArray()) {
      List<String> parts = new ArrayList<>();
      value.forEach(part -> parts.add(part.asText()));
      return RowFile.asText(String.join("|", parts));
    }
    if (value.isNumber()) {
      return value.decimalValue().toPlainString();
    }
    return OWN.contains(column) ? value.asText() : RowFile.asText(value.asText());
  }

  private static String schema() {
    try (InputStream file = CanonicalFormat.class.getResourceAsStream(SCHEMA)) {
      if (file == null) {
        throw new IllegalStateException(SCHEMA + " is not on the class path.");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException failure) {
      throw new UncheckedIOException("Cannot read " + SCHEMA + " from the class path", failure);
    }
  }

  /** A row for each deal with a confidence of its own. */
  private static final class Rows implements Deals {

    private final RowFile csv;

    Rows(PackageDraft draft) {
      csv =
          RowFile.of(
              draft,
              "deals.csv",
              List.of(
                  "opportunity_id",
                  "pipeline_id",
                  "stage_id",
                  "segment",
                  "amount",
                  "current_prob",
                  "calibrated_prob",
                  "ci_low",
                  "ci_high"));
    }

    @Override
    public void take(ReleasedRecord deal, Optional<Change> change) throws IOException {
      if (deal.released().isPresent()) {
        csv.row(
            RowFile.asText(deal.opportunityId()),
            RowFile.asText(deal.pipelineId()),
            RowFile.asText(deal.stageId()),
            RowFile.asText(deal.segment()),
            deal.amount().map(BigDecimal::toPlainString).orElse(""),
            text(deal.held()),
            text(deal.released()),
            text(deal.low()),
            text(deal.high()));
      }
    }

    private static String text(OptionalDouble probability) {
      return probability.isPresent()
          ? Rounding.decimal(probability.getAsDouble()).toPlainString()
          : "";
    }
  }
}
