package io.gopool.core;

import io.gopool.queue.RunQueue;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One of the places that tasks are spread over (Go's P): the inbox takes what its threads submit,
 * the local queue holds what a worker took out of an inbox in one go and has not run yet. So
 * submitters and workers meet once for a batch, and the rest of the batch can still be stolen while
 * the worker is busy. Both are made when first needed.
 */
final class Processor {

  /** Slots of each queue, as in Go. */
  static final int QUEUE_SIZE = 256;

  private static final VarHandle INBOX;
  private static final VarHandle LOCAL;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      INBOX = lookup.findVarHandle(Processor.class, "inbox", RunQueue.class);
      LOCAL = lookup.findVarHandle(Processor.class, "local", RunQueue.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile @Nullable RunQueue inbox;
  private volatile @Nullable RunQueue local;

  RunQueue inbox() {
    RunQueue queue = inbox;
    return queue != null ? queue : create(INBOX);
  }

  RunQueue local() {
    RunQueue queue = local;
    return queue != null ? queue : create(LOCAL);
  }

  @Nullable RunQueue inboxOrNull() {
    return inbox;
  }

  @Nullable RunQueue localOrNull() {
    return local;
  }

  boolean hasTask() {
    RunQueue in = inbox;
    RunQueue lo = local;
    return (in != null && in.hasTask()) || (lo != null && lo.hasTask());
  }

  private RunQueue create(VarHandle field) {
    RunQueue fresh = new RunQueue(QUEUE_SIZE);
    RunQueue other = (RunQueue) field.compareAndExchange(this, (RunQueue) null, fresh);
    return other != null ? other : fresh;
  }
}
