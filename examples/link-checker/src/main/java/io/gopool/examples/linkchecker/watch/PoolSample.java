package io.gopool.examples.linkchecker.watch;

import org.jspecify.annotations.Nullable;

/**
 * A pool at one moment, and since the moment before.
 *
 * @param name the pool
 * @param capacity how many tasks may run
 * @param running tasks that run
 * @param idle workers without work; 0 where workers are shared by keys
 * @param keys hosts that have a pool; null where there is no bound for each
 * @param queued admitted tasks that wait
 * @param waiting blocked submitters
 * @param perSecond tasks that ended, per second
 * @param rejected submissions refused so far
 * @param waitTime from submission to start, over the last seconds
 * @param runTime from start to end, over the last seconds
 */
public record PoolSample(
    String name,
    int capacity,
    int running,
    int idle,
    @Nullable Integer keys,
    int queued,
    int waiting,
    double perSecond,
    long rejected,
    Quantiles waitTime,
    Quantiles runTime) {}
