package io.plumbline.simulate;

import java.io.IOException;
import java.util.Locale;

/** Writes {@code activities.csv}, {@code contact_roles.csv} and {@code tasks.csv}. */
final class ContactRows {

  private final long cutoff;
  private final CsvFile activities;
  private final CsvFile roles;
  private final CsvFile tasks;

  ContactRows(long cutoff, CsvFile activities, CsvFile roles, CsvFile tasks) {
    this.cutoff = cutoff;
    this.activities = activities;
    this.roles = roles;
    this.tasks = tasks;
  }

  /** Writes what was known about the deal's contacts before the cutoff. */
  void write(Deal deal, DealFields fields, DealContacts contacts) throws IOException {
    for (DealContacts.Role role : contacts.roles()) {
      if (role.addedAt() < cutoff) {
        roles.row(
            deal.id(),
            role.contactId(),
            role.role(),
            role.decides(),
            Timestamps.iso(role.addedAt()));
      }
    }
    for (DealContacts.Task task : contacts.tasks()) {
      if (task.createdAt() < cutoff) {
        tasks.row(
            task.id(),
            deal.id(),
            Timestamps.iso(task.createdAt()),
            Timestamps.iso(task.dueAt()),
            Timestamps.isoBefore(task.completedAt(), cutoff));
      }
    }
    for (DealContacts.Activity activity : contacts.activities()) {
      if (activity.occurredAt() < cutoff) {
        activities.row(
            activity.id(),
            deal.id(),
            Timestamps.iso(activity.occurredAt()),
            activity.direction(),
            activity.kind(),
            activity.contactId(),
            fields.valueBefore(DealFields.OWNER_ID, activity.occurredAt() + 1),
            activity.subject(),
            activity.body(),
            Double.isNaN(activity.rating())
                ? null
                : String.format(Locale.ROOT, "%.2f", activity.rating()));
      }
    }
  }
}
