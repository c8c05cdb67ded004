package io.plumbline.error;

/** How a command ends, as a scheduler sees it. The numbers are a published contract. */
public enum ExitCode {
  /** The work is done, or there was nothing to change. */
  DONE(0),
  /** Settings or command-line arguments are wrong; nothing was read or written. */
  BAD_CONFIGURATION(10),
  /** Input, or a table of the workspace, is missing or is not of its schema. */
  INPUT_MISSING(20),
  /** The input is too dirty; nothing was published. */
  QUALITY_GATE(30),
  /** The new confidences lose to those in use; the old table stays. */
  CALIBRATION_GATE(40),
  /** Another run holds the workspace. */
  BUSY(50),
  /** A failure that no user can be blamed for. */
  INTERNAL(70);

  private final int value;

  ExitCode(int value) {
    this.value = value;
  }

  /** The process exit code. */
  public int value() {
    return value;
  }
}
