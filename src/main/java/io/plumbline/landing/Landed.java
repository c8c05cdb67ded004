package io.plumbline.landing;

import io.plumbline.lake.Location;
import java.util.List;
import java.util.SortedMap;

/**
 * What lies there after copying.
 *
 * @param folder the tables, each in a folder of its name
 * @param tables by name
 * @param notes what a reader of the results should know, in whole sentences
 */
public record Landed(Location folder, SortedMap<String, LandedTable> tables, List<String> notes) {

  /** Copies the notes. */
  public Landed {
    notes = List.copyOf(notes);
  }
}
