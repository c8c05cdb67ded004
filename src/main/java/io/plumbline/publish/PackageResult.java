package io.plumbline.publish;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was written.
 *
 * @param stages one for each stage of the release, in its order
 * @param counts {@code records}, the open deals read; {@code records_with_value}, those whose own
 *     confidence travels; and where the CRM copies percentages onto deals, the dry run of the
 *     backfill: {@code to_send}, {@code manual_override}, {@code already_new}, {@code unknown},
 *     {@code stage_held}, which add up to {@code records}
 * @param files every file but the manifest, by name
 * @param notes what a person should know, whole sentences
 */
public record PackageResult(
    List<PublishedStage> stages,
    Map<String, Long> counts,
    List<PackageFile> files,
    List<String> notes) {

  /** Copies the collections; the order of the counts is kept. */
  public PackageResult {
    stages = List.copyOf(stages);
    counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
    files = List.copyOf(files);
    notes = List.copyOf(notes);
  }
}
