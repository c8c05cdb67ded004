package io.plumbline.config;

import static java.util.Objects.requireNonNull;

import java.util.function.Predicate;

/**
 * One setting: its key, type, default, unit, allowed range and meaning. All of them are constants
 * of {@link Settings}; equality is identity.
 *
 * @param <T> the Java type of its value, immutable
 */
public final class Setting<T> {

  private final String key;
  private final SettingType<T> type;
  private final T defaultValue;
  private final String unit;
  private final String range;
  private final Predicate<? super T> validator;
  private final Scope scope;
  private final String doc;

  /** What a setting may change. */
  enum Scope {
    /** The published numbers; part of the fingerprint. */
    RESULTS,
    /** Only where and how fast they are computed. */
    EXECUTION
  }

  Setting(
      String key,
      SettingType<T> type,
      T defaultValue,
      String unit,
      String range,
      Predicate<? super T> validator,
      Scope scope,
      String doc) {
    this.key = requireNonNull(key, "key");
    this.type = requireNonNull(type, "type");
    this.defaultValue = requireNonNull(defaultValue, "defaultValue");
    this.unit = requireNonNull(unit, "unit");
    this.range = requireNonNull(range, "range");
    this.validator = requireNonNull(validator, "validator");
    this.scope = requireNonNull(scope, "scope");
    this.doc = requireNonNull(doc, "doc");
    if (!validator.test(defaultValue)) {
      throw new IllegalArgumentException("The default of " + key + " is out of its own range.");
    }
  }

  /** The dotted key, for example {@code age.bands}. */
  public String key() {
    return key;
  }

  /** The type in words, for example {@code a whole number}. */
  public String type() {
    return type.name();
  }

  /** The value that holds where nothing is configured. */
  public T defaultValue() {
    return defaultValue;
  }

  /** The unit in words; empty where the value has none. */
  public String unit() {
    return unit;
  }

  /** The allowed values in words, as the end of a sentence that starts with "must be". */
  public String range() {
    return range;
  }

  /** One paragraph: what it means and when to change it. */
  public String doc() {
    return doc;
  }

  /** Whether another value can change a published number; if not, it only affects execution. */
  public boolean affectsResults() {
    return scope == Scope.RESULTS;
  }

  /** Whether it is a map: its entries are spelt {@code key.entry}. */
  boolean isMap() {
    return type.equals(SettingType.TEXTS);
  }

  /** The one spelling of a value: equal values, equal text. */
  String canonical(T value) {
    return type.canonical().apply(value);
  }

  /** The default in its canonical spelling. */
  String canonicalDefault() {
    return canonical(defaultValue);
  }

  /**
   * Reads and checks a value.
   *
   * @throws InvalidValueException where it has the wrong type or is out of range
   */
  T parse(RawValue raw) throws InvalidValueException {
    T value;
    try {
      value = type.parser().apply(raw);
    } catch (IllegalArgumentException unreadable) {
      throw new InvalidValueException(refusal(raw), unreadable);
    }
    if (!validator.test(value)) {
      throw new InvalidValueException(refusal(raw), null);
    }
    return value;
  }

  private String refusal(RawValue raw) {
    return "is " + raw.shown() + ", but must be " + range + ".";
  }

  @Override
  public String toString() {
    return key;
  }
}
