package io.gopool.core;

import io.gopool.Instrument;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * The pool in the user's hands, as far as its core knows it: weakly, as it may be dropped. Once it
 * is shut down it need not be noticed any more that it is, so until its end it is kept.
 *
 * <p>Tells those that keep something for the pool when it has ended, and when it is open again.
 * Both are told with no lock held, so perhaps in reverse order: who is told looks what is so.
 */
final class Handle {

  private final LeakDetector leakDetector;
  private volatile @Nullable WeakReference<DefaultWorkerPool> pool;

  @SuppressWarnings("unused") // keeps it
  private volatile @Nullable DefaultWorkerPool leaving;

  Handle(PoolCore core) {
    leakDetector = new LeakDetector(core);
  }

  /** The pool is complete, and about to be given to the user. */
  void given(DefaultWorkerPool to) {
    leakDetector.watch(to);
    pool = new WeakReference<>(to); // from now on it ends as one that others know
  }

  /** Under the lock of the lifecycle: the pool is about to be shut down. */
  void leaves() {
    leaving = known();
  }

  /** Under the lock of the lifecycle: it is about to be open again. */
  void stays() {
    leaving = null;
  }

  /** Never throws: it is told by whoever brought the end about. */
  void ended() {
    try {
      leakDetector.ended();
      DefaultWorkerPool known = known();
      leaving = null; // if it was rebooted and shut down since, it is kept by its users alone
      if (known != null) {
        Instrument.tellClosed(known);
      }
    } catch (Throwable t) {
      // no memory: what is kept for the pool is kept until it is rebooted and ends again
    }
  }

  /** Never throws; without memory a pool that is dropped is not noticed. */
  void reopened() {
    try {
      DefaultWorkerPool known = known();
      if (known != null) {
        leakDetector.watch(known);
        Instrument.tellReopened(known);
      }
    } catch (Throwable t) {
      // no memory
    }
  }

  private @Nullable DefaultWorkerPool known() {
    WeakReference<DefaultWorkerPool> known = pool;
    return known == null ? null : known.get();
  }
}
