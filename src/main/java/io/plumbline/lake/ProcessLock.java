package io.plumbline.lake;

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
 * The lock of a local workspace. The operating system lets go of it when the process ends, however
 * it ends, so that a killed run leaves nothing to clean up.
 */
final class ProcessLock extends WorkspaceLock {

  private final FileChannel channel;

  private ProcessLock(FileChannel channel) {
    this.channel = channel;
  }

  static ProcessLock take(Path workspace) throws IOException {
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
      throw Errors.workspaceBusy(
          workspace,
          holder.isEmpty() ? "of another process" : holder,
          "Wait until that run ends, or end its process, then start again.");
    }
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap(("process " + ProcessHandle.current().pid() + "\n").getBytes(UTF_8)));
    return new ProcessLock(channel);
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException sameProcess) {
      return null;
    }
  }

  /** Nobody else can take it while this process lives. */
  @Override
  public void requireHeld() {}

  @Override
  public boolean isBoundToProcess() {
    return true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
