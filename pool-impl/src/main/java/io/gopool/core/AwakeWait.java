package io.gopool.core;

/**
 * A blocked submitter's short wait before it goes to sleep. Where tasks are short the workers run
 * dry while it is being woken, and that, not the tasks, is what a batch of tasks then takes.
 *
 * <p>Only a submitter that is alone waits so: of several all but the first would keep a processor
 * from those that they wait for. So would a virtual thread keep its carrier. If the workers have
 * all processors, it takes one from them, so it waits for less long.
 */
final class AwakeWait {

  private static final int CPUS = Runtime.getRuntime().availableProcessors();

  /** Less than it takes to go to sleep and be woken. */
  private static final long NANOS = 15_000;

  private static final long NANOS_IF_FREE = 40_000;
  private static final int SPINS_A_LOOK = 32; // at the clock

  private final Waiters waiters;
  private final Scheduling scheduling;
  private final ShortWaits waits = new ShortWaits();

  AwakeWait(Waiters waiters, Scheduling scheduling) {
    this.waiters = waiters;
    this.scheduling = scheduling;
  }

  /** Returns when the waiter is settled, or does well to go to sleep. Called by its thread. */
  void await(Waiter waiter, long nanos) {
    if (CPUS == 1 || waiter.thread().isVirtual() || waiters.count() > 1 || !waits.pay()) {
      return;
    }
    boolean isFree = scheduling.workers() - scheduling.idle() < CPUS;
    long most = Math.min(nanos, isFree ? NANOS_IF_FREE : NANOS);
    do {
      for (int i = 0; i < SPINS_A_LOOK; i++) {
        if (waiter.isSettled()) {
          waits.ended(/* inTime= */ true);
          return;
        }
        Thread.onSpinWait();
      }
    } while (System.nanoTime() - waiter.since() < most);
    waits.ended(/* inTime= */ false);
  }
}
