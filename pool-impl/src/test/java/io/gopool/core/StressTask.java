package io.gopool.core;

import io.gopool.TaskGroup;
import io.gopool.core.StressFaults.Fault;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** One task of a {@link StressRound}, what it does, and all that is known of what became of it. */
final class StressTask implements Runnable, Callable<Object> {

  /** How it was given to the pool. */
  enum Way {
    EXECUTE,
    FUNCTION,
    SUBMIT,
    GROUP
  }

  /** What the pool answered. */
  enum Answer {
    NONE,
    ADMITTED,
    REFUSED,
    WITHDRAWN,
    NOT_STARTED
  }

  /** What it does. */
  enum Body {
    NOTHING,
    SPIN,
    SLEEP,
    THROW,
    INTERRUPT_ITSELF,
    RENAME_THREAD,
    NESTED_EXECUTE,
    NESTED_SUBMIT,
    NESTED_GROUP,
    REBOOT
  }

  /** Bodies by weight: the plain ones are frequent. */
  private static final Body[] BODIES = {
    Body.NOTHING,
    Body.NOTHING,
    Body.NOTHING,
    Body.NOTHING,
    Body.NOTHING,
    Body.SPIN,
    Body.SPIN,
    Body.SLEEP,
    Body.THROW,
    Body.INTERRUPT_ITSELF,
    Body.RENAME_THREAD,
    Body.NESTED_EXECUTE,
    Body.NESTED_SUBMIT,
    Body.NESTED_GROUP
  };

  static final class Planned extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Planned(String message) {
      super(message, null, /* enableSuppression= */ true, /* writableStackTrace= */ false);
    }
  }

  static final class PlannedError extends Error {
    private static final long serialVersionUID = 1L;

    PlannedError() {
      super("planned", null, /* enableSuppression= */ true, /* writableStackTrace= */ false);
    }
  }

  /** As ThreadDeath was, and it fails whoever wants to print it ({@code Future.get} does). */
  static final class HostileError extends Error {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new PlannedError();
    }

    @Override
    public String toString() {
      throw new PlannedError();
    }
  }

  private final StressRound round;
  private final SplittableRandom random;
  private final int depth;
  final Body body;
  final Way way;
  final AtomicInteger starts = new AtomicInteger();
  final AtomicInteger returned = new AtomicInteger();
  final AtomicInteger threw = new AtomicInteger();
  final AtomicInteger handedBack = new AtomicInteger();
  boolean runByHand; // by the one who got it back; set when all is over
  volatile Answer answer = Answer.NONE;
  volatile Future<?> future;
  volatile boolean mustNotStart;
  final StressRound.Epoch epoch; // at the moment of submission, null while the pool is resized

  StressTask(StressRound round, SplittableRandom random, int depth, Way way) {
    this.round = round;
    this.random = random.split();
    this.depth = depth;
    this.way = way;
    this.epoch = round.epoch();
    Body chosen = BODIES[random.nextInt(BODIES.length)];
    if (depth > 2 && chosen.name().startsWith("NESTED")) {
      chosen = Body.NOTHING;
    }
    if (round.settings.workersEnd() && depth == 0 && random.nextInt(400) == 0) {
      chosen = Body.REBOOT;
    }
    body = chosen;
  }

  boolean hasEnded() {
    return starts.get() == returned.get() + threw.get();
  }

  boolean neverStarted() {
    return starts.get() == 0;
  }

  @Override
  public Object call() throws Exception {
    run();
    return this;
  }

  @Override
  public void run() {
    starts.incrementAndGet();
    boolean outermost = round.enter(this);
    try {
      work();
    } catch (Throwable t) {
      round.leave(this, outermost);
      threw.incrementAndGet();
      throw t;
    }
    round.leave(this, outermost);
    returned.incrementAndGet();
  }

  private void work() {
    switch (body) {
      case NOTHING -> {}
      case SPIN -> spin(random.nextInt(2_000));
      case SLEEP -> sleep();
      case THROW -> fail();
      case INTERRUPT_ITSELF -> Thread.currentThread().interrupt();
      case RENAME_THREAD -> Thread.currentThread().setName("renamed");
      case NESTED_EXECUTE -> round.execute(random, depth + 1);
      case NESTED_SUBMIT -> nestedSubmit();
      case NESTED_GROUP -> nestedGroup();
      case REBOOT -> endAndReboot();
    }
  }

  private static void spin(int n) {
    for (int i = 0; i < n; i++) {
      Thread.onSpinWait();
    }
  }

  private void sleep() {
    try {
      Thread.sleep(0, 1 + random.nextInt(999_999));
    } catch (InterruptedException e) {
      if (random.nextBoolean()) {
        throw new Planned("interrupted");
      }
    }
  }

  private void fail() {
    switch (random.nextInt(round.settings.faults().has(Fault.HOSTILE_TASKS) ? 9 : 3)) {
      case 0 -> throw new Planned("runtime");
      case 1 -> throw new PlannedError();
      case 2 -> throw Sneaky.<RuntimeException>rethrow(new Exception("planned, checked"));
      case 3 -> throw new AssertionError(endlessRecursion(1));
      case 4 -> throw new AssertionError(new long[Integer.MAX_VALUE].length); // out of memory
      case 5 -> throw Sneaky.<RuntimeException>rethrow(new Throwable("planned, no exception"));
      case 6 -> throw Sneaky.<RuntimeException>rethrow(new InterruptedException("planned"));
      case 7 -> throw new CancellationException("planned");
      default -> throw way == Way.EXECUTE ? new HostileError() : new PlannedError();
    }
  }

  /** Overflows the stack. */
  @SuppressWarnings("InfiniteRecursion")
  private static int endlessRecursion(int n) {
    return 1 + endlessRecursion(n + 1);
  }

  private void nestedSubmit() {
    StressTask nested = round.submit(random, depth + 1);
    if (nested.future != null) {
      round.get(nested);
    }
  }

  private void nestedGroup() {
    try (TaskGroup group = round.pool.group()) {
      for (int i = random.nextInt(4); i >= 0; i--) {
        round.submitTo(group, random, depth + 1);
      }
      group.join();
    } catch (ExecutionException | CancellationException | RejectedExecutionException e) {
      // planned, or the pool was shut down
    } catch (InterruptedException e) {
      // close() waits
    }
  }

  private void endAndReboot() {
    boolean mayClose = round.settings.faults().has(Fault.CLOSE_INSIDE) && !round.isOutside();
    if (mayClose && random.nextBoolean()) { // outside it would wait for a pool that others reboot
      close();
    } else {
      release();
    }
    try {
      round.pool.reboot();
    } catch (IllegalStateException e) {
      round.rebootFailed(e);
    } catch (RuntimeException | Error e) {
      if (!StressHooks.isPlanned(e)) {
        throw e;
      } // preStart
    }
  }

  private void release() {
    try {
      if (!round.pool.release(Duration.ofNanos(random.nextInt(2_000_000)))) {
        round.releasesTimedOut.incrementAndGet();
      }
    } catch (InterruptedException e) {
      // it is DRAINING all the same
    }
  }

  /** An interrupt makes it drop what is queued, as a release does that times out. */
  private void close() {
    round.pool.close();
    if (Thread.interrupted()) {
      round.releasesTimedOut.incrementAndGet();
    }
  }

  @Override
  public String toString() {
    return way
        + " "
        + body
        + " depth="
        + depth
        + " answer="
        + answer
        + " starts="
        + starts
        + " returned="
        + returned
        + " threw="
        + threw
        + " handedBack="
        + handedBack
        + (future == null ? "" : " future=" + future.state());
  }
}
