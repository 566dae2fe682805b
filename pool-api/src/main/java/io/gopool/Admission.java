package io.gopool;

import java.time.Duration;

/**
 * What {@link WorkerPool#execute(Runnable)} and everything built on it do when the pool is full,
 * that is when {@code capacity} tasks run and {@code queueCapacity} tasks wait. Immutable.
 *
 * <p>A task that submits to its own pool is never blocked, because it would wait for a slot that it
 * may hold itself: under the blocking policies its submission runs inline. {@link #reject} holds
 * for it as for everybody.
 */
public sealed interface Admission {

  /** Blocks the submitter until there is a slot, first come, first served. The default. */
  static Admission block() {
    return Block.FOREVER;
  }

  /**
   * Blocks the submitter until there is a slot, but no longer than {@code maxWait}; then throws
   * {@link PoolOverloadedException}.
   *
   * @param maxWait zero means not to wait at all
   * @throws NullPointerException if {@code maxWait} is null
   * @throws IllegalArgumentException if {@code maxWait} is negative
   */
  static Admission block(Duration maxWait) {
    return new Block(maxWait);
  }

  /** Throws {@link PoolOverloadedException} at once. */
  static Admission reject() {
    return Reject.INSTANCE;
  }

  /**
   * Runs the task in the thread of the submitter, outside of the pool's bound. The pool counts it
   * as submitted and completed when it ends.
   */
  static Admission callerRuns() {
    return CallerRuns.INSTANCE;
  }

  /**
   * Waits for a slot.
   *
   * @param maxWait the longest wait; {@link #FOREVER} has one of 292 years
   */
  record Block(Duration maxWait) implements Admission {

    static final Block FOREVER = new Block(Duration.ofNanos(Long.MAX_VALUE));

    /** Checks the bound. */
    public Block {
      if (maxWait.isNegative()) {
        throw new IllegalArgumentException(
            "maxWait must not be negative, was "
                + maxWait
                + "; use Admission.reject() not to wait");
      }
    }

    /** Whether the wait has no end. */
    public boolean isForever() {
      return maxWait.compareTo(FOREVER.maxWait) >= 0;
    }
  }

  /** Refuses. */
  enum Reject implements Admission {
    /** The only one. */
    INSTANCE
  }

  /** Has the submitter do the work. */
  enum CallerRuns implements Admission {
    /** The only one. */
    INSTANCE
  }
}
