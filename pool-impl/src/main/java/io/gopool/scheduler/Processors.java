package io.gopool.scheduler;

import io.gopool.queue.PaddedInt;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * All processors, and how many of them count: Go's {@code allp} and {@code procresize}, which stops
 * the world. Here each processor beyond the limit goes when its owner comes to it:
 *
 * <pre>
 *   in use, at an index beyond the limit -> retired    by the owner, who leaves its queue to the others
 *   retired, at an index below the limit -> idle       by who grew the limit, or by the owner itself
 * </pre>
 *
 * <p>The race: T1, an owner, sees that its processor is beyond the limit; T2 grows the limit, and
 * sees the processor in use, so that nothing is to be done; T1 retires it, and it is lost.
 * Therefore T1 retires first and looks at the limit again, T2 writes the limit first and looks for
 * retired ones, and whoever turns the retired word back by CAS pushes the processor.
 *
 * <p>Thieves, wakers and sysmon walk over the first {@code walked}: all below the limit, and those
 * beyond it that may still have work. A processor stays for the next growth, retired and empty:
 * nobody puts anything into it, so that nobody has to look at it.
 */
final class Processors {

  static final int MAX = 256;

  private static final int IN_USE = 0;
  private static final int RETIRED = 1;

  private final AtomicReferenceArray<Processor> all = new AtomicReferenceArray<>(MAX);
  private final AtomicIntegerArray retired = new AtomicIntegerArray(MAX);
  private final IdleProcessors idle = new IdleProcessors(all);
  final Eagerness eagerness = new Eagerness();
  private final PaddedInt limit = new PaddedInt(0);
  private final ReentrantLock resizing = new ReentrantLock();
  private volatile int walked;
  private volatile int[] strides = {1};

  /**
   * A full fence follows. The idle ones are out of sight for a moment: the caller looks whether
   * there is work, for those who saw none idle.
   */
  void resize(int n) {
    resizing.lock();
    try {
      for (int i = walked; i < n; i++) {
        if (all.get(i) == null) {
          all.set(i, new Processor(i, eagerness));
          retired.set(i, RETIRED);
        }
      }
      if (n > walked) {
        walk(n);
      }
      limit.set(n);
      // (O3) the limit is up, the retired ones not yet looked at
      for (int i = 0; i < n; i++) {
        revive(i);
      }
      retireIdle();
      trim();
    } finally {
      resizing.unlock();
    }
  }

  private void walk(int n) {
    strides = coprimes(n);
    walked = n;
  }

  /** Those under others on the stack would count as idle until all others are in use. */
  private void retireIdle() {
    if (walked > limit.get()) {
      List<Processor> kept = new ArrayList<>(MAX); // no memory later: they are in hand
      for (Processor p = popIdle(); p != null; p = popIdle()) {
        kept.add(p);
      }
      kept.reversed().forEach(this::release);
    }
  }

  /** Called by sysmon now and then: those beyond the limit that have become empty. */
  void tryTrim() {
    if (walked > limit.get() && resizing.tryLock()) {
      try {
        trim();
      } finally {
        resizing.unlock();
      }
    }
  }

  /**
   * The race: T1, an owner, retires P, and sees it below the limit; T2 lowers the limit, and sees P
   * retired and empty; T1 revives P. Then P is idle, and nobody walks to it. Who pops it reads the
   * limit after T2 has written it, and retires P again.
   */
  private void trim() {
    int n = walked;
    while (n > limit.get() && isOutOfUse(n - 1)) {
      n--;
    }
    if (n < walked) {
      walk(n);
    }
  }

  /** Under the lock that stays so. */
  private boolean isOutOfUse(int i) {
    Processor p = all.get(i);
    return retired.get(i) == RETIRED && p.queue.isEmpty() && !p.hasNext();
  }

  private void revive(int i) {
    if (retired.get(i) == RETIRED && retired.compareAndSet(i, RETIRED, IN_USE)) {
      idle.push(all.get(i));
    }
  }

  int limit() {
    return limit.get();
  }

  /** Whether the owner has to retire it. */
  boolean isSurplus(Processor p) {
    return p.index >= limit.getOpaque();
  }

  /** Called by the owner of a free and empty processor; a full fence follows. */
  void release(Processor p) {
    if (isSurplus(p)) {
      // (O4) surplus when looked at, not yet retired
      retired.set(p.index, RETIRED);
      // (O2) retired, the limit not yet looked at again
      if (p.index < limit.get()) {
        revive(p.index);
      }
    } else {
      idle.push(p);
    }
  }

  /** The caller becomes the owner of an idle one. */
  @Nullable Processor popIdle() {
    for (Processor p = idle.pop(); p != null; p = idle.pop()) {
      if (p.index < limit.get()) { // not opaque: see trim
        return p;
      }
      release(p);
    }
    return null;
  }

  boolean noneIdle() {
    return idle.isEmpty();
  }

  /** How many are in use; those stuck beyond the limit count too. */
  int busy() {
    return Math.max(0, limit.getOpaque() - idle.size());
  }

  /** How many have to be looked at: those beyond the limit may still have work. */
  int walked() {
    return walked;
  }

  /** Of all that there ever were. */
  void addLatenciesTo(long[] sums) {
    for (int i = 0; i < MAX; i++) {
      Processor p = all.get(i);
      if (p != null) {
        p.latencies.addTo(sums);
      }
    }
  }

  Processor get(int i) {
    return all.get(i);
  }

  /** Steps with which a walk over the {@link #walked} ones visits each once. */
  int[] strides() {
    return strides;
  }

  /**
   * Whether a goroutine is in a local queue; {@code runNext} is left to who holds the processor, if
   * anybody does.
   */
  boolean anyQueued() {
    for (int i = walked - 1; i >= 0; i--) {
      if (!all.get(i).queue.isEmpty() || all.get(i).isLeftWithNext()) {
        return true;
      }
    }
    return false;
  }

  /** Go's {@code randomOrder.reset}. */
  private static int[] coprimes(int n) {
    return IntStream.rangeClosed(1, n).filter(i -> gcd(i, n) == 1).toArray();
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
