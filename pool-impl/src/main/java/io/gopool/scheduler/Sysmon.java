package io.gopool.scheduler;

import io.gopool.SchedulerObserver.Cause;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The monitor: Go's {@code sysmon} and {@code retake}. A platform thread without a processor that
 * looks at all of them now and then:
 *
 * <ul>
 *   <li>a goroutine that has kept its processor for {@code handoffAfter} loses it: it computes, or
 *       blocks its thread in native code, in a file, or pinned. Go interrupts a goroutine that
 *       computes; the JVM cannot, so the machine goes on with it, without a processor, and the
 *       operating system shares the cores out;
 *   <li>one that was woken into a {@code runNext} and is still there at the next look is told to
 *       other machines: see {@link Eagerness};
 *   <li>if a machine could not be started, it is tried again.
 * </ul>
 *
 * <p>It sleeps longer and longer while it finds nothing to do, and once all processors have been
 * idle for a while it parks for good: then the scheduler uses no CPU at all. Who takes a processor
 * into use wakes it: writes the processor's word, and reads {@code parked}; it writes {@code
 * parked}, and reads the words, with full fences between.
 */
final class Sysmon extends Thread {

  /** As many looks at its shortest interval before it looks less often; as in Go. */
  private static final int EAGER_LOOKS = 50;

  /** As many looks without a processor in use before it parks for good. */
  private static final int IDLE_LOOKS = 50;

  private static final long MIN_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
  private static final long MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Core core;
  private final long handoffAfter;
  private final long shortest;
  private final long longest;
  private final long[] seen = new long[Processors.MAX]; // ownership words
  private final long[] since =
      new long[Processors.MAX]; // nanos of the look that saw the word first

  private volatile boolean parked;
  private volatile boolean retry;

  private boolean acted;
  private boolean inUse;

  @SuppressWarnings("ThreadPriorityCheck") // as usual, whatever its starter's is
  Sysmon(Core core) {
    super(Core.rootGroup(), null, core.config.name() + "-sysmon", 0, false);
    this.core = core;
    handoffAfter = core.config.handoffAfterNanos();
    shortest = Math.max(MIN_NANOS, Math.min(handoffAfter / 8, MAX_NANOS));
    longest = Math.max(shortest, Math.min(handoffAfter / 2, MAX_NANOS));
    setDaemon(core.config.daemon());
    setPriority(NORM_PRIORITY);
    setContextClassLoader(ClassLoader.getSystemClassLoader());
  }

  @Override
  public void run() {
    int quiet = 0; // looks in a row that led to nothing
    int idle = 0; // looks in a row that saw no processor in use
    long delay = shortest;
    while (isNeeded()) {
      LockSupport.parkNanos(this, delay);
      Thread.interrupted(); // whoever did that: parking would return at once for ever
      try {
        look(System.nanoTime());
      } catch (Throwable t) { // no memory: it is needed again
        core.log.stepFailed(t);
      }
      quiet = acted ? 0 : quiet + 1;
      delay = quiet < EAGER_LOOKS ? shortest : Math.min(2 * delay, longest);
      idle = inUse || retry ? 0 : idle + 1;
      if (idle >= IDLE_LOOKS) {
        parkUntilInUse();
        idle = 0;
        quiet = 0;
        delay = shortest;
      }
    }
  }

  /** Up to the close, and beyond it while something is behind a goroutine that may be stuck. */
  private boolean isNeeded() {
    return !core.isClosed() || retry || core.hasWork() || !noneInUse();
  }

  /** Looks at everything. Returns whether that led to anything. */
  boolean look(long now) {
    acted = false;
    inUse = false;
    for (int i = core.processors.walked() - 1; i >= 0; i--) {
      Processor p = core.processors.get(i);
      long word = p.ownership.read();
      inUse |= !Ownership.isFree(word);
      if (!Ownership.isSameRun(word, seen[i])) { // else a wake-up would start the time anew
        seen[i] = word;
        since[i] = now;
      } else if (Ownership.isInG(word)) {
        stays(p, word, now - since[i]);
      }
    }
    core.processors.tryTrim();
    if (retry) {
      retry = false; // before the look at the queues: a failure after it sets it again
      core.retry();
      acted |= !retry; // else that may go on for long: the less often it looks
    }
    return acted;
  }

  /** A goroutine has not left its processor since the last look. */
  private void stays(Processor p, long word, long nanos) {
    if (nanos >= handoffAfter) {
      // (O1) sysmon saw a goroutine stay, the processor not yet taken
      if (p.ownership.tryTake(word)) {
        acted = true;
        core.stuck.addAndGet(1);
        core.sysmonHandoffs.incrementAndGet();
        SchedulerObservers watching = core.observers();
        if (watching != null) {
          watching.handoff(p.index, Cause.SYSMON);
        }
        core.handoff(p);
      }
    } else if (!core.processors.noneIdle() && (p.hasNext() || !p.queue.isEmpty())) {
      acted = true;
      core.processors.eagerness.raise();
      core.wake();
    }
  }

  private void parkUntilInUse() {
    // (O6) nothing was in use for a while, not yet marked as parked
    parked = true;
    VarHandle.fullFence();
    // (O5) marked as parked, the processors not yet looked at again
    while (parked && !core.isClosed() && !retry && noneInUse()) {
      LockSupport.park(this);
      Thread.interrupted();
    }
    parked = false;
  }

  private boolean noneInUse() {
    for (int i = core.processors.walked() - 1; i >= 0; i--) {
      if (!Ownership.isFree(core.processors.get(i).ownership.read())) {
        return false;
      }
    }
    return true;
  }

  /** Called after a processor's word was written, volatile. */
  void onProcessorInUse() {
    if (parked) {
      wakeUp();
    }
  }

  /** Called when a machine was needed and could not be had. */
  void retryLater() {
    retry = true;
    if (parked) {
      wakeUp();
    }
  }

  void wakeUp() {
    parked = false;
    LockSupport.unpark(this);
  }
}
