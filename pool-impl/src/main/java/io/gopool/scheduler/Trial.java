package io.gopool.scheduler;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Tries, once and before anybody relies on it, whether this JDK behaves as the scheduler needs: a
 * virtual thread hands its continuation to our executor when it is started, when it yields and when
 * it is unparked, and runs on the thread that runs the continuation. It also has the JDK's network
 * pollers started from a platform thread.
 */
final class Trial {

  private static volatile boolean over;
  private static @Nullable String unsupported; // written before over

  private final Queue<Runnable> handed = new ArrayDeque<>();
  private final AtomicInteger steps = new AtomicInteger();
  private @Nullable Thread carrier;
  private @Nullable Throwable failure;

  private Trial() {}

  /** Returns why there is no scheduler in this JVM, or null if there is. */
  static @Nullable String unsupportedReason() {
    if (!over) {
      conductOnce();
    }
    return unsupported;
  }

  /** No class initializer: it would keep for ever that memory or threads had run out. */
  private static synchronized void conductOnce() {
    if (!over) {
      unsupported = new Trial().outcome();
      over = true;
    }
  }

  private @Nullable String outcome() {
    String reason = Continuations.unsupportedReason();
    if (reason == null) {
      FromPlatformThread.run(this::conduct);
      Throwable t = failure;
      if (t instanceof VirtualMachineError e) {
        throw e; // says nothing of the JDK: the next to ask tries again
      }
      reason = t == null ? null : Unsupported.changed(t);
    }
    return reason;
  }

  private void conduct() {
    try {
      carrier = Thread.currentThread();
      Thread thread = Continuations.newThread(handed::add, "gopool-trial", this::threeSteps);
      thread.start();
      expect(1, 0);
      runNext(); // up to the yield
      expect(1, 1);
      runNext(); // up to the park
      expect(0, 2);
      LockSupport.unpark(thread);
      expect(1, 2);
      runNext();
      expect(0, 3);
      if (thread.isAlive()) {
        throw new IllegalStateException("a virtual thread did not end with its continuation");
      }
      Continuations.findSchedulerOfTheJdk();
      Continuations.startPollers();
    } catch (Throwable t) { // whatever a changed JDK has to say
      failure = t;
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // the yield is what is tried
  private void threeSteps() {
    step();
    Thread.yield();
    step();
    LockSupport.park(this);
    step();
  }

  private void step() {
    if (Continuations.currentCarrier() == carrier) {
      steps.incrementAndGet();
    }
  }

  private void runNext() {
    Runnable continuation = handed.remove();
    continuation.run();
  }

  private void expect(int queued, int stepsTaken) {
    if (handed.size() != queued || steps.get() != stepsTaken) {
      throw new IllegalStateException(
          "a virtual thread's continuation was handed over "
              + handed.size()
              + " times after step "
              + steps
              + ", expected "
              + queued
              + " times after step "
              + stepsTaken);
    }
  }
}
