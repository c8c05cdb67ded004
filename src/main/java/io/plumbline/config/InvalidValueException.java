package io.plumbline.config;

/** A value that a setting refuses; caught where all problems are put together. */
final class InvalidValueException extends Exception {

  private static final long serialVersionUID = 1L;

  InvalidValueException(String message, Throwable cause) {
    super(message, cause);
  }
}
