package io.gopool.scheduler;

import io.gopool.modelcheck.ModelCheck;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Model checking of {@link LocalQueue}: one owner, and a thief that takes half.
 *
 * <p>The owner's operations are bound to one thread, as the class demands. A push that finds no
 * room while a thief is at work is not linearizable as "full" would be, so the ring is as large as
 * the program needs; entries are few and repeat, so that positions must tell them apart.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LocalQueueLincheckTest {

  private static final int SIZE = 2;

  @Test
  void isAFifoQueueForOwnerAndThief() {
    check().holdsFor(OfLocalQueue.class);
  }

  @Test
  void reducedTwinWithoutBugHolds() {
    check().holdsFor(OfCorrectTwin.class);
  }

  @Test
  void catchesAThiefThatReadsAfterItsClaim() {
    check().catches(OfTwinThatReadsAfterItsClaim.class);
  }

  @Test
  void catchesAnOwnerThatMovesHeadByAPlainWrite() {
    check().catches(OfTwinThatStoresHead.class);
  }

  private static ModelCheck check() {
    return ModelCheck.with(2, 5).against(Fifo.class);
  }

  /** The specification: a thief of a queue of at most two takes one. */
  public static class Fifo {

    private final ArrayDeque<Integer> entries = new ArrayDeque<>();

    public boolean push(int entry) {
      return entries.size() < SIZE && entries.add(entry);
    }

    public Integer pop() {
      return entries.poll();
    }

    public Integer steal() {
      return entries.poll();
    }
  }

  /** The operations; those of the owner are never run by two threads at once. */
  public abstract static class Operations {

    abstract boolean tryPush(int entry);

    abstract Integer tryPop();

    abstract Integer trySteal();

    @Operation(nonParallelGroup = "owner")
    public boolean push(@Param(gen = IntGen.class, conf = "1:2") int entry) {
      return tryPush(entry);
    }

    @Operation(nonParallelGroup = "owner")
    public Integer pop() {
      return tryPop();
    }

    @Operation
    public Integer steal() {
      return trySteal();
    }
  }

  public static class OfLocalQueue extends Operations {

    private final LocalQueue<Integer> queue = new LocalQueue<>(SIZE);

    @Override
    boolean tryPush(int entry) {
      return queue.push(entry);
    }

    @Override
    Integer tryPop() {
      return queue.pop();
    }

    @Override
    Integer trySteal() {
      return queue.stealInto(new LocalQueue<>(SIZE));
    }
  }

  /** {@link LocalQueue} reduced to what its correctness rests on, with or without a bug. */
  public abstract static class OfTwin extends Operations {

    private final boolean readsAfterItsClaim;
    private final boolean storesHead;
    private final AtomicReferenceArray<Integer> slots = new AtomicReferenceArray<>(SIZE);
    private final AtomicInteger head = new AtomicInteger();
    private final AtomicInteger tail = new AtomicInteger();

    OfTwin(boolean readsAfterItsClaim, boolean storesHead) {
      this.readsAfterItsClaim = readsAfterItsClaim;
      this.storesHead = storesHead;
    }

    @Override
    boolean tryPush(int entry) {
      int t = tail.get();
      if (t - head.get() == SIZE) {
        return false;
      }
      slots.set(t % SIZE, entry);
      tail.set(t + 1);
      return true;
    }

    @Override
    Integer tryPop() {
      for (; ; ) {
        int h = head.get();
        if (h == tail.get()) {
          return null;
        }
        Integer entry = slots.get(h % SIZE);
        if (storesHead) {
          head.set(h + 1);
          return entry;
        }
        if (head.compareAndSet(h, h + 1)) {
          return entry;
        }
      }
    }

    @Override
    Integer trySteal() {
      for (; ; ) {
        int h = head.get();
        if (h == tail.get()) {
          return null;
        }
        Integer entry = slots.get(h % SIZE);
        if (head.compareAndSet(h, h + 1)) {
          return readsAfterItsClaim ? slots.get(h % SIZE) : entry;
        }
      }
    }
  }

  public static class OfCorrectTwin extends OfTwin {
    public OfCorrectTwin() {
      super(false, false);
    }
  }

  public static class OfTwinThatReadsAfterItsClaim extends OfTwin {
    public OfTwinThatReadsAfterItsClaim() {
      super(true, false);
    }
  }

  public static class OfTwinThatStoresHead extends OfTwin {
    public OfTwinThatStoresHead() {
      super(false, true);
    }
  }
}
