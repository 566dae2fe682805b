package io.gopool.schedule;

import io.gopool.PoolStats;
import io.gopool.TaskGroup;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import io.gopool.core.Expiry;
import io.gopool.core.Hints;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A small pool and a few threads that use it, made up from a seed: submissions of all kinds,
 * cancellations, groups, resizes and shutdowns. At its end the pool is closed, and what it promises
 * is checked.
 */
final class Program {

  private static final int MOST_CAPACITY = 4;

  private static final ThreadLocal<Boolean> IN_A_TASK = new ThreadLocal<>();

  private enum Operation {
    EXECUTE,
    TRY_EXECUTE,
    SUBMIT_AND_CANCEL,
    JOIN_A_GROUP,
    NEST_A_GROUP,
    NEST_A_TASK,
    JOIN_A_GROUP_IN_A_TASK,
    RESIZE,
    EXPIRE,
    SHUTDOWN,
    SHUTDOWN_NOW,
    CLOSE,
    CLOSE_FROM_A_TASK
  }

  /** A task, and what became of it. */
  private final class Task implements Runnable {
    final AtomicInteger ran = new AtomicInteger();
    final AtomicInteger handedBack = new AtomicInteger();
    final Runnable inner;
    volatile boolean accepted;
    volatile Future<?> future;

    Task(Runnable inner) {
      this.inner = inner;
      tasks.add(this);
    }

    @Override
    public void run() {
      boolean outermost = IN_A_TASK.get() == null;
      if (outermost) {
        IN_A_TASK.set(true);
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
      }
      Points.at("in a task");
      try {
        ran.incrementAndGet();
        inner.run();
      } finally {
        if (outermost) {
          IN_A_TASK.remove();
          running.decrementAndGet();
        }
      }
    }

    String fate() {
      boolean done = future != null && future.isDone();
      return "accepted "
          + accepted
          + ", ran "
          + ran
          + ", handed back "
          + handedBack
          + ", done "
          + done;
    }

    boolean wentNowhere() {
      return accepted && future == null && ran.get() + handedBack.get() == 0;
    }

    boolean isWell() {
      int ends = ran.get() + handedBack.get();
      if (future != null && accepted) {
        return ends <= 1 && (future.isDone() || handedBack.get() == 1);
      }
      return ends == (accepted ? 1 : 0);
    }
  }

  private final Queue<Task> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final StringBuilder text = new StringBuilder();
  private volatile boolean closeWasInterrupted;
  private final WorkerPool pool;
  private final int capacity;

  /** Makes the program up; the controller will move its threads. */
  Program(long seed, Controller controller) {
    this(seed, controller, Program::operation);
  }

  /** The same of tasks that all close the pool. */
  static Program ofClosers(long seed, Controller controller) {
    return new Program(seed, controller, random -> Operation.CLOSE_FROM_A_TASK);
  }

  private Program(
      long seed, Controller controller, Function<SplittableRandom, Operation> operation) {
    SplittableRandom random = new SplittableRandom(~seed);
    capacity = random.nextInt(1, 4);
    int queueCapacity = random.nextInt(3);
    int maxIdle = random.nextInt(capacity + 1);
    text.append("capacity ").append(capacity).append(", queueCapacity ").append(queueCapacity);
    text.append(", maxIdle ").append(maxIdle);
    WorkerPool.Builder builder =
        WorkerPool.builder("schedule")
            .capacity(capacity)
            .queueCapacity(queueCapacity)
            .processors(random.nextInt(1, 3))
            .maxIdle(maxIdle)
            .noIdleExpiry()
            .threads(WorkerThreads.of(controller.factory()));
    if (random.nextBoolean()) {
      builder.depthFirst();
      text.append(", depth first");
    }
    pool = builder.build();
    int parties = random.nextInt(1, 4);
    for (int i = 0; i < parties; i++) {
      List<Operation> operations = new ArrayList<>();
      int n = random.nextInt(1, 5);
      for (int k = 0; k < n; k++) {
        operations.add(operation.apply(random));
      }
      if (i == 0) {
        operations.add(Operation.CLOSE);
      }
      text.append("\n  party-").append(i).append(' ').append(operations);
      int to = random.nextInt(1, MOST_CAPACITY + 1);
      controller.party("party-" + i, () -> operations.forEach(o -> perform(o, to)));
    }
    if (random.nextBoolean()) {
      Hints.tasksComeOneByOne(pool);
      text.append("\n  tasks come one by one");
    }
  }

