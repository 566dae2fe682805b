package io.gopool.core;

import io.gopool.modelcheck.ModelCheck;
import io.gopool.queue.Batch;
import io.gopool.queue.Batches;
import io.gopool.queue.CreditQueue;
import io.gopool.queue.PaddedInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Model checking of what a {@link Processor} does with stolen tasks, whose batches are used again:
 * each is taken once, together all.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ProcessorLincheckTest {

  @Test
  void eachTaskIsTakenOnce() {
    ModelCheck.with(2, 4).against(Anything.class).holdsFor(OfProcessor.class);
  }

  @Test
  void catchesABatchThatIsPoppedAndUsedAgain() {
    ModelCheck.with(2, 4).against(Anything.class).catches(OfTwinThatUsesAllAgain.class);
  }

  /** Says nothing about the answers: what matters is checked at the end. */
  public static class Anything {

    public void poll() {}

    public void steal() {}

    public void adopt() {}
  }

  /** What both have in common. */
  public abstract static class Basic {

    static final int SIZE = 2;
    static final int MOST = 20 * SIZE;

    final AtomicIntegerArray taken = new AtomicIntegerArray(MOST);
    final AtomicInteger made = new AtomicInteger();

    @Operation
    public abstract void poll();

    @Operation
    public abstract void steal();

    @Operation
    public abstract void adopt();

    /** Fills the batch with the next tasks. */
    void fill(Batch held) {
      int first = made.getAndAdd(SIZE);
      Batches.fill(held, new Object[] {first, first + 1});
    }

    void took(@Nullable Object task) {
      if (task != null) {
        taken.incrementAndGet((Integer) task);
      }
    }

    @Validate
    public void eachWasTakenOnce() {
      for (int i = 0; i < made.get(); i++) {
        poll();
      }
      for (int i = 0; i < made.get(); i++) {
        if (taken.get(i) != 1) {
          throw new AssertionError("task " + i + " was taken " + taken.get(i) + " times");
        }
      }
    }
  }

  public static class OfProcessor extends Basic {

    private final Processor processor = new Processor(new CreditQueue(1, new PaddedInt(0)));

    @Override
    public void poll() {
      took(processor.poll());
    }

    @Override
    public void steal() {
      Batch half = new Batch();
      if (processor.pollHalf(half)) {
        while (half.left() > 0) {
          took(half.take());
        }
      }
    }

    @Override
    public void adopt() {
      Batch batch = processor.hold();
      fill(batch);
      processor.adopt(batch);
    }
  }

  /** Keeps a batch that it popped, and pushes it again: the stack's CAS cannot tell. */
  public static class OfTwinThatUsesAllAgain extends Basic {

    private final Batch bottom = new Batch();
    private final AtomicReference<Batch> stolen = new AtomicReference<>(bottom);
    private final AtomicReference<@Nullable Batch> popped = new AtomicReference<>();

    @Override
    public void poll() {
      for (; ; ) {
        Batch top = stolen.get();
        Object task = top.poll();
        if (task != null || top == bottom) {
          took(task);
          return;
        }
        Batch next = top.next();
        if (stolen.compareAndSet(top, next)) {
          popped.set(top);
        }
      }
    }

    @Override
    public void steal() {
      poll();
    }

    @Override
    public void adopt() {
      Batch batch = popped.getAndSet(null);
      if (batch == null || !batch.tryHold()) {
        batch = new Batch();
      }
      fill(batch);
      batch.publish();
      Batch top;
      do {
        top = stolen.get();
      } while (!stolen.compareAndSet(top, batch.before(top)));
    }
  }
}
