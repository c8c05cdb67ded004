package io.plumbline.calibrate;

import java.time.LocalDate;
import java.util.Map;

/**
 * The stage confidences of the last version that was published or approved.
 *
 * @param asOf what it was known at
 * @param byStage confidence by stage
 */
record Published(LocalDate asOf, Map<String, Double> byStage) {}
