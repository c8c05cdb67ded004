package io.plumbline.send;

/** A part of a package that can be sent by itself. */
public enum Part {
  /** The percentages of the stages. */
  STAGES,
  /** Calibrated values in fields of the open records that were made for them. */
  RECORDS,
  /** The CRM's own probability field of open records that still hold the old default. */
  BACKFILL
}
