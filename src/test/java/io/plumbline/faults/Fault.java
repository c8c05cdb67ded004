package io.plumbline.faults;

/** Something that goes wrong, and can be made to go wrong. */
sealed interface Fault permits Damage, Interruption {

  /** What goes wrong. */
  enum Group {
    PROCESS,
    STORAGE,
    INPUT,
    ARGUMENTS
  }

  Group group();

  /** In words, unique. */
  String name();

  /** Makes it go wrong, and looks at what comes of it. */
  Finding tryIn(Lab lab) throws Exception;
}
