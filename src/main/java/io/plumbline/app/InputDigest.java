package io.plumbline.app;

import io.plumbline.config.Configuration;
import io.plumbline.error.Errors;
import io.plumbline.ingest.InputFolder;
import io.plumbline.ingest.StoredTable;
import io.plumbline.lake.HadoopSettings;
import io.plumbline.lake.Location;
import io.plumbline.lake.TableReader;
import io.plumbline.model.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;

/** Names each input by its content: the SHA-256 of a file, the version of a Delta table. */
final class InputDigest {

  private InputDigest() {}

  /** Canonical name to {@code sha256:...} or {@code delta:TABLE:VERSION}. */
  static SortedMap<String, String> of(InputFolder input, Configuration configuration) {
    SortedMap<String, String> digests = new TreeMap<>();
    input.tables().forEach((name, table) -> digests.put(name, of(table, configuration)));
    return digests;
  }

  private static String of(StoredTable source, Configuration configuration) {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(source.path());
    try {
      if (source.format() == StoredTable.Format.DELTA) {
        TableReader table =
            TableReader.open(Location.of(source.path(), configuration), source.version());
        return "delta:" + table.id() + ":" + table.version();
      }
      FileSystem files = path.getFileSystem(HadoopSettings.of(configuration));
      Sha256 digest = new Sha256();
      for (org.apache.hadoop.fs.Path part : parts(files, path)) {
        try (InputStream in = files.open(part)) {
          digest.add(in);
        }
      }
      return "sha256:" + digest.hex();
    } catch (IOException failure) {
      throw Errors.inputUnreadable(source.path(), failure);
    }
  }

  private static List<org.apache.hadoop.fs.Path> parts(
      FileSystem files, org.apache.hadoop.fs.Path path) throws IOException {
    if (!files.getFileStatus(path).isDirectory()) {
      return List.of(path);
    }
    List<org.apache.hadoop.fs.Path> parts = new ArrayList<>();
    for (FileStatus part : files.listStatus(path)) {
      if (part.isFile()) {
        parts.add(part.getPath());
      }
    }
    parts.sort(Comparator.comparing(org.apache.hadoop.fs.Path::getName));
    return parts;
  }

  /** The first twelve hex digits of the SHA-256 of a text. */
  static String shortHash(String text) {
    return Sha256.of(text).substring(0, 12);
  }
}
