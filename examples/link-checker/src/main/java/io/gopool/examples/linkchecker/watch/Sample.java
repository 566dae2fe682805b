package io.gopool.examples.linkchecker.watch;

import java.util.List;

/**
 * All pools at one moment.
 *
 * @param number counts the samples
 * @param epochMillis when
 * @param pools each
 */
public record Sample(long number, long epochMillis, List<PoolSample> pools) {}
