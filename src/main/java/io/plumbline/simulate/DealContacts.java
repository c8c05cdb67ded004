package io.plumbline.simulate;

import io.plumbline.simulate.Deal.Fate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What was done about one deal: people involved, planned next steps and contacts. A deal that goes
 * cold answers less and leaves more next steps undone before it is lost, so that these are signals
 * of its outcome without telling it.
 */
final class DealContacts {

  private static final List<String> ROLES =
      List.of("champion", "user", "decision_maker", "procurement");
  private static final List<String> KINDS = List.of("email", "email", "call", "meeting");
  private static final List<String> SUBJECTS =
      List.of(
          "Agenda, next steps",
          "Re: \"Offerte\" – Rückfragen",
          "Contract terms, annex B",
          "Suivi après démo",
          "Budget check\n(forwarded)",
          "Pricing question",
          "Kick-off, 2 people",
          "Termin nächste Woche?");
  private static final List<String> BODIES =
      List.of(
          "Thanks for the call.",
          "Please find the document attached.\nBest, the team",
          "Could we move this to next month?",
          "He said: \"looks good, send it\".");
  private static final int MOST_PER_STAY = 4;
  private static final double DAYS_BETWEEN_CONTACTS = 10.0;

  private final Deal deal;
  private final RandomStream random;
  private final List<Role> roles = new ArrayList<>();
  private final List<Task> tasks = new ArrayList<>();
  private final List<Activity> activities = new ArrayList<>();

  /** A person's part in the deal; times in epoch seconds. */
  record Role(String contactId, String role, boolean decides, long addedAt) {}

  /** A planned next step; {@code completedAt} is {@link Long#MAX_VALUE} if it is never done. */
  record Task(String id, long createdAt, long dueAt, long completedAt) {}

  /** A contact; {@code rating} in -1..1, NaN where nobody rated it. */
  record Activity(
      String id,
      long occurredAt,
      String direction,
      String kind,
      String contactId,
      String subject,
      String body,
      double rating) {}

  DealContacts(Deal deal, long seed) {
    this.deal = deal;
    this.random = RandomStream.of(seed, 3L, deal.index());
    addRoles();
    for (int entry = 0; entry < deal.entered().length; entry++) {
      if (deal.pipeline().isOpenStage(deal.stages()[entry])) {
        addTasks(entry);
        addActivities(entry);
      }
    }
  }

  List<Role> roles() {
    return roles;
  }

  List<Task> tasks() {
    return tasks;
  }

  List<Activity> activities() {
    return activities;
  }

  /**
   * When the next step falls due that was planned and not done just before the cutoff, or {@link
   * Long#MAX_VALUE} if none was.
   */
  long nextStepDueAt(long cutoff) {
    long due = Long.MAX_VALUE;
    for (Task task : tasks) {
      if (task.createdAt() < cutoff) {
        due = task.completedAt() < cutoff ? Long.MAX_VALUE : task.dueAt();
      }
    }

    return due;
  }

  private void addRoles() {
    int people = 1 + random.index(3);
    int first = random.index(ROLES.size());
    long at = deal.createdAt();
    for (int person = 0; person < people; person++) {
      if (person > 0 && at >= deal.finallyClosedAt()) {
        break;
      }

      String role = ROLES.get((first + person) % ROLES.size());
      String contact = String.format(Locale.ROOT, "C-%06d-%d", deal.account() + 1, person + 1);
      roles.add(new Role(contact, role, role.equals("decision_maker"), at));
      at += Timestamps.days(random.between(0.5, 20));
    }
  }

  private void addTasks(int entry) {
    double done =
        switch (deal.fate(entry)) {
          case MOVING -> 0.92;
          case LOST -> 0.75;
          case STALLED -> 0.5;
        };
    long end = deal.leftAt(entry);
    long created = deal.entered()[entry] + Timestamps.days(random.between(0.01, 1.0));
    for (int i = 0; i < MOST_PER_STAY && created < end; i++) {
      long due = created + Timestamps.days(random.between(3, 14));
      boolean completes = random.chance(done);
      long completed = Math.max(created + 60, due + Timestamps.days(random.between(-2, 2)));
      if (!completes || completed >= end) {
        tasks.add(new Task(taskId(), created, due, completes ? end : Long.MAX_VALUE));
        break;
      }

      tasks.add(new Task(taskId(), created, due, completed));
      created = completed + 60;
    }
  }

  private void addActivities(int entry) {
    Fate fate = deal.fate(entry);
    double answers =
        switch (fate) {
          case MOVING -> 0.6;
          case LOST -> 0.35;
          case STALLED -> 0.2;
        };
    double mood = fate == Fate.MOVING ? 0.25 : -0.1;
    long at = deal.entered()[entry];
    for (int i = 0; i < MOST_PER_STAY; i++) {
      at += Math.max(60, Timestamps.days(random.exponential(DAYS_BETWEEN_CONTACTS)));
      if (at >= deal.leftAt(entry)) {
        break;
      }

      addActivity(at, "outbound", Double.NaN);
      if (random.chance(answers)) {
        long reply = at + Timestamps.days(random.between(0.02, 1.5));
        double rating = Math.max(-1.0, Math.min(1.0, mood + 0.4 * random.gaussian()));
        if (reply < deal.leftAt(entry)) {
          addActivity(reply, "inbound", random.chance(0.6) ? rating : Double.NaN);
        }
      }
    }
  }

  private void addActivity(long at, String direction, double rating) {
    activities.add(
        new Activity(
            String.format(Locale.ROOT, "E-%07d-%03d", deal.index() + 1, activities.size() + 1),
            at,
            direction,
            random.pick(KINDS),
            contactAt(at),
            random.pick(SUBJECTS),
            random.pick(BODIES),
            rating));
  }

  private String contactAt(long at) {
    String contact = roles.get(0).contactId();
    for (Role role : roles) {
      if (role.addedAt() <= at && random.chance(0.5)) {
        contact = role.contactId();
      }
    }

    return contact;
  }

  private String taskId() {
    return String.format(Locale.ROOT, "T-%07d-%02d", deal.index() + 1, tasks.size() + 1);
  }
}
