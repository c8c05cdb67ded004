package io.plumbline.send;

import java.util.List;

/**
 * What became of a package.
 *
 * @param sent requests (a bulk file or a stage list counts as one) that went out in this run and of
 *     which the CRM took all or a part
 * @param skipped requests that an earlier run had done, or that the CRM was found to hold already
 * @param failed requests and records that the CRM did not take; more than {@code failures} where
 *     there are very many
 * @param gone how many of {@code failed} are records that no longer exist in the CRM, which no
 *     later run can send either
 * @param failures the first of them, at most {@link #LISTED}
 * @param warnings what a person should look at, in sentences
 */
public record SendResult(
    Target target,
    long sent,
    long skipped,
    long failed,
    long gone,
    List<Failure> failures,
    List<String> warnings) {

  /** The most failures that are listed one by one. */
  public static final int LISTED = 1000;

  /** Copies the lists. */
  public SendResult {
    failures = List.copyOf(failures);
    warnings = List.copyOf(warnings);
  }

  /** Whether the CRM now holds all that was to be sent, but for records that no longer exist. */
  public boolean isComplete() {
    return failed == gone;
  }
}
