package io.plumbline.app;

import io.plumbline.config.Configuration;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of every command; mixed in with {@code @Mixin}. */
final class CommonOptions {

  @Option(
      names = "--workspace",
      paramLabel = "WS",
      defaultValue = "./plumbline-workspace",
      description = "The folder that holds the tables. Default: ${DEFAULT-VALUE}")
  private Path workspace;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A YAML file with settings; conf/plumbline.yaml explains each of them.")
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "One setting; wins over the file. May be repeated.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(names = "--help", usageHelp = true, description = "Show this help and end.")
  @SuppressWarnings("unused") // Only picocli reads it.
  private boolean help;

  /** The folder that holds the tables. */
  Path workspace() {
    return workspace;
  }

  /**
   * All settings, checked.
   *
   * @throws io.plumbline.error.PlumblineException that lists every problem
   */
  Configuration configuration() {
    return Configuration.load(Optional.ofNullable(config), settings);
  }
}
