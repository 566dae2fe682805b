package io.gopool.queue;

import io.gopool.modelcheck.ModelCheck;
import io.gopool.modelcheck.Numbered;
import io.gopool.modelcheck.Numbered.AnyTasks;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jetbrains.lincheck.datastructures.Operation;
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
    ModelCheck.with(3, 3).against(AnyRefills.class).holdsFor(OfBatch.class);
  }

  @Test
  void catchesTwoWordsInsteadOfOne() {
    ModelCheck.with(2, 3).against(AnyRefills.class).catches(OfTwinWithTwoWords.class);
  }

  @Test
  void reducedTwinWithoutBugHolds() {
    ModelCheck.with(2, 3).against(AnyRefills.class).holdsFor(OfCorrectTwin.class);
  }

  @Test
  void catchesAWordWithoutTurns() {
    ModelCheck.with(2, 3).against(AnyRefills.class).catches(OfTwinWithoutTurns.class);
  }

  @Test
  void catchesALateLookAtTheArray() {
    ModelCheck.with(2, 3).against(AnyRefills.class).catches(OfTwinThatLooksLate.class);
  }

  /** Says nothing about the answers: what matters is checked at the end. */
  public static class AnyRefills extends AnyTasks {

    public void steal() {}

    public void refill() {}
  }

  /** What all have in common. */
  public abstract static class Refilled extends Numbered {

    static final int SIZE = 2;

    @Operation
    public abstract void steal();

    /** Fills the batch with the next tasks if it is empty. */
    @Operation
    public abstract void refill();

    Object[] tasks() {
      return new Object[] {next(), next()};
    }
  }

  public static class OfBatch extends Refilled {

    private final Batch batch = new Batch();

    public OfBatch() {
      Batches.fill(batch, tasks());
      batch.publish();
    }

    @Override
    protected @Nullable Object take() {
      return batch.poll();
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
  public static class OfTwinWithTwoWords extends Refilled {

    private final AtomicReferenceArray<Object> slots = new AtomicReferenceArray<>(tasks());
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger end = new AtomicInteger(SIZE);

    @Override
    protected @Nullable Object take() {
      int i = next.get();
      return i < end.get() && next.compareAndSet(i, i + 1) ? slots.get(i) : null;
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

  /** A reduced batch: nobody takes more than one task. */
  public static class OfCorrectTwin extends Refilled {

    static final int TURN = 100;
    static final int HELD = 50;

    volatile Object[] slots = tasks();
    final AtomicInteger word = new AtomicInteger(); // index, HELD, a number of TURNs

    static int index(int w) {
      return w % HELD;
    }

    static boolean hasTask(int w) {
      return w % TURN < SIZE;
    }

    @Override
    protected @Nullable Object take() {
      int w = word.get();
      Object[] from = slots;
      return hasTask(w) && word.compareAndSet(w, w + 1) ? from[index(w)] : null;
    }

    @Override
    public void steal() {
      poll();
    }

    @Override
    public void refill() {
      refill(TURN);
    }

    void refill(int turn) {
      int w = word.get();
      if (w % TURN == SIZE && word.compareAndSet(w, w + turn + HELD)) {
        slots = tasks();
        word.set(w + turn - SIZE);
      }
    }
  }

  /** The word is what it was in the turn before. */
  public static class OfTwinWithoutTurns extends OfCorrectTwin {

    @Override
    public void refill() {
      refill(0);
    }
  }

  /** Reads the array after it has claimed, when it may be the one of the next turn. */
  public static class OfTwinThatLooksLate extends OfCorrectTwin {

    @Override
    protected @Nullable Object take() {
      int w = word.get();
      return hasTask(w) && word.compareAndSet(w, w + 1) ? slots[index(w)] : null;
    }
  }
}
