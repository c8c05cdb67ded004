package io.plumbline.app;

import io.plumbline.error.Errors;
import io.plumbline.forecast.WhatIf;
import io.plumbline.forecast.WhatIf.DealChange;
import io.plumbline.forecast.WhatIf.Place;
import io.plumbline.forecast.WhatIf.StageChange;
import io.plumbline.forecast.WhatIf.Terms;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A CSV file of changes, one a row: {@code opportunity_id} or {@code stage_id} (with {@code
 * pipeline_id} where stages of several pipelines have one id) says of what, {@code change} and
 * {@code value} say what.
 */
final class WhatIfFile {

  private static final List<String> COLUMNS =
      List.of("opportunity_id", "stage_id", "pipeline_id", "change", "value");

  /** A person writes this file; it is held in memory. */
  private static final int MOST_CHANGES = 10_000;

  private static final BigDecimal LARGEST_AMOUNT = new BigDecimal("9999999999999999.99");
  private static final BigDecimal LARGEST_FACTOR = new BigDecimal(1000);

  private final String source;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, Map<What, String>> deals = new LinkedHashMap<>();
  private final Map<OfStage, Map<What, String>> stages = new LinkedHashMap<>();

  private record OfStage(Optional<String> pipelineId, String stageId) {}

  private enum What {
    AMOUNT,
    AMOUNT_TIMES,
    CONFIDENCE,
    CONFIDENCE_TIMES,
    MOVE_TO,
    WIN,
    REMOVE;

    private String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    private boolean hasValue() {
      return this != WIN && this != REMOVE;
    }

    private boolean isOfStages() {
      return this == AMOUNT_TIMES || this == CONFIDENCE || this == CONFIDENCE_TIMES;
    }

    private static String labels(boolean ofStages) {
      return Arrays.stream(values())
          .filter(what -> what.isOfStages() || !ofStages)
          .map(What::label)
          .collect(Collectors.joining(", "));
    }
  }

  private WhatIfFile(String source) {
    this.source = source;
  }

  /**
   * Reads a file; comma or semicolon stands between its cells.
   *
   * @throws io.plumbline.error.PlumblineException {@code what_if.invalid} with all problems of the
   *     file, {@code arguments.invalid} where it cannot be read
   */
  static WhatIf read(Path path) {
    WhatIfFile file = new WhatIfFile(path.toString());
    try {
      file.parse(Files.readString(path));
    } catch (IOException unreadable) {
      throw Errors.badArgument(
          "--what-if", path.toString(), "a CSV file in UTF-8 that can be read");
    }
    WhatIf whatIf = file.whatIf();
    if (!file.problems.isEmpty()) {
      throw Errors.whatIfInvalid(file.source, file.problems);
    }
    return whatIf;
  }

  private void parse(String text) throws IOException {
    String plain = text.startsWith("\ufeff") ? text.substring(1) : text;
    String header = plain.lines().findFirst().orElse("");
    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setDelimiter(header.contains(";") ? ';' : ',')
            .setHeader()
            .setSkipHeaderRecord(true)
            .setTrim(true)
            .get();
    try (CSVParser rows = CSVParser.parse(new StringReader(plain), format)) {
      List<String> names = rows.getHeaderNames();
      names.stream()
          .filter(name -> !COLUMNS.contains(name))
          .forEach(
              name ->
                  problems.add(
                      "column '"
                          + name
                          + "' is not known; columns are "
                          + String.join(", ", COLUMNS)
                          + "."));
      if (!names.contains("change")
          || !(names.contains("opportunity_id") || names.contains("stage_id"))) {
        problems.add("the first line has to name change, and opportunity_id or stage_id.");
      }
      if (problems.isEmpty()) {
        rows.forEach(this::row);
      }
    } catch (IllegalArgumentException | java.io.UncheckedIOException broken) {
      problems.add("it is no CSV file: " + broken.getMessage());
    }
    if (problems.isEmpty() && deals.isEmpty() && stages.isEmpty()) {
      problems.add("it has no changes.");
    }
  }

