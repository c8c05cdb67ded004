package io.plumbline.landing;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * A table as it was copied.
 *
 * @param version of the Delta table
 * @param columns those of the source that it has, in order
 * @param content names the rows, whatever their order: equal rows, equal content
 * @param rows how many there are
 * @param watermark the latest value of the column that says when a row was last changed, as Spark
 *     writes it in UTC; empty where there is none
 */
@JsonPropertyOrder({"version", "rows", "content", "watermark", "columns"})
public record LandedTable(
    @JsonProperty("version") long version,
    @JsonProperty("columns") List<String> columns,
    @JsonProperty("content") String content,
    @JsonProperty("rows") long rows,
    @JsonProperty("watermark") String watermark) {

  /** Copies the list. */
  public LandedTable {
    columns = List.copyOf(columns);
  }
}
