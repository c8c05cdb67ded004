package io.plumbline.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.SparkFixture;
import io.plumbline.config.Configuration;
import io.plumbline.error.PlumblineException;
import io.plumbline.ingest.InputFolder;
import io.plumbline.ingest.InputReader;
import io.plumbline.ingest.StagedInput;
import io.plumbline.model.AsOf;
import io.plumbline.quality.CheckRows;
import io.plumbline.quality.Checked;
import io.plumbline.table.CanonicalFile;
import io.plumbline.table.Staged;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No damage to an input changes silently what is accepted of it. */
class CorruptionTest {

  private static final int SEEDS = 5;
  private static final int DEALS = 12;

  @TempDir Path folder;

  /** What a reader of the input is left with. */
  private record Reading(TreeSet<String> accepted, List<String> said) {}

  /** A kind of damage, and whether it may change nothing at all. */
  private enum Damage {
    DROPPED_COLUMN,
    SHUFFLED_ROWS,
    DUPLICATED_ROWS,
    MIXED_ENCODINGS,
    CUT_ROW;

    boolean isHarmless() {
      return this == SHUFFLED_ROWS || this == DUPLICATED_ROWS;
    }
  }

  /**
   * The last column of each file is one whose value, cut anywhere, is none: of a date that lost its
   * time nobody could tell.
   */
  private static Map<String, List<String>> sound() {
    List<String> deals = new ArrayList<>();
    List<String> moves = new ArrayList<>();
    deals.add(
        "opportunity_id,pipeline_id,owner_id,amount,currency,product,created_at,expected_close_date,"
            + "closed_at,status");
    moves.add("opportunity_id,entered_at,sequence,amount,probability,stage_id");
    String[] fates = {"open", "won", "lost"};
    for (int i = 0; i < DEALS; i++) {
      String fate = fates[i % fates.length];
      String closed = fate.equals("open") ? "" : "2026-03-0" + (1 + i % 9) + "T10:00:00Z";
      deals.add(
          String.format(
              "deal%02d,p,Jürgen,%d.50,EUR,Größe %d,2026-01-%02dT10:00:00Z,2026-05-01,%s,%s",
              i, 100 + i, i % 2, 1 + i, closed, fate));
      moves.add(
          String.format("deal%02d,2026-01-%02dT10:00:00Z,1,%d,20,Qualität", i, 1 + i, 100 + i));
      moves.add(
          String.format("deal%02d,2026-02-%02dT10:00:00Z,2,%d,60,Angebot", i, 1 + i, 100 + i));
    }
    Map<String, List<String>> files = new LinkedHashMap<>();
    files.put("opportunities.csv", deals);
    files.put("stage_history.csv", moves);
    files.put(
        "stages.csv",
        List.of(
            "pipeline_id,stage_id,label,stage_order,probability,is_won,is_closed",
            "p,Qualität,Erste,1,20,false,false",
            "p,Angebot,Zweite,2,60,false,false",
            "p,Gewonnen,Dritte,3,100,true,true",
            "p,Verloren,Vierte,4,0,false,true"));
    return files;
  }

