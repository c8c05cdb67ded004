package io.plumbline.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.plumbline.faults.Fault.Group;
import io.plumbline.lake.KernelTestTable;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;

/** Damaged input, damaged workspaces and arguments that nobody should give. */
final class Damages {

  private static final String DEALS = "opportunities.csv";
  private static final String MOVES = "stage_history.csv";
  private static final String QUALITY = "30 quality.rejected_share";
  private static final String UNREADABLE = "20 input.unreadable";
  private static final String TABLE_UNREADABLE = "70 workspace.table_unreadable";
  private static final String SETTING = "10 config.";

  private Damages() {}

  static List<Fault> all() {
    return Stream.of(storage(), damagedFiles(), strangeCells(), strangeDates(), arguments())
        .flatMap(List::stream)
        .map(Fault.class::cast)
        .toList();
  }

  private static List<Damage> storage() {
    return List.of(
        storage(
                "last entry of a table's log cut short",
                scene -> cut(aside(scene, Disk.lastCommit(scene.table("stage_visit"))), 0.5))
            .ends(TABLE_UNREADABLE)
            .mend(scene -> back(scene, Disk.lastCommit(scene.table("stage_visit")))),
        storage(
                "last entry of the run report's log empty, as after a power cut",
                scene -> cut(aside(scene, Disk.lastCommit(scene.table("run_report"))), 0))
            .ends(TABLE_UNREADABLE)
            .mend(scene -> back(scene, Disk.lastCommit(scene.table("run_report")))),
        storage(
                "last entry of a table's log empty, as after a power cut",
                scene -> cut(aside(scene, Disk.lastCommit(scene.table("stage_visit"))), 0))
            .ends(TABLE_UNREADABLE)
            .mend(scene -> back(scene, Disk.lastCommit(scene.table("stage_visit")))),
        storage(
                "data file of a table missing, and the table is shown",
                scene ->
                    Files.delete(
                        aside(scene, Disk.first(scene.table("stage_confidence"), ".parquet"))))
            .running(scene -> show(scene, "stage_confidence"))
            .ends(TABLE_UNREADABLE)
            .mend(Damages::back),
        storage(
                "data file of a table missing, and the next step reads it",
                scene ->
                    Files.delete(aside(scene, Disk.first(scene.table("stage_visit"), ".parquet"))))
            .running(scene -> step(scene, "calibrate"))
            .ends(TABLE_UNREADABLE)
            .mend(Damages::back),
        storage(
                "data file of a table damaged, and the next step reads it",
                scene -> garble(aside(scene, Disk.first(scene.table("stage_visit"), ".parquet"))))
            .running(scene -> step(scene, "calibrate"))
            .ends(TABLE_UNREADABLE)
            .mend(Damages::back),
        storage(
                "table of a newer version of Delta",
                scene -> {
                  Path commit = aside(scene, Disk.first(scene.table("opportunity"), "0.json"));
                  Files.writeString(
                      commit,
                      Files.readString(commit)
                          .replaceFirst(
                              "\"minReaderVersion\":\\d+,\"minWriterVersion\":\\d+",
                              "\"minReaderVersion\":3,\"minWriterVersion\":7,"
                                  + "\"readerFeatures\":[\"ofTomorrow\"],"
                                  + "\"writerFeatures\":[\"ofTomorrow\"]"));
                  for (Path checksum : checksums(commit)) {
                    if (!checksum.equals(commit)) {
                      Files.deleteIfExists(checksum);
                    }
                  }
                })
            .ends(TABLE_UNREADABLE)
            .mend(Damages::back),
        storage(
                "table removed from the workspace",
                scene -> Files.move(scene.table("opportunity"), scene.folder().resolve("aside")))
            .ends(TABLE_UNREADABLE)
            .mend(
                scene -> {
                  Disk.remove(scene.table("opportunity"));
                  Files.move(scene.folder().resolve("aside"), scene.table("opportunity"));
                }),
        storage(
            "lock, temporary and half-written files left by a killed run",
            scene -> {
              Files.writeString(scene.workspace().resolve(".plumbline.lock"), "process 1\n");
              Files.writeString(scene.workspace().resolve(".report.html.part"), "<html>");
              Path log = scene.table("opportunity").resolve("_delta_log");
              Files.writeString(log.resolve(".00000000000000000009.json.1234.tmp"), "{\"comm");
              Files.writeString(scene.table("stage").resolve("part-0.snappy.parquet"), "PAR1");
            }),
        storage(
                "workspace that is a file",
                scene -> {
                  Files.move(scene.workspace(), scene.folder().resolve("aside"));
                  Files.writeString(scene.workspace(), "not a folder");
                })
            .ends("70 workspace.unwritable")
            .mend(
                scene -> {
                  Files.delete(scene.workspace());
                  Files.move(scene.folder().resolve("aside"), scene.workspace());
                }),
        storage(
            "folder of tables that is no table",
            scene -> {
              Files.createDirectories(scene.table("notes"));
              Files.writeString(scene.table("notes").resolve("a.txt"), "hello");
            }));
  }

