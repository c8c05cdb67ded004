package io.plumbline.publish;

import io.plumbline.publish.Backfill.Change;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The files of one CRM. */
interface PackageFormat {

  /** Takes the open deals one by one; nothing is kept of them. */
  interface Deals {

    /** Takes the next deal, and what the backfill changes on it. */
    void take(ReleasedRecord deal, Optional<Change> change) throws IOException;

    /** Writes what is left after the last deal. */
    default void finish() throws IOException {}
  }

  /** Writes the stages, and gives what is to take the deals. */
  Deals write(Content content, PackageDraft draft) throws IOException;

  /** What to do with the files, one step each, in order; whole sentences. */
  List<String> steps();

  /** How to undo it, whole sentences. */
  List<String> rollback();

  /** What a person should know about this CRM, whole sentences. */
  default List<String> notes() {
    return List.of();
  }
}
