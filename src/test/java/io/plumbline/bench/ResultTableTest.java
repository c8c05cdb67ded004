package io.plumbline.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultTableTest {

  private static final InputSpec SMALL = new InputSpec(Shape.SKEWED, 1_000_000, 1);
  private static final InputSpec LARGE = new InputSpec(Shape.SKEWED, 4_000_000, 1);

  private static final Result SHUFFLE = result(SMALL, Contestant.SPARK_SHUFFLE, 10);
  private static final Result INGEST = result(SMALL, Contestant.INGEST, 25);
  private static final Result LARGE_INGEST = result(LARGE, Contestant.INGEST, 120);
  private static final Result FAILED =
      new Result(
          LARGE,
          4_000_000,
          Contestant.SPARK_SHUFFLE,
          "out of memory",
          Map.of(Figure.WALL_SECONDS, 3.0));
  private static final Results ALL = new Results(List.of(SHUFFLE, INGEST, FAILED, LARGE_INGEST));

  @TempDir private Path folder;

  private static Result result(InputSpec spec, Contestant contestant, double seconds) {
    return new Result(
        spec,
        spec.stageRows(),
        contestant,
        Result.DONE,
        Map.of(
            Figure.WALL_SECONDS, seconds, Figure.PEAK_RSS_BYTES, 3e9, Figure.SPARK_JOBS, 1234.0));
  }

  @Test
  void ratiosAreThoseOfSecondsOnTheSameInput() {
    assertThat(ALL.ratio(INGEST, Contestant.SPARK_SHUFFLE)).isCloseTo(2.5, within(1e-12));
    assertThat(ALL.ratio(INGEST, Contestant.DUCKDB_LANDMARKS)).isNaN();
    assertThat(ALL.ratio(LARGE_INGEST, Contestant.SPARK_SHUFFLE)).as("it failed").isNaN();
  }

  @Test
  void growthIsOneWhereTimeGrowsAsTheRows() {
    assertThat(ALL.growth(LARGE_INGEST)).isCloseTo(120.0 / 25 / 4, within(1e-12));
    assertThat(ALL.growth(INGEST)).as("nothing is smaller").isNaN();
    assertThat(ALL.growth(FAILED)).isNaN();
  }

  @Test
  void growthComparesWithTheNextSmallerInput() {
    InputSpec between = new InputSpec(Shape.SKEWED, 2_000_000, 1);
    Results all = ALL.and(result(between, Contestant.INGEST, 60));

    assertThat(all.growth(LARGE_INGEST)).isCloseTo(1.0, within(1e-12));
  }

  @Test
  void theTextHasAlignedColumnsAndDashesWhereNothingIsKnown() {
    String[] lines = ResultTable.text(ALL).split("\n", -1);

    assertThat(lines).hasSize(6);
    assertThat(lines[0]).startsWith("input           ").contains("x shuffle");
    assertThat(lines[2].replaceAll(" +", " "))
        .isEqualTo(
            "skewed-1000000 1,000,000 ingest done 25.0 - - - 40,000 2.50 - - 2,861 1,234 - - - -");
    assertThat(lines[3].replaceAll(" +", " "))
        .startsWith("skewed-4000000 4,000,000 spark-shuffle out of memory 3.0 - - - - - -");
    int end = lines[0].indexOf("wall s") + "wall s".length();
    assertThat(lines[1].substring(0, end)).endsWith(" 10.0");
    assertThat(lines[4].substring(0, end)).endsWith(" 120.0");
  }

  @Test
  void theCsvHasSecondsAndBytesAndTheFailed() {
    String[] lines = ResultTable.csv(ALL).split("\r\n", -1);

    assertThat(lines[0])
        .startsWith("shape,stage_rows,contestant,outcome,wall_seconds,work_seconds,");
    assertThat(lines[2])
        .startsWith("skewed,1000000,ingest,done,25.0000,,,,40000.0000,2.5000,,,3000000000.0000,");
    assertThat(lines[3]).startsWith("skewed,4000000,spark-shuffle,out of memory,3.0000,,");
    assertThat(lines).allMatch(line -> line.isEmpty() || line.split(",", -1).length == 18);
  }

  @Test
  void aFailureSaysWhatItWas() throws Exception {
    Path log = Files.writeString(folder.resolve("a.log"), "fine\n");
    Path full =
        Files.writeString(folder.resolve("b.log"), "x\njava.lang.OutOfMemoryError: Java heap\n");

    assertThat(ChildJvm.outcome(0, log)).isEqualTo("done");
    assertThat(ChildJvm.outcome(40, log)).isEqualTo("exit 40");
    assertThat(ChildJvm.outcome(137, log)).isEqualTo("killed");
    assertThat(ChildJvm.outcome(70, full)).isEqualTo("out of memory");
  }

  @Test
  void thePeakIsReadFromWhatLinuxSays() {
    assertThat(Measured.peakKilobytes("Name:\tjava\nVmPeak:\t 9 kB\nVmHWM:\t  123456 kB\n"))
        .isEqualTo(123456);
  }

  @Test
  void contestantsAreCalledByTheirLabels() {
    for (Contestant contestant : Contestant.values()) {
      assertThat(Contestant.of(contestant.label())).isEqualTo(contestant);
    }
    assertThat(Contestant.CALIBRATE.command(Path.of("in"), Path.of("tmp")))
        .containsExactly(
            "io.plumbline.app.Main",
            "calibrate",
            "--workspace",
            "tmp/workspace-steps",
            "--as-of",
            "2026-06-30");
  }
}
