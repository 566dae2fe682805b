package io.gopool.trace;

import io.gopool.GpmScheduler;
import io.gopool.WorkerPool;
import org.jspecify.annotations.Nullable;

/**
 * Has a daemon thread write the scheduler trace line, as long as there is something to write about.
 * Each change is followed by a look at what is there, and looks are made one after another: so the
 * last one sees it all.
 */
final class SchedTraceWriter {

  private final SchedTrace trace;
  private final long periodNanos;
  private @Nullable Thread thread; // guarded by this

  SchedTraceWriter(SchedTrace trace, long periodNanos) {
    this.trace = trace;
    this.periodNanos = periodNanos;
  }

  void add(WorkerPool pool) {
    trace.add(pool);
    look();
  }

  void add(GpmScheduler scheduler) {
    trace.add(scheduler);
    look();
  }

  /** The pool has ended; if it was rebooted since, that may have been told before. */
  void closed(WorkerPool pool) {
    trace.closed(pool);
    look();
  }

  void closed(GpmScheduler scheduler) {
    trace.closed(scheduler);
    look();
  }

  private synchronized void look() {
    Thread known = thread;
    if (known == null && !trace.isEmpty()) {
      thread =
          Thread.ofPlatform()
              .daemon()
              .name("gopool-schedtrace")
              .inheritInheritableThreadLocals(false)
              .start(() -> trace.run(periodNanos));
    } else if (known != null && trace.isEmpty()) {
      known.interrupt(); // it writes a last line perhaps
      thread = null;
    }
  }
}
