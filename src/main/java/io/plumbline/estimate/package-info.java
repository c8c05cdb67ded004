/** Visits to integer counts per cell, and the win rates that follow from them. */
package io.plumbline.estimate;
