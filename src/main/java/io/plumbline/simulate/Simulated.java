package io.plumbline.simulate;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an export holds.
 *
 * @param folder where the files were written
 * @param rows data rows by file name, header not counted, dirty rows counted
 * @param dirtyRows dirty rows by kind; a kind that was not written is absent
 * @param opportunities opportunities created before the cutoff, dirty and deleted ones not counted
 * @param open of these, open at the end of the as-of date
 * @param won of these, won by then
 * @param lost of these, lost by then
 * @param neverClosing of the open ones, those that will never close
 * @param deleted further rows of opportunities that are flagged as deleted
 */
public record Simulated(
    Path folder,
    SortedMap<String, Long> rows,
    Map<DirtyKind, Long> dirtyRows,
    long opportunities,
    long open,
    long won,
    long lost,
    long neverClosing,
    long deleted) {

  /** Copies the maps. */
  public Simulated {
    requireNonNull(folder, "folder");
    rows = Collections.unmodifiableSortedMap(new TreeMap<>(rows));
    dirtyRows = Collections.unmodifiableMap(new TreeMap<>(dirtyRows));
  }

  /** Number of files written. */
  public int files() {
    return rows.size();
  }

  /** Dirty rows of all kinds. */
  public long dirtyTotal() {
    return dirtyRows.values().stream().mapToLong(Long::longValue).sum();
  }
}
