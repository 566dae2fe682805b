package io.gopool.core;

import io.gopool.Admission;
import io.gopool.WorkerPool;
import io.gopool.contract.PoolKind;
import io.gopool.core.StressFaults.Fault;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * The random settings of one {@link StressRound}.
 *
 * @param interrupts whether submitters are interrupted
 * @param resizes whether the capacity changes
 * @param ends how the pool is ended and rebooted meanwhile
 * @param workersEnd whether tasks release and reboot their pool
 * @param flakyThreads whether the thread factory fails now and then
 * @param faults what else goes wrong
 */
record StressSettings(
    PoolKind kind,
    int capacity,
    int queueCapacity,
    Admission admission,
    int maxBlockedSubmitters,
    int processors,
    Duration idleExpiry,
    int maxIdle,
    int preStart,
    boolean depthFirst,
    int submitters,
    int operations,
    boolean interrupts,
    boolean resizes,
    End ends,
    boolean workersEnd,
    boolean flakyThreads,
    boolean listens,
    StressFaults faults) {

  /** How a pool is ended. */
  enum End {
    NEVER,
    SHUTDOWN,
    SHUTDOWN_NOW,
    RELEASE,
    CLOSE,
    ANY
  }

  static StressSettings random(PoolKind kind, SplittableRandom r, StressFaults faults) {
    int capacity = pick(r, 1, 2, 3, 4, 8, 16);
    int maxIdle = pick(r, 0, 1, 2, 64);
    End[] ends = End.values();
    boolean endsAtAll = r.nextBoolean() || faults.has(Fault.REBOOT_LOOP);
    boolean workersEnd = (endsAtAll && r.nextInt(4) == 0) || faults.has(Fault.CLOSE_INSIDE);
    return new StressSettings(
        kind,
        capacity,
        pick(r, 0, 0, 1, 8, 1_000),
        admission(r),
        pick(r, 0, 1, 3, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE),
        pick(r, 1, 2, 4),
        Duration.ofMillis(pick(r, 0, 1, 1, 60_000)),
        maxIdle,
        Math.min(r.nextInt(3), Math.min(maxIdle, capacity)),
        r.nextInt(3) == 0,
        2 + r.nextInt(4),
        100 + r.nextInt(400),
        r.nextBoolean(),
        r.nextInt(3) == 0 || faults.has(Fault.RESIZE_STORM),
        endsAtAll && !workersEnd ? ends[r.nextInt(ends.length)] : End.NEVER,
        workersEnd,
        r.nextInt(5) == 0 || faults.has(Fault.THREAD_START),
        r.nextInt(3) == 0 || faults.any(),
        faults);
  }

  private static Admission admission(SplittableRandom r) {
    return switch (r.nextInt(6)) {
      case 0 -> Admission.reject();
      case 1 -> Admission.callerRuns();
      case 2 -> Admission.block(Duration.ofNanos(r.nextInt(2_000_000)));
      default -> Admission.block();
    };
  }

  private static int pick(SplittableRandom r, int... choices) {
    return choices[r.nextInt(choices.length)];
  }

  /** Whether an interrupt may come to a task that it was not meant for. */
  boolean interruptsTasks() {
    return workersEnd || ends != End.NEVER || faults.has(Fault.WORKER_INTERRUPTS);
  }

  /** Whether submitters are interrupted, by one another or by the tasks that they run. */
  boolean mayInterruptSubmitters() {
    return interrupts || admission instanceof Admission.CallerRuns;
  }

  WorkerPool.Builder builder(String name) {
    WorkerPool.Builder builder =
        WorkerPool.builder(name)
            .threads(kind.threads())
            .capacity(capacity)
            .queueCapacity(queueCapacity)
            .admission(admission)
            .maxBlockedSubmitters(maxBlockedSubmitters)
            .processors(processors)
            .maxIdle(maxIdle)
            .preStart(preStart);
    if (depthFirst) {
      builder.depthFirst();
    }
    return idleExpiry.toSeconds() == 60 ? builder.noIdleExpiry() : builder.idleExpiry(idleExpiry);
  }
}