  private static List<Damage> damagedFiles() {
    return List.of(
        input("Parquet file cut short", scene -> cut(asParquet(scene), 0.7)).ends(UNREADABLE),
        input("Parquet file with damaged pages", scene -> garble(asParquet(scene)))
            .ends(UNREADABLE),
        input(
                "CSV file named .parquet",
                scene -> Files.move(scene.file(DEALS), scene.file("opportunities.parquet")))
            .ends(UNREADABLE),
        input(
                "Delta table folder with a damaged log",
                scene -> {
                  Path log = scene.file("opportunities/_delta_log");
                  Files.delete(scene.file(DEALS));
                  Files.createDirectories(log);
                  Files.writeString(log.resolve("00000000000000000000.json"), "{\"protocol\":");
                })
            .ends(UNREADABLE),
        input("CSV cut in the middle of a row", scene -> cut(scene.file(MOVES), 0.6))
            .ends("20 input.cut_short"),
        input(
                "CSV cut inside a quoted cell",
                scene -> append(scene.file(MOVES), "O-0000001,qualified,\"2024-01-01T00:0"))
            .says("note"),
        input("CSV with NUL bytes", scene -> replace(scene.file(DEALS), "GmbH", "Gm\0bH")),
        input(
            "CSV with a cell of 10 MB",
            scene ->
                append(
                    scene.file(DEALS),
                    "O-X,new_business,A-X,U-01,\""
                        + "x".repeat(10 << 20)
                        + "\",1.00,EUR,platform,"
                        + "new,2024-01-01T00:00:00Z,2024-03-01,,open,event,qualified,,false\r\n")),
        input(
                "CSV with a quote that is never closed",
                scene -> replaceFirst(scene.file(DEALS), "O-0000020,", "O-0000020,\""))
            .ends(QUALITY, "0 proposed"),
        input(
                "CSV in UTF-16",
                scene -> Files.write(scene.file(DEALS), text(scene.file(DEALS)).getBytes(UTF_16)))
            .ends("20 input.encoding"),
        input(
                "CSV in Latin-1",
                scene ->
                    Files.write(scene.file(DEALS), text(scene.file(DEALS)).getBytes(ISO_8859_1)))
            .ends("20 input.encoding"),
        input(
            "CSV with a byte order mark",
            scene -> Files.writeString(scene.file(DEALS), "\uFEFF" + text(scene.file(DEALS)))),
        input(
                "CSV with a header name twice",
                scene -> replaceFirst(scene.file(DEALS), "product,", "amount,"))
            .ends("20 input.column_duplicated"),
        input(
                "CSV with a header and no row",
                scene ->
                    Files.writeString(
                        scene.file(DEALS),
                        text(scene.file(DEALS)).lines().findFirst().get() + "\n"))
            .ends(QUALITY),
        input("empty file", scene -> Files.writeString(scene.file(DEALS), ""))
            .ends("20 input.column_missing"),
        input(
                "binary rubbish named .csv",
                scene -> {
                  byte[] bytes = new byte[1 << 16];
                  new Random(1).nextBytes(bytes);
                  Files.write(scene.file(DEALS), bytes);
                })
            .ends("20 input.encoding", "20 input.column_missing"),
        input("gzip file cut short", scene -> cut(zipped(scene, text(scene.file(DEALS))), 0.5))
            .ends(UNREADABLE),
        input(
                "file named .csv.gz that is no gzip",
                scene -> Files.move(scene.file(DEALS), scene.file("opportunities.csv.gz")))
            .ends(UNREADABLE),
        input("gzip bomb: 2 MB that expand to 2 GB in the header", scene -> bomb(scene, ""))
            .ends("20 input.expands"),
        input(
                "gzip bomb: 2 MB that expand to 2 GB of rows",
                scene ->
                    bomb(
                        scene,
                        text(scene.file(DEALS)).lines().findFirst().get() + "\nO-1,a,2024-01-01"))
            .ends("20 input.expands"),
        input(
                "symbolic link that points to itself",
                scene -> {
                  Files.delete(scene.file(DEALS));
                  Files.createSymbolicLink(scene.file(DEALS), Path.of(DEALS));
                })
            .ends("20 input.file_missing", UNREADABLE),
        input(
                "folder where a file should be",
                scene -> {
                  Files.delete(scene.file(DEALS));
                  Files.createDirectory(scene.file(DEALS));
                })
            .ends(UNREADABLE),
        input("whole file twice", scene -> append(scene.file(MOVES), body(scene.file(MOVES))))
            .ends(QUALITY, "0 proposed"));
  }

