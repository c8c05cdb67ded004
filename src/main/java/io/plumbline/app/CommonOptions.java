package io.plumbline.app;

import io.plumbline.config.Configuration;
import io.plumbline.config.Setting;
import io.plumbline.lake.Location;
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
      description =
          "The folder that holds the tables, also as a URI: s3a://bucket/folder. Default: ${DEFAULT-VALUE}")
  private String workspace;

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

  /** The folder that holds the tables; settings of its file system are in the configuration. */
  Location workspace(Configuration configuration) {
    return Location.of(workspace, configuration);
  }

  /** Whether a setting was given on the command line. */
  boolean isSet(Setting<?> setting) {
    return settings.containsKey(setting.key());
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
