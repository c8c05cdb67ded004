package io.plumbline.app;

import io.plumbline.config.Configuration;
import io.plumbline.error.Errors;
import io.plumbline.error.ExitCode;
import io.plumbline.frame.SparkSessions;
import io.plumbline.lake.Lake;
import io.plumbline.lake.Location;
import io.plumbline.lake.TableFolder;
import io.plumbline.lake.WorkspaceLock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vacuum}: gives the space back that no table needs any more. */
@Command(
    name = "vacuum",
    description = {
      "Deletes data files that no table has needed for some days: what later runs of the same date",
      "have replaced, and what killed runs have left. What show and the report read stays. Versions",
      "of a table that are older than that can no longer be read."
    })
final class VacuumCommand implements Callable<Integer> {

  private static final int FEWEST_DAYS = 7;
  private static final double MEGABYTE = 1e6;

  @Mixin private CommonOptions common;

  @Option(
      names = "--keep-days",
      paramLabel = "DAYS",
      defaultValue = "30",
      description =
          "How far back former versions of the tables stay readable, 7 or more. Default: ${DEFAULT-VALUE}")
  private int keepDays;

  private final Terminal terminal;

  /** Prints to the streams of this process. */
  VacuumCommand() {
    this(Terminal.ofProcess());
  }

  VacuumCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Configuration configuration = common.configuration();
    if (keepDays < FEWEST_DAYS) {
      throw Errors.badArgument(
          "--keep-days", Integer.toString(keepDays), "a number of days from 7 on");
    }
    Location workspace = common.workspace(configuration);
    List<String> tables = TableFolder.of(workspace).names();
    try (WorkspaceLock lock = WorkspaceLock.take(workspace)) {
      lock.requireHeld();
      return vacuum(workspace, tables, configuration);
    } catch (IOException failure) {
      throw Errors.outputUnwritable(workspace, failure);
    }
  }

  private int vacuum(Location workspace, List<String> tables, Configuration configuration)
      throws IOException {
    SparkSession spark = SparkSessions.open(configuration, SparkSessions.Workload.SMALL);
    Lake lake = new Lake(spark, workspace.path());
    PrintStream out = new PrintStream(terminal.out(), true, StandardCharsets.UTF_8);
    out.printf(Locale.ROOT, "%-22s %12s %12s%n", "table", "MB", "MB freed");
    long kept = 0;
    long freed = 0;
    for (String table : tables) {
      Location folder = workspace.resolve("tables").resolve(table);
      long before = folder.bytes();
      lake.vacuum(table, keepDays);
      long after = folder.bytes();
      print(out, table, after, before - after);
      kept += after;
      freed += before - after;
    }
    print(out, "all", kept, freed);
    terminal
        .err()
        .printf(
            Locale.ROOT,
            "plumbline: exit=0 code=vacuumed reason=\"%.1f MB freed, versions of the last %d days stay readable\"%n",
            freed / MEGABYTE,
            keepDays);
    return ExitCode.DONE.value();
  }

  private static void print(PrintStream out, String table, long bytes, long freed) {
    out.printf(Locale.ROOT, "%-22s %12.1f %12.1f%n", table, bytes / MEGABYTE, freed / MEGABYTE);
  }
}
