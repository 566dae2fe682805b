package io.gopool.trace;

import io.gopool.GpmScheduler;
import io.gopool.Instrument;
import io.gopool.WorkerPool;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler trace line, Go's {@code GODEBUG=schedtrace}: with {@code
 * -Dio.gopool.schedtrace=1000} one line a second on the standard error, about all pools and
 * schedulers of the JVM. One daemon thread writes it, while there is a pool or scheduler that has
 * not ended; without the property there is none, and nothing is kept.
 *
 * <pre>{@code
 * SCHED 2004ms: pool "fetch" running=12/1000 idle=3 queued=0/0 waiting=0 | scheduler "reports"
 *   ps=2 idleps=1 ms=4 spinningms=0 idlems=2 stuckms=0 gs=120 runqueue=0 [0 3]
 * }</pre>
 *
 * <p>A value that is no number of milliseconds from 1 on is reported in the log, and there is no
 * line.
 */
public final class SchedTraceInstrument implements Instrument {

  private static final class Holder {
    static final @Nullable SchedTraceWriter WRITER =
        writer(System.getProperty(SchedTrace.PROPERTY));

    private static @Nullable SchedTraceWriter writer(@Nullable String property) {
      if (property == null) {
        return null;
      }
      long millis;
      try {
        millis = SchedTrace.period(property);
      } catch (IllegalArgumentException e) {
        System.getLogger("io.gopool").log(Level.ERROR, e.getMessage());
        return null;
      }
      SchedTrace trace = new SchedTrace(System::nanoTime, System.err::println);
      return new SchedTraceWriter(trace, TimeUnit.MILLISECONDS.toNanos(millis));
    }
  }

  /** For the service loader. */
  public SchedTraceInstrument() {}

  @Override
  public void poolBuilt(WorkerPool pool) {
    SchedTraceWriter writer = Holder.WRITER;
    if (writer != null) {
      writer.add(pool);
    }
  }

  @Override
  public void poolClosed(WorkerPool pool) {
    SchedTraceWriter writer = Holder.WRITER;
    if (writer != null) {
      writer.closed(pool);
    }
  }

  @Override
  public void poolReopened(WorkerPool pool) {
    poolBuilt(pool);
  }

  @Override
  public void schedulerBuilt(GpmScheduler scheduler) {
    SchedTraceWriter writer = Holder.WRITER;
    if (writer != null) {
      writer.add(scheduler);
    }
  }

  @Override
  public void schedulerClosed(GpmScheduler scheduler) {
    SchedTraceWriter writer = Holder.WRITER;
    if (writer != null) {
      writer.closed(scheduler);
    }
  }
}
