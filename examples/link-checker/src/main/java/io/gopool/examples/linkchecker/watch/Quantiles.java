package io.gopool.examples.linkchecker.watch;

/**
 * Three quantiles of durations, in milliseconds; all zero if there were none.
 *
 * @param p50 half took at most this long
 * @param p95 19 of 20
 * @param p99 99 of 100
 */
public record Quantiles(double p50, double p95, double p99) {

  static final Quantiles NONE = new Quantiles(0, 0, 0);
}
