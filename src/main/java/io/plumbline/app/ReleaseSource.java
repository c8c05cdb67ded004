package io.plumbline.app;

import io.plumbline.app.RunTables.Values;
import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.lake.Location;
import io.plumbline.publish.Evidence;
import io.plumbline.publish.Release;
import io.plumbline.publish.ReleasedRecord;
import io.plumbline.publish.ReleasedStage;
import io.plumbline.publish.StageKind;
import io.plumbline.publish.Target;
import io.plumbline.table.Tables;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * An approved version, ready to be put into packages, from the tables of the run that proposed it;
 * read without a Spark session. Stages are kept, deals are streamed.
 */
final class ReleaseSource {

  private static final List<String> OF_SCORES =
      List.of(
          "opportunity_id",
          "pipeline_id",
          "stage_id",
          "age_band",
          "amount_base",
          "customer_type",
          "size_band",
          "product",
          "attributes",
          "confidence",
          "confidence_low",
          "confidence_high",
          "decision");

  private final ConfidenceVersion version;
  private final RunTables tables;
  private final SegmentMarks marks;
  private final RunTables latest;
  private final Optional<Earlier> earlier;
  private final Map<StageId, Set<Double>> formerPercentages;
  private final Map<StageId, OptionalDouble> replaced;

  private ReleaseSource(
      ConfidenceVersion version,
      RunTables tables,
      SegmentMarks marks,
      RunTables latest,
      Optional<Earlier> earlier,
      Map<StageId, Set<Double>> formerPercentages,
      Map<StageId, OptionalDouble> replaced) {
    this.version = version;
    this.tables = tables;
    this.marks = marks;
    this.latest = latest;
    this.earlier = earlier;
    this.formerPercentages = formerPercentages;
    this.replaced = replaced;
  }

  /** What another version has put on the deals of the same CRM. */
  private record Earlier(RunTables tables, SegmentMarks marks) {}

  /**
   * Opens a version. The stages, the percentages in use and the deals are those of the newest run
   * of the workspace, with the settings of the version if it can be: what the CRM holds now, as far
   * as anybody knows. Where the version is the last that was published to the CRM, the percentages
   * are those that it has replaced: the way back does not end at the version itself.
   *
   * @param history of the workspace
   * @param target the CRM that the package is for
   */
  static ReleaseSource of(
      Location workspace, ConfidenceVersion version, VersionHistory history, Target target) {
    RunTables tables = RunTables.of(workspace, version.stamp()).requireThere();
    RunTables latest =
        Ledger.newest(workspace, Tables.OPPORTUNITY, version.configId())
            .map(stamp -> RunTables.of(workspace, stamp))
            .orElse(tables);
    return new ReleaseSource(
        version,
        tables,
        marks(version, tables),
        latest,
        earlier(workspace, version, history, target),
        formerPercentages(workspace, history, target),
        replaced(tables, version, history, target));
  }

  /** Where deals are given the percentages of their stages, nobody has written their own. */
  private static Optional<Earlier> earlier(
      Location workspace, ConfidenceVersion version, VersionHistory history, Target target) {
    if (!target.isOfDeals()) {
      return Optional.empty();
    }
    return history
        .publications(target.label())
        .filter(act -> !act.version().equals(version.id()))
        .reduce((before, last) -> last)
        .map(
            act -> {
              ConfidenceVersion published = history.version(act.version());
              RunTables then = RunTables.of(workspace, published.stamp());
              return new Earlier(then, marks(published, then));
            });
  }

  /** What the open stages of the CRM had before it was given the version that it has now. */
  private static Map<StageId, OptionalDouble> replaced(
      RunTables tables, ConfidenceVersion version, VersionHistory history, Target target) {
    Map<StageId, OptionalDouble> replaced = new HashMap<>();
    if (!history
        .lastPublication(target.label())
        .map(ReviewEvent::version)
        .equals(Optional.of(version.id()))) {
      return replaced;
    }
    tables.forEach(
        Tables.PUBLICATION.name(),
        List.of("target", "pipeline_id", "stage_id", "incumbent"),
        row -> {
          if (row.text("target").equals(target.label())) {
            replaced.put(StageId.of(row), row.optionalNumber("incumbent"));
          }
        });
    return replaced;
  }

