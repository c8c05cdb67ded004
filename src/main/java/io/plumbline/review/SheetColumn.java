package io.plumbline.review;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The columns of a review sheet, in their order. What stands in brackets in a title is a hint. */
enum SheetColumn {
  PIPELINE("pipeline", Kind.TEXT, 18),
  STAGE("stage", Kind.TEXT, 26),
  LEVEL("level", Kind.TEXT, 14),
  SEGMENT("segment", Kind.TEXT, 30),
  DEALS("deals", Kind.COUNT, 9),
  CRM_NOW("CRM now % (0-100)", Kind.PERCENT, 11),
  PROPOSED("proposed % (0-100)", Kind.PERCENT, 11),
  LOW("low % (0-100)", Kind.PERCENT, 9),
  HIGH("high % (0-100)", Kind.PERCENT, 9),
  CHANGE("change in points", Kind.PERCENT, 10),
  DECISION("decision", Kind.TEXT, 11),
  REASONS("reasons", Kind.TEXT, 44),
  OPEN_AMOUNT("open amount", Kind.MONEY, 15),
  WEIGHTED_NOW("weighted now", Kind.MONEY, 15),
  WEIGHTED_PROPOSED("weighted proposed", Kind.MONEY, 15),
  MARK("mark (approve / hold / override)", Kind.ANSWER, 14),
  OVERRIDE("override_percent (0-100)", Kind.ANSWER, 14),
  NOTE("note", Kind.ANSWER, 36),
  ROW("row (do not change)", Kind.TEXT, 40),
  VERSION("version (do not change)", Kind.TEXT, 24);

  /** What a column holds. */
  enum Kind {
    /** Words. */
    TEXT,
    /** A whole number. */
    COUNT,
    /** A percentage or percentage points, 40.25 for 0.4025. */
    PERCENT,
    /** An amount. */
    MONEY,
    /** What a person fills in. */
    ANSWER
  }

  private final String title;
  private final Kind kind;
  private final int width;

  SheetColumn(String title, Kind kind, int width) {
    this.title = title;
    this.kind = kind;
    this.width = width;
  }

  /** Those without which a sheet cannot be read back. */
  static List<SheetColumn> required() {
    return List.of(MARK, OVERRIDE, NOTE, ROW, VERSION);
  }

  /** The head of the column; amounts say their currency. */
  String title(String currency) {
    return kind == Kind.MONEY ? title + " (" + currency + ")" : title;
  }

  /** The title without its hint, by which the column is found. */
  String key() {
    return key(title);
  }

  /** The same of a head as it was read. */
  static String key(String head) {
    int hint = head.indexOf('(');

    return (hint < 0 ? head : head.substring(0, hint)).strip().toLowerCase(Locale.ROOT);
  }

  static List<String> titles(String currency) {
    return Arrays.stream(values()).map(column -> column.title(currency)).toList();
  }

  Kind kind() {
    return kind;
  }

  /** Letters that it shows in a spreadsheet. */
  int width() {
    return width;
  }
}