  private static List<Damage> strangeCells() {
    return List.of(
        input(
                "formulas in cells, on their way to a spreadsheet",
                scene -> {
                  replaceFirst(scene.file(DEALS), "O-0000002,", "=HYPERLINK(1),");
                  replaceFirst(scene.file(DEALS), "O-0000003,", "+cmd|' /C calc'!A0,");
                  replaceFirst(scene.file(DEALS), "O-0000004,", "-1+1,");
                  replaceFirst(scene.file(DEALS), "O-0000005,", "@SUM(1),");
                  replaceFirst(scene.file(DEALS), "O-0000006,", "\"\t=1\",");
                })
            .check(Damages::formulasAreText),
        input(
                "names with scripts, quotes, paths, line breaks and emoji",
                scene -> {
                  String evil = "\"<script>alert(1)</script>'\"\"../../etc/💣\n</style>\"";
                  for (String file : List.of(DEALS, MOVES, "stages.csv", "targets.csv")) {
                    if (Files.exists(scene.file(file))) {
                      replace(scene.file(file), "new_business", evil);
                      replace(scene.file(file), ",discovery,", "," + evil + ",");
                      replace(scene.file(file), "U-01", evil);
                    }
                  }
                })
            .check(Damages::namesAreText),
        input(
            "amounts that no deal has",
            scene -> {
              for (String amount : List.of("1e300", "NaN", "-1", "9".repeat(40) + ".99")) {
                change(scene.file(DEALS), ",[0-9]{3,}\\.[0-9]{2},EUR,", "," + amount + ",EUR,");
              }
            }));
  }

  private static List<Damage> strangeDates() {
    return List.of(
        input(
            "dates in the years 1 and 9999",
            scene -> {
              change(scene.file(DEALS), ",20[0-9]{2}-[0-9]{2}-[0-9]{2}T", ",0001-01-01T");
              change(scene.file(DEALS), ",20[0-9]{2}-[0-9]{2}-[0-9]{2}T", ",9999-12-31T");
              change(scene.file(MOVES), ",20[0-9]{2}-[0-9]{2}-[0-9]{2}T", ",0001-01-01T");
            }),
        arguments("as-of date before all data", scene -> {})
            .running(scene -> at(scene, "1990-01-01"))
            .ends("40 calibration.nothing_to_propose"),
        arguments("as-of date long after all data", scene -> {})
            .running(scene -> at(scene, "2099-12-31")),
        arguments("as-of date in the year 9999", scene -> {})
            .running(scene -> at(scene, "9999-12-31"))
            .ends("10 arguments.invalid"),
        arguments("as-of date that is none", scene -> {})
            .running(scene -> at(scene, "2026-02-30"))
            .ends("10 arguments.invalid"),
        Damage.of(Group.PROCESS, "heap too small for Spark (-Xmx64m)", scene -> {})
            .onJvm("-Xmx64m")
            .ends("70 memory"),
        Damage.of(Group.PROCESS, "small heap (-Xmx400m)", scene -> {})
            .onJvm("-Xmx400m")
            .ends("70 memory", "0 proposed", "40 calibration.nothing_to_propose"));
  }

