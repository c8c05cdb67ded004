package io.plumbline.app;

import io.plumbline.error.Errors;
import io.plumbline.error.PlumblineException;
import io.plumbline.lake.Location;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkThrowable;

/** Says what a failure of Spark, of Delta or of the machine means to the user of a workspace. */
final class Failure {

  private static final Pattern UNWRITABLE =
      Pattern.compile(
          "No space left on device|Read-only file system|Disk quota exceeded|Permission denied"
              + "|Mkdirs failed|DELTA_CANNOT_CREATE_LOG_PATH");
  private static final Pattern OF_A_TABLE = Pattern.compile("/tables/([^/]+)/");

  private Failure() {}

  /** The failure itself where it is explained already, else what lies behind it. */
  static PlumblineException explained(Throwable failure, Location workspace) {
    if (failure instanceof PlumblineException known && !known.code().equals("internal")) {
      return known;
    }
    List<Throwable> chain = chain(failure);
    for (Throwable cause : chain) {
      Optional<PlumblineException> meaning = meaning(cause, chain, workspace);
      if (meaning.isPresent()) {
        return meaning.get();
      }
    }
    return failure instanceof PlumblineException known
        ? known
        : Errors.internal("running the command", failure);
  }

  private static Optional<PlumblineException> meaning(
      Throwable cause, List<Throwable> chain, Location workspace) {
    if (cause instanceof OutOfMemoryError || condition(cause).equals("INVALID_DRIVER_MEMORY")) {
      return Optional.of(Errors.outOfMemory(Runtime.getRuntime().maxMemory(), cause));
    }
    Throwable root = chain.get(chain.size() - 1);
    if (condition(cause).startsWith("FAILED_READ_FILE")) {
      String file = parameters(cause).getOrDefault("path", "An input file");
      Matcher table = OF_A_TABLE.matcher(file);
      return Optional.of(
          table.find() && file.contains(workspace.name())
              ? Errors.tableUnreadable(table.group(1), path(file), root)
              : Errors.inputUnreadable(path(file), root));
    }
    if (condition(cause).startsWith("DELTA_UNSUPPORTED_FEATURES")
        || condition(cause).startsWith("DELTA_INVALID_PROTOCOL_VERSION")) {
      String table = parameters(cause).getOrDefault("tableNameOrPath", "");
      return Optional.of(
          Errors.tableUnreadable(table.substring(table.lastIndexOf('/') + 1), path(table), cause));
    }
    if (cause instanceof AccessDeniedException
        || (cause instanceof IOException
            && UNWRITABLE.matcher(String.valueOf(cause.getMessage())).find())) {
      return Optional.of(Errors.workspaceUnwritable(workspace, cause));
    }
    return Optional.empty();
  }

  private static String path(String file) {
    return file.replaceFirst("^file:/+", "/");
  }

  private static String condition(Throwable cause) {
    return cause instanceof SparkThrowable known && known.getCondition() != null
        ? known.getCondition()
        : "";
  }

  private static Map<String, String> parameters(Throwable cause) {
    return cause instanceof SparkThrowable known ? known.getMessageParameters() : Map.of();
  }

  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable cause = failure;
        cause != null && !chain.contains(cause);
        cause = cause.getCause()) {
      chain.add(cause);
    }
    return chain;
  }
}
