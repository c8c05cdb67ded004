package io.plumbline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.error.Errors;
import io.plumbline.error.PlumblineException;
import io.plumbline.lake.HadoopSettings;
import io.plumbline.lake.Location;
import io.plumbline.lake.TableReader;
import io.plumbline.table.CanonicalField;
import io.plumbline.table.CanonicalFile;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/**
 * The canonical files of an input folder, found and their headers checked without reading the data
 * and without a Spark session.
 */
public final class InputFolder {

  private static final int LONGEST_HEADER = 1 << 20;
  private static final int LONGEST_TAIL = 1 << 16;

  private final Map<CanonicalFile, SourceFile> sources;
  private final org.apache.hadoop.conf.Configuration hadoop;
  private final Map<String, String> states = new HashMap<>();

  private InputFolder(
      Map<CanonicalFile, SourceFile> sources, org.apache.hadoop.conf.Configuration hadoop) {
    this.sources = sources;
    this.hadoop = hadoop;
    sources.values().forEach(source -> states.put(source.path(), state(source)));
  }

  /**
   * Holds that no file was written to since the folder was opened. A Delta table is not looked at:
   * what is read of it is one version.
   *
   * @throws PlumblineException {@code input.changed}
   */
  public void requireUnchanged() {
    for (SourceFile source : sources.values()) {
      if (!states.get(source.path()).equals(state(source))) {
        throw Errors.inputChanged(name(source.path()));
      }
    }
  }

  /** Sizes and times of its files. */
  private String state(SourceFile source) {
    if (source.format() == SourceFile.Format.DELTA) {
      return "";
    }
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(source.path());
    try {
      return Arrays.stream(path.getFileSystem(hadoop).listStatus(path))
          .map(part -> part.getPath() + " " + part.getLen() + " " + part.getModificationTime())
          .sorted()
          .collect(Collectors.joining("\n"));
    } catch (IOException gone) {
      return "gone";
    }
  }

  /** The files that are there, in the order of the contract. */
  public List<SourceFile> sources() {
    return List.copyOf(sources.values());
  }

  /** Bytes of all of them as stored. */
  public long bytes() {
    long bytes = 0;
    for (SourceFile source : sources.values()) {
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(source.path());
      try {
        bytes += path.getFileSystem(hadoop).getContentSummary(path).getLength();
      } catch (IOException failure) {
        throw Errors.inputUnreadable(source.path(), failure);
      }
    }
    return bytes;
  }

  /** One of them, if it is there. */
  public Optional<SourceFile> source(CanonicalFile file) {
    return Optional.ofNullable(sources.get(file));
  }

  /**
   * Finds and checks the files.
   *
   * @throws PlumblineException the first problem, exit 20
   */
  public static InputFolder open(String folder, Configuration configuration) {
    List<PlumblineException> problems = new ArrayList<>();
    InputFolder found = inspect(folder, configuration, problems);
    if (!problems.isEmpty()) {
      throw problems.get(0);
    }
    return found;
  }

  /**
   * The same for {@code check}: adds every problem to the list instead of stopping at the first.
   */
  public static InputFolder inspect(
      String folder, Configuration configuration, List<PlumblineException> problems) {
    Location location = Location.of(folder, configuration);
    org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(location.path());
    org.apache.hadoop.conf.Configuration hadoop = HadoopSettings.of(configuration);
    Map<CanonicalFile, SourceFile> found = new EnumMap<>(CanonicalFile.class);
    try {
      FileSystem files = files(location, root, hadoop);
      List<FileStatus> entries = entries(files, root);
      if (entries == null) {
        problems.add(Errors.inputFolderMissing(location));
        return new InputFolder(found, hadoop);
      }
      for (CanonicalFile file : CanonicalFile.values()) {
        List<SourceFile> candidates = candidates(file, entries);
        if (candidates.size() > 1) {
          problems.add(
              Errors.ambiguousInput(
                  file.label(),
                  candidates.stream().map(source -> Path.of(name(source.path()))).toList()));
        } else if (candidates.size() == 1) {
          try {
            SourceFile source = withHeader(files, candidates.get(0), configuration);
            checkHeader(source);
            found.put(file, source);
          } catch (PlumblineException problem) {
            problems.add(problem);
          }
        } else if (folderOfTextName(file, entries).isPresent()) {
          problems.add(
              Errors.inputUnreadable(
                  folderOfTextName(file, entries).get(),
                  new IOException("it is a folder, and this name is that of a file")));
        } else if (file == CanonicalFile.OPPORTUNITIES) {
          problems.add(
              Errors.inputFileMissing(
                  file.label(),
                  location,
                  Stream.of(SourceFile.Format.values())
                      .map(format -> file.label() + format.ending())
                      .toList(),
                  entries.stream().map(entry -> entry.getPath().getName()).sorted().toList()));
        }
      }
    } catch (PlumblineException unreachable) {
      problems.add(unreachable);
    } catch (IOException failure) {
      problems.add(Errors.inputUnreadable(folder, failure));
    }
    return new InputFolder(found, hadoop);
  }

