package io.gopool.core;

import io.gopool.PoolStats;
import io.gopool.RejectReason;
import io.gopool.State;
import io.gopool.WorkerExit;
import java.util.concurrent.atomic.AtomicLong;
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

  final Tally<RejectReason> rejected = new Tally<>(RejectReason.class);
  final AtomicLong spawned = new AtomicLong();
  final Tally<WorkerExit> retired = new Tally<>(WorkerExit.class);

  private long submittedSeen; // by the last snapshot while the pool was open
  private long completedSeen; // by the last snapshot
  private long failedSeen;
  private long cancelledSeen;

  /** A task that counted as submitted was withdrawn, because no worker could be started for it. */
  synchronized void withdrawn() {
    submittedSeen--;
  }

  /**
   * Takes a snapshot that adds up. The words are read one after the other while tasks go on, so
   * what was read cannot be reported as it is: {@code taken} is read before {@code finished}, which
   * may therefore be ahead; {@code failed} and {@code cancelled} are counted before the end of
   * their task and read after it, so they may be ahead too. Permits that are being put back may
   * make {@code taken} and {@code finished} lag. All are cut to what the others allow, and nothing
   * that only grows is ever reported smaller than before: that is all but {@code submitted}, out of
   * which failed submissions are taken again.
   */
  synchronized PoolStats snapshot(PoolCore core) {
    State state = core.lifecycle.state(); // first: of a pool that is CLOSED nothing is running
    int capacity = core.scheduling.capacity();
    long inlined = inline.sum();
    long submitted = core.permits.taken() + inlined;
    if (core.lifecycle.isOpen()) { // else it may count a submission that is being refused
      submitted = Math.max(submitted, submittedSeen);
      submittedSeen = submitted;
    }
    long seen = completedSeen + failedSeen + cancelledSeen;
    long ended = Math.max(seen, core.permits.finished() + inlined);
    long inFlight = Math.max(0, submitted - ended);
    int running = core.runningOf((int) Math.min(Integer.MAX_VALUE, inFlight), capacity);

    long fresh = ended - seen;
    long failures = Math.min(failed.sum() - failedSeen, fresh);
    failedSeen += failures;
    long cancellations = Math.min(cancelled.sum() - cancelledSeen, fresh - failures);
    cancelledSeen += cancellations;
    completedSeen += fresh - failures - cancellations;
    return new PoolStats(
        core.name(),
        state,
        capacity,
        core.config.queueCapacity(),
        running,
        core.scheduling.idle(),
        (int) inFlight - running,
        core.waiters.count(),
        ended + inFlight,
        completedSeen,
        failedSeen,
        cancelledSeen,
        rejected.sums(),
        spawned.get(),
        retired.sums(),
        core.queues.stolen());
  }
}
