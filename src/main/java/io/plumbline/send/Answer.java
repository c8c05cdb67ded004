package io.plumbline.send;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/**
 * What the CRM answered.
 *
 * @param retryAfter the header as sent: seconds or a date
 * @param date the CRM's own clock, as sent
 * @param body cut at {@link BoundedBody#LIMIT}
 */
record Answer(int status, Optional<String> retryAfter, Optional<String> date, byte[] body) {

  /** Letters of the CRM's words that are shown. */
  static final int LONGEST_MESSAGE = 240;

  private static final List<String> MESSAGE_FIELDS =
      List.of("message", "error_description", "error", "error_info", "errorMessage");

  boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** 429 and the failures that pass by themselves. */
  boolean isPassing() {
    return isTooMany() || status == 500 || status == 502 || status == 503 || status == 504;
  }

  boolean isTooMany() {
    return status == 429;
  }

  Optional<JsonNode> json() {
    return Json.parse(body);
  }

  /** The time of the CRM's clock. */
  Optional<OffsetDateTime> time() {
    return date.flatMap(Answer::httpDate);
  }

  /** The wait that the CRM asks for; a date counts from the CRM's own clock. */
  Optional<Duration> wait(Duration longest) {
    return retryAfter
        .flatMap(
            text ->
                text.matches("[0-9]{1,9}")
                    ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
                    : httpDate(text)
                        .flatMap(until -> time().map(now -> Duration.between(now, until))))
        .filter(wait -> !wait.isNegative())
        .map(wait -> wait.compareTo(longest) > 0 ? longest.plusSeconds(1) : wait);
  }

  /** The CRM's reason, in its own words, as they came. */
  String reason() {
    return json()
        .flatMap(Answer::words)
        .orElseGet(() -> "HTTP " + status + " without a readable reason");
  }

  private static Optional<String> words(JsonNode node) {
    JsonNode holder = node.isArray() && !node.isEmpty() ? node.get(0) : node;
    return MESSAGE_FIELDS.stream()
        .map(holder::path)
        .filter(field -> field.isTextual() && !field.asText().isBlank())
        .map(JsonNode::asText)
        .findFirst();
  }

  private static Optional<OffsetDateTime> httpDate(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
    } catch (DateTimeParseException noDate) {
      return Optional.empty();
    }
  }
}
