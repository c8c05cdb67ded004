package io.plumbline.faults;

import java.util.List;

/**
 * What a fault did.
 *
 * @param happened how the process ended
 * @param tables what readers see then
 * @param rerun what a run without the fault makes of it
 * @param hurts what should not have been; empty where the fault was survived
 */
record Finding(String happened, String tables, String rerun, List<String> hurts) {

  static Finding skipped(String reason) {
    return new Finding("not tried: " + reason, "", "", List.of());
  }

  boolean survived() {
    return hurts.isEmpty();
  }

  boolean tried() {
    return !happened.startsWith("not tried");
  }
}
