package io.plumbline.config;

import io.plumbline.error.Errors;
import io.plumbline.error.NearestName;
import io.plumbline.error.SettingProblem;
import io.plumbline.error.SettingProblem.Kind;
import io.plumbline.model.Sha256;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The effective value of every setting: overrides first, then the file, then the defaults. */
public final class Configuration {

  private static final Pattern SECRET =
      Pattern.compile("(?i)secret|password|passwd|token|credential|account[.]key|access[.]?key");

  private final Map<Setting<?>, Object> values;

  private Configuration(Map<Setting<?>, Object> values) {
    this.values = values;
  }

  /** Nothing configured: every setting has its default. */
  public static Configuration defaults() {
    return load(Optional.empty(), Map.of());
  }

  /**
   * Reads and checks all settings.
   *
   * @param yaml the configuration file; nested maps and dotted keys are the same
   * @param overrides values by dotted key, as from the command line; they win over the file
   * @throws io.plumbline.error.PlumblineException with exit code 10 that lists every problem: file
   *     missing or not a plain YAML map, unknown or doubled keys, wrong types, values out of range
   *     or, where all are in theirs, at odds with each other
   */
  public static Configuration load(Optional<Path> yaml, Map<String, String> overrides) {
    List<SettingProblem> problems = new ArrayList<>();
    Map<String, RawValue> raw = new LinkedHashMap<>();
    yaml.ifPresent(path -> raw.putAll(YamlFile.read(path, problems)));
    new TreeMap<>(overrides).forEach((key, text) -> raw.put(key, new RawValue.Text(text)));
    Map<Setting<?>, Object> values = new HashMap<>();
    for (Setting<?> setting : Settings.all()) {
      values.put(setting, effective(setting, raw, problems));
    }
    raw.keySet().stream()
        .filter(key -> !isKnown(key))
        .forEach(
            key ->
                problems.add(
                    new SettingProblem(
                        Kind.UNKNOWN, key, "there is no such setting." + hint(key))));
    Configuration configuration = new Configuration(values);
    if (problems.isEmpty()) {
      problems.addAll(Settings.contradictions(configuration));
    }
    if (!problems.isEmpty()) {
      throw Errors.badSettings(problems);
    }
    return configuration;
  }

  /** The value that holds. */
  public <T> T value(Setting<T> setting) {
    // The map only ever pairs a setting with a value that the same setting has parsed.
    @SuppressWarnings("unchecked")
    T value = (T) values.get(setting);
    return value;
  }

  /**
   * The first 12 hexadecimal digits of the SHA-256 of the effective settings that affect results,
   * one line {@code key=value} each, sorted by key. A default written out and one left out give the
   * same fingerprint; so do settings that only affect execution.
   */
  public String fingerprint() {
    SortedMap<String, String> lines = resultSettings();
    StringBuilder text = new StringBuilder();
    lines.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    return Sha256.of(text.toString()).substring(0, 12);
  }

  /** The settings that decide results, by key in their canonical spelling. */
  public SortedMap<String, String> resultSettings() {
    SortedMap<String, String> lines = new TreeMap<>();
    Settings.all().stream()
        .filter(Setting::affectsResults)
        .forEach(setting -> lines.put(setting.key(), canonical(setting)));
    return lines;
  }

  /**
   * Every setting by key in its canonical spelling, for reports. In {@code spark.conf}, the values
   * of keys that name a secret are replaced by {@code (hidden)}.
   */
  public SortedMap<String, String> effective() {
    SortedMap<String, String> texts = new TreeMap<>();
    Settings.all().forEach(setting -> texts.put(setting.key(), canonical(setting)));
    SortedMap<String, String> spark = new TreeMap<>(value(Settings.SPARK_CONF));
    spark.replaceAll((key, value) -> SECRET.matcher(key).find() ? "(hidden)" : value);
    texts.put(Settings.SPARK_CONF.key(), Settings.SPARK_CONF.canonical(spark));
    return Collections.unmodifiableSortedMap(texts);
  }

  private <T> String canonical(Setting<T> setting) {
    return setting.canonical(value(setting));
  }

  private static <T> T effective(
      Setting<T> setting, Map<String, RawValue> raw, List<SettingProblem> problems) {
    Optional<RawValue> given = given(setting, raw);
    if (given.isEmpty()) {
      return setting.defaultValue();
    }
    try {
      return setting.parse(given.get());
    } catch (InvalidValueException invalid) {
      problems.add(new SettingProblem(Kind.BAD_VALUE, setting.key(), invalid.getMessage()));
      return setting.defaultValue();
    }
  }

  private static Optional<RawValue> given(Setting<?> setting, Map<String, RawValue> raw) {
    if (setting.isMap() && !raw.containsKey(setting.key())) {
      return Optional.of(YamlFile.below(setting.key(), raw));
    }
    return Optional.ofNullable(raw.get(setting.key()));
  }

  private static String hint(String key) {
    List<String> group =
        Settings.keys().stream().filter(known -> known.startsWith(key + ".")).toList();
    return group.isEmpty()
        ? NearestName.of(key, Settings.keys())
            .map(near -> " Did you mean '" + near + "'?")
            .orElse("")
        : " It is a group of " + String.join(", ", group) + ".";
  }

  private static boolean isKnown(String key) {
    return Settings.find(key).isPresent()
        || Settings.all().stream()
            .anyMatch(setting -> setting.isMap() && key.startsWith(setting.key() + "."));
  }
}
