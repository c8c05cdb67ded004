package io.plumbline.movement;

/**
 * Where a deal belongs.
 *
 * @param pipelineId its pipeline
 * @param ownerId its sales representative
 * @param customerType new or existing
 * @param sizeBand range of its amount
 * @param product its product
 */
record Cell(
    String pipelineId, String ownerId, String customerType, String sizeBand, String product) {

  private static final String UNKNOWN = "unknown";

  /** A value that is not known is a segment of its own. */
  Cell {
    ownerId = orUnknown(ownerId);
    customerType = orUnknown(customerType);
    sizeBand = orUnknown(sizeBand);
    product = orUnknown(product);
  }

  private static String orUnknown(String value) {
    return value == null ? UNKNOWN : value;
  }
}
