package io.gopool.core;

import io.gopool.queue.PaddedInt;
import io.gopool.queue.RunQueue;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** One of the places that tasks are spread over (Go's P): a queue, made when it is first needed. */
final class Processor {

  /** Slots of the queue, as in Go. */
  static final int QUEUE_SIZE = 256;

  /**
   * How many tasks go to the global queue once the own queue was found full. Without that a
   * submitter that is faster than the workers would fill each slot at the moment it is emptied, and
   * the two would fight over its cache line for each task.
   */
  private static final int DETOUR = 64;

  private static final VarHandle QUEUE;

  static {
    try {
      QUEUE = MethodHandles.lookup().findVarHandle(Processor.class, "queue", RunQueue.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final PaddedInt detour = new PaddedInt(0);
  private volatile @Nullable RunQueue queue;

  RunQueue queue() {
    RunQueue known = queue;
    if (known != null) {
      return known;
    }
    RunQueue fresh = new RunQueue(QUEUE_SIZE);
    RunQueue other = (RunQueue) QUEUE.compareAndExchange(this, (RunQueue) null, fresh);
    return other != null ? other : fresh;
  }

  @Nullable RunQueue queueOrNull() {
    return queue;
  }

  /** Appends a task unless the queue is full, or was a moment ago. */
  boolean offer(Object task) {
    int left = detour.getOpaque();
    if (left > 0) {
      detour.setOpaque(left - 1); // lost updates only make the detour longer
      return false;
    }
    if (queue().offer(task)) {
      return true;
    }
    detour.setOpaque(DETOUR);
    return false;
  }

  boolean hasTask() {
    RunQueue known = queue;
    return known != null && known.hasTask();
  }
}
