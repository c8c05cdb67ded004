package io.plumbline.calibrate;

/**
 * An open stage of a pipeline.
 *
 * @param order from 1
 * @param incumbent the probability that the CRM uses; NaN without one
 */
record Stage(String id, String label, int order, double incumbent) {}
