package io.gopool.scheduler;

import io.gopool.Observation;
import io.gopool.SchedulerObserver;
import io.gopool.queue.PaddedInt;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One scheduler: its parts, and the wake rule, Go's {@code wakep}, {@code startm}, {@code handoffp}
 * and {@code resetspinning}.
 *
 * <p><b>Who wakes whom.</b> A machine <em>spins</em> while it has a processor but no goroutine, and
 * looks for one everywhere. Who makes a goroutine runnable calls a machine, only if a processor is
 * idle and no machine spins: one that spins will come across the goroutine, and on finding work it
 * calls the next machine if there is more. So a flood of wake-ups brings up machines one after the
 * other, and stops when the last one finds nothing. One that was called and has not come yet is not
 * relied upon alone: see {@link Spinners}.
 *
 * <p><b>Why no wake-up is lost.</b> Two words and the queues; in each pair one writes what the
 * other reads, with a full fence between its write and its read:
 *
 * <pre>
 *   waker:    publish the goroutine | fence | read the idle processors, then {@code spinning}
 *   machine:  make its processor idle, {@code spinning} - 1 | fence | look at all queues
 * </pre>
 *
 * <p>If the waker sees no idle processor, each of them has a machine that has yet to look. If it
 * sees one but also a spinning machine, that one has yet to subtract itself and to look. Otherwise
 * it calls.
 *
 * <p><b>Raising the count without a processor.</b> {@link #wake} raises {@code spinning} before it
 * has a processor, so that few of many wakers call. V1 and V2 raise it; the last idle processor
 * goes to somebody else; M makes its own idle and finds the queues empty; W publishes, sees two on
 * their way and relies on them; V1 and V2 get no processor and lower the count: W's goroutine would
 * lie beside an idle processor. Hence each looks at the idle processors again after lowering, and
 * the last to do so sees nobody else to rely upon. Go has a lock there.
 *
 * <p>Nothing here waits for anybody: it runs on the carriers of pinned virtual threads.
 */
final class Core {

  final SchedulerConfig config;
  final SchedulerLog log;
  final Processors processors = new Processors();
  final GlobalQueue global = new GlobalQueue();
  final IdleMachines idleMachines = new IdleMachines();
  final Machines machines;
  final Sysmon sysmon;
  final Closing closing;

  final Live live = new Live();
  final Survivors survivors = new Survivors();

  /** Machines in a goroutine that lost its processor. */
  final PaddedInt stuck = new PaddedInt(0);

  // No adders, which may need memory: who counts here has a processor in hand.
  final AtomicLong blockingHandoffs = new AtomicLong();
  final AtomicLong sysmonHandoffs = new AtomicLong();

  final Spinners spinners = new Spinners();
  private volatile @Nullable SchedulerObservers observers;

  Core(SchedulerConfig config) {
    this.config = config;
    log = new SchedulerLog(config);
    machines = new Machines(this);
    sysmon = new Sysmon(this);
    closing = new Closing(this);
    processors.resize(config.processors());
  }

  static ThreadGroup rootGroup() {
    return RootGroup.GROUP;
  }

  /** Who is told of what happens; null if nobody is. */
  @Nullable SchedulerObservers observers() {
    return observers;
  }

  synchronized Observation attach(SchedulerObserver observer) {
    observers = SchedulerObservers.with(observers, log, observer);
    AtomicBoolean open = new AtomicBoolean(true); // it may be attached again, by another call
    return () -> {
      if (open.getAndSet(false)) {
        detach(observer);
      }
    };
  }

  private synchronized void detach(SchedulerObserver observer) {
    observers = SchedulerObservers.without(observers, observer);
  }

  boolean isClosed() {
    return closing.isClosed();
  }

  /** A goroutine became runnable on the current thread, whatever that is. */
  void ready(Goroutine g) {
    Machine m = Machine.current(this);
    if (m != null) {
      m.ready(g);
    } else {
      inject(g);
    }
  }

  /** A goroutine became runnable where no processor can be touched. */
  void inject(Goroutine g) {
    global.push(g);
    wake();
  }

  /** Called after a publication and a full fence: calls a machine if one should come. */
  void wake() {
    wake(/* again= */ false);
  }

  /** Called by sysmon when a machine was needed and could not be had: a failure counts once. */
  void retry() {
    if (hasWork()) {
      wake(/* again= */ true);
    }
  }

  private void wake(boolean again) {
    boolean anyIdle = !processors.noneIdle();
    while (anyIdle && spinners.tryCall()) {
      // (C1) counted as spinning, no processor yet
      Processor p = processors.popIdle();
      if (p != null) {
        startMachine(p, /* spins= */ true, again);
        return;
      }
      // (C2) no processor to be had, still counted as spinning
      spinners.uncall();
      // (C5) counted no longer, the idle processors not yet looked at again
      anyIdle = !processors.noneIdle();
    }
  }

  /** Called after a full fence by who was relied upon. */
  void wakeIfWork() {
    if (hasWork()) {
      wake();
    }
  }

  /** Whether a goroutine is in a queue that any machine may take it from. */
  boolean hasWork() {
    return !global.isEmpty() || processors.anyQueued();
  }

  /** Called by a machine out of work: may it spin? At most half of the busy processors' may. */
  boolean trySpin() {
    return spinners.tryStart(processors.busy());
  }

  /** Called by a spinning machine that found work. */
  void foundWork() {
    // (C4) found work, still counted as spinning
    spinners.stop();
    // (C3) found work, spins no longer, the queues not yet looked at
    wakeIfWork();
  }

  /**
   * Called by the owner of a free processor that may have work: it goes to a machine, or is idle.
   */
  void handoff(Processor p) {
    if (processors.isSurplus(p)) {
      p.drainTo(global);
    } else if (p.hasNext() || !p.queue.isEmpty() || !global.isEmpty()) {
      startMachine(p, /* spins= */ false, /* again= */ false);
      return;
    }
    processors.release(p);
    VarHandle.fullFence();
    wakeIfWork();
  }

  /** Called by the owner of {@code p}; {@code spins} counts among the spinning already. */
  private void startMachine(Processor p, boolean spins, boolean again) {
    Machine idle = idleMachines.pop();
    if (idle != null) {
      idle.give(p, spins);
    } else if (!machines.start(p, spins, again)) {
      p.drainTo(global);
      processors.release(p);
      if (spins) {
        spinners.uncall();
      }
      // (C6) no machine could be had, the processor is idle again
      if (isClosed()) {
        leaveToTheJdk(); // sysmon may be gone
      } else {
        sysmon.retryLater();
      }
    }
  }

  void leaveToTheJdk() {
    for (Goroutine g = global.poll(); g != null; g = global.poll()) {
      try {
        g.leaveToTheJdk();
      } catch (OutOfMemoryError e) {
        global.push(g);
        throw e;
      }
    }
  }

  /** How many goroutines of the factories live. */
  long live() {
    survivors.look();
    return live.sum();
  }

  /** A goroutine's thread has ended. */
  void ended() {
    live.end();
    closing.onEnd();
  }

  /** Where machines belong: a thread made by a virtual thread would get that one's odd group. */
  private static final class RootGroup {

    static final ThreadGroup GROUP = root();

    private static ThreadGroup root() {
      ThreadGroup group = Thread.currentThread().getThreadGroup();
      for (ThreadGroup up = group; up != null; up = up.getParent()) {
        group = up;
      }
      return group;
    }
  }
}
