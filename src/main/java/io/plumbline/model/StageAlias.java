package io.plumbline.model;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the id of a stage counts as.
 *
 * @param pipeline the pipeline that this holds in; all others too where it is empty
 * @param stage the id in the export
 * @param from the first day of entries that this holds for; the earlier ones where it is empty
 * @param target the id that it counts as
 */
public record StageAlias(
    Optional<String> pipeline, String stage, Optional<LocalDate> from, String target) {

  private static final Pattern FORM =
      Pattern.compile("(?:(\\S.*?) > )?(\\S.*?)(?: @ (\\d{4}-\\d{2}-\\d{2}))?");

  /**
   * Reads {@code STAGE}, {@code PIPELINE > STAGE}, {@code STAGE @ 2024-03-01} or all three.
   *
   * @throws IllegalArgumentException where it is none of these
   */
  public static StageAlias of(String text, String target) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches() || target.isBlank()) {
      throw new IllegalArgumentException(text + ": " + target);
    }
    return new StageAlias(
        Optional.ofNullable(form.group(1)),
        form.group(2),
        Optional.ofNullable(form.group(3)).map(StageAlias::day),
        target.strip());
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException noDay) {
      throw new IllegalArgumentException(noDay);
    }
  }
}