  /** What stages of the CRM had before each publication, and were given by it. */
  private static Map<StageId, Set<Double>> formerPercentages(
      Location workspace, VersionHistory history, Target target) {
    Map<StageId, Set<Double>> former = new HashMap<>();
    Set<String> versions =
        history.publications(target.label()).map(ReviewEvent::version).collect(Collectors.toSet());
    for (ConfidenceVersion published : history.newestFirst()) {
      if (!versions.contains(published.id())) {
        continue;
      }
      RunTables then = RunTables.of(workspace, published.stamp());
      then.forEach(
          "publication",
          List.of("target", "pipeline_id", "stage_id", "incumbent", "published"),
          row -> {
            if (row.text("target").equals(target.label())) {
              Set<Double> ofStage = former.computeIfAbsent(StageId.of(row), of -> new TreeSet<>());
              row.optionalNumber("incumbent").ifPresent(ofStage::add);
              row.optionalNumber("published").ifPresent(ofStage::add);
            }
          });
      // A publication that was made again after another version does not know the first any more.
      then.forEach(
          "stage",
          List.of("pipeline_id", "stage_id", "incumbent"),
          row ->
              row.optionalNumber("incumbent")
                  .ifPresent(former.computeIfAbsent(StageId.of(row), of -> new TreeSet<>())::add));
    }
    return former;
  }

  private static SegmentMarks marks(ConfidenceVersion version, RunTables tables) {
    SegmentMarks marks = new SegmentMarks(approvedRows(version));
    tables.forEach("stage_confidence", SegmentMarks.COLUMNS, marks::add);
    return marks;
  }

  private static ApprovedRows approvedRows(ConfidenceVersion version) {
    return version.events().stream()
        .filter(event -> event.outcome() == ReviewEvent.Outcome.APPROVED)
        .reduce((before, last) -> last)
        .map(ApprovedRows::of)
        .orElseThrow();
  }

  private record StageId(String pipeline, String stage) {
    static StageId of(Values row) {
      return new StageId(row.text("pipeline_id"), row.text("stage_id"));
    }
  }

  private static final class Standing {
    private long deals;
    private BigDecimal amount = BigDecimal.ZERO;
  }

  /** Everything of the version but its deals. */
  Release release(Configuration configuration) {
    Map<StageId, Standing> standing = new HashMap<>();
    tables.forEach(
        "opportunity_score",
        List.of("pipeline_id", "stage_id", "amount_base"),
        row -> {
          Standing sum = standing.computeIfAbsent(StageId.of(row), of -> new Standing());
          sum.deals++;
          sum.amount = sum.amount.add(row.amount("amount_base").orElse(BigDecimal.ZERO));
        });
    Map<StageId, Values> rows = new HashMap<>();
    tables.forEach(
        "stage_confidence",
        List.of(
            "pipeline_id",
            "stage_id",
            "segment_level",
            "won",
            "lost",
            "open",
            "reached_win_rate",
            "confidence",
            "confidence_low",
            "confidence_high",
            "interval_level",
            "borrowed_share",
            "borrowed_from",
            "change",
            "decision",
            "reasons",
            "method",
            "mark",
            "review_note",
            "released_confidence"),
        row -> {
          if (row.text("segment_level").equals("stage")) {
            rows.put(StageId.of(row), row);
          }
        });
    List<Values> stages = new ArrayList<>();
    latest.forEach(
        "stage",
        List.of(
            "pipeline_id",
            "stage_id",
            "stage_label",
            "stage_order",
            "incumbent",
            "is_closed",
            "is_won",
            "forecast_category"),
        stages::add);
    stages.sort(
        Comparator.<Values, String>comparing(row -> row.text("pipeline_id"))
            .thenComparing(row -> row.isTrue("is_closed"))
            .thenComparingLong(row -> row.count("stage_order"))
            .thenComparing(row -> !row.isTrue("is_won"))
            .thenComparing(row -> row.text("stage_id")));
    RunFacts facts = new RunFacts();
    tables.forEach(
        "run_report", List.of("command", "code_version", "inputs", "table_versions"), facts::add);
    FirstEntry first = new FirstEntry();
    tables.forEach("stage_visit", List.of("entered_at"), first::add);
    return new Release(
        version.id(),
        version.asOf(),
        approvals().get(approvals().size() - 1).on(),
        approvals().stream().map(ReviewEvent::actor).toList(),
        facts.codeVersion,
        version.configId(),
        rows.values().iterator().next().number("interval_level"),
        tables.deals(0).currency(configuration),
        facts.inputs,
        first.day(configuration.value(Settings.TIME_ZONE)),
        stages.stream()
            .map(
                stage ->
                    stage(
                        stage,
                        Optional.ofNullable(rows.get(StageId.of(stage))),
                        standing.getOrDefault(StageId.of(stage), new Standing())))
            .toList());
  }

