package io.gopool.core;

import io.gopool.core.StressFaults.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** The threads that do nothing but trouble the pool of a {@link StressRound}. */
final class StressStorms {

  private static final int RESIZERS = 2;

  private final StressRound round;
  private final StressFaults faults;

  StressStorms(StressRound round) {
    this.round = round;
    this.faults = round.settings.faults();
  }

  /** Returns what each of the threads does until the round is over. */
  List<Runnable> all(SplittableRandom random) {
    List<Runnable> storms = new ArrayList<>();
    if (faults.has(Fault.RESIZE_STORM)) {
      for (int i = 0; i < RESIZERS; i++) {
        storms.add(endless(random.split(), /* pauseNanos= */ 0, this::resize));
      }
    }
    if (faults.has(Fault.CANCEL_STORM)) {
      storms.add(endless(random.split(), /* pauseNanos= */ 50_000, this::cancel));
    }
    if (faults.has(Fault.WORKER_INTERRUPTS)) {
      storms.add(endless(random.split(), /* pauseNanos= */ 200_000, this::interruptWorkers));
    }
    if (faults.has(Fault.CLOCK)) {
      storms.add(endless(random.split(), /* pauseNanos= */ 500_000, this::setTheClock));
    }
    return storms;
  }

  private interface Blow {
    void strike(SplittableRandom random);
  }

  private Runnable endless(SplittableRandom random, int pauseNanos, Blow blow) {
    return () -> {
      while (!round.isOver()) {
        blow.strike(random);
        LockSupport.parkNanos(1 + random.nextInt(1 + pauseNanos));
      }
    };
  }

  private void resize(SplittableRandom random) {
    round.pool.resize(1 + random.nextInt(round.settings.capacity()));
  }

  private void cancel(SplittableRandom random) {
    for (StressTask task : round.tasks) {
      Future<?> future = task.future;
      if (future != null && random.nextInt(8) == 0) {
        future.cancel(random.nextBoolean());
      }
    }
  }

  private void interruptWorkers(SplittableRandom random) {
    for (Thread worker : round.workerThreads) {
      if (random.nextInt(4) == 0) {
        worker.interrupt();
      }
    }
  }

  private void setTheClock(SplittableRandom random) {
    long size = 1L << random.nextInt(63);
    round.hooks.jump(random.nextBoolean() ? size : -size);
  }
}
