package io.gopool.spring.webflux;

import io.gopool.WorkerPool;
import java.util.concurrent.RejectedExecutionException;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.TaskRejectedException;

/**
 * What an event loop hands blocking handler methods to. The loop must not be blocked: a method that
 * runs may wait for an answer that this same loop reads, and if the loop waited for a slot, which
 * the method holds, both would wait for ever. Nor may it run the method itself.
 *
 * <p>So whatever the pool's admission policy, what finds neither a slot nor room in the queue is
 * refused.
 *
 * <p>What a task hands over in turn, as Reactor does on the way to the method, runs at once: it is
 * in the pool already, and must not be refused because it holds the last slot itself.
 */
final class EventLoopExecutor implements AsyncTaskExecutor {

  private static final int MAX_CAUSES = 100;

  private final ThreadLocal<Boolean> inTask = ThreadLocal.withInitial(() -> false);
  private final WorkerPool pool;

  EventLoopExecutor(WorkerPool pool) {
    this.pool = pool;
  }

  @Override
  public void execute(Runnable task) {
    if (inTask.get()) {
      task.run();
      return;
    }
    boolean admitted;
    try {
      admitted = pool.tryExecute(() -> run(task));
    } catch (RejectedExecutionException e) { // the pool is closed
      throw new Refusal("pool '" + pool.name() + "' is closed", e);
    }
    if (!admitted) {
      throw new Refusal("pool '" + pool.name() + "' has neither a free slot nor room in its queue");
    }
  }

  private void run(Runnable task) {
    inTask.set(true);
    try {
      task.run();
    } finally {
      inTask.remove();
    }
  }

  /**
   * Whether a failure is, or was caused by, a refusal. Reactor wraps what an executor throws. The
   * causes of an application's exception may form a circle.
   */
  static boolean isRefusal(Throwable failure) {
    Throwable t = failure;
    for (int i = 0; i < MAX_CAUSES && t != null; i++) {
      if (t instanceof Refusal) {
        return true;
      }
      t = t.getCause();
    }
    return false;
  }

  private static final class Refusal extends TaskRejectedException {

    private static final long serialVersionUID = 1;

    Refusal(String message) {
      super(message);
    }

    Refusal(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