  /** Who has approved the rows as they are now. */
  private List<ReviewEvent> approvals() {
    List<ReviewEvent> approvals = new ArrayList<>();
    for (ReviewEvent event : version.events()) {
      switch (event.outcome()) {
        case MARKED -> approvals.clear();
        case SIGNED, APPROVED -> approvals.add(event);
        case REJECTED, ROLLED_BACK, PUBLISHED, SENT -> {
          // Does not change who has approved.
        }
      }
    }
    return approvals.stream()
        .filter(event -> ApprovedRows.of(event) == approvedRows(version))
        .toList();
  }

  /** What the run report says of the run that made the table: its last writer. */
  private static final class RunFacts {
    private String codeVersion = "";
    private final SortedMap<String, String> inputs = new TreeMap<>();
    private long tableVersion = -1;

    void add(Values row) {
      if (ReviewEvent.Outcome.COMMANDS.contains(row.text("command"))) {
        return;
      }
      row.map("inputs").forEach((file, hash) -> inputs.put("" + file, "" + hash));
      if (row.map("table_versions").get(Tables.STAGE_CONFIDENCE.name()) instanceof Long written
          && written > tableVersion) {
        tableVersion = written;
        codeVersion = row.text("code_version");
      }
    }
  }

  /** The beginning of the history behind a version. */
  private static final class FirstEntry {
    private Instant earliest;

    void add(Values row) {
      if (row.row().value("entered_at") instanceof Instant at
          && (earliest == null || at.isBefore(earliest))) {
        earliest = at;
      }
    }

    Optional<LocalDate> day(ZoneId zone) {
      return Optional.ofNullable(earliest).map(at -> at.atZone(zone).toLocalDate());
    }
  }

  private ReleasedStage stage(Values stage, Optional<Values> row, Standing standing) {
    boolean isClosed = stage.isTrue("is_closed");
    String category = stage.text("forecast_category");
    return new ReleasedStage(
        stage.text("pipeline_id"),
        stage.text("stage_id"),
        stage.text("stage_label").isEmpty() ? stage.text("stage_id") : stage.text("stage_label"),
        stage.row().value("stage_order") instanceof Integer order && !isClosed
            ? OptionalInt.of(order)
            : OptionalInt.empty(),
        !isClosed ? StageKind.OPEN : stage.isTrue("is_won") ? StageKind.WON : StageKind.LOST,
        category.isEmpty() ? Optional.empty() : Optional.of(category),
        replaced.getOrDefault(StageId.of(stage), stage.optionalNumber("incumbent")),
        isClosed ? Optional.empty() : row.map(ReleaseSource::evidence),
        isClosed
            ? OptionalDouble.empty()
            : row.map(of -> of.optionalNumber("released_confidence"))
                .orElse(OptionalDouble.empty()),
        standing.deals,
        standing.amount);
  }

  private static Evidence evidence(Values row) {
    return new Evidence(
        row.optionalNumber("confidence"),
        row.optionalNumber("confidence_low"),
        row.optionalNumber("confidence_high"),
        row.count("won"),
        row.count("lost"),
        row.count("open"),
        row.number("borrowed_share"),
        filled(row.text("borrowed_from")),
        row.optionalNumber("reached_win_rate"),
        row.optionalNumber("change"),
        row.text("decision"),
        row.texts("reasons"),
        row.text("method"),
        filled(row.text("mark")),
        filled(row.text("review_note")));
  }

