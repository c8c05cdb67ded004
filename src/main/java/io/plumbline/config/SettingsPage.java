package io.plumbline.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Renders the registry for people: the table of README and the commented YAML file. */
final class SettingsPage {

  private static final int WIDTH = 96;

  private SettingsPage() {}

  static String markdownTable(List<Setting<?>> settings) {
    StringBuilder table = new StringBuilder();
    table.append("| key | default | unit | allowed | meaning |\n| --- | --- | --- | --- | --- |\n");
    for (Setting<?> setting : settings) {
      table
          .append("| `")
          .append(setting.key())
          .append("` | `")
          .append(yaml(setting))
          .append("` | ")
          .append(cell(setting.unit()))
          .append(" | ")
          .append(cell(setting.range()))
          .append(" | ")
          .append(cell(setting.doc()))
          .append(setting.affectsResults() ? "" : " Does not change results.")
          .append(" |\n");
    }
    return table.toString();
  }

  static String commentedYaml(List<Setting<?>> settings) {
    StringBuilder page = new StringBuilder();
    wrapped(
            "Settings of Plumbline. Each key is shown with its default, commented out: remove the"
                + " '#' before a key to change it. Nested maps (age: {bands: 4}) are read as well."
                + " Unknown keys are refused.")
        .forEach(line -> page.append("# ").append(line).append('\n'));
    for (Setting<?> setting : settings) {
      page.append('\n');
      wrapped(setting.doc()).forEach(line -> page.append("# ").append(line).append('\n'));
      String facts =
          "Default: "
              + yaml(setting)
              + (setting.unit().isEmpty() ? "" : " (" + setting.unit() + ")")
              + ". Allowed: "
              + setting.range()
              + "."
              + (setting.affectsResults() ? "" : " Does not change results.");
      wrapped(facts).forEach(line -> page.append("# ").append(line).append('\n'));
      page.append('#').append(setting.key()).append(": ").append(yaml(setting)).append('\n');
    }
    return page.toString();
  }

  /** The default as it is written in YAML, where nothing at all would be null. */
  private static <T> String yaml(Setting<T> setting) {
    T value = setting.defaultValue();
    String text = setting.canonicalDefault();
    return value instanceof String || value instanceof Character || text.isEmpty()
        ? "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\""
        : text;
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  private static List<String> wrapped(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : Arrays.asList(text.split(" ", -1))) {
      if (line.length() > 0 && line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() > 0 ? " " : "").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
