package io.plumbline.send;

/** The names of writes in the journal. */
final class Steps {

  /** A request that is whole by itself. */
  static final String SEND = "send";

  /** A Salesforce deployment is begun. */
  static final String DEPLOY = "deploy";

  /** A Salesforce job is made. */
  static final String CREATE = "create";

  /** The file of a job is handed over. */
  static final String UPLOAD = "upload";

  /** A job is told to begin. */
  static final String COMPLETE = "complete";

  /** A job that has not begun is given up. */
  static final String ABORT = "abort";

  /** The end of a job or deployment is looked at. */
  static final String RESULT = "result";

  private Steps() {}
}
