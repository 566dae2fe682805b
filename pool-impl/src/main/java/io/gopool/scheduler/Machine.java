package io.gopool.scheduler;

import io.gopool.SchedulerObserver.Cause;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * M: a platform thread that carries goroutines. It needs a processor to take one up, and loses it
 * to sysmon, or gives it away in {@link #enterBlocking}, while the goroutine that it is in is
 * stuck.
 *
 * <pre>
 *   looks     has P, takes from it, the global queue, the other Ps   {@link Search}
 *   runs      has P, is in a goroutine
 *   stuck     is in a goroutine, without P
 *   idle      without P, on the stack of idle machines, parked
 *
 *   looks -> runs -> looks      a goroutine was found; it parked, yielded or ended
 *   runs -> stuck               its P was taken or given away
 *   stuck -> runs               {@link #exitBlocking} found an idle P
 *   stuck -> looks | idle       its goroutine parked, yielded or ended; there was an idle P or none
 *   looks -> idle -> looks      nothing was found; it was given a P
 *   idle -> gone                surplus for a while, or the scheduler is closed
 * </pre>
 *
 * <p>All fields but the {@link Handover} are touched by this thread alone: by itself, and by the
 * virtual threads that it carries at that moment. Go's {@code schedule}, {@code execute}, {@code
 * stopm}, {@code ready}, {@code entersyscallblock}, {@code exitsyscall}.
 */
final class Machine extends Thread {

  private final Core core;
  private final Search search;
  private final int number;
  private @Nullable Processor processor;
  private long inG; // the ownership word of the current run
  private @Nullable Runnable step; // its goroutine's, while it is in one
  private boolean spinning;

  private final Handover handover = new Handover();

  /** A machine that is born with a processor, of which the caller is the owner. */
  @SuppressWarnings("ThreadPriorityCheck") // as usual, whatever its starter's is
  Machine(Core core, int number, Processor first, boolean spinning) {
    super(
        Core.rootGroup(),
        /* task= */ null,
        core.config.name() + "-machine-" + number,
        /* stackSize= */ 0,
        /* inheritInheritableThreadLocals= */ false);
    this.core = core;
    this.number = number;
    search = new Search(core, number);
    handover.give(first, spinning);
    setDaemon(core.config.daemon());
    setPriority(NORM_PRIORITY);
    setContextClassLoader(ClassLoader.getSystemClassLoader());
  }

  /** Returns the machine under the current thread, or null. */
  static @Nullable Machine current() {
    return Continuations.currentCarrier() instanceof Machine m ? m : null;
  }

  /** Returns the machine of {@code core} under the current thread, or null. */
  static @Nullable Machine current(Core core) {
    Machine m = current();
    return m != null && m.core == core ? m : null;
  }

  @Override
  public void run() {
    SchedulerObservers watching = core.observers();
    if (watching != null) {
      watching.machineStarted(number);
    }
    try {
      if (awaitProcessor(null)) {
        schedule();
      }
    } catch (Throwable t) { // a bug, or no memory: the others go on with what this one had
      core.log.machineDied(this, t);
      abandon();
    }
    watching = core.observers();
    if (watching != null) {
      watching.machineStopped(number);
    }
  }

  private void schedule() {
    for (; ; ) {
      Goroutine g = next();
      if (g == null) {
        return;
      }
      execute(g);
    }
  }

  /** What to run; blocks until there is something. Null: leave. */
  private @Nullable Goroutine next() {
    for (; ; ) {
      Processor p = processor;
      if (p != null && core.processors.isSurplus(p)) {
        retire(p);
        p = null;
      }
      if (p == null) {
        if (!regain()) {
          return null;
        }
        continue;
      }
      Goroutine g = search.local(p);
      if (g == null && (spinning || (spinning = core.trySpin()))) {
        g = search.steal(p);
      }
      if (g != null) {
        if (spinning) {
          spinning = false;
          core.foundWork();
        }
        return g;
      }
      if (!idle(p)) {
        return null;
      }
    }
  }

  private void execute(Goroutine g) {
    Processor p = processor;
    if (p == null) {
      throw new IllegalStateException("a machine without a processor took a goroutine");
    }
    long readyAt = g.takeReadyAt();
    if (readyAt != 0) {
      p.waited(System.nanoTime() - readyAt);
    }
    SchedulerObservers watching = core.observers();
    if (watching != null) {
      watching.started(p.index, number, g.thread());
    }
    inG = p.ownership.enter(number, ++p.tick);
    try {
      step = g.takeStep();
      step.run();
    } catch (Throwable t) { // none of the user's: a virtual thread catches those
      core.log.stepFailed(t);
    }
    step = null;
    if (!takeBack()) {
      processor = null;
      core.stuck.addAndGet(-1);
    }
    if (watching != null) { // those who were told of the start
      watching.stopped(processor, number);
    }
    g.countEnd();
  }

  /** Whether the processor is still this machine's; from now on it touches it again. */
  private boolean takeBack() {
    Processor p = processor;
    // (M8) out of its goroutine, the processor not yet taken back
    return p != null && (p.ownership.tryHold(inG) || p.ownership.isHeld(inG));
  }

  /**
   * Called on this machine's carrier: its goroutine woke or started {@code g}, or itself became
   * runnable again (it yielded, or was woken before it had parked). Which of the two the current
   * thread does not tell: JDK 21 to 23 leave the virtual thread for the carrier in both cases.
   * Never waits.
   */
  void ready(Goroutine g) {
    Processor p = processor;
    // (M9) in a goroutine that wakes another, its processor not yet held
    if (p == null || !p.ownership.tryHold(inG)) {
      // Sysmon took it. Or this is a wake-up inside of a wake-up: a slot in the queue is half
      // written.
      core.inject(g);
      return;
    }
    boolean tell;
    try {
      // (M4) holds its processor inside a wake-up
      tell = queue(g, p);
    } catch (Throwable t) { // no memory: it goes on, and sysmon may take its processor
      p.ownership.resume(inG);
      throw t;
    }
    if (tell) {
      p.ownership.resumeAndFence(inG);
      // (M5) published, nobody called yet
      core.wake();
    } else {
      p.ownership.resume(inG);
    }
  }

  /** Called while the processor is held. Returns whether others should be told. */
  private boolean queue(Goroutine g, Processor p) {
    if (!g.isIn(step)) {
      return p.pushNext(g, core.global);
    }
    boolean tell = p.hasNext() || !p.queue.isEmpty(); // else this machine looks again at once
    p.pushTail(g, core.global);
    return tell;
  }

  /**
   * Called by a goroutine of this machine that is about to block it. Hands the processor on.
   *
   * @return whether there was one
   */
  boolean enterBlocking() {
    Processor p = processor;
    if (p == null || !p.ownership.tryHold(inG)) {
      return false;
    }
    processor = null;
    core.stuck.addAndGet(1);
    core.blockingHandoffs.incrementAndGet();
    SchedulerObservers watching = core.observers();
    if (watching != null) {
      watching.handoff(p.index, Cause.BLOCKING);
    }
    p.ownership.release();
    core.handoff(p);
    return true;
  }

  /**
   * Called by a goroutine of this machine, which may be another one than at the start of the call:
   * an idle processor, or false.
   */
  boolean exitBlocking() {
    Processor p = processor;
    if (p != null && p.ownership.isIn(inG)) {
      return true; // it parked during the call
    }
    p = core.processors.popIdle();
    if (p == null) {
      return false;
    }
    processor = p;
    p.ownership.hold(number);
    core.sysmon.onProcessorInUse();
    core.stuck.addAndGet(-1);
    SchedulerObservers watching = core.observers();
    if (watching != null) {
      watching.regained(p.index, number);
    }
    inG = p.ownership.enter(number, ++p.tick);
    return true;
  }

  private void retire(Processor p) {
    processor = null;
    p.drainTo(core.global);
    p.ownership.release();
    core.processors.release(p);
    stopSpinning();
    core.wakeIfWork();
  }

  /** Out of a goroutine without a processor: an idle one, or wait for one. False: leave. */
  private boolean regain() {
    Processor p = core.processors.popIdle();
    if (p != null) {
      take(p);
      return true;
    }
    // Whoever makes something runnable from now on, and finds no idle processor, leaves it to the
    // machines that have one: each looks at all queues after it let its processor go.
    return awaitProcessor(core.idleMachines.push(this));
  }

  /**
   * Lets the processor go. First this machine is on the stack, so that a waker that finds the
   * processor need not start another machine. Then the recipe of {@link Core#wake}: the processor
   * is idle, this machine spins no longer, full fence, look at all queues. Whoever published
   * something before has seen that, or is seen here; and then the wake-up most likely calls this
   * very machine.
   */
  private boolean idle(Processor p) {
    IdleMachines.Node node = core.idleMachines.push(this);
    // (M1) on the stack, with its processor
    processor = null;
    p.ownership.release();
    core.processors.release(p);
    // (M2) without a processor, still counted as spinning
    stopSpinning();
    // (M3) spins no longer, the queues not yet looked at again
    core.wakeIfWork();
    return awaitProcessor(node);
  }

  private void stopSpinning() {
    if (spinning) {
      spinning = false;
      core.spinners.stop();
    }
  }

  /** False: this machine claimed its node, or has none, and leaves. */
  private boolean awaitProcessor(IdleMachines.@Nullable Node node) {
    for (boolean expired = false; ; ) {
      Processor p = handover.take();
      if (p != null) {
        spinning = handover.spins();
        if (spinning) {
          // (M13) was called and is awake, still counted as on its way
          core.spinners.come();
        }
        take(p);
        return true;
      }
      // (M11) was not given a processor, not yet looked whether to leave
      boolean leave = core.isClosed() || (expired && core.machines.isSurplus());
      // (M10) on the stack; if it is to leave, its node not yet claimed
      if (leave && node != null && core.idleMachines.claim(node)) {
        // (M6) off the stack, still counted
        if (core.machines.tryLeave()) {
          return false;
        }
        // (M14) to stay, not yet on the stack again
        node = core.idleMachines.push(this);
        core.wakeIfWork(); // somebody may have found the stack empty
        expired = false; // so may who closes: it looks again before it parks
      } else {
        expired = park();
      }
    }
  }

  /** Parks this platform thread. Returns whether it stayed for the time that a surplus one may. */
  private boolean park() {
    if (!core.machines.isSurplus() || core.isClosed()) {
      LockSupport.park(core);
      Thread.interrupted(); // whoever did that: parking would return at once for ever
      return false;
    }
    long nanos = core.config.idleMachineExpiryNanos();
    long start = System.nanoTime();
    // (M12) one too many and not closed when looked at, not yet parked
    LockSupport.parkNanos(core, nanos);
    Thread.interrupted();
    return System.nanoTime() - start >= nanos;
  }

  /** Called by the one who claimed this machine's node; {@code spins} counts among the spinning. */
  void give(Processor p, boolean spins) {
    handover.give(p, spins);
    if (Thread.currentThread() != this) {
      LockSupport.unpark(this);
    }
  }

  private void take(Processor p) {
    processor = p;
    p.ownership.hold(number);
    core.sysmon.onProcessorInUse();
  }

  /** After an error in this class or below: give back what can be given back. */
  private void abandon() {
    Processor p = processor;
    stopSpinning();
    core.machines.died();
    if (p != null) {
      processor = null;
      p.ownership.release();
      core.handoff(p);
    }
  }
}
