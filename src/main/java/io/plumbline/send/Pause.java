package io.plumbline.send;

import io.plumbline.error.Errors;
import java.time.Duration;

/** Waits. */
@FunctionalInterface
interface Pause {

  /** Sleeps; a thread that is interrupted meanwhile fails. */
  Pause SLEEP =
      time -> {
        try {
          Thread.sleep(time.toMillis());
        } catch (InterruptedException stopped) {
          Thread.currentThread().interrupt();
          throw Errors.internal("waiting for the CRM", stopped);
        }
      };

  void of(Duration time);
}
