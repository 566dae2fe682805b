package io.gopool.schedule;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Stops threads at numbered points, as a debugger does, so that a test can force the interleaving
 * that a comment argues about. Each breakpoint stops the first thread that comes to it.
 */
public final class Breakpoints implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 30;

  private final List<Breakpoint> all = new CopyOnWriteArrayList<>();
  private final Set<Thread> failing = ConcurrentHashMap.newKeySet();
  private final Set<String> failingMarks = ConcurrentHashMap.newKeySet();

  /** Creates the breakpoints of a test; the classes must be woven. */
  public Breakpoints() {
    Points.listen(
        new Points.Listener() {
          @Override
          public void at(String mark) {
            Hesitation.some();
            for (Breakpoint breakpoint : all) {
              breakpoint.comes(mark);
            }
            if (failingMarks.remove(mark)) {
              throw new OutOfMemoryError("planned: at " + mark);
            }
          }

          @Override
          public void park(Object blocker) {
            Hesitation.some();
            Points.Listener.super.park(blocker);
            Hesitation.some();
          }

          @Override
          public void start(Thread thread) {
            Hesitation.some();
            Points.Listener.super.start(thread);
            Hesitation.some();
          }

          @Override
          public void unpark(Thread thread) {
            Hesitation.some();
            if (failing.remove(thread)) {
              throw new OutOfMemoryError("planned: cannot unpark " + thread);
            }
            if (all.stream().noneMatch(b -> b.keepsUnparkOf(thread))) {
              Points.Listener.super.unpark(thread);
            }
          }
        });
  }

  /** The next try to unpark the thread fails, as if its scheduler had no memory for it. */
  public void failUnpark(Thread thread) {
    failing.add(thread);
  }

  /** The next thread to come to the point finds no memory there. */
  public void failAt(String mark) {
    failingMarks.add(mark);
  }

  /** The first thread to come to the point from now on stays there. */
  public Breakpoint at(String mark) {
    return at(mark, thread -> true);
  }

  /** The first of these threads. */
  public Breakpoint at(String mark, Predicate<Thread> which) {
    Hesitation.some();
    Breakpoint breakpoint = new Breakpoint(mark, which);
    all.add(breakpoint);
    return breakpoint;
  }

  /** Lets all go on. */
  @Override
  public void close() {
    all.forEach(Breakpoint::release);
    Points.stopListening();
  }

  /** One point at which one thread stays until it is released. */
  public static final class Breakpoint {

    private final String mark;
    private final Predicate<Thread> which;
    private final AtomicBoolean armed = new AtomicBoolean(true);
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private volatile Thread stopped;
    private volatile boolean left; // the thread, its stop
    private volatile boolean unparked; // meanwhile
    private volatile boolean mayWakeOnce;

    private Breakpoint(String mark, Predicate<Thread> which) {
      this.mark = mark;
      this.which = which;
    }

    private void comes(String at) {
      Thread current = Thread.currentThread();
      if (!mark.equals(at) || !which.test(current) || !armed.compareAndSet(true, false)) {
        return;
      }
      stopped = current;
      reached.countDown();
      boolean interrupted = false;
      while (goOn.getCount() > 0) {
        try {
          goOn.await();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      left = true;
      if (unparked || mayWakeOnce) {
        LockSupport.unpark(current);
      }
      if (interrupted) {
        current.interrupt();
      }
    }

    /**
     * Keeps an unpark that would be lost in the stop, which parks as well. T1 notes it, then looks
     * whether the thread has left; the thread leaves, then looks whether one was noted.
     */
    private boolean keepsUnparkOf(Thread thread) {
      if (stopped != thread || left) {
        return false;
      }
      unparked = true;
      return !left;
    }

    /** Waits until a thread is stopped here. */
    public Thread awaitReached() throws InterruptedException {
      assertTrue(reached.await(PATIENCE_SECONDS, TimeUnit.SECONDS), () -> "nobody came to " + mark);
      return stopped;
    }

    /** Whether a thread was stopped here. */
    public boolean isReached() {
      return reached.getCount() == 0;
    }

    /** Whether the thread that was stopped here may go on. */
    public boolean isReleased() {
      return goOn.getCount() == 0;
    }

    /**
     * The thread's next park may return at once: an unpark from just before it was stopped would be
     * lost here otherwise.
     */
    public Breakpoint keepingUnparks() {
      mayWakeOnce = true;
      return this;
    }

    /** Lets the thread go on, if it is here; nobody is stopped here any more. */
    public void release() {
      Hesitation.some();
      armed.set(false);
      goOn.countDown();
    }
  }
}
