package io.flatnet.lab.bench.core;

/**
 * What JMH measured of one act: the mean of each iteration, and of these the median and the ends.
 *
 * @param median nanoseconds an act
 * @param min the quickest iteration
 * @param max the slowest iteration
 * @param bytes what an act allocates ({@code gc.alloc.rate.norm})
 */
record Score(double median, double min, double max, double bytes) {}
