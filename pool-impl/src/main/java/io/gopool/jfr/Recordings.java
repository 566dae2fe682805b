package io.gopool.jfr;

import io.gopool.GpmScheduler;
import io.gopool.WorkerPool;
import java.util.stream.Stream;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;

/**
 * Knows all pools and schedulers, and observes them while a recording runs that has one of their
 * events enabled.
 *
 * <p>It is told when a recording starts or stops. What changes in a running one it sees within a
 * second, see {@link Lookout}.
 *
 * <p>A listener is no reason for the JVM to start its Flight Recorder.
 */
final class Recordings implements FlightRecorderListener {

  private static final class Holder {
    static final Recordings INSTANCE = new Recordings();

    static {
      FlightRecorder.addListener(INSTANCE); // which tells of those that run already, or not: look
      INSTANCE.lookNowAndThen();
    }
  }

  final Watched<WorkerPool> pools =
      new Watched<>(pool -> pool.observe(new PoolEvents(pool.name())));
  final Watched<GpmScheduler> schedulers =
      new Watched<>(scheduler -> scheduler.observe(new SchedulerEvents(scheduler.name())));

  private final Lookout lookout = new Lookout(this::look);

  private Recordings() {}

  static Recordings get() {
    return Holder.INSTANCE;
  }

  @Override
  public void recorderInitialized(FlightRecorder recorder) {
    lookNowAndThen();
  }

  @Override
  public void recordingStateChanged(Recording recording) {
    lookNowAndThen();
  }

  private void lookNowAndThen() {
    try {
      look();
      if (FlightRecorder.isInitialized()) {
        lookout.recordingsChanged();
      }
    } catch (LinkageError e) { // the application was taken out of the JVM, its class loader closed
      FlightRecorder.removeListener(this); // it would be thrown at whoever starts a recording
    }
  }

  /** Asks the recorder, with no lock held: it has locks of its own, and may hold them. */
  private void look() {
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
  }

  private static boolean anyEnabled(Event... events) {
    return Stream.of(events).anyMatch(Event::isEnabled);
  }
}
