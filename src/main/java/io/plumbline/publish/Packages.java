package io.plumbline.publish;

import io.plumbline.error.Errors;
import io.plumbline.publish.Backfill.Change;
import io.plumbline.publish.Target.OnDeals;
import io.plumbline.publish.Target.Scope;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Writes an approved version as the import package of a CRM. */
public final class Packages {

  private Packages() {}

  /**
   * Writes a package, whole or not at all. The same release, deals and options give the same bytes.
   *
   * @param records the open deals in ascending order of their ids, each once; read one by one, once
   * @param out the folder that it will be: new, empty, or an earlier package, which is replaced
   * @return what was written
   * @throws io.plumbline.error.PlumblineException {@code output.not_a_package}, {@code
   *     output.unwritable}, {@code publish.stages_incomplete}, {@code publish.ids_missing}, {@code
   *     publish.stages_do_not_fit}; in each case {@code out} is as it was before
   * @throws IllegalArgumentException where a deal comes twice
   */
  public static PackageResult write(
      Target target,
      Release release,
      Supplier<Stream<ReleasedRecord>> records,
      PublishOptions options,
      Path out) {
    return write(target, format(target, options), release, records, options, out);
  }

  /** The same with a format of its own, so that a test can split files early. */
  static PackageResult write(
      Target target,
      PackageFormat format,
      Release release,
      Supplier<Stream<ReleasedRecord>> records,
      PublishOptions options,
      Path out) {
    Rounding rounding = rounding(target, options);
    StageTable stages = StageTable.of(release.stages(), target, rounding, options.order());
    Content content = new Content(release, stages, rounding);
    List<String> notes = new ArrayList<>(format.notes());
    notes.addAll(stages.notes());
    notes.addAll(withoutWayBack(stages));
    Loss loss = new Loss();
    List<PublishedStage> published =
        release.stages().stream().map(stage -> published(stage, content, target, loss)).toList();
    try (PackageDraft draft = PackageDraft.at(out)) {
      Map<String, Long> counts =
          deals(target, content, records, format.write(content, draft), loss);
      draft.text("README.txt", Readme.text(target, release, format, notes));
      PackageResult result = new PackageResult(published, counts, draft.files(), notes);
      draft.text(
          PackageFiles.MANIFEST, Manifest.text(target, options.order(), content, result, loss));
      draft.complete();
      return result;
    } catch (IOException failure) {
      throw Errors.outputUnwritable(out, failure);
    }
  }

  private static PackageFormat format(Target target, PublishOptions options) {
    return switch (target) {
      case SALESFORCE ->
          new SalesforceFormat(options.salesforceApiVersion(), SalesforceFormat.LARGEST_FILE);
      case HUBSPOT -> new HubSpotFormat();
      case PIPEDRIVE -> new PipedriveFormat();
      case DYNAMICS365 -> new DynamicsFormat();
      case ZOHO -> new ZohoFormat(options.zohoStageField(), options.zohoStageValues());
      case ODOO -> new OdooFormat();
      case ESPOCRM -> new EspoFormat();
      case SUITECRM -> new SuiteFormat(options.suitecrmLanguage());
      case NUTSHELL, PIPELINECRM -> new SheetFormat(target);
      case CANONICAL -> new CanonicalFormat(options.sourceCrm());
    };
  }

  private static Rounding rounding(Target target, PublishOptions options) {
    return switch (target) {
      case HUBSPOT -> Rounding.fraction(Rounding.decimal(options.hubspotStep()));
      case ODOO -> Rounding.percent(2);
      default -> Rounding.percent(0);
    };
  }

  private static List<String> withoutWayBack(StageTable stages) {
    return stages.values().stream()
        .filter(value -> value.published().isPresent() && value.incumbent().isEmpty())
        .map(
            value ->
                "The percentage in use of stage '"
                    + value.stageId()
                    + "' of pipeline '"
                    + value.pipelineId()
                    + "' was not exported, so there is no roll-back for it.")
        .toList();
  }

  private static PublishedStage published(
      ReleasedStage stage, Content content, Target target, Loss loss) {
    Optional<BigDecimal> released =
        stage.released().isPresent()
            ? Optional.of(Rounding.decimal(stage.released().getAsDouble()))
            : Optional.empty();
    Optional<BigDecimal> published =
        target.scope() == Scope.EXACT
            ? released
            : content
                .stages()
                .of(stage.key())
                .flatMap(StageValue::published)
                .map(content.rounding()::probability);
    OptionalDouble points = OptionalDouble.empty();
    Optional<BigDecimal> currency = Optional.empty();
    if (released.isPresent() && published.isPresent()) {
      points = OptionalDouble.of(Loss.points(published.get(), released.get()).doubleValue());
      currency = Optional.of(Loss.currency(published.get(), released.get(), stage.openAmount()));
      loss.add(published.get(), released.get(), Optional.of(stage.openAmount()));
    }
    return new PublishedStage(
        stage.pipelineId(),
        stage.stageId(),
        stage.label(),
        stage.incumbent(),
        stage.released(),
        published.isPresent()
            ? OptionalDouble.of(published.get().doubleValue())
            : OptionalDouble.empty(),
        points,
        currency);
  }

  private static Map<String, Long> deals(
      Target target,
      Content content,
      Supplier<Stream<ReleasedRecord>> records,
      PackageFormat.Deals deals,
      Loss loss)
      throws IOException {
    Backfill backfill = new Backfill(target, content.stages(), content.rounding());
    long count = 0;
    long withValue = 0;
    String last = "";
    try (Stream<ReleasedRecord> stream = records.get()) {
      for (Iterator<ReleasedRecord> next = stream.iterator(); next.hasNext(); ) {
        ReleasedRecord deal = next.next();
        if (deal.opportunityId().equals(last)) {
          throw new IllegalArgumentException("Cannot publish the deal '" + last + "' twice.");
        }
        last = deal.opportunityId();
        count++;
        withValue += deal.released().isPresent() ? 1 : 0;
        Optional<Change> change =
            target.onDeals() == OnDeals.COPY ? backfill.take(deal) : Optional.empty();
        deals.take(deal, change);
        if (target.scope() == Scope.RECORD && change.isPresent()) {
          loss.add(
              content.rounding().probability(change.get().after()),
              Rounding.decimal(deal.released().orElseThrow()),
              deal.amount());
        }
      }
    }
    deals.finish();
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("records", count);
    counts.put("records_with_value", withValue);
    if (target.onDeals() == OnDeals.COPY) {
      counts.putAll(backfill.counts());
    }
    return counts;
  }
}
