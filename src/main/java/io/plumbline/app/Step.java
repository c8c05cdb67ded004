package io.plumbline.app;

import java.util.List;

/** The parts of a run, in their order. */
enum Step {
  INGEST,
  CALIBRATE,
  BACKTEST,
  FORECAST,
  SERIES,
  REPORT;

  /** What {@code run} does: everything but the backtest. */
  static final List<Step> OF_RUN = List.of(INGEST, CALIBRATE, FORECAST, REPORT);
}
