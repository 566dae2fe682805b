package io.gopool.jfr;

import io.gopool.GpmScheduler;
import io.gopool.Instrument;
import io.gopool.WorkerPool;

/**
 * Has pools and schedulers write Flight Recorder events while a recording wants some: {@code
 * io.gopool.TaskRun}, {@code TaskWait}, {@code SubmitBlocked}, {@code WorkerSpawn}, {@code
 * WorkerRetire}, {@code Resize} and {@code Handoff}. Otherwise nobody observes them, and the pool
 * pays what it pays for that: one branch.
 *
 * <p>Does nothing in a runtime without the module {@code jdk.jfr}: this class does not link to it.
 */
public final class JfrInstrument implements Instrument {

  private static final boolean PRESENT = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  /** For the service loader. */
  public JfrInstrument() {}

  @Override
  public void poolBuilt(WorkerPool pool) {
    if (PRESENT) {
      Recordings.get().add(pool);
    }
  }

  @Override
  public void poolClosed(WorkerPool pool) {
    if (PRESENT) {
      Recordings.get().closed(pool);
    }
  }

  @Override
  public void poolReopened(WorkerPool pool) {
    poolBuilt(pool);
  }

  @Override
  public void schedulerBuilt(GpmScheduler scheduler) {
    if (PRESENT) {
      Recordings.get().add(scheduler);
    }
  }

  @Override
  public void schedulerClosed(GpmScheduler scheduler) {
    if (PRESENT) {
      Recordings.get().closed(scheduler);
    }
  }
}
