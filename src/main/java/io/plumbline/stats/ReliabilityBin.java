package io.plumbline.stats;

/**
 * One bin of a reliability diagram.
 *
 * @param predicted weighted mean prediction in the bin
 * @param observed weighted share of won in the bin
 * @param interval interval of the observed share
 * @param n weight in the bin, more than 0
 * @param from smallest prediction in the bin
 * @param to greatest prediction in the bin
 */
public record ReliabilityBin(
    double predicted, double observed, Interval interval, double n, double from, double to) {}
