package io.plumbline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.plumbline.config.Configuration;
import io.plumbline.config.Settings;
import io.plumbline.connect.Connector;
import io.plumbline.connect.ConnectorSource;
import io.plumbline.connect.MatchedSource;
import io.plumbline.connect.Need;
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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
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
  private static final String CANONICAL = "canonical";
  private static final List<StoredTable.Format> OF_FILES =
      List.of(
          StoredTable.Format.CSV,
          StoredTable.Format.CSV_GZ,
          StoredTable.Format.PARQUET,
          StoredTable.Format.DELTA);

  private final Map<CanonicalFile, SourceFile> sources;
  private final Optional<Connector> connector;
  private final List<ConnectedTable> connected;
  private final List<ConnectorSource> absent;
  private final org.apache.hadoop.conf.Configuration hadoop;
  private final Map<String, String> states = new HashMap<>();

  private InputFolder(
      Map<CanonicalFile, SourceFile> sources, org.apache.hadoop.conf.Configuration hadoop) {
    this(sources, Optional.empty(), List.of(), List.of(), hadoop);
  }

  private InputFolder(
      Map<CanonicalFile, SourceFile> sources,
      Optional<Connector> connector,
      List<ConnectedTable> connected,
      List<ConnectorSource> absent,
      org.apache.hadoop.conf.Configuration hadoop) {
    this.sources = sources;
    this.connector = connector;
    this.connected = List.copyOf(connected);
    this.absent = List.copyOf(absent);
    this.hadoop = hadoop;
    tables().values().forEach(table -> states.put(table.path(), state(table)));
  }

  /**
   * Holds that no file was written to since the folder was opened. A Delta table is not looked at:
   * what is read of it is one version.
   *
   * @throws PlumblineException {@code input.changed}
   */
  public void requireUnchanged() {
    for (StoredTable table : tables().values()) {
      if (!states.get(table.path()).equals(state(table))) {
        throw Errors.inputChanged(table.name());
      }
    }
  }

  /** Sizes and times of its files. */
  private String state(StoredTable table) {
    if (!table.isFile()) {
      return "";
    }
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(table.path());
    try {
      return Arrays.stream(path.getFileSystem(hadoop).listStatus(path))
          .map(part -> part.getPath() + " " + part.getLen() + " " + part.getModificationTime())
          .sorted()
          .collect(Collectors.joining("\n"));
    } catch (FileNotFoundException gone) {
      return "gone";
    } catch (IOException failure) {
      throw Errors.inputUnreadable(table.path(), failure);
    }
  }

  /** The canonical files that are there, in the order of the contract. */
  public List<SourceFile> sources() {
    return List.copyOf(sources.values());
  }

  /** The connector that makes the canonical files, where the folder holds the export of a CRM. */
  public Optional<Connector> connector() {
    return connector;
  }

  /** The tables of the CRM that are there, in the connector's order. */
  public List<ConnectedTable> connected() {
    return connected;
  }

  /** The tables of the CRM that are not there, in the connector's order. */
  public List<ConnectorSource> absent() {
    return absent;
  }

  /** All that is read, by the name of the canonical file or of the connector's table. */
  public SortedMap<String, StoredTable> tables() {
    SortedMap<String, StoredTable> tables = new TreeMap<>();
    sources.forEach((file, source) -> tables.put(file.label(), source.stored()));
    connected.forEach(table -> tables.put(table.matched().source().alias(), table.stored()));
    return tables;
  }

  /** Bytes of all of them as stored. */
  public long bytes() {
    long bytes = 0;
    for (StoredTable table : tables().values()) {
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(table.path());
      try {
        bytes += path.getFileSystem(hadoop).getContentSummary(path).getLength();
      } catch (IOException failure) {
        throw Errors.inputUnreadable(table.path(), failure);
      }
    }
    return bytes;
  }

  /** One of the canonical files, if it is there as such. */
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
    InputFolder nothing = new InputFolder(Map.of(), hadoop);
    String crm = configuration.value(Settings.SOURCE_CRM);
    try {
      Optional<Connector> connector =
          crm.equals(CANONICAL) ? Optional.empty() : Optional.of(Connector.of(crm));
      FileSystem files = files(location, root, hadoop);
      List<FileStatus> entries = entries(files, root);
      if (entries == null) {
        problems.add(Errors.inputFolderMissing(location));
        return nothing;
      }
      return connector.isEmpty()
          ? canonical(location, files, entries, configuration, problems, hadoop)
          : connected(connector.get(), location, files, entries, configuration, problems, hadoop);
    } catch (PlumblineException unreachable) {
      problems.add(unreachable);
    } catch (IOException failure) {
      problems.add(Errors.inputUnreadable(folder, failure));
    }
    return nothing;
  }

  private static InputFolder canonical(
      Location location,
      FileSystem files,
      List<FileStatus> entries,
      Configuration configuration,
      List<PlumblineException> problems,
      org.apache.hadoop.conf.Configuration hadoop) {
    Map<CanonicalFile, SourceFile> found = new EnumMap<>(CanonicalFile.class);
    for (CanonicalFile file : CanonicalFile.values()) {
      String name =
          configuration.value(Settings.SOURCE_TABLES).getOrDefault(file.label(), file.label());
      List<StoredTable> candidates = candidates(name, entries);
      if (candidates.size() > 1) {
        problems.add(
            Errors.ambiguousInput(
                file.label(), candidates.stream().map(table -> Path.of(table.name())).toList()));
      } else if (candidates.size() == 1) {
        try {
          found.put(
              file,
              source(file, withHeader(files, candidates.get(0), configuration), configuration));
        } catch (PlumblineException problem) {
          problems.add(problem);
        }
      } else if (folderOfTextName(name, entries).isPresent()) {
        problems.add(
            Errors.inputUnreadable(
                folderOfTextName(name, entries).get(),
                new IOException("it is a folder, and this name is that of a file")));
      } else if (file == CanonicalFile.OPPORTUNITIES) {
        problems.add(
            Errors.inputFileMissing(
                name,
                location,
                OF_FILES.stream().map(format -> name + format.ending()).toList(),
                names(entries)));
      }
    }
    return new InputFolder(found, hadoop);
  }

  private static SourceFile source(
      CanonicalFile file, StoredTable stored, Configuration configuration) {
    SourceFile source = new SourceFile(file, stored, canonicalNames(file, stored, configuration));
    checkHeader(source);
    return source;
  }

  /** The header with the names that the settings give its columns. */
  private static List<String> canonicalNames(
      CanonicalFile file, StoredTable stored, Configuration configuration) {
    Map<String, String> canonical = new HashMap<>();
    configuration
        .value(Settings.SOURCE_COLUMNS)
        .forEach(
            (column, name) -> {
              if (column.startsWith(file.label() + ".")) {
                if (!stored.header().contains(name)) {
                  throw Errors.sourceColumnsMissing(
                      stored.name(), file.label(), List.of(name), stored.header());
                }
                canonical.put(name, column.substring(file.label().length() + 1));
              }
            });
    return stored.header().stream().map(name -> canonical.getOrDefault(name, name)).toList();
  }

  private static InputFolder connected(
      Connector connector,
      Location location,
      FileSystem files,
      List<FileStatus> entries,
      Configuration configuration,
      List<PlumblineException> problems,
      org.apache.hadoop.conf.Configuration hadoop)
      throws IOException {
    SortedMap<String, StoredTable> present = new TreeMap<>();
    for (FileStatus entry : entries) {
      Optional<StoredTable> table = table(files, entry);
      if (table.isPresent()) {
        String stem = table.get().stem();
        if (present.put(stem, table.get()) != null) {
          problems.add(
              Errors.ambiguousInput(
                  stem, candidates(stem, entries).stream().map(t -> Path.of(t.name())).toList()));
        }
      }
    }
    return connected(
        connector,
        location,
        names(entries),
        present,
        table -> withHeader(files, table, configuration),
        configuration,
        problems,
        hadoop);
  }

  private static InputFolder connected(
      Connector connector,
      Object location,
      List<String> names,
      SortedMap<String, StoredTable> present,
      UnaryOperator<StoredTable> withHeader,
      Configuration configuration,
      List<PlumblineException> problems,
      org.apache.hadoop.conf.Configuration hadoop) {
    List<String> stems = List.copyOf(present.keySet());
    List<ConnectedTable> connected = new ArrayList<>();
    List<ConnectorSource> absent = new ArrayList<>();
    for (ConnectorSource source : connector.sources()) {
      Optional<String> name =
          MatchedSource.table(source, configuration.value(Settings.SOURCE_TABLES), stems);
      if (name.isEmpty()) {
        absent.add(source);
        if (source.need() == Need.REQUIRED) {
          problems.add(
              Errors.sourceMissing(
                  source.alias(), source.about(), source.names(), location, names));
        }
        continue;
      }
      try {
        StoredTable stored = withHeader.apply(present.get(name.get()));
        requireOneOfEach(stored.name(), stored.header());
        connected.add(
            new ConnectedTable(
                MatchedSource.of(
                    source,
                    configuration.value(Settings.SOURCE_COLUMNS),
                    stored.name(),
                    stored.header(),
                    problems),
                stored));
      } catch (PlumblineException problem) {
        problems.add(problem);
      }
    }
    return new InputFolder(Map.of(), Optional.of(connector), connected, absent, hadoop);
  }

  /**
   * The same of tables whose headers are known: those of a database, or their copies.
   *
   * @param place where they lie, for messages
   */
  public static InputFolder ofTables(
      String place,
      List<StoredTable> tables,
      Configuration configuration,
      List<PlumblineException> problems) {
    org.apache.hadoop.conf.Configuration hadoop = HadoopSettings.of(configuration);
    SortedMap<String, StoredTable> present = new TreeMap<>();
    tables.forEach(table -> present.put(table.stem(), table));
    List<String> names = List.copyOf(present.keySet());
    String crm = configuration.value(Settings.SOURCE_CRM);
    if (!crm.equals(CANONICAL)) {
      return connected(
          Connector.of(crm),
          place,
          names,
          present,
          UnaryOperator.identity(),
          configuration,
          problems,
          hadoop);
    }
    Map<CanonicalFile, SourceFile> found = new EnumMap<>(CanonicalFile.class);
    for (CanonicalFile file : CanonicalFile.values()) {
      String name =
          configuration.value(Settings.SOURCE_TABLES).getOrDefault(file.label(), file.label());
      if (present.containsKey(name)) {
        try {
          found.put(file, source(file, present.get(name), configuration));
        } catch (PlumblineException problem) {
          problems.add(problem);
        }
      } else if (file == CanonicalFile.OPPORTUNITIES) {
        problems.add(
            Errors.sourceMissing(
                file.label(), "one row per opportunity", List.of(name), place, names));
      }
    }
    return new InputFolder(found, hadoop);
  }

  private static List<String> names(List<FileStatus> entries) {
    return entries.stream().map(entry -> entry.getPath().getName()).sorted().toList();
  }

  /** What an entry of the folder is stored as, if it is a table. */
  private static Optional<StoredTable> table(FileSystem files, FileStatus entry)
      throws IOException {
    String name = entry.getPath().getName();
    if (name.startsWith(".") || name.startsWith("_")) {
      return Optional.empty();
    }
    Optional<StoredTable.Format> format = Optional.empty();
    if (name.endsWith(StoredTable.Format.PARQUET.ending())) {
      format = Optional.of(StoredTable.Format.PARQUET);
    } else if (entry.isDirectory()) {
      if (files.exists(new org.apache.hadoop.fs.Path(entry.getPath(), "_delta_log"))) {
        format = Optional.of(StoredTable.Format.DELTA);
      }
    } else if (name.endsWith(StoredTable.Format.CSV_GZ.ending())) {
      format = Optional.of(StoredTable.Format.CSV_GZ);
    } else if (name.endsWith(StoredTable.Format.CSV.ending())) {
      format = Optional.of(StoredTable.Format.CSV);
    }
    return format.map(kind -> new StoredTable(entry.getPath().toString(), kind, List.of()));
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

  private static List<StoredTable> candidates(String name, List<FileStatus> entries) {
    List<StoredTable> candidates = new ArrayList<>();
    for (FileStatus entry : entries) {
      for (StoredTable.Format format : OF_FILES) {
        boolean fits = entry.getPath().getName().equals(name + format.ending());
        boolean folder = entry.isDirectory();
        boolean possible =
            switch (format) {
              case CSV, CSV_GZ -> !folder;
              case PARQUET -> true;
              case DELTA -> folder;
              case JDBC -> false;
            };
        if (fits && possible) {
          candidates.add(new StoredTable(entry.getPath().toString(), format, List.of()));
        }
      }
    }
    return candidates;
  }

  /** A folder of CSV parts, as Spark writes it, is not read. */
  private static Optional<String> folderOfTextName(String table, List<FileStatus> entries) {
    return entries.stream()
        .filter(FileStatus::isDirectory)
        .map(entry -> entry.getPath().getName())
        .filter(name -> name.equals(table + ".csv") || name.equals(table + ".csv.gz"))
        .findFirst();
  }

  private static StoredTable withHeader(
      FileSystem files, StoredTable source, Configuration configuration) {
    try {
      return switch (source.format()) {
        case CSV, CSV_GZ ->
            source.withHeader(
                csvHeader(files, source, configuration.value(Settings.INPUT_CSV_DELIMITER)));
        case PARQUET -> source.withHeader(parquetHeader(files, source));
        case DELTA -> latest(source, configuration);
        case JDBC -> source;
      };
    } catch (IOException | RuntimeException failure) {
      if (failure instanceof PlumblineException explained) {
        throw explained;
      }
      throw Errors.inputUnreadable(source.name(), failure);
    }
  }

  private static List<String> csvHeader(FileSystem files, StoredTable source, char delimiter)
      throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(source.path());
    boolean packed = source.format() == StoredTable.Format.CSV_GZ;
    byte[] start;
    try (InputStream bytes = files.open(path)) {
      start = new TextSample(source.name(), bytes, packed).start(LONGEST_HEADER);
    }
    try (Reader text = new InputStreamReader(new ByteArrayInputStream(start), UTF_8);
        CSVParser parser =
            CSVParser.parse(text, CSVFormat.RFC4180.builder().setDelimiter(delimiter).get())) {
      Iterator<CSVRecord> records = parser.iterator();
      if (!records.hasNext()) {
        return List.of();
      }
      List<String> header = new ArrayList<>(records.next().toList());
      if (header.stream().mapToInt(String::length).sum() > LONGEST_HEADER / 2) {
        throw Errors.endlessHeader(source.name(), LONGEST_HEADER / 2);
      }
      header.set(0, withoutByteOrderMark(header.get(0)));
      if (header.size() == 1) {
        for (String other : List.of(";", "\t", ",", "|")) {
          if (header.get(0).contains(other) && other.charAt(0) != delimiter) {
            throw Errors.wrongDelimiter(
                source.name(), header.get(0), other, String.valueOf(delimiter));
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
      FileSystem files, StoredTable source, int columns, char delimiter) throws IOException {
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
      throw Errors.cutShort(source.name(), last, cells, columns);
    }
  }

  private static String withoutByteOrderMark(String first) {
    return first.startsWith("\uFEFF") ? first.substring(1) : first;
  }

  private static List<String> parquetHeader(FileSystem files, StoredTable source)
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

  /** The version that is the latest now; what is written later is not read. */
  private static StoredTable latest(StoredTable source, Configuration configuration) {
    try {
      TableReader table =
          TableReader.open(Location.of(source.path(), configuration), OptionalLong.empty());
      return new StoredTable(
          source.path(),
          source.format(),
          table.columns().stream().map(column -> column.name()).toList(),
          OptionalLong.of(table.version()));
    } catch (PlumblineException damaged) {
      // The reader speaks of tables of the workspace.
      throw Errors.inputUnreadable(
          source.name(), damaged.getCause() == null ? damaged : damaged.getCause());
    }
  }

  private static void requireOneOfEach(String name, List<String> header) {
    Set<String> seen = new HashSet<>();
    for (String column : header) {
      if (!seen.add(column)) {
        throw Errors.duplicatedColumn(name, column);
      }
    }
  }

  private static void checkHeader(SourceFile source) {
    requireOneOfEach(source.stored().name(), source.header());
    List<String> missing =
        source.file().fields().stream()
            .filter(CanonicalField::isRequired)
            .map(CanonicalField::name)
            .filter(column -> !source.header().contains(column))
            .toList();
    if (!missing.isEmpty()) {
      throw Errors.columnsMissing(source.stored().name(), missing, source.header());
    }
  }
}