  private static Optional<String> filled(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  /**
   * The deals of the version that still stand open in the same stage, by their ids. Close the
   * stream.
   */
  Stream<ReleasedRecord> records() {
    Records records = new Records();
    try {
      records.open();
    } catch (RuntimeException failed) {
      records.close();
      throw failed;
    }
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(records, Spliterator.ORDERED), false)
        .onClose(records::close);
  }

  /** Tables in step, as all are in the order of the deals' ids. */
  private final class Records implements Iterator<ReleasedRecord> {
    private final List<InStep> opened = new ArrayList<>();
    private InStep scores;
    private InStep open;
    private Optional<InStep> before = Optional.empty();
    private ReleasedRecord next;

    void open() {
      scores = opened(SortedRows.of(tables, "opportunity_score", OF_SCORES, row -> true));
      open =
          opened(
              SortedRows.of(
                  latest,
                  "opportunity",
                  List.of(
                      "opportunity_id",
                      "pipeline_id",
                      "stage_id",
                      "outcome",
                      "is_deleted",
                      "stated_probability"),
                  row -> row.text("outcome").equals("open") && !row.isTrue("is_deleted")));
      before =
          earlier.map(
              published ->
                  opened(
                      SortedRows.of(
                          published.tables(), "opportunity_score", OF_SCORES, row -> true)));
      advance();
    }

    private InStep opened(SortedRows rows) {
      InStep inStep = new InStep(rows);
      opened.add(inStep);
      return inStep;
    }

    void close() {
      opened.forEach(InStep::close);
    }

    private void advance() {
      next = null;
      while (next == null && scores.rows.hasNext()) {
        Values score = scores.rows.next();
        String id = score.text("opportunity_id");
        next =
            open.of(id)
                .filter(deal -> StageId.of(deal).equals(StageId.of(score)))
                .map(deal -> released(score, deal, before.flatMap(rows -> rows.of(id))))
                .orElse(null);
      }
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public ReleasedRecord next() {
      if (next == null) {
        throw new NoSuchElementException();
      }
      ReleasedRecord record = next;
      advance();
      return record;
    }
  }

  /** Rows that are asked for in the order of their ids. */
  private static final class InStep {
    private final SortedRows rows;
    private Values last;

    InStep(SortedRows rows) {
      this.rows = rows;
    }

    Optional<Values> of(String id) {
      while ((last == null || last.text("opportunity_id").compareTo(id) < 0) && rows.hasNext()) {
        last = rows.next();
      }
      return Optional.ofNullable(last).filter(row -> row.text("opportunity_id").equals(id));
    }

    void close() {
      rows.close();
    }
  }

  /** What stands on a deal without anybody having typed it. */
  private List<Double> written(StageId stage, Optional<Values> before) {
    List<Double> written = new ArrayList<>(formerPercentages.getOrDefault(stage, Set.of()));
    before
        .map(row -> earlier.orElseThrow().marks().released(row))
        .ifPresent(value -> value.ifPresent(written::add));
    return written;
  }

  private ReleasedRecord released(Values score, Values deal, Optional<Values> before) {
    OptionalDouble released = marks.released(score);
    boolean isOwn = released.isPresent() && released.equals(score.optionalNumber("confidence"));
    return new ReleasedRecord(
        score.text("opportunity_id"),
        score.text("pipeline_id"),
        score.text("stage_id"),
        score.amount("amount_base"),
        deal.optionalNumber("stated_probability"),
        written(StageId.of(score), before),
        released,
        isOwn ? score.optionalNumber("confidence_low") : OptionalDouble.empty(),
        isOwn ? score.optionalNumber("confidence_high") : OptionalDouble.empty(),
        Stream.of("customer_type", "size_band", "product")
            .map(score::text)
            .map(text -> text.isEmpty() ? "-" : text)
            .collect(Collectors.joining("|")));
  }
}
