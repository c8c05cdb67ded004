package io.plumbline.app;

import io.plumbline.config.Configuration;
import io.plumbline.error.Errors;
import io.plumbline.ingest.InputFolder;
import io.plumbline.ingest.SourceFile;
import io.plumbline.lake.HadoopSettings;
import io.plumbline.lake.Location;
import io.plumbline.lake.TableReader;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;

/** Names each input by its content: the SHA-256 of a file, the version of a Delta table. */
final class InputDigest {

  private static final int BLOCK = 1 << 16;

  private InputDigest() {}

  /** Canonical name to {@code sha256:...} or {@code delta:VERSION}. */
  static SortedMap<String, String> of(InputFolder input, Configuration configuration) {
    SortedMap<String, String> digests = new TreeMap<>();
    for (SourceFile source : input.sources()) {
      digests.put(source.file().label(), of(source, configuration));
    }
    return digests;
  }

  private static String of(SourceFile source, Configuration configuration) {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(source.path());
    try {
      if (source.format() == SourceFile.Format.DELTA) {
        Location table = Location.of(source.path(), configuration);
        return "delta:" + TableReader.open(table, OptionalLong.empty()).version();
      }
      FileSystem files = path.getFileSystem(HadoopSettings.of(configuration));
      MessageDigest digest = sha256();
      for (org.apache.hadoop.fs.Path part : parts(files, path)) {
        try (InputStream in = new DigestInputStream(files.open(part), digest)) {
          byte[] block = new byte[BLOCK];
          while (in.read(block) >= 0) {
            // Reading is what feeds the digest.
            continue;
          }
        }
      }
      return "sha256:" + HexFormat.of().formatHex(digest.digest());
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
    byte[] hash = sha256().digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash).substring(0, 12);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has SHA-256.", impossible);
    }
  }
}
