package io.plumbline.config;

import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** A value as it was written, before its type is known. */
sealed interface RawValue {

  /** A short form for messages. */
  String shown();

  /** A single value, quoted or plain. */
  record Text(String text) implements RawValue {
    @Override
    public String shown() {
      return "'" + text + "'";
    }
  }

  /** A key without a value. */
  record Nothing() implements RawValue {
    @Override
    public String shown() {
      return "nothing";
    }
  }

  /** A list of values. */
  record Items(List<RawValue> items) implements RawValue {
    @Override
    public String shown() {
      return items.stream().map(RawValue::shown).collect(Collectors.joining(", ", "[", "]"));
    }
  }

  /** A map with text keys; nested maps are already dotted keys. */
  record Entries(SortedMap<String, RawValue> entries) implements RawValue {
    @Override
    public String shown() {
      return "a map of " + entries.size() + (entries.size() == 1 ? " entry" : " entries");
    }
  }
}
