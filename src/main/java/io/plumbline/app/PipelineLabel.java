package io.plumbline.app;

import java.util.Locale;

/** What a pipeline is called for people. */
final class PipelineLabel {

  private PipelineLabel() {}

  /** {@code new_business} is read as New business; the id of a CRM stays as it is. */
  static String of(String id) {
    if (!id.matches("[a-z]+(_[a-z]+)*")) {
      return id;
    }
    String words = id.replace('_', ' ');
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}
