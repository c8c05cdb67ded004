package io.plumbline.send;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an answer, or a look into the CRM, means for a request. */
enum Verdict {
  /** The CRM holds it. */
  DONE,
  /** The CRM took a part; the rest is on record. */
  PARTLY,
  /** One of several steps is done. */
  STEP,
  /** The CRM does not take it. */
  REFUSED,
  /** Nothing happened; it may be sent again. */
  AGAIN,
  /** Something may have happened. */
  UNCLEAR,
  /** A look into the CRM found nothing of it. */
  NOT_DONE;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Verdict> ofLabel(String label) {
    return Arrays.stream(values()).filter(verdict -> verdict.label().equals(label)).findFirst();
  }
}
