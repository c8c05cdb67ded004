package io.plumbline.app;

import io.plumbline.ingest.InputFolder;
import io.plumbline.quality.QualityVerdict;
import io.plumbline.table.CanonicalFile;
import java.util.ArrayList;
import java.util.List;

/** What a reader of the results should know of the input. */
final class InputNotes {

  private InputNotes() {}

  static List<String> of(InputFolder input, QualityVerdict verdict) {
    List<String> notes = new ArrayList<>();
    if (input.source(CanonicalFile.STAGES).isEmpty()) {
      notes.add(
          "There is no stages file: the order of the stages was inferred from the moves, and there are no percentages to"
              + " compare with.");
    } else if (input
        .source(CanonicalFile.STAGES)
        .filter(stages -> stages.header().contains("stage_order"))
        .isEmpty()) {
      notes.add("The stages file has no stage_order: the order was inferred from the moves.");
    }
    if (input.source(CanonicalFile.STAGE_HISTORY).isEmpty()) {
      notes.add(
          "There is no stage_history file: without the moves no stage can be calibrated. Export it to get confidences.");
    }
    if (input.source(CanonicalFile.FIELD_HISTORY).isEmpty()) {
      notes.add(
          "There is no field_history file: attributes of opportunities are taken as they are in the export, also for"
              + " past dates.");
    }
    long otherCurrencies =
        verdict.currencies().stream().filter(count -> !count.currency().isEmpty()).count();
    if (otherCurrencies > 1 && input.source(CanonicalFile.FX_RATES).isEmpty()) {
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
      if (input.source(unused).isPresent()) {
        notes.add("The " + unused.label() + " file was checked; no estimate uses it.");
      }
    }
    return notes;
  }
}
