package io.plumbline.send;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.error.Errors;
import io.plumbline.send.RequestState.Prepared;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was sent and what came back: {@code journal.jsonl}, one event a line, each forced to disk
 * before anything else happens. It holds ids, paths, hashes and verdicts; no value, no body, no
 * token. One process at a time may hold it. Its first line ties it to one package, one CRM and one
 * publication.
 */
final class Journal implements Closeable {

  static final String FILE = "journal.jsonl";

  /** Beside it: closing any reader of a locked file would give up its lock on some systems. */
  private static final String LOCK_FILE = "journal.lock";

  private static final String EVENT = "event";
  private static final String OPENED = "opened";
  private static final String PREPARED = "prepared";
  private static final String ANSWERED = "answered";
  private static final String CHECKED = "checked";
  private static final String MANIFEST = "manifest_sha256";
  private static final String CRM = "crm";
  private static final String OCCASION = "occasion";

  private final Path file;
  private final FileChannel channel;
  private final FileChannel lock;
  private final Map<String, RequestState> states = new HashMap<>();
  private JsonNode header = Json.object();

  private Journal(Path file, FileChannel channel, FileChannel lock) {
    this.file = file;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Opens the journal of a folder, or begins it.
   *
   * @throws io.plumbline.error.PlumblineException {@code send.busy}, {@code send.journal_foreign},
   *     {@code send.journal_damaged} or {@code output.unwritable}
   */
  static Journal open(Path folder, String manifestSha256, URI crm, String occasion) {
    Path file = folder.resolve(FILE);
    try {
      Files.createDirectories(folder);
      FileChannel lock = locked(folder);
      FileChannel channel;
      try {
        channel = channel(file);
      } catch (IOException failure) {
        lock.close();
        throw failure;
      }
      Journal journal = new Journal(file, channel, lock);
      try {
        journal.begin(manifestSha256, crm, occasion);
        return journal;
      } catch (RuntimeException | IOException failure) {
        journal.close();
        throw failure;
      }
    } catch (IOException failure) {
      throw Errors.outputUnwritable(file, failure);
    }
  }

  RequestState state(String id) {
    return states.getOrDefault(id, RequestState.NEW);
  }

  /** Before a write goes out. */
  void prepared(String id, Prepared write, Call call) {
    ObjectNode event = event(PREPARED, id, write.step());
    event.put("attempt", state(id).attempts() + 1);
    event.put("method", call.method());
    event.put("path", call.path());
    call.content().ifPresent(content -> event.put("body_sha256", content.sha256()));
    if (!write.jobsBefore().isEmpty()) {
      write.jobsBefore().forEach(event.putArray("jobs_before")::add);
    }
    write.crmTime().ifPresent(time -> event.put("crm_time", time));
    append(event);
  }

  /**
   * After its answer.
   *
   * @param job the job that it made, if any
   * @param remaining the records that it left over, if any
   */
  void answered(
      String id,
      String step,
      int status,
      Verdict verdict,
      Optional<String> job,
      List<String> remaining) {
    ObjectNode event = event(ANSWERED, id, step);
    event.put("attempt", state(id).attempts());
    event.put("status", status);
    judged(event, verdict, job, remaining);
  }

  void answered(String id, String step, int status, Verdict verdict) {
    answered(id, step, status, verdict, Optional.empty(), List.of());
  }

  /** After a look into the CRM. */
  void checked(String id, String step, Verdict verdict, List<String> remaining) {
    judged(event(CHECKED, id, step), verdict, Optional.empty(), remaining);
  }

  /** After a look into the CRM that found the job of an unclear creation. */
  void found(String id, String step, String job) {
    judged(event(CHECKED, id, step), Verdict.STEP, Optional.of(job), List.of());
  }

  @Override
  public void close() {
    try (lock) {
      channel.close();
    } catch (IOException failure) {
      throw Errors.outputUnwritable(file, failure);
    }
  }

  private void judged(
      ObjectNode event, Verdict verdict, Optional<String> job, List<String> remaining) {
    event.put("verdict", verdict.label());
    job.ifPresent(id -> event.put("job", id));
    if (!remaining.isEmpty()) {
      remaining.forEach(event.putArray("remaining")::add);
    }
    append(event);
  }

  private static ObjectNode event(String kind, String id, String step) {
    return Json.object().put(EVENT, kind).put("id", id).put("step", step);
  }

  private void append(ObjectNode event) {
    write(event);
    fold(event);
  }

  private void write(ObjectNode event) {
    byte[] text = Json.bytes(event);
    ByteBuffer line = ByteBuffer.allocate(text.length + 1).put(text).put((byte) '\n').flip();
    try {
      while (line.hasRemaining()) {
        channel.write(line);
      }
      channel.force(false);
    } catch (IOException failure) {
      throw Errors.outputUnwritable(file, failure);
    }
  }

  private void begin(String manifestSha256, URI crm, String occasion) throws IOException {
    long end = JournalLines.read(file, this::line);
    channel.truncate(end);
    channel.position(end);
    if (end == 0) {
      write(
          Json.object()
              .put(EVENT, OPENED)
              .put(MANIFEST, manifestSha256)
              .put(CRM, crm.toString())
              .put(OCCASION, occasion));
      forceFolder(file.toAbsolutePath().getParent());
    } else {
      requireSame("package (SHA-256 of its manifest)", manifestSha256, header.path(MANIFEST));
      requireSame("CRM", crm.toString(), header.path(CRM));
      requireSame("publication", occasion, header.path(OCCASION));
    }
  }

  private void requireSame(String what, String expected, JsonNode found) {
    if (!found.asText().equals(expected)) {
      throw Errors.sendJournalForeign(file, what, found.asText("nothing"), expected);
    }
  }

  private void line(long number, JsonNode event) {
    if (number == 1) {
      header = event;
    } else if (!fold(event)) {
      throw Errors.sendJournalDamaged(file, number);
    }
  }

  private boolean fold(JsonNode event) {
    String id = event.path("id").asText();
    String step = event.path("step").asText();
    switch (event.path(EVENT).asText()) {
      case PREPARED -> {
        Prepared write =
            new Prepared(
                step,
                Json.texts(event.path("jobs_before")),
                Optional.of(event.path("crm_time").asText()).filter(time -> !time.isEmpty()));
        states.put(id, state(id).prepared(write));
        return true;
      }
      case ANSWERED, CHECKED -> {
        Optional<Verdict> verdict = Verdict.ofLabel(event.path("verdict").asText());
        verdict.ifPresent(
            known ->
                states.put(
                    id,
                    state(id)
                        .judged(
                            known,
                            step,
                            Optional.of(event.path("job").asText()).filter(job -> !job.isEmpty()),
                            Json.texts(event.path("remaining")))));
        return verdict.isPresent();
      }
      default -> {
        return false;
      }
    }
  }

  private static FileChannel channel(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static FileChannel locked(Path folder) throws IOException {
    FileChannel channel = channel(folder.resolve(LOCK_FILE));
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException sameProcess) {
      channel.close();
      throw Errors.sendBusy(folder, sameProcess);
    }
    channel.close();
    throw Errors.sendBusy(folder, null);
  }

  /** So that the new file itself survives a loss of power. Elsewhere a folder cannot be opened. */
  private static void forceFolder(Path folder) throws IOException {
    FileStore store = Files.getFileStore(folder);
    if (store.supportsFileAttributeView(PosixFileAttributeView.class)) {
      try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
        directory.force(true);
      }
    }
  }
}
