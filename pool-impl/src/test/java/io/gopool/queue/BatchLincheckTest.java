package io.gopool.queue;

import io.gopool.modelcheck.ModelCheck;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Model checking of {@link Batch}: owners and thieves take each task once, together all. */
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

  /** Says nothing about the answers: what matters is checked at the end. */
  public static class Anything {

    public void poll() {}

    public void steal() {}
  }

  /** What both have in common. */
  public abstract static class Basic {

    static final int TASKS = 6;

    final AtomicIntegerArray taken = new AtomicIntegerArray(TASKS);

    @Operation
    public abstract void poll();

    @Operation
    public abstract void steal();

    @Validate
    public void eachWasTakenOnce() {
      for (int i = 0; i < TASKS; i++) {
        poll();
      }
      for (int i = 0; i < TASKS; i++) {
        if (taken.get(i) != 1) {
          throw new AssertionError("task " + i + " was taken " + taken.get(i) + " times");
        }
      }
    }
  }

  public static class OfBatch extends Basic {

    private final Batch batch =
        new Batch().fill(new Object[] {0, 1, 2, 3, 4, 5}, 0, TASKS, /* trailed= */ false);

    @Override
    public void poll() {
      take(batch);
    }

    @Override
    public void steal() {
      Batch half = batch.pollHalf();
      while (half != null && half.size() > 0) {
        take(half);
      }
    }

    private void take(Batch from) {
      Object task = from.poll();
      if (task != null) {
        taken.incrementAndGet((Integer) task);
      }
    }
  }

  /** Takes from one end by one word, steals from the other by another. */
  public static class OfTwinWithTwoWords extends Basic {

    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger end = new AtomicInteger(TASKS);

    @Override
    public void poll() {
      int i = next.get();
      if (i < end.get() && next.compareAndSet(i, i + 1)) {
        taken.incrementAndGet(i);
      }
    }

    @Override
    public void steal() {
      int e = end.get();
      int n = (e - next.get() + 1) / 2;
      if (n > 0 && end.compareAndSet(e, e - n)) {
        for (int i = e - n; i < e; i++) {
          taken.incrementAndGet(i);
        }
      }
    }
  }
}
