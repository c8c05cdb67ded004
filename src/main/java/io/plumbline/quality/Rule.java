package io.plumbline.quality;

/** What a rule means and what to do about it, for the quality table. */
enum Rule {
  MALFORMED_ROW(
      "the row does not have the columns of the header: look for unquoted commas, quotes or a cut file"),
  MISSING_KEY("a row without its key cannot be placed"),
  MISSING_VALUE("the column is required in every row"),
  BAD_TIMESTAMP("write times as 2026-03-31T14:05:00Z"),
  BAD_AMOUNT("write amounts as 1234.50, without currency signs or thousands separators"),
  BAD_STATUS("the status is open, won or lost"),
  BAD_NUMBER("write a plain number"),
  BAD_FLAG("write true or false"),
  NEGATIVE_AMOUNT("a credit is not an opportunity: leave it out or correct the sign"),
  RATE_NOT_POSITIVE("what one unit of a currency is worth in the base currency is above 0"),
  CLOSED_BEFORE_CREATED("an opportunity cannot close before it exists: correct one of the dates"),
  CLOSED_WITHOUT_TIME("a won or lost opportunity needs closed_at, or a move into a closed stage"),
  DUPLICATE_KEY("the latest row of a key is kept, the others are left out"),
  UNKNOWN_OPPORTUNITY(
      "the history of an opportunity that is not in opportunities, or was rejected there"),
  UNKNOWN_STAGE(
      "the stage is not in the stages file for its pipeline: add it there or correct the name"),
  HISTORY_AFTER_CLOSE("a move into an open stage after the opportunity closed for good"),
  EXCLUDED("set aside by the settings; rejected_record has the reason of each");

  private final String hint;

  Rule(String hint) {
    this.hint = hint;
  }

  String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  String hint() {
    return hint;
  }
}
