package io.gopool.core;

import io.gopool.PoolStats;
import java.util.concurrent.atomic.LongAdder;

/**
 * What is counted besides {@link Permits}, which counts each submission and each end for free. Only
 * what is rare is counted here, so that a plain task costs nothing more.
 */
final class Counters {

  final LongAdder failed = new LongAdder();
  final LongAdder cancelled = new LongAdder();

  /** Tasks that ran, or were cancelled, without a permit. */
  final LongAdder inline = new LongAdder();

  final LongAdder rejected = new LongAdder();
  final LongAdder spawned = new LongAdder();
  final LongAdder expired = new LongAdder();
  final LongAdder retired = new LongAdder();

  private long submittedSeen; // by the last snapshot
  private long completedSeen;
  private long failedSeen;
  private long cancelledSeen;

  /**
   * Takes a snapshot that adds up. The words are read one after the other while tasks go on, so
   * what was read cannot be reported as it is: {@code taken} is read before {@code finished}, which
   * may therefore be ahead; {@code failed} and {@code cancelled} are counted before the end of
   * their task and read after it, so they may be ahead too. All are cut to what the others allow,
   * and nothing that only grows is ever reported smaller than before.
   */
  synchronized PoolStats snapshot(PoolCore core) {
    int capacity = core.scheduling.capacity();
    long inlined = inline.sum();
    long taken = core.permits.taken();
    long finished = core.permits.finished();
    long inFlight = Math.max(0, taken - finished);
    int running = core.runningOf((int) Math.min(Integer.MAX_VALUE, inFlight), capacity);

    submittedSeen = finished + inFlight + inlined;
    long fresh = finished + inlined - completedSeen - failedSeen - cancelledSeen;
    long failures = Math.min(failed.sum() - failedSeen, fresh);
    failedSeen += failures;
    long cancellations = Math.min(cancelled.sum() - cancelledSeen, fresh - failures);
    cancelledSeen += cancellations;
    completedSeen += fresh - failures - cancellations;
    return new PoolStats(
        core.name(),
        core.lifecycle.state(),
        capacity,
        core.config.queueCapacity(),
        running,
        core.scheduling.idle(),
        (int) inFlight - running,
        core.waiters.count(),
        submittedSeen,
        completedSeen,
        failedSeen,
        cancelledSeen,
        rejected.sum(),
        spawned.sum(),
        expired.sum(),
        retired.sum(),
        core.queues.stolen());
  }
}