  private static List<Damage> arguments() {
    return List.of(
        yaml("YAML with a tag that names a class", "a: !!javax.script.ScriptEngineManager [x]\n"),
        yaml(
            "YAML whose aliases grow without end",
            "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b]\n"),
        yaml("YAML with a key twice", "age.bands: 3\nage:\n  bands: 4\n"),
        yaml("YAML with a setting that does not exist", "age.band: 3\n"),
        yaml("YAML nested without end", "{a: ".repeat(5000)),
        yaml("configuration that is not text", "\0\u0001\u0002"),
        arguments("configuration that is a folder", scene -> {})
            .with("--config", "/")
            .ends("10 config.file_missing"),
        arguments("table name with a path", scene -> {})
            .running(scene -> show(scene, "../../../../../etc/passwd"))
            .ends("20 workspace.table_missing"),
        arguments("filter with SQL in it", scene -> {})
            .running(
                scene -> {
                  List<String> show = new ArrayList<>(show(scene, "stage"));
                  show.addAll(List.of("--where", "stage_id=' OR 1=1; DROP TABLE stage --"));
                  return show;
                })
            .ends("0 "));
  }

  private static Damage storage(String name, Damage.Act act) {
    return Damage.of(Group.STORAGE, name, act);
  }

  private static Damage input(String name, Damage.Act act) {
    return Damage.of(Group.INPUT, name, act);
  }

  private static Damage arguments(String name, Damage.Act act) {
    return Damage.of(Group.ARGUMENTS, name, act);
  }

  private static Damage yaml(String name, String text) {
    return arguments(
            name, scene -> Files.writeString(scene.folder().resolve("settings.yaml"), text))
        .running(
            scene -> {
              List<String> all = new ArrayList<>(Lab.run(scene));
              all.add("--config");
              all.add(scene.folder().resolve("settings.yaml").toString());
              return all;
            })
        .ends(
            Stream.of("not_yaml", "duplicate_setting", "unknown_setting")
                .map(kind -> SETTING + kind)
                .toArray(String[]::new));
  }

  private static List<String> show(Scene scene, String table) {
    return List.of("show", table, "--workspace", scene.workspace().toString());
  }

  private static List<String> at(Scene scene, String date) {
    List<String> all = new ArrayList<>(Lab.run(scene));
    all.set(all.indexOf(Lab.SECOND_DATE), date);
    return all;
  }

  /** One step of the first date, on what the run of that date left. */
  private static List<String> step(Scene scene, String command) {
    List<String> all = at(scene, Lab.FIRST_DATE);
    all.set(0, command);
    int input = all.indexOf("--input");
    all.subList(input, input + 2).clear();
    return all;
  }

