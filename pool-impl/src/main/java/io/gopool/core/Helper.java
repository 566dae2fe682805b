package io.gopool.core;

import java.util.concurrent.locks.LockSupport;

/**
 * A worker that joins a group, and runs what of it is to be had. It sleeps only if it was told
 * nothing since it began to look.
 *
 * <p>To be unparked is not enough, because what it runs meanwhile parks as well. W sleeps; it is
 * woken for a task B, goes past a task A that is not queued yet, and runs B; T queues A and unparks
 * W; a park in B returns at once, as it may. When B has ended W would sleep, with A in the queue.
 */
final class Helper {

  private final Thread thread = Thread.currentThread();
  private volatile boolean told;

  /** There may be something new to run, or nothing left to wait for. Any thread. */
  void tell() {
    told = true;
    LockSupport.unpark(thread);
  }

  /** Called only by the worker, before it looks at all tasks. */
  void looks() {
    told = false;
  }

  /** Whether it was told something since then. */
  boolean isTold() {
    return told;
  }
}
