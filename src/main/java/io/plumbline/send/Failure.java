package io.plumbline.send;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * One thing that the CRM did not take.
 *
 * @param request id of the request, or name of the bulk file
 * @param record id of the record, where one record of several failed
 * @param status HTTP status, where the CRM answered to this request
 * @param message the CRM's words, cut to a safe length
 */
public record Failure(String request, Optional<String> record, OptionalInt status, String message) {

  /** In one line: {@code stage:p/s, HTTP 400: ...}. */
  public String text() {
    return request
        + record.map(id -> ", record " + id).orElse("")
        + (status.isPresent() ? ", HTTP " + status.getAsInt() : "")
        + ": "
        + message;
  }
}
