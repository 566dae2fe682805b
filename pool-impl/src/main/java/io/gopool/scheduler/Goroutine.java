package io.gopool.scheduler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * G: a virtual thread as the scheduler sees it. It is the executor to which its own thread hands
 * its continuation, and the task that the thread runs.
 *
 * <p>States, as of the JDK's virtual thread: <em>runnable</em> from {@link #execute} on, while it
 * is in a queue; <em>running</em> while a machine is in the step that it got by {@link #takeStep};
 * <em>waiting</em> after that; <em>dead</em> when the JDK says so. There is no state word: the
 * counts follow from the queues, the machines, and starts less ends.
 *
 * <p>It may be in the queues more than once: the JDK hands a runnable thread's continuation over
 * again after it has read the thread's stack (for {@code getStackTrace}, or a dump), because it may
 * have been run in vain meanwhile. The virtual thread's own word lets one of these steps run the
 * thread, the others do nothing.
 *
 * <p>Virtual threads that this one starts without naming a scheduler inherit its executor. Their
 * continuations come here too, and become goroutines for one step only, which nobody counts as
 * live.
 *
 * <p><b>Its end</b> is not that of the task: in the same virtual thread the JDK goes on to the
 * handler of what the task has thrown, which may yield and park like the task. So after each step
 * who ran it asks the thread whether it has ended. Two may find that it has: M1 is in a step that
 * ends with a yield, and has queued the thread again; M2 runs it to its end, and looks; M1 returns,
 * and looks as well. Who turns {@code thread} to null by CAS counts the end.
 *
 * <p>All other fields are plain. They are touched by who makes it runnable and then by who runs it,
 * and a queue, or the virtual thread's state, is in between. Where it is queued twice, two may
 * touch them at once: that moves a measurement, or reads the continuation of an ended thread, which
 * does nothing.
 */
final class Goroutine implements Executor, Runnable {

  /** One step in eight is measured, as in Go ({@code gTrackingPeriod}). */
  static final int TRACKING_PERIOD = 8;

  /** In place of an ended thread's, which may be big: its children may still come here. */
  private static final Runnable DEAD = new Dead();

  private static final VarHandle THREAD;

  static {
    try {
      THREAD = MethodHandles.lookup().findVarHandle(Goroutine.class, "thread", Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Core core;
  private @Nullable Runnable task;
  private @Nullable Runnable continuation;
  private @Nullable Thread thread; // null for an inherited one, and once the end is counted
  private int sequence;
  private long readyAt; // nanos when it became runnable; 0 if this step is not measured

  Goroutine(Core core, Runnable task, int seed) {
    this.core = core;
    this.task = task;
    sequence = seed;
  }

  /** One step of an inherited one. */
  private Goroutine(Core core, Runnable continuation) {
    this.core = core;
    this.continuation = continuation;
    sequence = 1;
  }

  /** Called before the thread is known to anybody. */
  void bind(Thread own) {
    thread = own;
  }

  /** The thread, for observers. Called by the machine that runs it. */
  @Nullable Thread thread() {
    return thread;
  }

  /** Called by the JDK: the thread of {@code step} became runnable. */
  @Override
  public void execute(Runnable step) {
    if (continuation != null) {
      makeRunnable(step);
      return;
    }
    core.live.start();
    continuation = step; // started
    try {
      makeRunnable(step);
    } catch (Throwable t) { // no memory: the JDK ends a thread that it cannot start
      ends(thread);
      throw t;
    }
  }

  private void makeRunnable(Runnable step) {
    Goroutine g = continuation == step ? this : new Goroutine(core, step);
    if (core.isClosed()) {
      g.leaveToTheJdk();
      return;
    }
    if ((++g.sequence & (TRACKING_PERIOD - 1)) == 0) {
      g.readyAt = System.nanoTime();
    }
    // (E3) not closed when looked at, not yet queued
    core.ready(g);
    // (E7) queued, not yet looked whether it was closed meanwhile
    if (core.isClosed()) {
      core.leaveToTheJdk(); // who has the only processor may be in a call for long, and sysmon gone
    }
  }

  /** What the virtual thread runs. */
  @Override
  public void run() {
    Runnable body = task;
    if (body == null) {
      throw new IllegalStateException("a goroutine runs once, as its own thread's task");
    }
    body.run();
  }

  /**
   * What runs the thread up to its next park, yield or end. Called by the machine that took it out
   * of a queue.
   */
  Runnable takeStep() {
    Runnable step = continuation;
    if (step == null) {
      throw new IllegalStateException("a goroutine that was never started was queued");
    }
    if (task == null) {
      continuation = DEAD; // an inherited one's only step: the queue may refer to this for a while
    }
    return step;
  }

  /** Whether that is the step of this one's thread. */
  boolean isIn(@Nullable Runnable step) {
    return continuation == step;
  }

  /** Has the JDK's scheduler run the step: since the close there may be no machine left. */
  void leaveToTheJdk() {
    Continuations.ofTheJdk()
        .execute(
            () -> {
              try {
                takeStep().run();
              } finally {
                countEnd();
              }
            });
    if (thread != null) { // else it is an inherited one's, or has ended
      core.survivors.add(this);
    }
  }

  /**
   * Called after a step by who ran it. If the thread has ended: counts that once, forgets it.
   *
   * @return whether it has ended
   */
  boolean countEnd() {
    Thread own = thread;
    if (own != null && !own.isAlive()) {
      ends(own);
      return true;
    }
    return own == null;
  }

  private void ends(@Nullable Thread own) {
    // (E4) has ended, not yet counted
    if (THREAD.compareAndSet(this, own, null)) {
      continuation = DEAD;
      task = null;
      core.ended();
    }
  }

  /** Nanos when it became runnable, or 0 if that is not measured; resets it. */
  long takeReadyAt() {
    long at = readyAt;
    if (at != 0) {
      readyAt = 0;
    }
    return at;
  }

  private record Dead() implements Runnable {
    @Override
    public void run() {}
  }
}
