package io.plumbline.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.plumbline.error.Errors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a second run out of a workspace. The operating system lets go of the lock when the process
 * ends, however it ends, so that a killed run leaves nothing to clean up.
 */
final class WorkspaceLock implements AutoCloseable {

  private static final String FILE = ".plumbline.lock";

  private final FileChannel channel;

  private WorkspaceLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock, making the workspace folder where it is missing.
   *
   * @throws io.plumbline.error.PlumblineException exit 50 when another run holds it
   */
  static WorkspaceLock take(Path workspace) {
    try {
      Files.createDirectories(workspace);
      FileChannel channel =
          FileChannel.open(
              workspace.resolve(FILE),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        String holder = Files.readString(workspace.resolve(FILE), UTF_8).strip();
        channel.close();
        throw Errors.workspaceBusy(workspace, holder.isEmpty() ? "of another process" : holder);
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(("process " + ProcessHandle.current().pid() + "\n").getBytes(UTF_8)));
      return new WorkspaceLock(channel);
    } catch (IOException failure) {
      throw Errors.workspaceUnwritable(workspace, failure);
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException sameProcess) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
