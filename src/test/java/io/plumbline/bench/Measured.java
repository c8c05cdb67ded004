package io.plumbline.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs the main method of a class and writes, however the process ends short of a kill, what Linux
 * says of it: peak resident memory, user and system time. On other systems these are missing.
 */
final class Measured {

  private static final double TICKS_PER_SECOND = 100;
  private static final double BYTES_PER_KILOBYTE = 1024;

  private Measured() {}

  /** Arguments: the class, then its own. */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    Path file = FigureFile.ofThisProcess("process");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> FigureFile.write(file, ofThisProcess())));
    try {
      var main = Class.forName(arguments[0]).getDeclaredMethod("main", String[].class);
      main.setAccessible(true);
      main.invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
    } catch (InvocationTargetException failure) {
      failure.getCause().printStackTrace();
      System.exit(1);
    }
    System.exit(0);
  }

  static Map<String, Double> ofThisProcess() {
    Map<String, Double> figures = new TreeMap<>();
    try {
      if (Files.isReadable(Path.of("/proc/self/status"))) {
        figures.put(
            Figure.PEAK_RSS_BYTES.label(),
            peakKilobytes(Files.readString(Path.of("/proc/self/status"), US_ASCII))
                * BYTES_PER_KILOBYTE);
        String stat = Files.readString(Path.of("/proc/self/stat"), US_ASCII);
        // The name, in parentheses, may hold blanks; user and system time are fields 14 and 15.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        figures.put(Figure.USER_SECONDS.label(), Long.parseLong(fields[11]) / TICKS_PER_SECOND);
        figures.put(Figure.SYSTEM_SECONDS.label(), Long.parseLong(fields[12]) / TICKS_PER_SECOND);
      }
    } catch (IOException failure) {
      System.err.println("No figures of the process: " + failure);
    }
    return figures;
  }

  static double peakKilobytes(String status) {
    return status
        .lines()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(Double.NaN);
  }
}
