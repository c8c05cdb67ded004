package io.plumbline.lake;

import io.plumbline.error.Errors;
import java.io.IOException;

/** Keeps a second run out of a workspace. */
public abstract sealed class WorkspaceLock implements AutoCloseable permits ProcessLock, LeaseLock {

  static final String FILE = ".plumbline.lock";

  /**
   * Takes the lock, making the workspace folder where it is missing.
   *
   * @throws io.plumbline.error.PlumblineException exit 50 when another run holds it
   */
  public static WorkspaceLock take(Location workspace) {
    try {
      return workspace.lock();
    } catch (IOException failure) {
      throw Errors.workspaceUnwritable(workspace, failure);
    }
  }

  /**
   * To be asked before what was written is declared valid.
   *
   * @throws io.plumbline.error.PlumblineException exit 50 when another run has taken over
   */
  public abstract void requireHeld();

  /** Whether nobody can take it over while this process lives, asleep or not. */
  public abstract boolean isBoundToProcess();

  @Override
  public abstract void close() throws IOException;
}
