package io.gopool.core;

import io.gopool.State;
import io.gopool.WorkerPool;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The thread of a {@link StressRound} that resizes, ends and reboots the pool. */
final class StressChaos implements Runnable {

  private final StressRound round;
  private final SplittableRandom random;
  private final WorkerPool pool;

  StressChaos(StressRound round, SplittableRandom random) {
    this.round = round;
    this.random = random;
    this.pool = round.pool;
  }

  @Override
  public void run() {
    try {
      while (!round.isOver()) {
        boolean loops = round.settings.faults().has(StressFaults.Fault.REBOOT_LOOP);
        LockSupport.parkNanos(random.nextInt(loops ? 20_000 : 2_000_000));
        if (round.settings.resizes() && random.nextBoolean()) {
          round.resize(1 + random.nextInt(round.settings.capacity()));
        } else {
          end(round.settings.ends());
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void end(StressSettings.End how) throws InterruptedException {
    switch (how) {
      case NEVER -> {
        return;
      }
      case SHUTDOWN -> pool.shutdown();
      case SHUTDOWN_NOW -> takeBack(pool.shutdownNow());
      case RELEASE -> {
        if (!pool.release(Duration.ofNanos(random.nextInt(3_000_000)))) {
          round.releasesTimedOut.incrementAndGet();
        }
      }
      case CLOSE -> {
        pool.close();
        if (pool.state() != State.CLOSED) {
          round.violation("close() returned and the pool is " + pool.state());
        }
      }
      case ANY -> {
        StressSettings.End[] ends = StressSettings.End.values();
        end(ends[1 + random.nextInt(ends.length - 2)]);
        return;
      }
    }
    awaitEnd();
    reboot();
  }

  private void awaitEnd() throws InterruptedException {
    switch (random.nextInt(3)) {
      case 0 -> {
        while (pool.state() != State.CLOSED) {
          Thread.onSpinWait();
        }
      }
      case 1 -> takeBack(pool.shutdownNow());
      default -> {}
    }
    if (random.nextBoolean()) {
      if (!pool.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS)) {
        round.violation("did not wait for ever");
      }
      for (Thread worker : round.workerThreads) {
        if (worker.isAlive()) {
          round.violation("a worker lives in a pool that has terminated: " + worker);
        }
      }
    } else {
      while (!pool.isTerminated()) {
        Thread.onSpinWait();
      }
    }
    if (pool.idle() != 0) { // submissions that are being refused may still show up as running
      round.violation("closed and not empty: " + pool.stats());
    }
  }

  private void reboot() {
    try {
      pool.reboot();
    } catch (RuntimeException | Error e) {
      if (!StressHooks.isPlanned(e)) {
        throw e;
      } // preStart
    }
    if (pool.state() != State.OPEN) {
      round.violation("rebooted and " + pool.state());
    }
  }

  private void takeBack(List<Runnable> neverRan) {
    round.handedBack.addAll(neverRan);
    for (Runnable task : neverRan) {
      boolean known = task instanceof StressTask || task instanceof Future<?>;
      if (known && random.nextInt(4) == 0) {
        round.runByHand.add(task);
        try {
          task.run();
        } catch (Throwable t) {
          // planned
        }
      }
      if (task instanceof Future<?> future) {
        future.cancel(/* mayInterruptIfRunning= */ false);
      }
    }
    Thread.interrupted(); // tasks interrupt themselves
  }
}
