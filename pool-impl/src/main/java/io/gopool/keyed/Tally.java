package io.gopool.keyed;

import io.gopool.KeyStats;
import java.util.concurrent.atomic.LongAdder;

/** How the tasks of a key, or of all keys that are gone, ended. */
final class Tally {

  final LongAdder completed = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder cancelled = new LongAdder();
  final LongAdder rejected = new LongAdder();

  /** Counts a task that ran. */
  void ran(boolean wasCancelled, boolean threw) {
    (wasCancelled ? cancelled : threw ? failed : completed).increment();
  }

  /** Adds what another has counted, which counts no more. */
  void add(Tally gone) {
    completed.add(gone.completed.sum());
    failed.add(gone.failed.sum());
    cancelled.add(gone.cancelled.sum());
    rejected.add(gone.rejected.sum());
  }

  /** The ends are read last: what ended meanwhile is counted twice rather than not at all. */
  KeyStats stats(int capacity, int running, int queued, int waiting) {
    long completes = completed.sum();
    long fails = failed.sum();
    long cancels = cancelled.sum();
    return new KeyStats(
        capacity,
        running,
        queued,
        waiting,
        completes + fails + cancels + queued + running,
        completes,
        fails,
        cancels,
        rejected.sum());
  }
}
