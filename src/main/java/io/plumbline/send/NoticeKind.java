package io.plumbline.send;

import java.util.Locale;

/** What a notice is about. */
public enum NoticeKind {
  /** A new confidence table waits for review. */
  PROPOSED,
  /** A new confidence table was not proposed, and why is in the report. */
  HELD,
  /** An approved confidence table went to the CRM. */
  PUBLISHED;

  /** As in the JSON: {@code proposed}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
