package io.plumbline.app;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.ingest.InputFolder;
import io.plumbline.quality.QualityVerdict;
import io.plumbline.table.CanonicalFile;
import java.util.ArrayList;
import java.util.List;

/** What a reader of the results should know of the input. */
final class InputNotes {

  private InputNotes() {}

  static List<String> of(InputFolder input, QualityVerdict verdict, Configuration configuration) {
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
      List<String> today = onlyOfToday(input, configuration.value(Settings.SEGMENT_DIMENSIONS));
      notes.add(
          "There is no field_history file: attributes of opportunities are taken as they are in the export, also for"
              + " past dates."
              + (today.isEmpty()
                  ? ""
                  : " Segments use "
                      + String.join(", ", today)
                      + ": where such a value was set on closing, it tells the outcome."));
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

  /**
   * The columns behind the segments of which only today's value is there, when there is no
   * field_history. A customer type that is derived from earlier wins is not among them.
   */
  private static List<String> onlyOfToday(InputFolder input, List<String> dimensions) {
    List<String> header = header(input, CanonicalFile.OPPORTUNITIES);
    boolean amountsInMoves = header(input, CanonicalFile.STAGE_HISTORY).contains("amount");
    return dimensions.stream()
        .filter(dimension -> !(dimension.equals("size_band") && amountsInMoves))
        .map(dimension -> dimension.equals("size_band") ? "amount" : dimension)
        .filter(header::contains)
        .distinct()
        .toList();
  }

  private static List<String> header(InputFolder input, CanonicalFile file) {
    return input.source(file).map(source -> List.copyOf(source.header())).orElse(List.of());
  }
}
