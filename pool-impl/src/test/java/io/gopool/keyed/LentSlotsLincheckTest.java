package io.gopool.keyed;

import io.gopool.Admission;
import io.gopool.Ticker;
import io.gopool.WorkerThreads;
import io.gopool.modelcheck.ModelCheck;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Model checking of how tasks get their slots of the total, without the lock and under it: one is
 * refused only when its key or the total was full at some moment of the call, and none waits while
 * a slot is free.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class LentSlotsLincheckTest {

  private static final int KEYS = 3;
  private static final int TOTAL = 2;

  @Test
  void refusesOnlyWhatIsFull() {
    ModelCheck.with(2, 2).briefly().against(Counter.class).holdsFor(OfRefusals.class);
    ModelCheck.with(3, 1).briefly().against(Counter.class).holdsFor(OfRefusals.class);
  }

  @Test
  void nobodyWaitsForASlotThatIsFree() {
    ModelCheck.with(2, 2).briefly().holdsFor(OfWaits.class);
  }

  @Test
  void catchesASlotTakenBeforeTheLookAtTheKey() {
    ModelCheck.with(2, 3).against(Counter.class).catches(OfTwinThatTakesBeforeItLooks.class);
  }

  @Test
  void catchesOneWhoJoinsTheLineWithoutAnotherLook() {
    ModelCheck.with(2, 3).catches(OfTwinThatDoesNotLookAgain.class);
  }

  /** The specification: at most one task of a key, and at most {@link #TOTAL}. */
  public static class Counter {

    private final int[][] held = new int[8][KEYS];

    public boolean tryStart(int key, int thread) {
      int all = 0;
      for (int[] ofThread : held) {
        if (ofThread[key] > 0) {
          return false;
        }
        all += IntStream.of(ofThread).sum();
      }
      if (all == TOTAL) {
        return false;
      }
      held[thread][key] = 1;
      return true;
    }

    public boolean end(int key, int thread) {
      boolean has = held[thread][key] > 0;
      held[thread][key] = 0;
      return has;
    }
  }

  /** What the operations work on. */
  interface Subject {
    /** Starts a task of the key, or queues it if it can be; false if it is refused. */
    boolean tryStart(int key);

    void end(int key);
  }

  /** The implementation, used as {@link Arbiter} does. */
  static final class Real implements Subject {

    private final Monitor<Integer> monitor;
    private final Lending<Integer> lending;
    private final List<KeyPool<Integer>> pools;
    private final AtomicIntegerArray started;

    Real(int perKey, int queue, AtomicIntegerArray started) {
      KeyedConfig config =
          new KeyedConfig(
              "test",
              perKey,
              queue,
              KEYS,
              TOTAL,
              /* reservedPerKey= */ 0,
              Admission.reject(),
              Long.MAX_VALUE,
              WorkerThreads.virtual(),
              null,
              null,
              Ticker.system());
      monitor = new Monitor<>(job -> started.incrementAndGet(job.key()));
      Ending ending = new Ending();
      IdleKeys<Integer> idleKeys = new IdleKeys<>(config, monitor, ending, () -> {});
      lending = new Lending<>(config, monitor, new Guests<>(monitor), idleKeys, ending);
      pools =
          IntStream.range(0, KEYS)
              .mapToObj(key -> new KeyPool<>(key, perKey, config.ownSlots(), queue))
              .toList();
      pools.forEach(pool -> pool.slots.listed(true)); // or their first ends would need the lock
      this.started = started;
    }

    @Override
    public boolean tryStart(int key) {
      KeyPool<Integer> pool = pools.get(key);
      Verdict verdict = lending.tryAcquire(pool) ? Verdict.STARTED : admit(pool);
      if (verdict == Verdict.STARTED) {
        started.incrementAndGet(key);
      }
      return verdict != Verdict.FULL;
    }

    private Verdict admit(KeyPool<Integer> pool) {
      Job<Integer> job = new Job<>(j -> {}, pool.key, () -> {}, "job", null);
      monitor.enter();
      try {
        pool.slots.freeze();
        job.pool(pool);
        return lending.admit(pool, job, null);
      } finally {
        monitor.exit();
      }
    }

    @Override
    public void end(int key) {
      KeyPool<Integer> pool = pools.get(key);
      int left = lending.tryRelease(pool);
      if (left >= 0 && lending.tryGiveBack(left)) {
        return;
      }
      monitor.enter();
      try {
        if (left >= 0) {
          lending.giveBack();
        } else {
          pool.slots.freeze();
          boolean unused = lending.release(pool);
        }
      } finally {
        monitor.exit();
      }
    }
  }

  /** Without a queue. A thread ends only what it has started. */
  public abstract static class Refusals {

    private final int[][] held = new int[8][KEYS];
    private final Subject subject;

    Refusals(Subject subject) {
      this.subject = subject;
    }

    @Operation
    public boolean tryStart(
        @Param(gen = IntGen.class, conf = "0:2") int key,
        @Param(gen = ThreadIdGen.class) int thread) {
      if (!subject.tryStart(key)) {
        return false;
      }
      held[thread][key]++;
      return true;
    }

    @Operation
    public boolean end(
        @Param(gen = IntGen.class, conf = "0:2") int key,
        @Param(gen = ThreadIdGen.class) int thread) {
      if (held[thread][key] == 0) {
        return false;
      }
      held[thread][key]--;
      subject.end(key);
      return true;
    }
  }

  public static class OfRefusals extends Refusals {
    public OfRefusals() {
      super(new Real(/* perKey= */ 1, /* queue= */ 0, new AtomicIntegerArray(KEYS)));
    }
  }

  /** The bug: who finds the key full has taken a slot of the total by then. */
  public static class OfTwinThatTakesBeforeItLooks extends Refusals {
    public OfTwinThatTakesBeforeItLooks() {
      super(
          new Subject() {
            private final LentSlots lent = new LentSlots(TOTAL);
            private final AtomicIntegerArray running = new AtomicIntegerArray(KEYS);

            @Override
            public boolean tryStart(int key) {
              if (!lent.tryTake()) {
                return false;
              }
              if (running.compareAndSet(key, 0, 1)) {
                return true;
              }
              lent.add(1);
              return false;
            }

            @Override
            public void end(int key) {
              running.set(key, 0);
              lent.add(1);
            }
          });
    }
  }

  /** With a queue that is never full. Anybody ends what anybody has started. */
  public abstract static class Waits {

    final AtomicIntegerArray running = new AtomicIntegerArray(KEYS);
    private final AtomicInteger submitted = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    abstract Subject subject();

    @Operation
    public void start(@Param(gen = IntGen.class, conf = "0:1") int key) {
      submitted.incrementAndGet();
      if (!subject().tryStart(key)) {
        throw new AssertionError("refused");
      }
    }

    @Operation
    public void end(@Param(gen = IntGen.class, conf = "0:1") int key) {
      int now = running.get(key);
      if (now > 0 && running.compareAndSet(key, now, now - 1)) {
        ended.incrementAndGet();
        subject().end(key);
      }
    }

    @Validate
    public void holds() {
      int now = IntStream.range(0, KEYS).map(running::get).sum();
      int waiting = submitted.get() - ended.get() - now;
      if (now > TOTAL || (waiting > 0 && now < TOTAL)) {
        throw new AssertionError(now + " run and " + waiting + " wait, at most " + TOTAL);
      }
    }
  }

  public static class OfWaits extends Waits {

    private final Subject real = new Real(/* perKey= */ TOTAL, /* queue= */ 100, running);

    @Override
    Subject subject() {
      return real;
    }
  }

  /** The bug: who has found no slot joins the line, and does not look whether one came free. */
  public static class OfTwinThatDoesNotLookAgain extends Waits {

    private final Subject twin =
        new Subject() {
          private final LentSlots lent = new LentSlots(TOTAL);
          private final ConcurrentLinkedQueue<Integer> line = new ConcurrentLinkedQueue<>();

          @Override
          public boolean tryStart(int key) {
            if (lent.tryTake()) {
              running.incrementAndGet(key);
              return true;
            }
            synchronized (this) {
              line.add(key);
              lent.freeze();
            }
            return true;
          }

          @Override
          public void end(int key) {
            if (lent.tryGive()) {
              return;
            }
            synchronized (this) {
              lent.add(1);
              while (lent.areFree() && !line.isEmpty()) {
                lent.add(-1);
                running.incrementAndGet(line.remove());
              }
              if (line.isEmpty()) {
                lent.thaw();
              }
            }
          }
        };

    @Override
    Subject subject() {
      return twin;
    }
  }
}
