package io.plumbline.app;

/** What a run does where an earlier one has done the same. */
enum Rerun {
  /** Nothing, where input, settings, code and what it left are as they were. */
  WHERE_CHANGED,
  /** The same once more. */
  ALWAYS
}
