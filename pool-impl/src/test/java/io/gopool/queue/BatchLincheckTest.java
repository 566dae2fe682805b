package io.gopool.queue;

import io.gopool.modelcheck.ModelCheck;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Model checking of {@link Batch}, filled again and again: owners and thieves take each task once,
 * together all.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BatchLincheckTest {

  @Test
  void eachTaskIsTakenOnce() {
    ModelCheck.with(3, 3).against(Anything.class).holdsFor(OfBatch.class);
  }

  @Test
  void catchesTwoWordsInsteadOfOne() {
    ModelCheck.with(2, 3).against(Anything.class).catches(OfTwinWithTwoWords.class);
  }

  @Test
  void catchesAWordWithoutTurns() {
    ModelCheck.with(2, 3).against(Anything.class).catches(OfTwinWithoutTurns.class);
  }

  @Test
  void catchesALateLookAtTheArray() {
    ModelCheck.with(2, 3).against(Anything.class).catches(OfTwinThatLooksLate.class);
  }

  /** Says nothing about the answers: what matters is checked at the end. */
  public static class Anything {

    public void poll() {}

    public void steal() {}

    public void refill() {}
  }

  /** What all have in common. */
  public abstract static class Basic {

    static final int SIZE = 2;
    static final int MOST = 20 * SIZE;

    final AtomicIntegerArray taken = new AtomicIntegerArray(MOST);
    final AtomicInteger made = new AtomicInteger();

    @Operation
    public abstract void poll();

    @Operation
    public abstract void steal();

    /** Fills the batch with the next tasks if it is empty. */
    @Operation
    public abstract void refill();

    /** The next tasks. */
    Object[] tasks() {
      int first = made.getAndAdd(SIZE);
      Object[] tasks = new Object[SIZE];
      for (int i = 0; i < SIZE; i++) {
        tasks[i] = first + i;
      }
      return tasks;
    }

    void took(@Nullable Object task) {
      if (task != null) {
        taken.incrementAndGet((Integer) task);
      }
    }

    @Validate
    public void eachWasTakenOnce() {
      for (int i = 0; i < SIZE; i++) {
        poll();
      }
      for (int i = 0; i < made.get(); i++) {
        if (taken.get(i) != 1) {
          throw new AssertionError("task " + i + " was taken " + taken.get(i) + " times");
        }
      }
    }
  }

  public static class OfBatch extends Basic {

    private final Batch batch = new Batch();

    public OfBatch() {
      Batches.fill(batch, tasks());
      batch.publish();
    }

    @Override
    public void poll() {
      took(batch.poll());
    }

    @Override
    public void steal() {
      Batch half = new Batch();
      if (batch.pollHalf(half)) {
        while (half.left() > 0) {
          took(half.take());
        }
      }
    }

    @Override
    public void refill() {
      if (batch.tryHold()) {
        Batches.fill(batch, tasks());
        took(batch.take());
        batch.publish();
      }
    }
  }

  /** Takes from one end by one word, steals from the other by another. Is filled once. */
  public static class OfTwinWithTwoWords extends Basic {

    private final AtomicReferenceArray<Object> slots = new AtomicReferenceArray<>(tasks());
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger end = new AtomicInteger(SIZE);

    @Override
    public void poll() {
      int i = next.get();
      if (i < end.get() && next.compareAndSet(i, i + 1)) {
        took(slots.get(i));
      }
    }

    @Override
    public void steal() {
      int e = end.get();
      if (next.get() < e && end.compareAndSet(e, e - 1)) {
        took(slots.get(e - 1));
      }
    }

    @Override
    public void refill() {}
  }

  /** What the following twins have in common: nobody takes more than one task, by {@code next}. */
  public abstract static class OfTwinThatIsFilledAgain extends Basic {

    static final int TURN = 100;
    static final int HELD = 50;

    volatile Object[] slots = tasks();
    final AtomicInteger word = new AtomicInteger(); // next, HELD, a number of TURNs

    static int next(int w) {
      return w % HELD;
    }

    static boolean hasTask(int w) {
      return w % TURN < SIZE;
    }

    void refill(int turn) {
      int w = word.get();
      if (w % TURN == SIZE && word.compareAndSet(w, w + turn + HELD)) {
        slots = tasks();
        word.set(w + turn - SIZE);
      }
    }

    @Override
    public void steal() {
      poll();
    }
  }

  /** The word is what it was in the turn before. */
  public static class OfTwinWithoutTurns extends OfTwinThatIsFilledAgain {

    @Override
    public void poll() {
      int w = word.get();
      Object[] from = slots;
      if (hasTask(w) && word.compareAndSet(w, w + 1)) {
        took(from[next(w)]);
      }
    }

    @Override
    public void refill() {
      refill(0);
    }
  }

  /** Reads the array after it has claimed, when it may be the one of the next turn. */
  public static class OfTwinThatLooksLate extends OfTwinThatIsFilledAgain {

    @Override
    public void poll() {
      int w = word.get();
      if (hasTask(w) && word.compareAndSet(w, w + 1)) {
        took(slots[next(w)]);
      }
    }

    @Override
    public void refill() {
      refill(TURN);
    }
  }
}
