package io.gopool.scheduler;

import org.jspecify.annotations.Nullable;

/**
 * Where a machine looks for a goroutine, in which order: Go's {@code findRunnable}, {@code
 * stealWork} and {@code runqsteal}. Touched by its machine alone.
 */
final class Search {

  /** How often the global queue comes first; a prime, as in Go, so that it meets no pattern. */
  private static final int GLOBAL_FIRST = 61;

  private static final int STEAL_ROUNDS = 4;

  /** Some microseconds; only while {@link Eagerness} is raised. */
  private static final int EAGER_ROUNDS = 100;

  /** How long a thief waits whether the victim comes to its runNext itself; Go sleeps 3 us. */
  private static final int PATIENCE = 64;

  private final Core core;
  private int random;

  Search(Core core, int seed) {
    this.core = core;
    random = (seed * 0x9E3779B9) | 1;
  }

  /** From the machine's own processor, or the global queue. */
  @Nullable Goroutine local(Processor p) {
    GlobalQueue global = core.global;
    if (Integer.remainderUnsigned(p.tick, GLOBAL_FIRST) == 0) {
      Goroutine g = global.poll();
      if (g != null) {
        return g;
      }
    }
    Goroutine g = p.pop(global);
    return g != null ? g : global.pollBatch(p.queue, core.processors.limit());
  }

  /** From the others, or what came to the global queue in the meantime. */
  @Nullable Goroutine steal(Processor mine) {
    int rounds = STEAL_ROUNDS;
    for (int round = 1; round <= rounds; round++) {
      Goroutine g = stealOnce(mine, /* alsoNext= */ round >= STEAL_ROUNDS);
      if (g != null) {
        return g;
      }
      if (round == STEAL_ROUNDS && core.processors.eagerness.isRaised()) {
        rounds = EAGER_ROUNDS;
      }
      if (round > STEAL_ROUNDS) {
        Thread.onSpinWait();
      }
    }
    return core.global.pollBatch(mine.queue, core.processors.limit());
  }

  /**
   * A walk over all processors, from a random one on, with a random step coprime to their number.
   */
  private @Nullable Goroutine stealOnce(Processor mine, boolean alsoNext) {
    int[] strides = core.processors.strides();
    int n = core.processors.walked();
    int r = nextRandom();
    int at = Integer.remainderUnsigned(r, n);
    int stride = strides[Integer.remainderUnsigned(r >>> 16, strides.length)];
    for (int i = 0; i < n; i++) {
      Processor victim = core.processors.get(at);
      if (victim != mine) {
        Goroutine g = stealFrom(victim, mine, alsoNext);
        if (g != null) {
          return g;
        }
      }
      at = (at + stride) % n;
    }
    return null;
  }

  private @Nullable Goroutine stealFrom(Processor victim, Processor mine, boolean alsoNext) {
    int before = mine.queue.pushed();
    Goroutine g = victim.queue.stealInto(mine.queue);
    // (R8) in the queue, where other thieves come, not yet counted
    int stolen = g == null ? 0 : 1 + mine.queue.pushed() - before;
    if (g == null && alsoNext && victim.hasNext() && keepsWaiting(victim)) {
      g = victim.stealNext();
      stolen = g == null ? 0 : 1;
    }
    if (stolen > 0) {
      mine.stealsIn += stolen;
      victim.countStolen(stolen);
      SchedulerObservers watching = core.observers();
      if (watching != null) {
        watching.stolen(victim.index, mine.index, stolen);
      }
    }
    return g;
  }

  /**
   * Whether the victim's goroutine goes on and on, so that its runNext had better be run elsewhere.
   * Most often it is about to park, and then runNext would only have been moved to and fro.
   */
  private boolean keepsWaiting(Processor victim) {
    long word = victim.ownership.read();
    if (Ownership.isFree(word)) {
      return true; // nobody is about to run it
    }
    if (!Ownership.isInG(word)) {
      return false;
    }
    for (int i = 0; i < PATIENCE && !core.processors.eagerness.isRaised(); i++) {
      Thread.onSpinWait();
      if (victim.ownership.read() != word) {
        return false;
      }
    }
    return true;
  }

  private int nextRandom() {
    random ^= random << 13;
    random ^= random >>> 17;
    random ^= random << 5;
    return random;
  }
}
