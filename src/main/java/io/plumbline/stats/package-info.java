/**
 * Pure statistics: proportions, competing-risk curves, shrinkage, scores, seeded simulation. Knows
 * counts, weights and doubles; never stages, deals or Spark.
 */
package io.plumbline.stats;