  private static FileSystem files(
      Location location,
      org.apache.hadoop.fs.Path root,
      org.apache.hadoop.conf.Configuration hadoop) {
    try {
      return root.getFileSystem(hadoop);
    } catch (IOException | RuntimeException noConnector) {
      throw Errors.storageUnavailable(location.toString(), noConnector);
    }
  }

  private static List<FileStatus> entries(FileSystem files, org.apache.hadoop.fs.Path root)
      throws IOException {
    try {
      if (!files.getFileStatus(root).isDirectory()) {
        return null;
      }
      return Arrays.asList(files.listStatus(root));
    } catch (FileNotFoundException missing) {
      return null;
    }
  }

  private static List<SourceFile> candidates(CanonicalFile file, List<FileStatus> entries) {
    List<SourceFile> candidates = new ArrayList<>();
    for (FileStatus entry : entries) {
      for (SourceFile.Format format : SourceFile.Format.values()) {
        boolean fits = entry.getPath().getName().equals(file.label() + format.ending());
        boolean folder = entry.isDirectory();
        boolean possible =
            switch (format) {
              case CSV, CSV_GZ -> !folder;
              case PARQUET -> true;
              case DELTA -> folder;
            };
        if (fits && possible) {
          candidates.add(new SourceFile(file, entry.getPath().toString(), format, List.of()));
        }
      }
    }
    return candidates;
  }

  /** A folder of CSV parts, as Spark writes it, is not read. */
  private static Optional<String> folderOfTextName(CanonicalFile file, List<FileStatus> entries) {
    return entries.stream()
        .filter(FileStatus::isDirectory)
        .map(entry -> entry.getPath().getName())
        .filter(name -> name.equals(file.label() + ".csv") || name.equals(file.label() + ".csv.gz"))
        .findFirst();
  }

  private static SourceFile withHeader(
      FileSystem files, SourceFile source, Configuration configuration) {
    try {
      List<String> header =
          switch (source.format()) {
            case CSV, CSV_GZ ->
                csvHeader(files, source, configuration.value(Settings.INPUT_CSV_DELIMITER));
            case PARQUET -> parquetHeader(files, source);
            case DELTA -> deltaHeader(source, configuration);
          };
      return new SourceFile(source.file(), source.path(), source.format(), header);
    } catch (IOException | RuntimeException failure) {
      if (failure instanceof PlumblineException explained) {
        throw explained;
      }
      throw Errors.inputUnreadable(name(source.path()), failure);
    }
  }

