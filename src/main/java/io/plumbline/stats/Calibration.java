package io.plumbline.stats;

/**
 * Cox's logistic recalibration: logit P(won) = intercept + slope logit(p).
 *
 * <p>Cox (1958), <a href="https://doi.org/10.1093/biomet/45.3-4.562">
 * doi:10.1093/biomet/45.3-4.562</a>.
 *
 * @param slope 1 is best; below 1 the predictions are too extreme; {@code NaN} when there is none
 * @param intercept the intercept beside that slope; {@code NaN} when there is none
 * @param interceptOnly the intercept with the slope held at 1 (calibration in the large): 0 is
 *     best, below 0 the predictions are too high; {@code NaN} when there is none
 */
public record Calibration(double slope, double intercept, double interceptOnly) {}
