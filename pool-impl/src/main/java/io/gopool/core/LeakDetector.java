package io.gopool.core;

import io.gopool.State;
import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;

/** Shuts down pools that were dropped without being closed, and says where they were built. */
final class LeakDetector {

  private static final Cleaner CLEANER = Cleaner.create();

  private LeakDetector() {}

  static void watch(DefaultWorkerPool pool, PoolCore core) {
    CLEANER.register(pool, new Dropped(core, new BuiltHere(core.name())));
  }

  /** Refers to the core only: to refer to the pool would keep it from ever being dropped. */
  private record Dropped(PoolCore core, BuiltHere where) implements Runnable {

    @Override
    public void run() {
      if (core.lifecycle.state() == State.OPEN) {
        PoolLog.LOGGER.log(
            Level.WARNING,
            () ->
                "pool '"
                    + core.name()
                    + "' was dropped without close(); it is shut down now. Built at "
                    + where.place(),
            where);
        core.lifecycle.shutdown();
      }
    }
  }

  /** The stack of the builder's caller. */
  private static final class BuiltHere extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BuiltHere(String pool) {
      super("pool '" + pool + "' was built here");
    }

    /** The first frame outside of this package. */
    String place() {
      String own = LeakDetector.class.getPackageName() + '.';
      for (StackTraceElement frame : getStackTrace()) {
        if (!frame.getClassName().startsWith(own)) {
          return frame.toString();
        }
      }
      return "an unknown place";
    }
  }
}