  /** Keeps a copy of a file and of its checksum. */
  private static Path aside(Scene scene, Path file) throws IOException {
    for (Path kept : checksums(file)) {
      if (Files.exists(kept)) {
        Path copy =
            scene.folder().resolve("kept").resolve(scene.folder().relativize(kept).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(kept, copy);
      }
    }
    return file;
  }

  private static List<Path> checksums(Path file) {
    String name = file.getFileName().toString();
    return Stream.of(
            file,
            file.resolveSibling("." + name + ".crc"),
            file.resolveSibling(name.replace(".json", ".crc")))
        .distinct()
        .toList();
  }

  private static void back(Scene scene) throws IOException {
    Disk.copy(scene.folder().resolve("kept"), scene.folder());
  }

  private static void back(Scene scene, Path lastCommit) throws IOException {
    if (lastCommit != null) {
      back(scene);
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, UTF_8);
  }

  private static String body(Path file) throws IOException {
    String text = text(file);
    return text.substring(text.indexOf('\n') + 1);
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }

  private static void replace(Path file, String old, String changed) throws IOException {
    Files.writeString(file, text(file).replace(old, changed));
  }

  private static void replaceFirst(Path file, String old, String changed) throws IOException {
    String text = text(file);
    int at = text.indexOf(old);
    if (at < 0) {
      throw new IOException("no '" + old + "' in " + file);
    }
    Files.writeString(file, text.substring(0, at) + changed + text.substring(at + old.length()));
  }

  /** Replaces the first match of a regular expression. */
  private static void change(Path file, String regex, String changed) throws IOException {
    String text = text(file);
    String result = text.replaceFirst(regex, changed);
    if (result.equals(text)) {
      throw new IOException("no '" + regex + "' in " + file);
    }
    Files.writeString(file, result);
  }

  private static void cut(Path file, double share) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, (int) (bytes.length * share)));
    // A torn write leaves no checksum that fits, and often none.
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
  }

  /** Turns bits in the pages and leaves magic numbers and footer whole. */
  private static void garble(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 4; i < bytes.length / 4; i++) {
      bytes[i] ^= 0x55;
    }
    Files.write(file, bytes);
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
  }

  /** The deals as a Parquet file in the place of the CSV file. */
  private static Path asParquet(Scene scene) throws IOException {
    List<List<Object>> rows = new ArrayList<>();
    StructType schema = new StructType();
    try (CSVParser csv = CSVFormat.RFC4180.parse(new StringReader(text(scene.file(DEALS))))) {
      var records = csv.iterator();
      for (String name : records.next()) {
        schema = schema.add(name, StringType.STRING);
      }
      int columns = schema.length();
      records.forEachRemaining(
          record -> {
            if (record.size() == columns) {
              rows.add(new ArrayList<>(record.toList()));
            }
          });
    }
    Path table = scene.folder().resolve("as-table");
    KernelTestTable.create(table, schema, List.of(), Map.of()).append(rows);
    Files.delete(scene.file(DEALS));
    return Files.move(Disk.first(table, ".parquet"), scene.file("opportunities.parquet"));
  }

  private static Path zipped(Scene scene, String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(text.getBytes(UTF_8));
    }
    Files.delete(scene.file(DEALS));
    return Files.write(scene.file("opportunities.csv.gz"), bytes.toByteArray());
  }

  private static void bomb(Scene scene, String start) throws IOException {
    byte[] block = new byte[1 << 20];
    byte[] filling = start.isEmpty() ? new byte[] {'x'} : (start + "\n").getBytes(UTF_8);
    String row = start.isEmpty() ? "x" : start.lines().reduce((a, b) -> b).orElseThrow() + "\n";
    byte[] pattern = row.getBytes(UTF_8);
    for (int i = 0; i < block.length; i++) {
      block[i] = pattern[i % pattern.length];
    }
    try (OutputStream zip =
        new BufferedOutputStream(
            new GZIPOutputStream(Files.newOutputStream(scene.file("opportunities.csv.gz"))),
            1 << 16)) {
      zip.write(filling);
      for (int i = 0; i < 2048; i++) {
        zip.write(block);
      }
    }
    Files.delete(scene.file(DEALS));
  }

  private static Optional<String> formulasAreText(Scene scene, Outcome outcome) throws IOException {
    Path file = scene.folder().resolve("deals.csv");
    io.plumbline.app.ShownTables.toCsv(scene.workspace(), "opportunity", file);
    try (CSVParser csv = CSVFormat.RFC4180.parse(new StringReader(text(file)))) {
      for (var record : csv) {
        for (String cell : record) {
          if (cell.matches("(?s)[=+\\-@\\t\\r].*") && !cell.matches("[+-]?[0-9.]+(E-?[0-9]+)?")) {
            return Optional.of("a cell of the CSV export is a formula: " + cell);
          }
        }
      }
    }
    return text(file).contains("'=HYPERLINK(1)")
        ? Optional.empty()
        : Optional.of("the CSV export lacks the deal with the formula");
  }

  private static Optional<String> namesAreText(Scene scene, Outcome outcome) throws IOException {
    String page = text(scene.workspace().resolve("report.html"));
    if (page.contains("<script>alert") || page.contains("💣\n</style>")) {
      return Optional.of("report.html holds the script");
    }
    return page.contains("alert(1)")
        ? Optional.empty()
        : Optional.of("report.html does not show the name");
  }
}
