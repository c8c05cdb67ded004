package io.plumbline.movement;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.plumbline.table.Types;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;

/**
 * What a row of {@link CompareDeals#MOVES}, with the teams before and after, adds to which part of
 * which cell.
 */
final class PartColumns {

  static final String TEAM = "team";

  /** Each covers the whole. */
  static final List<String> LEVELS =
      List.of("pipeline", "owner", TEAM, "customer_type", "size_band", "product");

  /** The columns that levels split by. */
  static final List<String> SEGMENTS =
      List.of("owner_id", TEAM, "customer_type", "size_band", "product");

  private static final String WHOLE = "pipeline";
  private static final Column BEFORE = orZero(col("before.amount"));
  private static final Column AFTER = orZero(col("after.amount"));
  private static final Column IS_OPENING = col("is_opening");
  private static final Column HAS_ENTERED = col("entry").isNotNull();
  private static final Column IS_WON = is(Part.WON, "exit");

  /** Counts with its amount at the end as well as with that at the beginning. */
  private static final Column STAYS = IS_OPENING.and(col("is_closing").or(IS_WON));

  private PartColumns() {}

  /** Whether the deal has such a part, transfers apart. */
  static Column has(Part part) {
    return switch (part) {
      case OPENING -> IS_OPENING;
      case CLOSING -> col("is_closing");
      case NEW, PULLED_IN, RETURNED -> is(part, "entry");
      case WON, LOST, REMOVED, PUSHED_OUT -> is(part, "exit");
      case AMOUNT_UP -> STAYS.and(AFTER.gt(BEFORE));
      case AMOUNT_DOWN -> STAYS.and(AFTER.lt(BEFORE));
      case SLIPPED -> col("is_slipped").and(col("period_kind").equalTo(Period.Kind.ALL.label()));
      case TRANSFERRED_IN, TRANSFERRED_OUT -> lit(true);
    };
  }

  /** The amount of the part. */
  static Column amount(Part part) {
    return switch (part) {
      case OPENING, TRANSFERRED_IN, TRANSFERRED_OUT -> BEFORE;
      case CLOSING, NEW, PULLED_IN, RETURNED, WON, SLIPPED -> AFTER;
      case AMOUNT_UP -> AFTER.minus(BEFORE);
      case AMOUNT_DOWN -> BEFORE.minus(AFTER);
      case LOST, REMOVED, PUSHED_OUT -> when(HAS_ENTERED, AFTER).otherwise(BEFORE);
    };
  }

  /** The cells that the deal belongs to at a level: one, or the old and the new one. */
  static Column legs(String level) {
    Column stays = leg("both", level, coalesce(col("after"), col("before")));
    return when(
            isMoved(level), array(leg("out", level, col("before")), leg("in", level, col("after"))))
        .otherwise(array(stays));
  }

  /** Whether a part belongs to the leg of the row. */
  static Column isOfLeg(Part part) {
    Column side = col("leg.side");
    return switch (part) {
      case OPENING -> side.notEqual("in");
      case TRANSFERRED_IN -> side.equalTo("in");
      case TRANSFERRED_OUT -> side.equalTo("out");
      default -> side.notEqual("out");
    };
  }

  /** Whether an amount that counts in the leg of the row is not known. */
  static Column isWithoutAmount() {
    Column atTheEnd = col("is_closing").or(HAS_ENTERED).or(IS_WON);
    return IS_OPENING
        .and(col("before.amount").isNull())
        .and(isOfLeg(Part.OPENING))
        .or(atTheEnd.and(col("after.amount").isNull()).and(isOfLeg(Part.CLOSING)));
  }

  /**
   * One element per part of the deal, null for those that it does not have.
   *
   * @param levels that it may be transferred at
   */
  static Column[] deals(List<String> levels) {
    List<Column> parts = new ArrayList<>();
    for (Part part : Part.values()) {
      switch (part) {
        case OPENING, CLOSING -> {
          // Every open deal has these.
        }
        case TRANSFERRED_IN, TRANSFERRED_OUT ->
            levels.forEach(
                level ->
                    parts.add(
                        when(
                            isMoved(level),
                            deal(
                                part,
                                level,
                                col(part == Part.TRANSFERRED_IN ? "after" : "before")))));
        default ->
            parts.add(when(has(part), deal(part, WHOLE, coalesce(col("after"), col("before")))));
      }
    }
    return parts.toArray(Column[]::new);
  }

  private static Column deal(Part part, String level, Column state) {
    List<Column> columns = new ArrayList<>();
    columns.add(lit(part.label()).as("part"));
    columns.add(amount(part).cast(Types.AMOUNT).as("amount"));
    columns.add(lit(level).as("segment_level"));
    columns.add(state.getField("pipeline_id").as("pipeline_id"));
    SEGMENTS.forEach(name -> columns.add(state.getField(name).as(name)));
    return struct(columns.toArray(Column[]::new));
  }

  private static Column leg(String side, String level, Column state) {
    List<Column> columns = new ArrayList<>();
    columns.add(lit(side).as("side"));
    columns.add(lit(level).as("segment_level"));
    columns.add(state.getField("pipeline_id").as("pipeline_id"));
    SEGMENTS.forEach(
        name ->
            columns.add(
                (name.equals(splitBy(level)) ? state.getField(name) : lit(null).cast("string"))
                    .as(name)));
    return struct(columns.toArray(Column[]::new));
  }

  /** Open at the beginning, still known, and in another cell. */
  private static Column isMoved(String level) {
    Column isOther = differs("pipeline_id");
    if (!level.equals(WHOLE)) {
      isOther = isOther.or(differs(splitBy(level)));
    }
    return IS_OPENING.and(col("after").isNotNull()).and(isOther);
  }

  private static Column differs(String name) {
    return col("before." + name).notEqual(col("after." + name));
  }

  private static String splitBy(String level) {
    return level.equals("owner") ? "owner_id" : level;
  }

  private static Column is(Part part, String column) {
    return col(column).eqNullSafe(part.label());
  }

  private static Column orZero(Column amount) {
    return coalesce(amount, lit(0).cast(Types.AMOUNT));
  }
}