  @Test
  void whatIsAcceptedIsTheSameOrSomethingIsSaid() {
    Reading before = read(write("sound", sound(), "", new byte[0]));
    assertThat(before.accepted()).hasSize(DEALS + 2 * DEALS + 4);

    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      Damage damage = Damage.values()[seed % Damage.values().length];
      Map<String, List<String>> files = sound();
      String victim = List.copyOf(files.keySet()).get(random.nextInt(files.size()));
      String what = seed + ": " + damage + " in " + victim;
      List<String> lines = new ArrayList<>(files.get(victim));
      byte[] bytes = damaged(damage, lines, random);
      try {
        Reading after = read(write("seed" + seed, files, victim, bytes));
        if (damage.isHarmless()) {
          assertThat(after.accepted()).as(what).isEqualTo(before.accepted());
        } else if (!after.accepted().equals(before.accepted())) {
          List<String> more = new ArrayList<>(after.said());
          before.said().forEach(more::remove);
          assertThat(more).as(what).isNotEmpty().noneMatch(String::isBlank);
        }
      } catch (PlumblineException refused) {
        assertThat(damage.isHarmless()).as(what + ": " + refused.getMessage()).isFalse();
        assertThat(refused.getMessage()).as(what).isNotBlank();
      }
    }
  }

  private static byte[] damaged(Damage damage, List<String> lines, Random random) {
    Charset charset = UTF_8;
    switch (damage) {
      case DROPPED_COLUMN -> {
        int dropped = random.nextInt(cells(lines.get(0)).size());
        lines.replaceAll(
            line -> {
              List<String> cells = cells(line);
              cells.remove(dropped);
              return String.join(",", cells);
            });
      }
      case SHUFFLED_ROWS -> Collections.shuffle(lines.subList(1, lines.size()), random);
      case DUPLICATED_ROWS -> {
        List<String> again = new ArrayList<>(lines.subList(1, lines.size()));
        Collections.shuffle(again, random);
        lines.addAll(again.subList(0, 1 + random.nextInt(again.size())));
      }
      case MIXED_ENCODINGS -> charset = random.nextInt(4) == 0 ? UTF_16LE : ISO_8859_1;
      case CUT_ROW -> {
        // Something is left of it: an empty line is no row in any reading of CSV.
        int row = 1 + random.nextInt(lines.size() - 1);
        String line = lines.get(row);
        lines.set(row, line.substring(0, 1 + random.nextInt(line.length() - 2)));
      }
    }
    // From some row on in the other encoding, as when two exports are joined.
    int from = random.nextInt(lines.size());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < lines.size(); i++) {
      bytes.writeBytes((lines.get(i) + "\n").getBytes(i < from ? UTF_8 : charset));
    }
    return bytes.toByteArray();
  }

  private static List<String> cells(String line) {
    return new ArrayList<>(List.of(line.split(",", -1)));
  }

  private Path write(
      String name, Map<String, List<String>> files, String victim, byte[] damagedBytes) {
    Path input = folder.resolve(name);
    files.forEach((file, lines) -> Runs.file(input, file, lines.toArray(String[]::new)));
    if (!victim.isEmpty()) {
      try {
        Files.write(input.resolve(victim), damagedBytes);
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
    return input;
  }

  private static Reading read(Path input) {
    Configuration configuration = Configuration.defaults();
    StagedInput staged =
        InputReader.read(
            SparkFixture.spark(), configuration, InputFolder.open(input.toString(), configuration));
    Checked checked =
        CheckRows.check(
            staged.files(),
            staged.sources(),
            new AsOf(LocalDate.of(2026, 3, 31), ZoneOffset.UTC),
            configuration);
    try {
      List<String> said = new ArrayList<>(InputNotes.ofMissingColumns(staged.columns()));
      TreeSet<String> accepted = new TreeSet<>();
      Dataset<Row> all =
          checked.files().entrySet().stream()
              .map(file -> texts(file.getKey(), file.getValue()))
              .reduce(Dataset::unionByName)
              .orElseThrow();
      for (Row row : all.collectAsList()) {
        if (row.isNullAt(1)) {
          accepted.add(row.getString(0));
        } else {
          said.add(row.getString(1));
        }
        if (!row.getString(2).isEmpty()) {
          said.add(row.getString(2));
        }
      }
      return new Reading(accepted, said);
    } finally {
      checked.release();
    }
  }

  /** Of each row: what it says, why it was rejected, what could not be read. */
  private static Dataset<Row> texts(CanonicalFile file, Dataset<Row> rows) {
    Column[] fields = file.fields().stream().map(field -> col(field.name())).toArray(Column[]::new);
    return rows.select(
        concat(lit(file.label()), to_json(struct(fields))).as("says"),
        col(Staged.REASON),
        coalesce(array_join(col(Staged.WARNINGS), ","), lit("")));
  }
}
