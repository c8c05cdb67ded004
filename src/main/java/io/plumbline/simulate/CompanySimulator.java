package io.plumbline.simulate;

import static java.util.Objects.requireNonNull;

import io.plumbline.simulate.DealFields.Change;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes a synthetic export of a B2B company's CRM whose true win probabilities are known.
 *
 * <p>Each deal is a semi-Markov process: on entering a stage it draws one of the competing exits
 * (next stage, a stage skipped, a stage back, won, lost, or never), then how long it stays, by a
 * Weibull distribution of that exit. Losing takes longer than moving on, so that what stands open
 * is worse than what passes through: won / (won + lost) overstates the confidence of the open
 * pipeline. Customer type, size and product multiply the odds of moving forward in every stage;
 * size stretches the stays.
 *
 * <p>Deals that never close stand open and pile up; their win probability is 0 and counts in the
 * true confidence. An estimator that conditions on closing, F_won / (F_won + F_lost), aims at
 * {@code true_confidence / (1 - never_closing_share)} instead; the truth files give both parts.
 *
 * <p>The canonical files hold what the CRM showed at the end of the as-of date in UTC. The {@code
 * truth} files hold what it could not know: the outcome of every open deal, and the true confidence
 * by stage and by segment. Planned dates ({@code expected_close_date}, {@code due_at}, {@code
 * next_step_due_at}, target periods) may lie after the as-of date.
 */
public final class CompanySimulator {

  private final CompanySpec spec;

  private CompanySimulator(CompanySpec spec) {
    this.spec = spec;
  }

  /** The simulator of a company. */
  public static CompanySimulator of(CompanySpec spec) {
    return new CompanySimulator(requireNonNull(spec, "spec"));
  }

  /**
   * Writes all files into a folder, which is created if need be; files of the same names are
   * replaced. The same specification gives the same bytes.
   *
   * @return what was written
   * @throws UncheckedIOException if a file cannot be written
   */
  public Simulated write(Path folder) {
    try {
      Files.createDirectories(folder);
      return writeFiles(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot write the simulated export to "
              + folder
              + ": "
              + e.getMessage()
              + ". Choose a folder that can be written to and has space left.",
          e);
    }
  }

  private Simulated writeFiles(Path folder) throws IOException {
    long cutoff = spec.cutoff();
    ProcessBook processes = new ProcessBook(spec);
    List<Deal> deals = new Company(spec, processes, 0).deals();
    List<Deal> visible = deals.stream().filter(deal -> deal.createdAt() < cutoff).toList();
    List<Deal> open = visible.stream().filter(deal -> deal.isOpenBefore(cutoff)).toList();
    SortedMap<String, Long> rows = new TreeMap<>();

    writeTruth(folder, processes, open, rows);
    try (Tables tables = new Tables(folder)) {
      DirtyLog log = new DirtyLog(tables.open(ExportFile.TRUTH_DIRTY));
      long deleted = writeDeals(visible, tables, log);
      LeadRows leads = new LeadRows(spec, tables.open(ExportFile.LEADS));
      for (Deal deal : deals) {
        leads.write(deal);
      }
      StageRows.write(tables.open(ExportFile.STAGES), spec.from());
      TargetRows.write(spec, tables.open(ExportFile.TARGETS));
      rows.putAll(tables.rows());
      return summary(folder, rows, log, visible, open, deleted);
    }
  }

  private long writeDeals(List<Deal> visible, Tables tables, DirtyLog log) throws IOException {
    long cutoff = spec.cutoff();
    OpportunityRows opportunities =
        new OpportunityRows(
            spec,
            tables.open(ExportFile.OPPORTUNITIES),
            dirtyPlan(DirtyPlan.OF_OPPORTUNITIES, visible.size(), visible, 10L),
            log);
    HistoryRows history =
        new HistoryRows(
            spec,
            tables.open(ExportFile.STAGE_HISTORY),
            dirtyPlan(DirtyPlan.OF_STAGE_HISTORY, historyRows(visible), visible, 11L),
            log);
    ContactRows contactRows =
        new ContactRows(
            cutoff,
            tables.open(ExportFile.ACTIVITIES),
            tables.open(ExportFile.CONTACT_ROLES),
            tables.open(ExportFile.TASKS));
    CsvFile fieldHistory = tables.open(ExportFile.FIELD_HISTORY);
    for (Deal deal : visible) {
      DealFields fields = new DealFields(deal, spec.seed(), spec.owners());
      DealContacts contacts = new DealContacts(deal, spec.seed());
      opportunities.write(deal, fields, contacts);
      history.write(deal, fields);
      if (OpportunityRows.isEnteredTwice(deal, spec.seed())) {
        history.writeDouble(opportunities.doubleId(deal), deal, fields);
      }
      contactRows.write(deal, fields, contacts);
      for (Change change : fields.changes()) {
        if (change.at() < cutoff) {
          fieldHistory.row(deal.id(), change.field(), change.value(), Timestamps.iso(change.at()));
        }
      }
    }

    return opportunities.deleted();
  }

  private void writeTruth(
      Path folder, ProcessBook processes, List<Deal> open, SortedMap<String, Long> rows)
      throws IOException {
    try (Tables tables = new Tables(folder)) {
      TruthRows.writeDeals(
          open,
          spec.cutoff(),
          processes,
          tables.open(ExportFile.TRUTH),
          tables.open(ExportFile.TRUTH_DEAL));
      TruthRows.writeCells(
          new TruthStudy(spec, processes).run(),
          open,
          spec.cutoff(),
          tables.open(ExportFile.TRUTH_STAGE),
          tables.open(ExportFile.TRUTH_SEGMENT));
      rows.putAll(tables.rows());
    }
  }

  private DirtyPlan dirtyPlan(List<DirtyKind> kinds, long rows, List<Deal> visible, long key) {
    RandomStream random = RandomStream.of(spec.seed(), key);
    return new DirtyPlan(kinds, spec.dirtyShare(), rows, visible, spec.cutoff(), random);
  }

  private long historyRows(List<Deal> visible) {
    return visible.stream()
        .mapToLong(deal -> StageEntries.before(spec.cutoff(), deal, spec.seed()).size())
        .sum();
  }

  private Simulated summary(
      Path folder,
      SortedMap<String, Long> rows,
      DirtyLog log,
      List<Deal> visible,
      List<Deal> open,
      long deleted) {
    long won =
        visible.stream()
            .filter(
                deal ->
                    deal.stages()[deal.entryBefore(spec.cutoff())] == deal.pipeline().wonIndex())
            .count();
    return new Simulated(
        folder,
        rows,
        log.counts(),
        visible.size(),
        open.size(),
        won,
        visible.size() - open.size() - won,
        open.stream().filter(Deal::neverCloses).count(),
        deleted);
  }

  /** The files being written; closing it closes them all. */
  private static final class Tables implements AutoCloseable {
    private final Path folder;
    private final List<CsvFile> files = new ArrayList<>();

    Tables(Path folder) {
      this.folder = folder;
    }

    CsvFile open(ExportFile file) throws IOException {
      CsvFile opened = new CsvFile(folder, file);
      files.add(opened);
      return opened;
    }

    SortedMap<String, Long> rows() {
      SortedMap<String, Long> rows = new TreeMap<>();
      files.forEach(file -> rows.put(file.file().name(), file.rows()));
      return rows;
    }

    @Override
    public void close() throws IOException {
      for (CsvFile file : files) {
        file.close();
      }
    }
  }
}
