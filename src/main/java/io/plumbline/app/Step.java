package io.plumbline.app;

/** The parts of a run, in their order. */
enum Step {
  INGEST,
  CALIBRATE,
  BACKTEST,
  FORECAST,
  REPORT
}