  private void row(CSVRecord row) {
    if (row.getRecordNumber() > MOST_CHANGES) {
      if (row.getRecordNumber() == MOST_CHANGES + 1) {
        problems.add("it has more than " + MOST_CHANGES + " changes.");
      }
      return;
    }
    String line = "row " + row.getRecordNumber() + ": ";
    Optional<String> deal = cell(row, "opportunity_id");
    Optional<String> stage = cell(row, "stage_id");
    if (deal.isPresent() == stage.isPresent()) {
      problems.add(line + "one of opportunity_id and stage_id has to be filled in.");
      return;
    }
    Optional<String> pipeline = cell(row, "pipeline_id");
    if (deal.isPresent() && pipeline.isPresent()) {
      problems.add(line + "pipeline_id is for stages; a deal has its own.");
      return;
    }
    String name = cell(row, "change").orElse("");
    Optional<What> what =
        Arrays.stream(What.values())
            .filter(known -> known.label().equals(name))
            .filter(known -> deal.isPresent() || known.isOfStages())
            .findFirst();
    String value = cell(row, "value").orElse("");
    if (what.isEmpty()) {
      problems.add(
          line
              + "change '"
              + name
              + "' is not one of a "
              + (deal.isPresent() ? "deal" : "stage")
              + "; those are "
              + What.labels(stage.isPresent())
              + ".");
    } else if (value.isEmpty() == what.get().hasValue()) {
      problems.add(
          line
              + name
              + (what.get().hasValue()
                  ? " needs a value."
                  : " has no value, but '" + value + "' is given."));
    } else if (changes(deal, pipeline, stage).putIfAbsent(what.get(), value) != null) {
      problems.add(
          line + name + " of " + deal.orElse(stage.orElse("")) + " is given twice in the file.");
    }
  }

  private Map<What, String> changes(
      Optional<String> deal, Optional<String> pipeline, Optional<String> stage) {
    return deal.isPresent()
        ? deals.computeIfAbsent(deal.get(), key -> new EnumMap<>(What.class))
        : stages.computeIfAbsent(
            new OfStage(pipeline, stage.orElseThrow()), key -> new EnumMap<>(What.class));
  }

  private static Optional<String> cell(CSVRecord row, String column) {
    return row.isSet(column)
        ? Optional.of(row.get(column)).filter(text -> !text.isEmpty())
        : Optional.empty();
  }

  private WhatIf whatIf() {
    List<DealChange> dealChanges = new ArrayList<>();
    deals.forEach(
        (id, changes) ->
            dealChanges.add(new DealChange(id, place(id, changes), terms(id, changes))));
    List<StageChange> stageChanges = new ArrayList<>();
    stages.forEach(
        (of, changes) ->
            stageChanges.add(
                new StageChange(of.pipelineId(), of.stageId(), terms(of.stageId(), changes))));
    return new WhatIf(dealChanges, stageChanges);
  }

  private Place place(String id, Map<What, String> changes) {
    if (changes.containsKey(What.REMOVE) && changes.size() > 1) {
      problems.add(id + " is removed, and nothing else can change of it.");
    }
    if (changes.containsKey(What.WIN)) {
      List<What> pointless =
          List.of(What.CONFIDENCE, What.CONFIDENCE_TIMES, What.MOVE_TO).stream()
              .filter(changes::containsKey)
              .toList();
      pointless.forEach(
          what -> problems.add(id + " is won, so that " + what.label() + " says nothing of it."));
      return new Place.Won();
    }
    if (changes.containsKey(What.REMOVE)) {
      return new Place.Removed();
    }
    return changes.containsKey(What.MOVE_TO)
        ? new Place.Moved(changes.get(What.MOVE_TO))
        : new Place.Unchanged();
  }

  private Terms terms(String id, Map<What, String> changes) {
    either(id, changes, What.AMOUNT, What.AMOUNT_TIMES);
    either(id, changes, What.CONFIDENCE, What.CONFIDENCE_TIMES);
    return new Terms(
        number(id, changes, What.AMOUNT, LARGEST_AMOUNT),
        number(id, changes, What.AMOUNT_TIMES, LARGEST_FACTOR),
        number(id, changes, What.CONFIDENCE, BigDecimal.ONE).map(BigDecimal::doubleValue),
        number(id, changes, What.CONFIDENCE_TIMES, LARGEST_FACTOR).map(BigDecimal::doubleValue));
  }

  private void either(String id, Map<What, String> changes, What one, What other) {
    if (changes.containsKey(one) && changes.containsKey(other)) {
      problems.add(
          id + " has both " + one.label() + " and " + other.label() + "; give one of them.");
    }
  }

  /** A number from 0; with a percent sign, which an amount does not have, a hundredth of it. */
  private Optional<BigDecimal> number(
      String id, Map<What, String> changes, What what, BigDecimal most) {
    String text = changes.get(what);
    if (text == null) {
      return Optional.empty();
    }
    boolean isPercent = what != What.AMOUNT && text.endsWith("%");
    String digits = isPercent ? text.substring(0, text.length() - 1).strip() : text;
    Optional<BigDecimal> number =
        digits.matches("[0-9]{1,16}(\\.[0-9]{1,9})?")
            ? Optional.of(new BigDecimal(digits).movePointLeft(isPercent ? 2 : 0))
                .filter(value -> value.compareTo(most) <= 0)
            : Optional.empty();
    if (number.isEmpty()) {
      problems.add(
          what.label()
              + " '"
              + text
              + "' of "
              + id
              + " is not a number from 0 to "
              + most.toPlainString()
              + (what == What.AMOUNT ? ", as 120000.50." : ", as 0.35 or 35%."));
    }
    return number;
  }
}
