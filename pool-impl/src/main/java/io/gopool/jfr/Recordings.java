package io.gopool.jfr;

import io.gopool.GpmScheduler;
import io.gopool.State;
import io.gopool.WorkerPool;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/**
 * Knows all pools and schedulers that have not ended, and observes them while a recording runs that
 * has one of their events enabled.
 *
 * <p>It is told when a recording starts or stops. What changes in a running one it sees within a
 * second, see {@link Lookout}. A listener is no reason for the JVM to start its Flight Recorder.
 *
 * <p>The recorder keeps its listeners for ever, and with this one the classes of the application:
 * so it has one only while there is a pool or a scheduler. T1 adds a pool, then looks whether there
 * is a listener; T2 has removed the last one, takes the listener away, then looks whether there is
 * a pool. So one of them sees that a listener is needed. Each time it is another one: T1 has made
 * the listener, and has the recorder know it; if T2 takes it away before, T1 sees that afterwards.
 */
final class Recordings {

  private static final Recordings INSTANCE = new Recordings();

  final Watched<WorkerPool> pools =
      new Watched<>(pool -> pool.observe(new PoolEvents(pool.name())));
  final Watched<GpmScheduler> schedulers =
      new Watched<>(scheduler -> scheduler.observe(new SchedulerEvents(scheduler.name())));

  private final Lookout lookout = new Lookout(this::look);
  private final AtomicReference<@Nullable Listener> listener = new AtomicReference<>();

  private Recordings() {}

  static Recordings get() {
    return INSTANCE;
  }

  void add(WorkerPool pool) {
    pools.add(pool);
    listen();
  }

  void add(GpmScheduler scheduler) {
    schedulers.add(scheduler);
    listen();
  }

  /** The pool has ended; if it was rebooted since, that may have been told before. */
  void closed(WorkerPool pool) {
    pools.removeUnless(pool, p -> p.state() == State.OPEN);
    ceaseIfUnused();
  }

  void closed(GpmScheduler scheduler) {
    schedulers.removeUnless(scheduler, s -> false);
    ceaseIfUnused();
  }

  private boolean isUsed() {
    return !pools.isEmpty() || !schedulers.isEmpty();
  }

  // ---- the listener
  // ------------------------------------------------------------------------------

  private void listen() {
    Listener fresh = new Listener();
    if (listener.get() != null || !listener.compareAndSet(null, fresh)) {
      return;
    }
    try {
      FlightRecorder.addListener(fresh); // which tells of those that run already, or not: look
    } catch (Throwable t) { // no memory: the next pool is the next try
      listener.compareAndSet(fresh, null);
      throw t;
    }
    if (listener.get() == fresh) {
      lookNowAndThen();
    } else {
      FlightRecorder.removeListener(fresh);
    }
  }

  private void ceaseIfUnused() {
    Listener known = listener.get();
    if (known != null && !isUsed() && listener.compareAndSet(known, null)) {
      FlightRecorder.removeListener(known);
      if (isUsed()) {
        listen();
      }
    }
  }

  private final class Listener implements FlightRecorderListener {

    @Override
    public void recorderInitialized(FlightRecorder recorder) {
      recordingsChanged();
    }

    @Override
    public void recordingStateChanged(Recording recording) {
      recordingsChanged();
    }

    private void recordingsChanged() {
      try {
        lookNowAndThen();
      } catch (LinkageError e) { // the class loader was closed, the application taken out
        FlightRecorder.removeListener(this); // it would be thrown at whoever starts a recording
      }
    }
  }

  // ---- looks
  // -------------------------------------------------------------------------------------

  private void lookNowAndThen() {
    if (look() && FlightRecorder.isInitialized()) {
      lookout.recordingsChanged();
    }
  }

  /**
   * Asks the recorder, with no lock held: it has locks of its own, and may hold them.
   *
   * @return false if nobody needs to look: a listener that is made later makes the first look
   */
  private boolean look() {
    pools.watchIf(
        () ->
            anyEnabled(
                new TaskRunEvent(),
                new TaskWaitEvent(),
                new SubmitBlockedEvent(),
                new WorkerSpawnEvent(),
                new WorkerRetireEvent(),
                new ResizeEvent()));
    schedulers.watchIf(() -> anyEnabled(new HandoffEvent()));
    return listener.get() != null;
  }

  private static boolean anyEnabled(Event... events) {
    return Stream.of(events).anyMatch(Event::isEnabled);
  }
}
