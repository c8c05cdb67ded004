package io.plumbline.send;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.send.RequestState.Prepared;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The bulk jobs of the org that are open, with no data yet. A job has no name or mark of its maker,
 * so one of an unclear creation is told by what it is, by not having been there before, and by the
 * time at which it was made, by the CRM's own clock.
 */
final class OpenJobs {

  /** 1000 jobs each; Salesforce keeps a job for 7 days. */
  private static final int MOST_PAGES = 200;

  private static final List<String> SHAPE =
      List.of("object", "operation", "contentType", "lineEnding", "columnDelimiter");

  /** {@code createdDate} is {@code 2018-12-10T17:50:19.000+0000}. */
  private static final DateTimeFormatter CREATED =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss[.SSS][XXX][XX]", Locale.ROOT);

  /** How far the clocks of Salesforce's servers may differ. */
  private static final Duration SLACK = Duration.ofMinutes(1);

  private final Conversation crm;
  private final String api;
  private final Duration timeout;

  OpenJobs(Conversation crm, String api, Duration timeout) {
    this.crm = crm;
    this.api = api;
    this.timeout = timeout;
  }

  /** What goes on record before a job is made. */
  Prepared beforeCreation(JsonNode wanted) throws TryAgainException {
    Listing listing = list(wanted);
    return new Prepared(
        Steps.CREATE,
        listing.jobs().stream().map(Job::id).toList(),
        listing.crmTime().map(OffsetDateTime::toString));
  }

  /** The open jobs that an unclear creation may have made. */
  List<String> madeBy(Prepared creation, JsonNode wanted) throws TryAgainException {
    Set<String> before = Set.copyOf(creation.jobsBefore());
    Optional<OffsetDateTime> from = creation.crmTime().map(OffsetDateTime::parse);
    return list(wanted).jobs().stream()
        .filter(job -> !before.contains(job.id()))
        .filter(job -> from.isEmpty() || isWithin(job, from.get()))
        .map(Job::id)
        .toList();
  }

  private boolean isWithin(Job job, OffsetDateTime from) {
    OffsetDateTime created = job.created().orElse(from);
    return created.isAfter(from.minus(SLACK)) && created.isBefore(from.plus(timeout).plus(SLACK));
  }

  /** {@code created} is empty where the time cannot be read. */
  private record Job(String id, Optional<OffsetDateTime> created) {}

  private record Listing(List<Job> jobs, Optional<OffsetDateTime> crmTime) {}

  private Listing list(JsonNode wanted) throws TryAgainException {
    List<Job> jobs = new ArrayList<>();
    Optional<OffsetDateTime> time = Optional.empty();
    String path = api + "/jobs/ingest?jobType=V2Ingest";
    for (int page = 0; page < MOST_PAGES; page++) {
      Answer answer = crm.read(Call.get(path));
      JsonNode json =
          answer
              .json()
              .filter(node -> answer.isSuccess())
              .orElseThrow(() -> TryAgainException.unreadable(answer));
      Optional<OffsetDateTime> earlier = time;
      time = answer.time().or(() -> earlier);
      for (JsonNode record : json.path("records")) {
        job(record, wanted).ifPresent(jobs::add);
      }
      if (json.path("done").asBoolean(true)) {
        return new Listing(jobs, time);
      }
      path = json.path("nextRecordsUrl").asText();
      if (!path.startsWith(api + "/jobs/ingest?") || !path.matches("[A-Za-z0-9?&=%._/-]+")) {
        throw TryAgainException.unreadable(answer);
      }
    }
    throw TryAgainException.noAnswer("the org lists too many jobs", null);
  }

  private static Optional<Job> job(JsonNode record, JsonNode wanted) {
    boolean fits =
        record.path("state").asText().equals("Open")
            && SHAPE.stream()
                .allMatch(
                    field ->
                        !wanted.has(field)
                            || wanted.path(field).asText().equals(record.path(field).asText()));
    return fits
        ? SalesforceId.of(record)
            .map(id -> new Job(id, created(record.path("createdDate").asText())))
        : Optional.empty();
  }

  private static Optional<OffsetDateTime> created(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text, CREATED));
    } catch (DateTimeParseException unknown) {
      return Optional.empty();
    }
  }
}
