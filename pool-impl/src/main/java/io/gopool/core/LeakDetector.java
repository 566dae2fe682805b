package io.gopool.core;

import io.gopool.State;
import io.gopool.log.SafeLog;
import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/**
 * Shuts down a pool that was dropped without being closed, and says where it was built.
 *
 * <p>The cleaner's thread lives as long as it is used, and refers to what it is to do: so it is
 * asked to do nothing for a pool that has ended, which would keep the classes of an application
 * that was taken out of the JVM.
 */
final class LeakDetector {

  private static @Nullable Cleaner cleaner; // under the lock; made when it is first needed

  private final PoolCore core;
  private final BuiltHere where;
  private @Nullable Dropped dropped; // what is asked for; guarded by this, as is the next
  private Cleaner.@Nullable Cleanable cleanable;

  LeakDetector(PoolCore core) {
    this.core = core;
    where = new BuiltHere(core.name());
  }

  /** Watches the pool, unless it is watched already. Throws if there is no thread for that. */
  synchronized void watch(DefaultWorkerPool pool) {
    if (dropped == null) {
      Dropped then = new Dropped(core, where);
      cleanable = cleaner().register(pool, then);
      dropped = then;
    }
  }

  /** Watches no longer if the pool has ended; it may have been rebooted, and be watched again. */
  synchronized void ended() {
    if (dropped != null && cleanable != null && core.lifecycle.isTerminated()) {
      dropped.core = null; // or a reboot now would be taken for a pool that was not closed
      dropped = null;
      cleanable.clean();
      cleanable = null;
    }
  }

  /** The next pool tries again if its thread cannot be started. */
  private static synchronized Cleaner cleaner() {
    Cleaner known = cleaner;
    if (known == null) {
      known = Cleaner.create();
      cleaner = known;
    }
    return known;
  }

  /** Refers to the core only: to refer to the pool would keep it from ever being dropped. */
  private static final class Dropped implements Runnable {

    private volatile @Nullable PoolCore core; // null once it is not to be noticed any more
    private final BuiltHere where;

    Dropped(PoolCore core, BuiltHere where) {
      this.core = core;
      this.where = where;
    }

    @Override
    public void run() {
      PoolCore left = core;
      if (left == null || left.lifecycle.state() != State.OPEN) {
        return;
      }
      try {
        left.lifecycle.shutdown();
      } finally {
        SafeLog.log(Level.WARNING, "pool '", left.name(), where.dropped(), where);
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
