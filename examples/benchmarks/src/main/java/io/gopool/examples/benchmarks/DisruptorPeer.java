package io.gopool.examples.benchmarks;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.SleepingWaitStrategy;
import com.lmax.disruptor.TimeoutException;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A work queue on the Disruptor's ring: any thread publishes a task, and each task is run by one of
 * several consumers.
 *
 * <p>Version 4 no longer has such a pool. This is built as that of version 3 was: the consumers
 * share one sequence and claim the next task by a CAS on it; each then waits until its task is
 * published, and its own sequence keeps the producers from overwriting what it has not run.
 *
 * <p><b>What it can:</b> bound the tasks in flight (the ring has a power of two of places: the
 * largest that is not above the capacity), and pass tasks on without allocation.
 *
 * <p><b>What it cannot:</b> have more running tasks than threads made for it; free a place before
 * all older tasks have ended, so that one slow task stops all submitters a ring later; hold a
 * submitter back in another way than by sleeping and looking again; serve a task that submits to a
 * full ring.
 *
 * <p>Consumers wait by spinning, yielding and then sleeping: the publisher pays nothing to wake
 * them. The strategies that block cost it a lock per task, and those that spin without end take the
 * processor away from the submitter on a machine of few.
 */
final class DisruptorPeer {

  private static final class Slot {

    private @Nullable Runnable task;

    private void set(Runnable task) {
      this.task = task;
    }

    private Runnable take() {
      Runnable taken = task;
      if (taken == null) {
        throw new IllegalStateException("the slot was claimed before");
      }
      task = null;
      return taken;
    }
  }

  private final RingBuffer<Slot> ring;
  private final SequenceBarrier barrier;
  private final Sequence claimed = new Sequence();

  private DisruptorPeer(int places, int consumers) {
    ring = RingBuffer.createMultiProducer(Slot::new, places, new SleepingWaitStrategy());
    barrier = ring.newBarrier();
    Sequence[] done = new Sequence[consumers];
    for (int i = 0; i < consumers; i++) {
      done[i] = new Sequence();
    }
    ring.addGatingSequences(claimed);
    ring.addGatingSequences(done);
    for (int i = 0; i < consumers; i++) {
      Sequence ownDone = done[i];
      Thread.ofPlatform().daemon().name("consumer-" + i).start(() -> consume(ownDone));
    }
  }

  static ExecutorService create(int capacity, int threads) {
    DisruptorPeer peer = new DisruptorPeer(Integer.highestOneBit(capacity), threads);
    return new Untracked(peer::publish, peer.barrier::alert);
  }

  private void publish(Runnable task) {
    long sequence = ring.next();
    ring.get(sequence).set(task);
    ring.publish(sequence);
  }

  private void consume(Sequence done) {
    try {
      long published = -1;
      while (true) {
        long next = claim(done);
        while (published < next) {
          published = barrier.waitFor(next);
        }
        ring.get(next).take().run();
      }
    } catch (AlertException e) {
      // It was shut down: nothing is left to run.
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException("nobody interrupts the consumers, and they wait for ever", e);
    }
  }

  /** Claims the next task; until then all older ones of this consumer count as done. */
  private long claim(Sequence done) {
    long next;
    do {
      next = claimed.get() + 1;
      done.set(next - 1);
    } while (!claimed.compareAndSet(next - 1, next));
    return next;
  }
}
