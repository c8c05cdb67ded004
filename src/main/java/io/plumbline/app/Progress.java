package io.plumbline.app;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The steps of a run with their durations: told on a terminal as they happen, kept for the run
 * report.
 */
final class Progress {

  private final PrintStream err;
  private final boolean watched;
  private final Map<String, Double> seconds = new LinkedHashMap<>();

  Progress(Terminal terminal) {
    this.err = terminal.err();
    this.watched = terminal.watched();
  }

  /** Runs a step and notes how long it took. */
  <T> T step(String name, Supplier<T> work) {
    if (watched) {
      err.print("  " + name + " ...");
      err.flush();
    }
    long start = System.nanoTime();
    T result = work.get();
    double took = (System.nanoTime() - start) / 1e9;
    seconds.merge(name, took, Double::sum);
    if (watched) {
      err.printf(Locale.ROOT, "\r  %-46s %6.1f s%n", name, took);
    }
    return result;
  }

  /** A line for a person who watches. */
  void say(String line) {
    if (watched) {
      err.println(line);
    }
  }

  /** Step to seconds. */
  Map<String, Double> seconds() {
    return new LinkedHashMap<>(seconds);
  }
}
