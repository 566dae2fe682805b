package io.gopool.core;

import io.gopool.State;
import io.gopool.log.SafeLog;
import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/** Shuts down pools that were dropped without being closed, and says where they were built. */
final class LeakDetector {

  private static @Nullable Cleaner cleaner; // under the lock; made when it is first needed

  private LeakDetector() {}

  static void watch(DefaultWorkerPool pool, PoolCore core) {
    cleaner().register(pool, new Dropped(core, new BuiltHere(core.name())));
  }

  /** Throws if its thread cannot be started; the next pool tries again. */
  private static synchronized Cleaner cleaner() {
    Cleaner known = cleaner;
    if (known == null) {
      known = Cleaner.create();
      cleaner = known;
    }
    return known;
  }

  /** Refers to the core only: to refer to the pool would keep it from ever being dropped. */
  private record Dropped(PoolCore core, BuiltHere where) implements Runnable {

    @Override
    public void run() {
      if (core.lifecycle.state() != State.OPEN) {
        return;
      }
      try {
        core.lifecycle.shutdown();
      } finally {
        SafeLog.log(Level.WARNING, "pool '", core.name(), where.dropped(), where);
      }
    }
  }

  /** The stack of the builder's caller. */
  private static final class BuiltHere extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BuiltHere(String pool) {
      super("pool '" + pool + "' was built here");
    }

    String dropped() {
      return "' was dropped without close(); it is shut down now. Built at " + place();
    }

    /** The first frame outside of this package. */
    private String place() {
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
