package io.plumbline.estimate;

import io.plumbline.estimate.CellCounts.Cell;
import io.plumbline.estimate.CellCounts.Kind;

/** Counts from the columns that a test cares for; the others are null or 0, n is 1. */
final class TestCells {

  private final Kind kind;
  private String stageId;
  private String nextStageId;
  private String customerType = "new";
  private String sizeBand = "0-100";
  private String product = "a";
  private int lateEntry;
  private int day;
  private String event;
  private Integer stageOrder;
  private long n = 1;

  private TestCells(Kind kind) {
    this.kind = kind;
  }

  static TestCells of(Kind kind) {
    return new TestCells(kind);
  }

  /** An open stage. */
  static Cell stage(String stageId, int order) {
    TestCells stage = of(Kind.STAGE).stage(stageId);
    stage.stageOrder = order;
    return stage.build();
  }

  TestCells stage(String value) {
    stageId = value;
    return this;
  }

  TestCells next(String value) {
    nextStageId = value;
    return this;
  }

  TestCells segment(String newCustomerType, String newSizeBand, String newProduct) {
    customerType = newCustomerType;
    sizeBand = newSizeBand;
    product = newProduct;
    return this;
  }

  TestCells lateEntry(int value) {
    lateEntry = value;
    return this;
  }

  TestCells day(int value) {
    day = value;
    return this;
  }

  TestCells event(String value) {
    event = value;
    return this;
  }

  TestCells n(long value) {
    n = value;
    return this;
  }

  Cell build() {
    return new Cell(
        kind,
        stageId,
        nextStageId,
        customerType,
        sizeBand,
        product,
        lateEntry,
        day,
        event,
        stageId,
        stageOrder,
        n);
  }
}
