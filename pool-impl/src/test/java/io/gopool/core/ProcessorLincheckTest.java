package io.gopool.core;

import io.gopool.modelcheck.ModelCheck;
import io.gopool.modelcheck.Numbered;
import io.gopool.modelcheck.Numbered.AnyTasks;
import io.gopool.queue.Batch;
import io.gopool.queue.Batches;
import io.gopool.queue.CreditQueue;
import io.gopool.queue.PaddedInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.datastructures.Operation;
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
    ModelCheck.with(2, 4).against(AnySteals.class).holdsFor(OfProcessor.class);
  }

  @Test
  void catchesABatchThatIsPoppedAndUsedAgain() {
    ModelCheck.with(2, 4).against(AnySteals.class).catches(OfTwinThatUsesAllAgain.class);
  }

  /** Says nothing about the answers: what matters is checked at the end. */
  public static class AnySteals extends AnyTasks {

    public void steal() {}

    public void adopt() {}
  }

  /** What both have in common. */
  public abstract static class Stolen extends Numbered {

    @Operation
    public abstract void steal();

    @Operation
    public abstract void adopt();

    void fill(Batch held) {
      Batches.fill(held, new Object[] {next(), next()});
    }
  }

  public static class OfProcessor extends Stolen {

    private final Processor processor = new Processor(new CreditQueue(1, new PaddedInt(0)));

    @Override
    protected @Nullable Object take() {
      return processor.poll();
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
  public static class OfTwinThatUsesAllAgain extends Stolen {

    private final Batch bottom = new Batch();
    private final AtomicReference<Batch> stolen = new AtomicReference<>(bottom);
    private final AtomicReference<@Nullable Batch> popped = new AtomicReference<>();

    @Override
    protected @Nullable Object take() {
      for (; ; ) {
        Batch top = stolen.get();
        Object task = top.poll();
        if (task != null || top == bottom) {
          return task;
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
