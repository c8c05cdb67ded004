package io.plumbline.send;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Keeps requests at least 1/rate apart. */
final class Throttle {

  private final long apart;
  private final LongSupplier nanos;
  private final Pause pause;
  private boolean started;
  private long next;

  /**
   * Makes one.
   *
   * @param nanos a stopwatch, such as {@link System#nanoTime()}
   */
  Throttle(double perSecond, LongSupplier nanos, Pause pause) {
    this.apart = Math.round(1e9 / perSecond);
    this.nanos = nanos;
    this.pause = pause;
  }

  /** Waits until the next request may go out. */
  void pass() {
    long now = nanos.getAsLong();
    long early = started ? next - now : 0;
    if (early > 0) {
      pause.of(Duration.ofNanos(early));
    }
    next = (early > 0 ? next : now) + apart;
    started = true;
  }
}
