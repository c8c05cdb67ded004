/**
 * Counts to calibrated confidences: landmark Aalen-Johansen, pooling, proof on past dates, decision
 * per cell.
 */
package io.plumbline.calibrate;
