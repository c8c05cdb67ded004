package io.plumbline.app;

import io.plumbline.connect.ConnectorSource;
import io.plumbline.connect.Need;
import io.plumbline.ingest.InputFolder;
import io.plumbline.quality.QualityVerdict;
import io.plumbline.table.CanonicalField;
import io.plumbline.table.CanonicalFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a reader of the results should know of the input. */
final class InputNotes {

  /** Nothing hangs on these. */
  private static final Set<String> IN_NO_RESULT =
      Set.of("name", "source", "next_step_due_at", "forecast_category", "changed_by", "changed_at");

  private InputNotes() {}

  /**
   * The notes.
   *
   * @param columns what the canonical files bring, be they read or made by a connector
   */
  static List<String> of(
      InputFolder input, Map<CanonicalFile, Set<String>> columns, QualityVerdict verdict) {
    List<String> notes = new ArrayList<>();
    if (!columns.containsKey(CanonicalFile.STAGES)) {
      notes.add(
          "There is no stages file: the order of the stages was inferred from the moves, and there are no percentages to"
              + " compare with.");
    }
    notes.addAll(ofMissingColumns(columns));
    if (!columns.containsKey(CanonicalFile.STAGE_HISTORY)) {
      notes.add(
          "There is no stage_history file: without the moves no stage can be calibrated. Export it to get confidences.");
    }
    if (!columns.containsKey(CanonicalFile.FIELD_HISTORY)) {
      notes.add(
          "There is no field_history file: attributes of opportunities are taken as they are in the export, also for"
              + " past dates.");
    }
    if (!verdict.onlyToday().isEmpty()) {
      notes.add(
          "Segments use "
              + String.join(", ", verdict.onlyToday())
              + ", known only as of today, of all deals or of many: no entry of field_history and no"
              + " move says what it was before. Where such a value was set on closing, it tells the outcome"
              + " (leakage_risk).");
    }
    verdict
        .bulkCloseDays()
        .ifPresent(
            found ->
                notes.add(
                    found.failed() + " deal(s) were lost on clean-up days: " + found.hint() + "."));
    verdict
        .fractions()
        .ifPresent(
            found ->
                notes.add(
                    "The percentages of "
                        + found.failed()
                        + " stage(s) may be fractions that were read as percent: "
                        + found.hint()
                        + "."));
    long otherCurrencies =
        verdict.currencies().stream().filter(count -> !count.currency().isEmpty()).count();
    if (otherCurrencies > 1 && !columns.containsKey(CanonicalFile.FX_RATES)) {
      notes.add(
          "There are amounts in "
              + otherCurrencies
              + " currencies and no fx_rates file: only those in base currency are added up.");
    }
    for (CanonicalFile unused :
        new CanonicalFile[] {CanonicalFile.CONTACT_ROLES, CanonicalFile.LEADS}) {
      if (columns.containsKey(unused)) {
        notes.add("The " + unused.label() + " file was checked; no estimate uses it.");
      }
    }
    for (ConnectorSource absent : input.absent()) {
      if (absent.need() == Need.RECOMMENDED) {
        notes.add("The export has no " + absent.names().get(0) + ": " + absent.without());
      }
    }
    return notes;
  }

  /** What a file that is there does not say. */
  static List<String> ofMissingColumns(Map<CanonicalFile, Set<String>> columns) {
    List<String> notes = new ArrayList<>();
    for (CanonicalFile file :
        List.of(CanonicalFile.OPPORTUNITIES, CanonicalFile.STAGE_HISTORY, CanonicalFile.STAGES)) {
      if (columns.containsKey(file)) {
        List<String> missing =
            file.fields().stream()
                .map(CanonicalField::name)
                .filter(name -> !columns.get(file).contains(name) && !IN_NO_RESULT.contains(name))
                .toList();
        if (!missing.isEmpty()) {
          notes.add(
              "The "
                  + file.label()
                  + " file has no "
                  + String.join(", ", missing)
                  + ": what the results say of these is unknown or inferred.");
        }
      }
    }
    return notes;
  }
}
