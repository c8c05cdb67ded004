package io.plumbline.faults;

/**
 * A fault that comes while a run is going on, with a procedure of its own.
 *
 * @param trial the procedure
 */
record Interruption(Group group, String name, Trial trial) implements Fault {

  /** A procedure. */
  interface Trial {
    Finding in(Lab lab) throws Exception;
  }

  @Override
  public Finding tryIn(Lab lab) throws Exception {
    return trial.in(lab);
  }
}
