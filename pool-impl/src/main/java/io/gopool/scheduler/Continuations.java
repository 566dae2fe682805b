package io.gopool.scheduler;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The one way into the JDK. The class knows JDK 21 to 28, where a virtual thread hands its
 * continuation, a {@link Runnable}, to an {@link Executor} each time that it becomes runnable, and
 * where three members of {@code java.lang} that are not public give access to that:
 *
 * <ul>
 *   <li>{@code ThreadBuilders.newVirtualThread(Executor, String, int, Runnable)} makes a virtual
 *       thread with an executor of our choice,
 *   <li>{@code Thread.currentCarrierThread()} says which platform thread carries the current one,
 *   <li>{@code VirtualThread.scheduler} of a plain virtual thread is the JDK's own scheduler.
 * </ul>
 *
 * <p>They are reached with method handles, which need {@code java.lang} to be open. Whatever is
 * missing or behaves in another way (see {@link Trial}) becomes the {@link #unsupportedReason}.
 */
final class Continuations {

  private static final @Nullable MethodHandle NEW_THREAD;
  private static final @Nullable MethodHandle CARRIER;
  private static final @Nullable String UNSUPPORTED;

  private static volatile @Nullable Executor schedulerOfTheJdk;

  static {
    MethodHandle newThread = null;
    MethodHandle carrier = null;
    String unsupported = null;
    try {
      Class<?> builders = Class.forName("java.lang.ThreadBuilders");
      Lookup lookup = MethodHandles.privateLookupIn(builders, MethodHandles.lookup());
      newThread =
          lookup.findStatic(
              builders,
              "newVirtualThread",
              MethodType.methodType(
                  Thread.class, Executor.class, String.class, int.class, Runnable.class));
      carrier =
          MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
              .findStatic(
                  Thread.class, "currentCarrierThread", MethodType.methodType(Thread.class));
    } catch (IllegalAccessException e) {
      unsupported = Unsupported.notOpen();
    } catch (Throwable t) { // whatever a changed JDK has to say
      unsupported = Unsupported.changed(t);
    }
    NEW_THREAD = newThread;
    CARRIER = carrier;
    UNSUPPORTED = unsupported;
  }

  private Continuations() {}

  /** Called by a platform thread: it looks at a virtual thread of its own. */
  static void findSchedulerOfTheJdk() throws Throwable {
    Thread plain = Thread.ofVirtual().unstarted(() -> {});
    Lookup lookup = MethodHandles.privateLookupIn(plain.getClass(), MethodHandles.lookup());
    schedulerOfTheJdk =
        (Executor) lookup.findGetter(plain.getClass(), "scheduler", Executor.class).invoke(plain);
  }

  /** Returns why the members cannot be used, or null. */
  static @Nullable String unsupportedReason() {
    return UNSUPPORTED;
  }

  /** Makes a virtual thread that hands its continuation to {@code scheduler}. */
  static Thread newThread(Executor scheduler, @Nullable String name, Runnable task) {
    MethodHandle handle = NEW_THREAD;
    if (handle == null) {
      throw new UnsupportedOperationException(UNSUPPORTED);
    }
    try {
      return (Thread) handle.invokeExact(scheduler, name, 0, task);
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /** Returns the platform thread under the current thread: itself, or the carrier. */
  static Thread currentCarrier() {
    MethodHandle handle = CARRIER;
    if (handle == null) {
      return Thread.currentThread();
    }
    try {
      return (Thread) handle.invokeExact();
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /** Returns the scheduler of plain virtual threads. Called only after the trial. */
  static Executor ofTheJdk() {
    return Objects.requireNonNull(schedulerOfTheJdk, "the trial finds it");
  }

  /**
   * Starts the JDK's network pollers, on the current thread's scheduler. Their class starts them
   * when it is initialized; without it nothing is to be done.
   */
  static void startPollers() {
    try {
      Class.forName("sun.nio.ch.Poller", /* initialize= */ true, null);
    } catch (ClassNotFoundException e) {
      // another JDK: its pollers inherit, and outlive the scheduler through Goroutine's forwarding
    }
  }

  private static RuntimeException unchecked(Throwable t) {
    if (t instanceof RuntimeException e) {
      throw e;
    }
    if (t instanceof Error e) {
      throw e;
    }
    throw new IllegalStateException(t);
  }
}
