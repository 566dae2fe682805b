package io.gopool.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * A {@link FutureTask} that knows whether its cancel interrupts its thread. A thread that runs it
 * inside another task has to tell that interrupt from one that is meant for the other.
 */
public abstract class CancellableTask<V extends @Nullable Object> extends FutureTask<V> {

  private static final byte INTERRUPTING = 1;
  private static final byte INTERRUPTED = 2;
  private static final byte SPARED = 3; // cancelled, not interrupted

  private static final VarHandle INTERRUPT;

  static {
    try {
      INTERRUPT =
          MethodHandles.lookup().findVarHandle(CancellableTask.class, "interrupt", byte.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile byte interrupt; // whether cancel was told to interrupt

  /** Creates one that was not cancelled. */
  protected CancellableTask(Callable<V> task) {
    super(task);
  }

  /**
   * Several may do so at once. T1 cancels, and has not interrupted yet; T2 fails to cancel: it must
   * not say that the interrupt is over. So only who cancels has the last word.
   */
  @Override
  public final boolean cancel(boolean mayInterruptIfRunning) {
    if (mayInterruptIfRunning) { // to be said before: the task's thread must not miss it
      INTERRUPT.compareAndSet(this, (byte) 0, INTERRUPTING);
    }
    boolean cancels = super.cancel(mayInterruptIfRunning);
    if (cancels) {
      interrupt = mayInterruptIfRunning ? INTERRUPTED : SPARED;
      onCancel();
    }
    return cancels;
  }

  /** Called once, by who has cancelled it, after the interrupt. */
  protected abstract void onCancel();

  /** Whether it was cancelled, and its thread interrupted or about to be. */
  public final boolean isBeingInterrupted() {
    byte now = interrupt;
    return (now == INTERRUPTING || now == INTERRUPTED) && isCancelled();
  }

  /** Whether it was cancelled, and its thread interrupted. */
  public final boolean wasInterrupted() {
    return interrupt == INTERRUPTED && isCancelled();
  }
}
