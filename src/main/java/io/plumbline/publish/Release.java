package io.plumbline.publish;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One approved version of the stage confidence table.
 *
 * @param version names the version
 * @param asOf the date that it looks back from
 * @param approvedOn the day of the (last) approval
 * @param approvedBy who approved it
 * @param codeVersion the release of Plumbline that made it
 * @param configId identifies the settings that made it
 * @param intervalLevel level of all intervals, within 0..1
 * @param currency ISO 4217 code of all amounts
 * @param inputs input file to its SHA-256
 * @param windowStart the first day of the history behind it, where known
 * @param stages all stages of all pipelines, open and closed, in order of pipeline and then stage
 */
public record Release(
    String version,
    LocalDate asOf,
    LocalDate approvedOn,
    List<String> approvedBy,
    String codeVersion,
    String configId,
    double intervalLevel,
    String currency,
    SortedMap<String, String> inputs,
    Optional<LocalDate> windowStart,
    List<ReleasedStage> stages) {

  /** Refuses nulls and a stage that is listed twice. */
  public Release {
    requireNonNull(version, "version");
    requireNonNull(asOf, "asOf");
    requireNonNull(approvedOn, "approvedOn");
    requireNonNull(codeVersion, "codeVersion");
    requireNonNull(configId, "configId");
    requireNonNull(currency, "currency");
    requireNonNull(windowStart, "windowStart");
    approvedBy = List.copyOf(approvedBy);
    inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
    stages = List.copyOf(stages);
    if (!(intervalLevel > 0 && intervalLevel < 1)) {
      throw new IllegalArgumentException(
          "Cannot use the interval level " + intervalLevel + "; it lies between 0 and 1.");
    }
    Set<StageKey> seen = new HashSet<>();
    for (ReleasedStage stage : stages) {
      if (!seen.add(stage.key())) {
        throw new IllegalArgumentException(
            "Cannot publish the stage '"
                + stage.stageId()
                + "' of pipeline '"
                + stage.pipelineId()
                + "' twice.");
      }
    }
  }
}
