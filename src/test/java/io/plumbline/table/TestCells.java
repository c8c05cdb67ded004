package io.plumbline.table;

import io.plumbline.table.CellCounts.Cell;
import io.plumbline.table.CellCounts.Kind;
import java.math.BigDecimal;

/** Counts from the columns that a test cares for; the others are null or 0, n is 1. */
public final class TestCells {

  private final Kind kind;
  private int origin;
  private String stageId;
  private String nextStageId;
  private String customerType = "new";
  private String sizeBand = "0-100";
  private String product = "a";
  private int ageBin;
  private int bucket;
  private int lateEntry;
  private int day;
  private String event;
  private long mask;
  private Integer stageOrder;
  private Double number;
  private long n = 1;
  private BigDecimal amount;
  private BigDecimal amountSquared;

  private TestCells(Kind kind) {
    this.kind = kind;
  }

  public static TestCells of(Kind kind) {
    return new TestCells(kind);
  }

  /** An open stage; incumbent null for none. */
  public static Cell stage(String stageId, int order, Double incumbent) {
    TestCells stage = of(Kind.STAGE).stage(stageId);
    stage.stageOrder = order;
    stage.number = incumbent;
    return stage.build();
  }

  /** The same count with another n. */
  public static Cell withCount(Cell cell, long n) {
    return new Cell(
        cell.kind(),
        cell.origin(),
        cell.stageId(),
        cell.nextStageId(),
        cell.customerType(),
        cell.sizeBand(),
        cell.product(),
        cell.ageBin(),
        cell.bucket(),
        cell.lateEntry(),
        cell.day(),
        cell.event(),
        cell.mask(),
        cell.label(),
        cell.stageOrder(),
        cell.number(),
        n,
        cell.amount(),
        cell.amountSquared());
  }

  public TestCells origin(int value) {
    origin = value;
    return this;
  }

  public TestCells stage(String value) {
    stageId = value;
    return this;
  }

  public TestCells next(String value) {
    nextStageId = value;
    return this;
  }

  public TestCells segment(String newCustomerType, String newSizeBand, String newProduct) {
    customerType = newCustomerType;
    sizeBand = newSizeBand;
    product = newProduct;
    return this;
  }

  public TestCells ageBin(int value) {
    ageBin = value;
    return this;
  }

  public TestCells bucket(int value) {
    bucket = value;
    return this;
  }

  public TestCells lateEntry(int value) {
    lateEntry = value;
    return this;
  }

  public TestCells day(int value) {
    day = value;
    return this;
  }

  public TestCells event(String value) {
    event = value;
    return this;
  }

  public TestCells mask(long value) {
    mask = value;
    return this;
  }

  public TestCells n(long value) {
    n = value;
    return this;
  }

  /** Sums over the cell. */
  public TestCells amount(String sum, String sumOfSquares) {
    amount = new BigDecimal(sum);
    amountSquared = new BigDecimal(sumOfSquares);
    return this;
  }

  public Cell build() {
    return new Cell(
        kind,
        origin,
        stageId,
        nextStageId,
        customerType,
        sizeBand,
        product,
        ageBin,
        bucket,
        lateEntry,
        day,
        event,
        mask,
        stageId,
        stageOrder,
        number,
        n,
        amount,
        amountSquared);
  }
}
