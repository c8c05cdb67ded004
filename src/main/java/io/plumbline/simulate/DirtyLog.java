package io.plumbline.simulate;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/** Lists every dirty row in {@code truth_dirty.csv} and counts them. */
final class DirtyLog {

  private final CsvFile out;
  private final Map<DirtyKind, Long> counts = new EnumMap<>(DirtyKind.class);

  DirtyLog(CsvFile out) {
    this.out = out;
  }

  /** Notes that the record last written to a file is dirty; a missing key is listed as empty. */
  void add(CsvFile file, String key, DirtyKind kind) throws IOException {
    out.row(file.file().name(), key, kind.label(), file.rows());
    counts.merge(kind, 1L, Long::sum);
  }

  Map<DirtyKind, Long> counts() {
    return counts;
  }
}
