package io.plumbline.connect;

/**
 * Rows of a source that are read and not mapped.
 *
 * @param rule its name, as it stands in quality_result
 * @param when a condition in Spark SQL over the columns of the source
 * @param because the reason, for people
 */
public record SkipRule(String rule, String when, String because) {}
