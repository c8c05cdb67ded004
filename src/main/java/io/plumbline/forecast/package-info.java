/** Scores of the open pipeline and forecast snapshots per period. */
package io.plumbline.forecast;
