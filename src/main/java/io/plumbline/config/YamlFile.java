package io.plumbline.config;

import io.plumbline.error.SettingProblem;
import io.plumbline.error.SettingProblem.Kind;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentEndEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.events.StreamEndEvent;

/**
 * Reads a YAML map into dotted keys. It works on the parser's events and makes no objects of YAML's
 * own: tags, anchors and aliases are refused, so a file can neither name a class nor blow up, and
 * {@code no}, {@code 010} or {@code 1:30} stay the text that was written.
 */
final class YamlFile {

  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_DEPTH = 16;

  private final Path path;
  private final List<SettingProblem> problems;
  private final Map<String, RawValue> values = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new LinkedHashMap<>();

  private YamlFile(Path path, List<SettingProblem> problems) {
    this.path = path;
    this.problems = problems;
  }

  /**
   * The values of a file by dotted key. What cannot be read is added to the problems and left out.
   */
  static Map<String, RawValue> read(Path path, List<SettingProblem> problems) {
    YamlFile file = new YamlFile(path, problems);
    try {
      if (!Files.isRegularFile(path)) {
        file.report(Kind.FILE_MISSING, path.toString(), "The configuration file does not exist.");
        return Map.of();
      }
      if (Files.size(path) > MAX_BYTES) {
        file.report(
            Kind.NOT_YAML, path.toString(), "The file is larger than " + MAX_BYTES + " bytes.");
        return Map.of();
      }
      file.parse(Files.readString(path));
    } catch (CharacterCodingException notUtf8) {
      file.report(Kind.NOT_YAML, path.toString(), "The file is not in UTF-8.");
    } catch (IOException unreadable) {
      file.report(
          Kind.FILE_MISSING, path.toString(), "The file cannot be read: " + unreadable + ".");
    } catch (RefusedException refused) {
      file.report(Kind.NOT_YAML, path.toString(), refused.getMessage());
    } catch (MarkedYAMLException broken) {
      int line = broken.getProblemMark() == null ? 1 : broken.getProblemMark().getLine() + 1;
      file.report(
          Kind.NOT_YAML,
          path.toString(),
          "Line " + line + " is not YAML: " + broken.getProblem() + ".");
    } catch (YAMLException broken) {
      file.report(
          Kind.NOT_YAML,
          path.toString(),
          "The file is not YAML: " + broken.getMessage().lines().findFirst().orElse("") + ".");
    }
    return file.values;
  }

  private void parse(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_BYTES);
    Iterator<Event> events =
        new Yaml(new SafeConstructor(options))
            .parse(new StringReader(text.startsWith("\uFEFF") ? text.substring(1) : text))
            .iterator();
    events.next();
    Event event = events.next();
    if (event instanceof StreamEndEvent) {
      return;
    }
    if (!(event instanceof DocumentStartEvent)) {
      throw refused(event, "no document starts here");
    }
    Event root = plain(events.next());
    if (root instanceof ScalarEvent scalar && scalar.getValue().isEmpty()) {
      expectEnd(events);
      return;
    }
    if (!(root instanceof MappingStartEvent)) {
      throw refused(root, "the file must be a map of keys and values");
    }
    map("", events, 1);
    expectEnd(events);
  }

  private void expectEnd(Iterator<Event> events) {
    Event end = events.next();
    if (!(end instanceof DocumentEndEvent)) {
      throw refused(end, "the document goes on after its map");
    }
    Event next = events.next();
    if (!(next instanceof StreamEndEvent)) {
      throw refused(next, "only one document is allowed in the file");
    }
  }

  private void map(String prefix, Iterator<Event> events, int depth) {
    for (Event event = plain(events.next());
        !(event instanceof MappingEndEvent);
        event = plain(events.next())) {
      if (!(event instanceof ScalarEvent keyEvent)) {
        throw refused(event, "a key must be a single word");
      }
      String key = prefix.isEmpty() ? keyEvent.getValue() : prefix + "." + keyEvent.getValue();
      Event value = plain(events.next());
      if (value instanceof MappingStartEvent) {
        if (depth >= MAX_DEPTH) {
          throw refused(value, "maps are nested more than " + MAX_DEPTH + " deep");
        }
        map(key, events, depth + 1);
      } else {
        put(key, value, events);
      }
    }
  }

  private void put(String key, Event start, Iterator<Event> events) {
    int line = start.getStartMark().getLine() + 1;
    RawValue value = single(start, events);
    if (value instanceof RawValue.Nothing && isGroup(key)) {
      return;
    }
    Integer earlier = lines.putIfAbsent(key, line);
    if (earlier != null) {
      report(
          Kind.DUPLICATE,
          key,
          "is given twice in " + path + ", on lines " + earlier + " and " + line + ".");
      return;
    }
    values.put(key, value);
  }

  /** A group whose keys are all commented out. */
  private static boolean isGroup(String key) {
    return Settings.find(key).isEmpty()
        && Settings.keys().stream().anyMatch(known -> known.startsWith(key + "."));
  }

  private RawValue single(Event start, Iterator<Event> events) {
    if (start instanceof ScalarEvent scalar) {
      boolean nothing =
          scalar.isPlain() && (scalar.getValue().isEmpty() || isNull(scalar.getValue()));
      return nothing ? new RawValue.Nothing() : new RawValue.Text(scalar.getValue());
    }
    if (!(start instanceof SequenceStartEvent)) {
      throw refused(start, "a value is expected here");
    }
    List<RawValue> items = new ArrayList<>();
    for (Event event = plain(events.next());
        !(event instanceof SequenceEndEvent);
        event = plain(events.next())) {
      if (!(event instanceof ScalarEvent)) {
        throw refused(event, "a list may only hold single values");
      }
      items.add(single(event, events));
    }
    return new RawValue.Items(List.copyOf(items));
  }

  private static boolean isNull(String text) {
    return text.equals("~") || text.equals("null");
  }

  private Event plain(Event event) {
    if (event instanceof AliasEvent) {
      throw refused(event, "aliases (*name) are not allowed");
    }
    if (event instanceof NodeEvent node && node.getAnchor() != null) {
      throw refused(event, "anchors (&name) are not allowed");
    }
    String tag = tag(event);
    if (tag != null) {
      throw refused(event, "tags (" + tag + ") are not allowed");
    }
    return event;
  }

  private static String tag(Event event) {
    if (event instanceof ScalarEvent scalar) {
      return scalar.getTag();
    }
    return event instanceof CollectionStartEvent start ? start.getTag() : null;
  }

  private static RefusedException refused(Event event, String reason) {
    return new RefusedException(
        "Line " + (event.getStartMark().getLine() + 1) + ": " + reason + ".");
  }

  private void report(Kind kind, String subject, String description) {
    problems.add(new SettingProblem(kind, subject, description));
  }

  /** The entries below a dotted prefix, as the value of a setting that is a map. */
  static RawValue.Entries below(String prefix, Map<String, RawValue> values) {
    SortedMap<String, RawValue> entries = new TreeMap<>();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(prefix + ".")) {
            entries.put(key.substring(prefix.length() + 1), value);
          }
        });
    return new RawValue.Entries(entries);
  }

  /** A file that is YAML but more than a plain map. */
  private static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }
}