  private static Operation operation(SplittableRandom random) {
    Operation[] all = Operation.values();
    List<Operation> submissions = List.copyOf(EnumSet.range(Operation.EXECUTE, Operation.RESIZE));
    // Submissions are more frequent than what ends the pool.
    int i = random.nextInt(2 * all.length);
    return i < all.length ? all[i] : submissions.get(random.nextInt(submissions.size()));
  }

  private void perform(Operation operation, int to) {
    try {
      switch (operation) {
        case EXECUTE -> execute(new Task(() -> {}));
        case TRY_EXECUTE -> {
          Task task = new Task(() -> {});
          task.accepted = pool.tryExecute(task);
        }
        case SUBMIT_AND_CANCEL -> {
          Task task = new Task(() -> {});
          task.future = pool.submit(task);
          task.accepted = true;
          task.future.cancel(/* mayInterruptIfRunning= */ false);
        }
        case JOIN_A_GROUP -> joinAGroup();
        case NEST_A_GROUP -> execute(new Task(this::joinAGroup));
        case NEST_A_TASK -> execute(new Task(() -> perform(Operation.EXECUTE, to)));
        case JOIN_A_GROUP_IN_A_TASK -> joinAGroupInATask();
        case RESIZE -> pool.resize(to);
        case EXPIRE -> Expiry.expireIdle(pool);
        case SHUTDOWN -> pool.shutdown();
        case SHUTDOWN_NOW -> handBack(pool.shutdownNow());
        case CLOSE -> pool.close();
        case CLOSE_FROM_A_TASK -> execute(new Task(this::closeFromATask));
      }
    } catch (RejectedExecutionException e) {
      // the pool is closed, or full
    }
  }

  private void execute(Task task) {
    pool.execute(task);
    task.accepted = true;
  }

  private void joinAGroup() {
    try (TaskGroup group = pool.group()) {
      submitTwoAndJoin(group);
    } catch (CancellationException | InterruptedException e) {
      // shutdownNow
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    } catch (RejectedExecutionException e) {
      // the pool is closed, or full
    }
  }

  /** A worker waits for the group, too, perhaps while this thread is blocked for its slot. */
  private void joinAGroupInATask() {
    try (TaskGroup group = pool.group()) {
      execute(new Task(() -> join(group)));
      submitTwoAndJoin(group);
    } catch (CancellationException | InterruptedException e) {
      // shutdownNow
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    } catch (RejectedExecutionException e) {
      // the pool is closed, or full
    }
  }

  private static void join(TaskGroup group) {
    try {
      group.join();
    } catch (CancellationException | InterruptedException e) {
      // shutdownNow
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private void submitTwoAndJoin(TaskGroup group) throws InterruptedException, ExecutionException {
    for (int i = 0; i < 2; i++) {
      Task task = new Task(() -> {});
      task.future = group.submit(task);
      task.accepted = true;
    }
    group.join();
  }

  /** If it was interrupted it was a {@code shutdownNow}, and nobody got what that handed back. */
  private void closeFromATask() {
    pool.close();
    if (Thread.currentThread().isInterrupted()) {
      closeWasInterrupted = true;
    }
  }

  private void handBack(List<Runnable> neverRan) {
    for (Task task : tasks) {
      if (neverRan.stream().anyMatch(r -> r == task || r == task.future)) {
        task.handedBack.incrementAndGet();
      }
    }
  }

  /** Called when all threads have ended. Returns what is wrong, or null. */
  String check() {
    PoolStats stats = pool.stats();
    long ends = stats.completed() + stats.failed() + stats.cancelled();
    if (!pool.isTerminated()) {
      return "not terminated: " + stats;
    }
    if (stats.submitted() != ends || stats.queued() != 0 || stats.running() != 0) {
      return "does not add up: " + stats;
    }
    if (most.get() > Math.max(capacity, MOST_CAPACITY)) {
      return most + " ran at once: " + stats;
    }
    long withoutATaker = 0;
    long handedBack = 0;
    for (Task task : tasks) {
      handedBack += task.handedBack.get();
      if (closeWasInterrupted && task.wentNowhere()) {
        withoutATaker++;
      } else if (!task.isWell()) {
        return "a task is lost or ran twice: " + task.fate() + "; " + stats;
      }
    }
    return stats.cancelled() >= handedBack + withoutATaker ? null : "too few cancelled: " + stats;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
