package io.plumbline.app;

import io.plumbline.connect.ConnectorSource;
import io.plumbline.connect.Need;
import io.plumbline.ingest.InputFolder;
import io.plumbline.quality.QualityVerdict;
import io.plumbline.table.CanonicalFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a reader of the results should know of the input. */
final class InputNotes {

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
    } else if (!columns.get(CanonicalFile.STAGES).contains("stage_order")) {
      notes.add("The stages file has no stage_order: the order was inferred from the moves.");
    }
    if (!columns.containsKey(CanonicalFile.STAGE_HISTORY)) {
      notes.add(
          "There is no stage_history file: without the moves no stage can be calibrated. Export it to get confidences.");
    }
    if (!columns.containsKey(CanonicalFile.FIELD_HISTORY)) {
      notes.add(
          "There is no field_history file: attributes of opportunities are taken as they are in the export, also for"
              + " past dates.");
    }
    long otherCurrencies =
        verdict.currencies().stream().filter(count -> !count.currency().isEmpty()).count();
    if (otherCurrencies > 1 && !columns.containsKey(CanonicalFile.FX_RATES)) {
      notes.add(
          "There are amounts in "
              + otherCurrencies
              + " currencies and no fx_rates file: only those in base currency are added up.");
    }
    for (CanonicalFile unused :
        new CanonicalFile[] {
          CanonicalFile.ACTIVITIES,
          CanonicalFile.CONTACT_ROLES,
          CanonicalFile.TASKS,
          CanonicalFile.LEADS
        }) {
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
}