  private static List<String> csvHeader(FileSystem files, SourceFile source, char delimiter)
      throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(source.path());
    boolean packed = source.format() == SourceFile.Format.CSV_GZ;
    byte[] start;
    try (InputStream bytes = files.open(path)) {
      start = new TextSample(name(source.path()), bytes, packed).start(LONGEST_HEADER);
    }
    try (Reader text = new InputStreamReader(new ByteArrayInputStream(start), UTF_8);
        CSVParser parser =
            CSVParser.parse(text, CSVFormat.RFC4180.builder().setDelimiter(delimiter).get())) {
      Iterator<CSVRecord> records = parser.iterator();
      if (!records.hasNext()) {
        throw Errors.columnsMissing(name(source.path()), requiredColumns(source.file()), List.of());
      }
      List<String> header = new ArrayList<>(records.next().toList());
      if (header.stream().mapToInt(String::length).sum() > LONGEST_HEADER / 2) {
        throw Errors.endlessHeader(name(source.path()), LONGEST_HEADER / 2);
      }
      header.set(0, withoutByteOrderMark(header.get(0)));
      if (header.size() == 1) {
        for (String other : List.of(";", "\t", ",", "|")) {
          if (header.get(0).contains(other) && other.charAt(0) != delimiter) {
            throw Errors.wrongDelimiter(
                name(source.path()), header.get(0), other, String.valueOf(delimiter));
          }
        }
      }
      if (!packed) {
        requireWholeLastRow(files, source, header.size(), delimiter);
      }
      return header.stream().map(String::trim).toList();
    }
  }

  /**
   * A file that was cut short ends without a line break and with too few cells. Where the last line
   * holds a quote it may be the end of a longer cell, and nothing is said about it.
   */
  private static void requireWholeLastRow(
      FileSystem files, SourceFile source, int columns, char delimiter) throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(source.path());
    long length = files.getFileStatus(path).getLen();
    byte[] tail = new byte[(int) Math.min(length, LONGEST_TAIL)];
    try (FSDataInputStream in = files.open(path)) {
      in.readFully(length - tail.length, tail);
    }
    String text = new String(tail, UTF_8);
    int start = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1;
    String last = text.substring(start);
    int cells = (int) last.chars().filter(letter -> letter == delimiter).count() + 1;
    if (start > 0 && !last.isBlank() && last.indexOf('"') < 0 && cells < columns) {
      throw Errors.cutShort(name(source.path()), last, cells, columns);
    }
  }

  private static String withoutByteOrderMark(String first) {
    return first.startsWith("\uFEFF") ? first.substring(1) : first;
  }

  private static List<String> parquetHeader(FileSystem files, SourceFile source)
      throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(source.path());
    if (files.getFileStatus(path).isDirectory()) {
      path =
          Arrays.stream(files.listStatus(path))
              .filter(entry -> entry.isFile() && entry.getLen() > 0)
              .map(FileStatus::getPath)
              .filter(part -> !part.getName().startsWith("_") && !part.getName().startsWith("."))
              .min(Comparator.comparing(org.apache.hadoop.fs.Path::toString))
              .orElseThrow(() -> new FileNotFoundException("no Parquet file in the folder"));
    }
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(path, files.getConf()))) {
      return reader.getFileMetaData().getSchema().getFields().stream()
          .map(field -> field.getName())
          .toList();
    }
  }

  private static List<String> deltaHeader(SourceFile source, Configuration configuration) {
    try {
      return TableReader.open(Location.of(source.path(), configuration), OptionalLong.empty())
          .columns()
          .stream()
          .map(column -> column.name())
          .toList();
    } catch (PlumblineException damaged) {
      // The reader speaks of tables of the workspace.
      throw Errors.inputUnreadable(
          name(source.path()), damaged.getCause() == null ? damaged : damaged.getCause());
    }
  }

  private static void checkHeader(SourceFile source) {
    Set<String> seen = new HashSet<>();
    for (String column : source.header()) {
      if (!seen.add(column)) {
        throw Errors.duplicatedColumn(name(source.path()), column);
      }
    }
    List<String> missing =
        requiredColumns(source.file()).stream().filter(column -> !seen.contains(column)).toList();
    if (!missing.isEmpty()) {
      throw Errors.columnsMissing(name(source.path()), missing, source.header());
    }
  }

  private static List<String> requiredColumns(CanonicalFile file) {
    return file.fields().stream()
        .filter(CanonicalField::isRequired)
        .map(CanonicalField::name)
        .toList();
  }

  private static String name(String path) {
    return new org.apache.hadoop.fs.Path(path).getName();
  }
}
