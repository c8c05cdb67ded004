package io.plumbline.landing;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.plumbline.error.Errors;
import io.plumbline.lake.Location;
import java.io.IOException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/** The file that says which versions of the copied tables belong together; written last. */
final class Marker {

  private static final String NAME = "landing.json";

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private final Location file;

  Marker(Location folder) {
    this.file = folder.resolve(NAME);
  }

  /** The tables that it names; none where nothing was copied yet. */
  SortedMap<String, LandedTable> read(Configuration hadoop) {
    if (!file.isThere()) {
      return Collections.emptySortedMap();
    }
    Path path = new Path(file.path());
    try (FSDataInputStream in = path.getFileSystem(hadoop).open(path)) {
      return JSON.readValue(
          in.readAllBytes(), new TypeReference<TreeMap<String, LandedTable>>() {});
    } catch (IOException damaged) {
      throw Errors.inputUnreadable(file.path(), damaged);
    }
  }

  boolean isThere() {
    return file.isThere();
  }

  void write(SortedMap<String, LandedTable> tables) throws IOException {
    file.replace(JSON.writeValueAsString(tables) + "\n");
  }
}
