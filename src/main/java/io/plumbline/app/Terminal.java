package io.plumbline.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * Where output goes, and whether a person watches it.
 *
 * @param out data
 * @param err messages
 * @param outWidth the columns of the terminal behind {@code out}; empty where it is a file or pipe
 * @param watched whether {@code err} is a terminal
 */
record Terminal(OutputStream out, PrintStream err, OptionalInt outWidth, boolean watched) {

  private static final int USUAL_WIDTH = 80;

  /**
   * The streams of this process. Java cannot tell whether they are terminals; the launcher, which
   * can, says so by the system properties {@code plumbline.terminal.out}, {@code
   * plumbline.terminal.err} ({@code true} or {@code false}) and {@code plumbline.terminal.width}.
   * Without them, the process's own file descriptors decide where the system shows them (Linux),
   * and elsewhere nothing counts as a terminal.
   */
  static Terminal ofProcess() {
    OptionalInt width =
        isTerminal("plumbline.terminal.out", 1) ? OptionalInt.of(width()) : OptionalInt.empty();
    // Not System.out: it hides failures, so that a full disk would look like success.
    return new Terminal(
        new FileOutputStream(FileDescriptor.out),
        new PrintStream(System.err, true, StandardCharsets.UTF_8),
        width,
        isTerminal("plumbline.terminal.err", 2));
  }

  private static boolean isTerminal(String property, int descriptor) {
    String said = System.getProperty(property);
    if (said != null) {
      return Boolean.parseBoolean(said);
    }
    try {
      Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor));
      return target.startsWith("/dev/pts") || target.toString().startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException elsewhere) {
      return false;
    }
  }

  private static int width() {
    for (String text :
        new String[] {System.getProperty("plumbline.terminal.width"), System.getenv("COLUMNS")}) {
      if (text != null && text.matches("[1-9][0-9]{1,3}")) {
        return Integer.parseInt(text);
      }
    }
    return USUAL_WIDTH;
  }
}
