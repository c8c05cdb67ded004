package io.plumbline.error;

import static java.util.stream.Collectors.joining;

import java.math.BigDecimal;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Every failure that Plumbline foresees, one factory method each. The codes are a published
 * contract; the words are not. Where a place is an {@code Object}, it is shown as its text: a path
 * or a location on any file system.
 */
public final class Errors {

  private static final int LISTED = 30;
  private static final int LONGEST_ORIGIN = 300;

  private Errors() {}

  /**
   * All problems of the settings at once: {@code config.*}, or {@code config.invalid} where they
   * are of several sorts.
   *
   * @param problems at least one
   */
  public static PlumblineException badSettings(List<SettingProblem> problems) {
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("There must be at least one problem to report.");
    }
    List<String> codes =
        problems.stream().map(problem -> problem.kind().code()).distinct().toList();
    String list =
        problems.stream()
            .map(problem -> problem.subject() + ": " + problem.description())
            .collect(joining("\n  - ", "\n  - ", ""));
    return failure(
        ExitCode.BAD_CONFIGURATION,
        codes.size() == 1 ? codes.get(0) : "config.invalid",
        (problems.size() == 1 ? "1 setting is wrong:" : problems.size() + " settings are wrong:")
            + list,
        "Settings are checked before anything is read, and none is ignored or guessed.",
        "Correct the configuration file or the overrides; conf/plumbline.yaml lists every key with"
            + " its default and its range.");
  }

  /**
   * A command-line argument that cannot be used: {@code arguments.invalid}.
   *
   * @param argument its name as typed, for example {@code --as-of}
   * @param value as typed
   * @param allowed what is allowed, as the end of a sentence: "a date such as 2026-03-31"
   */
  public static PlumblineException badArgument(String argument, String value, String allowed) {
    return failure(
        ExitCode.BAD_CONFIGURATION,
        "arguments.invalid",
        "Cannot use " + argument + " '" + value + "'.",
        "The value must be " + allowed + ".",
        "Correct the argument; --help shows how it is used.");
  }

  /** The command line does not fit any command: {@code arguments.command_line}. */
  public static PlumblineException badCommandLine(String problem, String command) {
    return failure(
        ExitCode.BAD_CONFIGURATION,
        "arguments.command_line",
        problem.endsWith(".") ? problem : problem + ".",
        "The command line does not fit '" + command + "'.",
        "'" + command + " --help' lists what it takes.");
  }

  /**
   * A filter or column list names a column that the table has not: {@code
   * arguments.column_unknown}.
   */
  public static PlumblineException unknownColumn(
      String table, String column, List<String> columns) {
    return failure(
        ExitCode.BAD_CONFIGURATION,
        "arguments.column_unknown",
        "Table '" + table + "' has no column '" + column + "'." + suggestion(column, columns),
        "It has the columns " + listed(columns) + ".",
        "Use one of these names, spelt as they are listed.");
  }

  /** The input folder does not exist or is not a folder: {@code input.folder_missing}. */
  public static PlumblineException inputFolderMissing(Object folder) {
    return failure(
        ExitCode.INPUT_MISSING,
        "input.folder_missing",
        "The input folder " + folder + " does not exist or is not a folder.",
        "There is nothing to read.",
        "Give --input the folder that holds opportunities.csv and stage_history.csv.");
  }

  /**
   * A required file is not in the input folder: {@code input.file_missing}.
   *
   * @param name the canonical name without ending, for example {@code stage_history}
   * @param accepted the endings that are read, for example {@code .csv}, {@code .parquet}
   * @param present the names that the folder does hold
   */
  public static PlumblineException inputFileMissing(
      String name, Object folder, List<String> accepted, List<String> present) {
    return failure(
        ExitCode.INPUT_MISSING,
        "input.file_missing",
        "There is no '" + name + "' in " + folder + "." + suggestion(name, present),
        "This file is required; the folder holds " + listed(present) + ".",
        "Export it under one of the names " + listed(accepted) + ".");
  }

  /**
   * Required columns are not in the header: {@code input.column_missing}. Names the nearest column
   * that is there for each of them.
   */
  public static PlumblineException columnsMissing(
      String source, List<String> missing, List<String> present) {
    String names = withNearest(missing, present, " (did you mean the column '%s'?)");
    return failure(
        ExitCode.INPUT_MISSING,
        "input.column_missing",
        source
            + " lacks the required "
            + (missing.size() == 1 ? "column " : "columns ")
            + names
            + ".",
        present.isEmpty() ? "The file is empty." : "Its header has " + listed(present) + ".",
        "Rename or add the columns in the export; names are compared letter by letter.");
  }

  /**
   * A table of a CRM's export lacks columns: {@code input.source_column_missing}. Names the nearest
   * column that is there for each of them, and the setting that names another.
   */
  public static PlumblineException sourceColumnsMissing(
      String table, String alias, List<String> missing, List<String> present) {
    String names = withNearest(missing, present, " (the nearest name is '%s')");
    return failure(
        ExitCode.INPUT_MISSING,
        "input.source_column_missing",
        table + " lacks " + names + ".",
        present.isEmpty() ? "The file is empty." : "Its header has " + listed(present) + ".",
        "Add the column to the export, or say under source.columns what it is called there:"
            + " check shows the columns of "
            + alias
            + ".");
  }

  /** A table of a CRM's export is not there: {@code input.source_missing}. */
  public static PlumblineException sourceMissing(
      String alias, String about, List<String> names, Object folder, List<String> present) {
    return failure(
        ExitCode.INPUT_MISSING,
        "input.source_missing",
        "There is no table '"
            + names.get(0)
            + "' in "
            + folder
            + "."
            + suggestion(names.get(0), present),
        "It holds " + about + ", and is required; there are " + listed(present) + ".",
        "Export it as "
            + listed(names)
            + " (.csv, .csv.gz, .parquet or a Delta folder), or say under source.tables what "
            + alias
            + " is called.");
  }

  /** An input exists and cannot be opened: {@code input.unreadable}. */
  public static PlumblineException inputUnreadable(String source, Throwable origin) {
    return failure(
        ExitCode.INPUT_MISSING,
        "input.unreadable",
        source + " cannot be read: " + describe(origin) + ".",
        "The file is damaged, cut short, of another format than its name says, or not accessible.",
        "Export it again, or correct its name or its permissions.",
        origin);
  }

  /**
   * A text file is not in UTF-8: {@code input.encoding}.
   *
   * @param offset the first byte that is not UTF-8, counted from 0 in the unpacked text
   */
  public static PlumblineException wrongEncoding(String source, long offset) {
    return failure(
        ExitCode.INPUT_MISSING,
        "input.encoding",
        source + " is not a text in UTF-8: byte " + offset + " fits no letter.",
        "Read as UTF-8, names and ids would be damaged without a word; the file is in another"
            + " encoding, such as UTF-16 or Latin-1, or is no text at all.",
        "Export it as UTF-8 CSV, or convert it: iconv -f LATIN1 -t UTF-8 (or -f UTF-16).");
  }

  /**
   * A packed file unpacks to far more than any export does: {@code input.expands}.
   *
   * @param packed bytes of the file that were read
   * @param unpacked bytes that came out of them
   */
  public static PlumblineException expandsTooMuch(String source, long packed, long unpacked) {
    return failure(
        ExitCode.INPUT_MISSING,
        "input.expands",
        source + ": " + packed + " bytes unpack to " + unpacked + " and more.",
        "No export of a CRM packs that well; unpacked it could fill the memory and the disk.",
        "Look into the file. If it is sound, unpack it and put the .csv file in its place.");
  }

  /**
   * A text file ends within a row: {@code input.cut_short}.
   *
   * @param last its last line, which has no line end and too few cells
   */
  public static PlumblineException cutShort(String source, String last, int cells, int columns) {
    return failure(
        ExitCode.INPUT_MISSING,
        "input.cut_short",
        source + " ends in the middle of a row: " + cut(last) + ".",
        "This row has no line end, and "
            + cells
            + " of the "
            + columns
            + " cells of the header. The transfer of the file has most likely stopped, and nobody"
            + " knows how many rows are missing.",
        "Export or copy it again. If this is all there is, end the last row with a line break.");
  }

  /** The first line of a text file never ends: {@code input.header_endless}. */
  public static PlumblineException endlessHeader(String source, long limit) {
    return failure(
        ExitCode.INPUT_MISSING,
        "input.header_endless",
        "The header of " + source + " does not end within " + limit + " letters.",
        "A header is one short line of column names; a quote in it may never be closed, or the"
            + " file is no CSV.",
        "Look at the first line of the file, and export it again.");
  }

  /** An input was written to, or went away, while it was read: {@code input.changed}. */
  public static PlumblineException inputChanged(String source) {
    return failure(
        ExitCode.INPUT_MISSING,
        "input.changed",
        source + " has changed while it was read.",
        "A part of the rows would be of the old file and a part of the new one, so nothing was"
            + " published.",
        "Wait until the export is complete, then start again; best, write it under another name"
            + " and rename it at the end.");
  }

  /** Two files or folders could be the same input: {@code input.ambiguous}. */
  public static PlumblineException ambiguousInput(String name, List<Path> candidates) {
    return failure(
        ExitCode.INPUT_MISSING,
        "input.ambiguous",
        "There are "
            + candidates.size()
            + " inputs named '"
            + name
            + "': "
            + candidates.stream().map(Path::toString).sorted().collect(joining(", "))
            + ".",
        "Only one of them can be read, and guessing which would make the result depend on it.",
        "Keep one and move the others out of the input folder.");
  }

  /** A column name occurs more than once in a header: {@code input.column_duplicated}. */
  public static PlumblineException duplicatedColumn(String source, String column) {
    return failure(
        ExitCode.INPUT_MISSING,
        "input.column_duplicated",
        source + " has the column '" + column + "' more than once.",
        "It is not known which of them holds the values.",
        "Remove or rename all but one of these columns in the export.");
  }

  /**
   * The whole header is one cell with other separators in it: {@code input.delimiter}.
   *
   * @param header the header line as read
   * @param found the separator that the header seems to use
   * @param configured the separator that was used to read it
   */
  public static PlumblineException wrongDelimiter(
      String source, String header, String found, String configured) {
    return failure(
        ExitCode.INPUT_MISSING,
        "input.delimiter",
        source + " is separated by '" + found + "', not by '" + configured + "'.",
        "Read with '" + configured + "', its header is one single column: " + cut(header) + ".",
        "Export the file with '"
            + configured
            + "', or set input.csv.delimiter to \""
            + found
            + "\".");
  }

  /** A database cannot be reached, or refuses the user: {@code input.database_unreachable}. */
  public static PlumblineException databaseUnreachable(String database, Throwable origin) {
    return failure(
        ExitCode.INPUT_MISSING,
        "input.database_unreachable",
        "Cannot read from " + database + ": " + describe(origin) + ".",
        "The database is not running or not reachable from here, or refuses this user or password.",
        "Check the URL, source.jdbc.user, and the environment variable that"
            + " source.jdbc.password_env names.",
        origin);
  }

  /** No driver takes a JDBC URL: {@code input.driver_missing}. */
  public static PlumblineException driverMissing(String database) {
    return failure(
        ExitCode.BAD_CONFIGURATION,
        "input.driver_missing",
        "There is no JDBC driver for " + database + ".",
        "Only the driver of PostgreSQL comes with Plumbline, and no other one on the class path takes"
            + " this URL.",
        "Put the driver's jar on the class path: PLUMBLINE_CLASS_PATH for jobs/plumbline, --jars for"
            + " spark-submit.");
  }

  /**
   * A table of a database, or of an export of changes, could not be copied: {@code
   * input.table_not_copied}.
   */
  public static PlumblineException tableNotCopied(String table, String source, Throwable origin) {
    return failure(
        ExitCode.INPUT_MISSING,
        "input.table_not_copied",
        "The table " + table + " of " + source + " could not be read: " + describe(origin) + ".",
        "The connection was lost, the user may not read it, or a value does not fit its type. What"
            + " was copied and published before stays as it was.",
        "Solve what the database says, then start again.",
        origin);
  }

  /**
   * A file of changes does not fit what earlier ones have left: {@code input.changes_unfit}.
   *
   * @param reason in words, a whole sentence
   * @param remedy in words, a whole sentence
   */
  public static PlumblineException changesUnfit(String table, String reason, String remedy) {
    return failure(
        ExitCode.INPUT_MISSING,
        "input.changes_unfit",
        "The changes of " + table + " cannot be merged.",
        reason,
        remedy);
  }

  /** The workspace folder does not exist: {@code workspace.missing}. */
  public static PlumblineException workspaceMissing(Object workspace) {
    return failure(
        ExitCode.INPUT_MISSING,
        "workspace.missing",
        "There is no workspace " + workspace + ".",
        "The folder does not exist or is not a folder, so there are no tables to read.",
        "Check --workspace, or run Plumbline to make it.");
  }

  /** A table is not in the workspace: {@code workspace.table_missing}; lists those that are. */
  public static PlumblineException tableNotFound(
      String table, Object workspace, List<String> present) {
    return failure(
        ExitCode.INPUT_MISSING,
        "workspace.table_missing",
        "There is no table '"
            + table
            + "' in the workspace "
            + workspace
            + "."
            + suggestion(table, present),
        present.isEmpty()
            ? "The workspace holds no table yet."
            : "The workspace holds " + listed(present) + ".",
        "Check the name and --workspace, or run the command that writes the table first.");
  }

  /** A version of a table does not exist, or no longer: {@code workspace.version_missing}. */
  public static PlumblineException versionNotFound(
      String table, long version, long latest, Throwable origin) {
    return failure(
        ExitCode.INPUT_MISSING,
        "workspace.version_missing",
        "Table '" + table + "' cannot be read at version " + version + ".",
        "Its latest version is " + latest + "; old versions go when the table is vacuumed.",
        "Choose a version that exists, or rerun the as-of date.",
        origin);
  }

  /** A table has no rows for an as-of date: {@code workspace.as_of_missing}; lists those it has. */
  public static PlumblineException asOfNotFound(
      String table, LocalDate asOf, Collection<LocalDate> present) {
    List<String> dates = present.stream().sorted().map(LocalDate::toString).toList();
    return failure(
        ExitCode.INPUT_MISSING,
        "workspace.as_of_missing",
        "Table '" + table + "' has nothing as of " + asOf + ".",
        dates.isEmpty()
            ? "It has no rows at all."
            : "It has the as-of dates " + listed(dates) + ".",
        "Choose one of these dates, or run Plumbline as of " + asOf + ".");
  }

  /** A table is there but cannot be read: {@code workspace.table_unreadable}. */
  public static PlumblineException tableUnreadable(String table, Object path, Throwable origin) {
    return failure(
        ExitCode.INTERNAL,
        "workspace.table_unreadable",
        "Table '" + table + "' at " + path + " cannot be read: " + describe(origin) + ".",
        "Its files are damaged, incomplete, of a newer release or not accessible to this user.",
        "Check the permissions and the storage; restore the table, or rerun the as-of date into a"
            + " new workspace.",
        origin);
  }

  /** A file cannot be written: {@code output.unwritable}. */
  public static PlumblineException outputUnwritable(Object file, Throwable origin) {
    return failure(
        ExitCode.BAD_CONFIGURATION,
        "output.unwritable",
        "Cannot write " + file + ": " + describe(origin) + ".",
        "The folder does not exist, is not writable or is full.",
        "Choose another path, or make the folder and its disk writable.",
        origin);
  }

  /**
   * A folder that would be replaced is no package: {@code output.not_a_package}.
   *
   * @param why as the end of a sentence: "it holds no manifest.json"
   */
  public static PlumblineException notAPackage(Object folder, String why) {
    return failure(
        ExitCode.BAD_CONFIGURATION,
        "output.not_a_package",
        folder + " is not a package: " + why + ".",
        "Only a whole package of an earlier publish is replaced or sent, so that no other file is"
            + " lost or leaves the house.",
        "Give an empty or new folder, or move what is not part of the package out of it.");
  }

  /**
   * A CRM takes only complete stage lists, and the list is not: {@code publish.stages_incomplete}.
   *
   * @param crm its name
   * @param problems as parts of a list: "no closed-won stage"; at least one
   */
  public static PlumblineException stagesIncomplete(String crm, List<String> problems) {
    return failure(
        ExitCode.INPUT_MISSING,
        "publish.stages_incomplete",
        "The stage list is not complete enough for " + crm + ": " + listed(problems) + ".",
        "This CRM replaces the whole list, and what is missing from it would be deactivated, moved"
            + " or without a way back.",
        "Export all stages, open and closed, with label, percentage, is_closed, is_won and"
            + " forecast_category into the 'stages' file, run again and approve that version.");
  }

  /**
   * A CRM names stages by ids that are not known: {@code publish.ids_missing}.
   *
   * @param what as the start of a sentence: "The id of the field Stage"
   * @param remedy how to find them and where to put them
   */
  public static PlumblineException idsMissing(String crm, List<String> what, String remedy) {
    return failure(
        ExitCode.INPUT_MISSING,
        "publish.ids_missing",
        crm + " needs ids that are not known: " + listed(what) + ".",
        "Without them it would add new values beside the old ones.",
        remedy);
  }

  /**
   * A pipeline has more stages than there are different percentages: {@code
   * publish.stages_do_not_fit}.
   */
  public static PlumblineException stagesDoNotFit(String pipeline, int stages, int numbers) {
    return failure(
        ExitCode.INPUT_MISSING,
        "publish.stages_do_not_fit",
        "The "
            + stages
            + " open stages of pipeline '"
            + pipeline
            + "' do not fit into "
            + numbers
            + " different percentages.",
        "This CRM allows no two stages of a pipeline the same percentage.",
        "Merge stages of the pipeline, or publish the canonical files.");
  }

  /** The tables of a workspace cannot be written: {@code workspace.unwritable}. */
  public static PlumblineException workspaceUnwritable(Object workspace, Throwable origin) {
    return failure(
        ExitCode.INTERNAL,
        "workspace.unwritable",
        "Cannot write to the workspace " + workspace + ": " + describe(origin) + ".",
        "Its disk or that of Spark's temporary files is full or read-only, this user may not write"
            + " there, or it is not a folder. What was published before is unchanged.",
        "Free some space or correct the permissions, then run again; or choose another"
            + " --workspace.",
        origin);
  }

  /** The memory of the process is too small: {@code memory}. */
  public static PlumblineException outOfMemory(long heap, Throwable origin) {
    return failure(
        ExitCode.INTERNAL,
        "memory",
        "The memory of the process, " + (heap >> 20) + " MiB of heap, is not enough.",
        "Spark needs about 500 MiB to start, and more for large inputs. What was published before"
            + " is unchanged.",
        "Give it more, for example PLUMBLINE_JVM_OPTIONS=-Xmx4g.",
        origin);
  }

  /**
   * Another run holds the workspace: {@code workspace.busy}.
   *
   * @param holder who, as far as known: "process 4711 on host a"
   * @param remedy how to wait for it or to end it
   */
  public static PlumblineException workspaceBusy(Object workspace, String holder, String remedy) {
    return failure(
        ExitCode.BUSY,
        "workspace.busy",
        "The workspace " + workspace + " is held by another run: " + holder + ".",
        "Two runs that write the same workspace at once would mix their results.",
        remedy);
  }

  /**
   * The lock of the workspace ran out before the run ended: {@code workspace.lock_lost}.
   *
   * @param seconds how long it holds without being renewed
   */
  public static PlumblineException workspaceLost(Object workspace, long seconds) {
    return failure(
        ExitCode.BUSY,
        "workspace.lock_lost",
        "This run has lost its lock of the workspace " + workspace + ".",
        "The lock could not be renewed for "
            + seconds
            + " s, or was deleted, and another run may write the workspace now; this one has"
            + " declared nothing valid.",
        "Check that the storage can be reached throughout, then start again.");
  }

  /**
   * A file system cannot be used: {@code storage.unavailable}.
   *
   * @param location the URI as given
   */
  public static PlumblineException storageUnavailable(String location, Throwable origin) {
    return failure(
        ExitCode.BAD_CONFIGURATION,
        "storage.unavailable",
        "Cannot reach " + location + ": " + describe(origin) + ".",
        "The connector of this file system is not on the class path, its settings are missing, or"
            + " it refuses this user.",
        "Add the jars and set spark.hadoop.fs.* in spark.conf as the README says under 'On a"
            + " cluster'.",
        origin);
  }

  /**
   * Too many rows were rejected: {@code quality.rejected_share}.
   *
   * @param rejected number of rejected rows
   * @param rows number of rows read, more than zero
   * @param limit the largest share allowed, 0..1
   */
  public static PlumblineException tooManyRejected(
      String source, long rejected, long rows, double limit) {
    return failure(
        ExitCode.QUALITY_GATE,
        "quality.rejected_share",
        String.format(
            Locale.ROOT,
            "%s: %d of %d rows were rejected (%.1f %%), more than the allowed %s %%.",
            source,
            rejected,
            rows,
            100.0 * rejected / rows,
            percent(limit)),
        "With that many rows missing the rates could be badly biased, so nothing was published.",
        "Look at the reasons with 'show rejected_record', correct the export, or raise"
            + " quality.max_rejected_share if the loss is harmless.");
  }

  /** No cell of any pipeline may change: {@code calibration.nothing_to_propose}. */
  public static PlumblineException nothingToPropose(long cells, long worse) {
    return failure(
        ExitCode.CALIBRATION_GATE,
        "calibration.nothing_to_propose",
        cells == 0
            ? "There is no confidence to publish: as of this date no deal has reached a stage."
            : "None of the " + cells + " cells of the new confidence table may be published.",
        worse > 0
            ? "On past dates the percentages in use predicted better than the new confidences."
            : "No cell has enough resolved deals of its own.",
        "The old table stays. 'show stage_confidence' has the reasons of every cell, 'show calibration_metric' the scores.");
  }

  /**
   * A review sheet cannot be taken as it was filled in: {@code review.sheet_invalid}.
   *
   * @param problems all of them, at least one, each with its row and value
   */
  public static PlumblineException sheetInvalid(String source, List<String> problems) {
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("There must be at least one problem to report.");
    }
    return failure(
        ExitCode.BAD_CONFIGURATION,
        "review.sheet_invalid",
        source
            + (problems.size() == 1 ? " has 1 problem:" : " has " + problems.size() + " problems:")
            + problems.stream().collect(joining("\n  - ", "\n  - ", "")),
        "A sheet is taken as a whole or not at all, so nothing was recorded.",
        "Correct these cells and apply the sheet again, or start afresh from a new sheet.");
  }

  /**
   * A file of changes to ask a forecast about cannot be taken: {@code what_if.invalid}.
   *
   * @param problems all of them, at least one, each with its row or id and the value
   */
  public static PlumblineException whatIfInvalid(String source, List<String> problems) {
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("There must be at least one problem to report.");
    }
    return failure(
        ExitCode.BAD_CONFIGURATION,
        "what_if.invalid",
        source
            + (problems.size() == 1 ? " has 1 problem:" : " has " + problems.size() + " problems:")
            + problems.stream().limit(LISTED).collect(joining("\n  - ", "\n  - ", ""))
            + (problems.size() > LISTED
                ? "\n  - and " + (problems.size() - LISTED) + " more."
                : ""),
        "Changes are taken as a whole or not at all, so no forecast was made.",
        "Correct the file; 'forecast --help' says what can be changed.");
  }

  /** A table has more rows than a sheet holds: {@code review.sheet_too_long}. */
  public static PlumblineException sheetTooLong(long rows, long most) {
    return failure(
        ExitCode.BAD_CONFIGURATION,
        "review.sheet_too_long",
        "The proposed table has " + rows + " rows; an XLSX sheet holds " + most + ".",
        "Spreadsheet programs read no more, and would drop the rest.",
        "Write the sheet as CSV, or review fewer pipelines at a time.");
  }

  /**
   * An earlier step has not been run for the same date and settings: {@code
   * workspace.step_missing}.
   *
   * @param command the command that has to run first
   * @param table the table that it leaves
   */
  public static PlumblineException stepMissing(
      String command, String table, LocalDate asOf, Object workspace) {
    return failure(
        ExitCode.INPUT_MISSING,
        "workspace.step_missing",
        "The workspace "
            + workspace
            + " has no '"
            + table
            + "' as of "
            + asOf
            + " for these settings.",
        "Each step reads what the one before has left for the same date and the same settings.",
        "Run '" + command + "' (or 'run') with --as-of " + asOf + " and the same --config first.");
  }

  /** A table is of an earlier input than the deals: {@code workspace.step_outdated}. */
  public static PlumblineException stepOutdated(
      String command, String table, LocalDate asOf, Object workspace) {
    return failure(
        ExitCode.INPUT_MISSING,
        "workspace.step_outdated",
        "The '"
            + table
            + "' as of "
            + asOf
            + " in the workspace "
            + workspace
            + " is of an earlier input than its 'opportunity'.",
        "Something else was ingested since, of which '" + table + "' says nothing.",
        "Run '" + command + "' (or 'run') with --as-of " + asOf + " and the same --config again.");
  }

  /** No version of the confidence table has this name: {@code review.version_unknown}. */
  public static PlumblineException versionUnknown(String version, List<String> present) {
    return failure(
        ExitCode.BAD_CONFIGURATION,
        "review.version_unknown",
        "There is no version '"
            + version
            + "' of the confidence table."
            + suggestion(version, present),
        present.isEmpty()
            ? "No run has proposed any yet."
            : "The workspace has " + listed(present) + ", the newest first.",
        "'review list' shows all versions and where each of them stands.");
  }

  /** A version is not one that may be acted on like this: {@code review.version_closed}. */
  public static PlumblineException versionClosed(String version, String state, String wanted) {
    return failure(
        ExitCode.CALIBRATION_GATE,
        "review.version_closed",
        "Version " + version + " is " + state + ", not " + wanted + ".",
        "Each version is decided on once: proposed, then approved or rejected, then published.",
        "'review list' shows where each version stands; 'review log' who decided what, and why.");
  }

  /** There is no version to act on: {@code review.nothing_there}. */
  public static PlumblineException noVersion(String wanted, Object workspace) {
    return failure(
        ExitCode.CALIBRATION_GATE,
        "review.nothing_there",
        "No version in the workspace " + workspace + " is " + wanted + ".",
        "A version is proposed by 'run' or 'calibrate', approved by 'review approve', and published"
            + " by 'publish'.",
        "'review list' shows the versions; check --workspace if one is missing.");
  }

  /** A newer proposal waits: {@code review.newer_proposal}. */
  public static PlumblineException newerProposal(String version, String newer) {
    return failure(
        ExitCode.CALIBRATION_GATE,
        "review.newer_proposal",
        "Version " + version + " cannot be approved: " + newer + " is newer.",
        "The newer proposal knows more; the older one would put a table into use that is already"
            + " out of date.",
        "Approve " + newer + ", or reject it first if it must not be used.");
  }

  /**
   * The evidence behind a version is too old to approve it: {@code review.evidence_too_old}.
   *
   * @param days since its as-of date
   */
  public static PlumblineException evidenceTooOld(
      String version, LocalDate asOf, long days, int most) {
    return failure(
        ExitCode.CALIBRATION_GATE,
        "review.evidence_too_old",
        "Version " + version + " looks back from " + asOf + ", " + days + " days ago.",
        "A version may be approved for "
            + most
            + " days (review.max_age_days): deals have closed"
            + " since, and it has not seen them.",
        "Run Plumbline as of a later date and review that proposal, or raise review.max_age_days.");
  }

  /** An approval would change no stage: {@code review.nothing_released}. */
  public static PlumblineException nothingReleased(String version, long waiting) {
    return failure(
        ExitCode.CALIBRATION_GATE,
        "review.nothing_released",
        "Approving version " + version + " would change no stage.",
        waiting > 0
            ? waiting + " of its stages wait for a look, and all others are on hold."
            : "All its stages are on hold; 'review diff' says why.",
        waiting > 0
            ? "Look at them with 'review diff'. Then mark them in a review sheet ('review sheet',"
                + " 'review apply'), or approve them all with --with-review."
            : "Mark those that you want all the same in a review sheet, or keep the table in use.");
  }

  /**
   * Some stages are to be looked at, and nobody said what becomes of them: {@code
   * review.rows_waiting}.
   */
  public static PlumblineException rowsWaiting(
      String version, String stages, long waiting, long released) {
    return failure(
        ExitCode.CALIBRATION_GATE,
        "review.rows_waiting",
        "Version "
            + version
            + " has "
            + (waiting == 1 ? "a stage" : waiting + " stages")
            + " that somebody should look at first: "
            + stages
            + ".",
        "Their decision is 'review', nobody has marked them, and a version is approved once; "
            + (released == 1 ? "1 stage" : released + " stages")
            + " could get a new percentage now.",
        "Look at them with 'review diff'. Then mark them in a review sheet ('review sheet', 'review"
            + " apply'), or approve with --with-review or --without-review.");
  }

  /** The tables that a version comes from are gone: {@code publish.tables_replaced}. */
  public static PlumblineException tablesReplaced(String version, LocalDate asOf) {
    return failure(
        ExitCode.INPUT_MISSING,
        "publish.tables_replaced",
        "The stages and deals of version " + version + " are no longer in the workspace.",
        "A later run as of "
            + asOf
            + " with the same settings has replaced them with those of"
            + " another input.",
        "Approve what that run has proposed, or run again on the input that this version comes"
            + " from.");
  }

  /** A CRM did not take all of a package: {@code send.incomplete}. */
  public static PlumblineException sendIncomplete(Object target, long failed, Object journal) {
    return failure(
        ExitCode.INTERNAL,
        "send.incomplete",
        failed + " requests or records were not taken by " + target + ".",
        "The messages above say which and why; everything else has arrived and is not sent again.",
        "Mend the cause in the CRM, then repeat the same command, or with --again where it only tells"
            + " the same records once more, as of Salesforce; "
            + journal
            + " has every request.");
  }

  /** No version was in use before the present one: {@code review.nothing_before}. */
  public static PlumblineException nothingBefore(Object workspace) {
    return failure(
        ExitCode.CALIBRATION_GATE,
        "review.nothing_before",
        "No version in the workspace " + workspace + " was in use before the present one.",
        "A roll-back brings back what was published before; the first publication replaced what the"
            + " CRM had of its own.",
        "To bring that back, import the roll-back files of the first package: its README.txt says"
            + " how.");
  }

  /** A review sheet in which nobody has marked a row: {@code review.nothing_marked}. */
  public static PlumblineException nothingMarked(Object file, int rows) {
    return failure(
        ExitCode.BAD_CONFIGURATION,
        "review.nothing_marked",
        "In the sheet " + file + " none of " + rows + " rows is marked.",
        "There is nothing to record, and rows without a mark follow their decision anyway.",
        "Write approve, hold or override into the column 'mark', save the sheet and apply it again;"
            + " to take everything as proposed no sheet is needed: 'review approve VERSION"
            + " --with-review'.");
  }

  /** One person signs twice where several have to: {@code review.second_person}. */
  public static PlumblineException secondPerson(String version, String person, int needed) {
    return failure(
        ExitCode.BAD_CONFIGURATION,
        "review.second_person",
        "'" + person + "' has signed version " + version + " already.",
        "It takes " + needed + " different persons (review.approvals).",
        "Have somebody else approve it with --by and the same options.");
  }

  /** A package that cannot be sent: {@code send.package_unusable}. */
  public static PlumblineException sendPackageUnusable(Object folder, String problem) {
    return failure(
        ExitCode.INPUT_MISSING,
        "send.package_unusable",
        "The package " + folder + " cannot be sent: " + problem + ".",
        "Only whole packages for HubSpot, Pipedrive and Salesforce are sent; nothing was.",
        "Write it again with 'publish', and send that folder.");
  }

  /**
   * A file of a package is not as it was written: {@code send.package_changed}.
   *
   * @param difference as the end of a sentence: "has another SHA-256"
   */
  public static PlumblineException sendPackageChanged(
      Object folder, String file, String difference) {
    return failure(
        ExitCode.INPUT_MISSING,
        "send.package_changed",
        "The package " + folder + " has changed: " + file + " " + difference + ".",
        "What is sent must be what was approved, to the byte; nothing was sent.",
        "Write the package again with 'publish', and leave its files as they are.");
  }

  /**
   * An address that is not sent to: {@code send.address}.
   *
   * @param shown the part of it that is no secret
   * @param why as the end of a sentence: "only https is sent to"
   */
  public static PlumblineException sendAddressUnusable(String shown, String why) {
    return failure(
        ExitCode.BAD_CONFIGURATION,
        "send.address",
        "The address (" + shown + ") cannot be used: " + why + ".",
        "Tokens and percentages go over encrypted and verified connections only.",
        "Give the address of the CRM as https://host, that of a webhook as https://host/path.");
  }

  /**
   * The access token is missing or malformed: {@code send.token}. Never shows it.
   *
   * @param why as the end of a sentence: "is not set or is empty"
   */
  public static PlumblineException sendTokenUnusable(String variable, String why) {
    return failure(
        ExitCode.BAD_CONFIGURATION,
        "send.token",
        "The environment variable " + variable + " " + why + ".",
        "The CRM's access token is read from the environment only, so that it is in no file.",
        "Set " + variable + " to the token of a user who may change stages and deals.");
  }

  /** Another process sends with the same journal: {@code send.busy}. */
  public static PlumblineException sendBusy(Object folder, Throwable origin) {
    return failure(
        ExitCode.BUSY,
        "send.busy",
        "The journal in " + folder + " is held by another run that is sending.",
        "Two senders of one package would send each request twice.",
        "Wait until the other one has ended, then start again.",
        origin);
  }

  /** A journal belongs to another package, CRM or publication: {@code send.journal_foreign}. */
  public static PlumblineException sendJournalForeign(
      Object file, String what, String found, String expected) {
    return failure(
        ExitCode.BAD_CONFIGURATION,
        "send.journal_foreign",
        "The journal " + file + " is of another " + what + ": " + found + ", not " + expected + ".",
        "By this journal, requests would be left out that were never sent.",
        "Give --journal another folder: each publication to each CRM has one of its own.");
  }

  /** A whole line of a journal is unreadable: {@code send.journal_damaged}. */
  public static PlumblineException sendJournalDamaged(Object file, long line) {
    return failure(
        ExitCode.INPUT_MISSING,
        "send.journal_damaged",
        "Line " + line + " of the journal " + file + " cannot be understood.",
        "A kill can tear the last line only, so the file was edited or the disk is damaged; it is"
            + " not known what was sent.",
        "Restore the file. Without it, move it away and send again: values are set, not added, but"
            + " look for open bulk jobs in Salesforce first.");
  }

  /** The CRM does not accept the token: {@code send.unauthorized}. */
  public static PlumblineException crmDenies(
      String host, int status, String variable, String message) {
    return failure(
        ExitCode.BAD_CONFIGURATION,
        "send.unauthorized",
        host + " does not accept the token of " + variable + " (HTTP " + status + "): " + message,
        "The token has run out, was revoked, or its user may not change stages and deals. Sending"
            + " stopped at once.",
        "Set " + variable + " to a valid token and start again; what is done is not sent again.");
  }

  /** The certificate of a host is not to be trusted: {@code send.certificate}. */
  public static PlumblineException crmNotTrusted(String host, Throwable origin) {
    return failure(
        ExitCode.BAD_CONFIGURATION,
        "send.certificate",
        "The certificate of " + host + " is not accepted: " + describe(origin) + ".",
        "It is of another host, has run out, or no authority that this machine trusts has signed"
            + " it. Whoever answers there may not be the CRM, so nothing was sent to it.",
        "Check the address. Behind an inspecting proxy, add its authority to a trust store and set"
            + " -Djavax.net.ssl.trustStore; the check cannot be switched off.",
        origin);
  }

  /**
   * The CRM cannot be used now: {@code send.unavailable}.
   *
   * @param reason as the end of a sentence
   */
  public static PlumblineException crmUnavailable(String host, String reason) {
    return failure(
        ExitCode.INTERNAL,
        "send.unavailable",
        "Sending to " + host + " stopped: " + reason + (reason.endsWith(".") ? "" : "."),
        "The CRM is overloaded, out of its daily budget or cannot be reached.",
        "Check send.url and the network, then start again; what is done is not sent again.");
  }

  /**
   * A failure that was not foreseen: {@code internal}.
   *
   * @param doing what was being done, as the end of a sentence: "writing table 'kpi_month'"
   */
  public static PlumblineException internal(String doing, Throwable origin) {
    return failure(
        ExitCode.INTERNAL,
        "internal",
        "Plumbline failed while " + doing + ": " + describe(origin) + ".",
        "This is a defect of Plumbline or a failure of the machine, not of the input.",
        "Report it with the stack trace in the log; what was published before is" + " unchanged.",
        origin);
  }

  private static PlumblineException failure(
      ExitCode exitCode, String code, String problem, String cause, String remedy) {
    return failure(exitCode, code, problem, cause, remedy, null);
  }

  private static PlumblineException failure(
      ExitCode exitCode,
      String code,
      String problem,
      String cause,
      String remedy,
      Throwable origin) {
    return new PlumblineException(exitCode, code, new Explanation(problem, cause, remedy), origin);
  }

  /** The names in quotes, each with the nearest one that is there, if any is near. */
  private static String withNearest(List<String> missing, List<String> present, String nearest) {
    return missing.stream()
        .map(
            name ->
                "'"
                    + name
                    + "'"
                    + NearestName.of(name, present)
                        .map(near -> String.format(nearest, near))
                        .orElse(""))
        .collect(joining(", "));
  }

  private static String suggestion(String name, Collection<String> known) {
    return NearestName.of(name, known).map(near -> " Did you mean '" + near + "'?").orElse("");
  }

  private static String listed(Collection<String> names) {
    if (names.isEmpty()) {
      return "nothing";
    }
    List<String> shown = new ArrayList<>(names.stream().limit(LISTED).toList());
    if (names.size() > LISTED) {
      shown.add("and " + (names.size() - LISTED) + " more");
    }
    return String.join(", ", shown);
  }

  private static String cut(String text) {
    return text.length() <= 120 ? text : text.substring(0, 120) + " [...]";
  }

  private static String percent(double share) {
    return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString();
  }

  /** {@code AccessDeniedException} is "access denied". */
  private static String words(String exception) {
    return exception
        .replaceAll("Exception$", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(Locale.ROOT);
  }

  private static String describe(Throwable origin) {
    if (origin instanceof FileSystemException file && file.getReason() == null) {
      return file.getFile() + ": " + words(file.getClass().getSimpleName());
    }
    return Optional.ofNullable(origin.getMessage())
        .filter(message -> !message.isBlank())
        .map(message -> message.lines().findFirst().orElse(message).strip())
        .map(
            message -> message.endsWith(".") ? message.substring(0, message.length() - 1) : message)
        .map(
            message ->
                message.length() <= LONGEST_ORIGIN
                    ? message
                    : message.substring(0, LONGEST_ORIGIN) + " [...]")
        .orElse(origin.getClass().getSimpleName());
  }
}
