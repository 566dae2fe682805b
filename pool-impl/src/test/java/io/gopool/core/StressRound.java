package io.gopool.core;

import io.gopool.FunctionPool;
import io.gopool.PoolClosedException;
import io.gopool.PoolStats;
import io.gopool.TaskGroup;
import io.gopool.WorkerExit;
import io.gopool.WorkerPool;
import io.gopool.core.StressFaults.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One pool, used and abused by many threads for a moment. Each task notes its own fate; {@link
 * StressLedger} compares that with what the pool says, once it is closed.
 */
final class StressRound {

  /** A time of constant capacity. Of the tasks submitted in it at most so many may run at once. */
  static final class Epoch {
    final int capacity;
    final AtomicInteger running = new AtomicInteger();

    Epoch(int capacity) {
      this.capacity = capacity;
    }
  }

  final StressSettings settings;
  final StressHooks hooks;
  final WorkerPool pool;
  final Queue<StressTask> tasks = new ConcurrentLinkedQueue<>();
  final Queue<Runnable> handedBack = new ConcurrentLinkedQueue<>();
  final Queue<Runnable> runByHand = new ConcurrentLinkedQueue<>();
  final Queue<String> violations = new ConcurrentLinkedQueue<>();
  final AtomicInteger releasesTimedOut = new AtomicInteger();
  final AtomicInteger handled = new AtomicInteger();
  final Sightings seen = new Sightings();
  final Queue<Thread> workerThreads = new ConcurrentLinkedQueue<>();

  private final FunctionPool<StressTask> function;
  private final ThreadLocal<int[]> depth = ThreadLocal.withInitial(() -> new int[1]);
  private final ThreadLocal<Boolean> outsider = ThreadLocal.withInitial(() -> false);
  private final AtomicInteger running = new AtomicInteger();
  private final Queue<StressTask> recent = new ConcurrentLinkedQueue<>(); // to be cancelled
  private final List<Thread> threads = new ArrayList<>();
  private final List<Thread> submitters = new ArrayList<>();
  private volatile @Nullable Epoch epoch;
  private volatile boolean over;

  StressRound(StressSettings settings, String name, SplittableRandom random) {
    this(settings, name, random, UnaryOperator.identity());
  }

  /** Uses what is made of the pool instead of the pool itself. */
  StressRound(
      StressSettings settings,
      String name,
      SplittableRandom random,
      UnaryOperator<WorkerPool> wrapper) {
    this.settings = settings;
    hooks = new StressHooks(this);
    pool = wrapper.apply(hooks.into(settings.builder(name)).build());
    function = pool.function(StressTask::run);
    epoch = newEpoch(settings.capacity());
    for (int i = 0; i < settings.submitters(); i++) {
      SplittableRandom own = random.split();
      Thread.Builder kind = i % 2 == 0 ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
      submitters.add(kind.name("submitter-" + i).unstarted(() -> submitter(own)));
    }
    threads.addAll(submitters);
    SplittableRandom own = random.split();
    if (settings.resizes() || settings.ends() != StressSettings.End.NEVER) {
      Runnable chaos = () -> new StressChaos(this, own).run();
      threads.add(Thread.ofPlatform().daemon().name("chaos").unstarted(watched(chaos)));
    }
    for (Runnable storm : new StressStorms(this).all(random.split())) {
      threads.add(Thread.ofPlatform().daemon().name("storm").unstarted(watched(storm)));
    }
    threads.add(Thread.ofPlatform().daemon().name("observer").unstarted(watched(this::observe)));
  }

  private Runnable watched(Runnable body) {
    return () -> {
      outsider.set(true);
      try {
        body.run();
      } catch (Throwable t) {
        violation(Thread.currentThread().getName() + " ended with " + t + at(t));
      }
    };
  }

  private static String at(Throwable t) {
    return " at " + String.join(" < ", stack(t));
  }

  private static List<String> stack(Throwable t) {
    List<String> frames = new ArrayList<>();
    for (StackTraceElement frame : t.getStackTrace()) {
      frames.add(frame.toString());
    }
    return frames.subList(0, Math.min(12, frames.size()));
  }

  /**
   * Runs all threads, then closes the pool.
   *
   * @return false if that took longer than it ever should
   */
  boolean run(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    threads.forEach(Thread::start);
    for (Thread t : submitters) {
      if (!t.join(left(deadline))) {
        return false;
      }
    }
    over = true;
    for (Thread t : threads) {
      if (!t.join(left(deadline))) {
        return false;
      }
    }
    Thread closer = Thread.ofPlatform().daemon().name("closer").start(watched(this::close));
    return closer.join(left(deadline));
  }

  private void close() {
    try {
      while (settings.workersEnd() && !pool.awaitTermination(20, TimeUnit.MILLISECONDS)) {
        pool.shutdown(); // again, as a task may just have rebooted the pool
      }
      pool.close();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
  }

  boolean isOver() {
    return over;
  }

  void violation(String text) {
    if (violations.size() < 10) {
      violations.add(text);
    }
  }

  /** Whether the current thread is none of the pool's. */
  boolean isOutside() {
    return outsider.get();
  }

  void rebootFailed(IllegalStateException e) {
    if (!outsider.get()) {
      violation("a worker could not reboot its pool: " + e);
    }
  }

  // ---- capacity

  @Nullable Epoch epoch() {
    return epoch;
  }

  /** Called by the one thread that resizes. */
  void resize(int capacity) {
    epoch = null;
    pool.resize(capacity);
    epoch = newEpoch(capacity);
  }

  private @Nullable Epoch newEpoch(int capacity) {
    return settings.faults().has(Fault.RESIZE_STORM) ? null : new Epoch(capacity);
  }

  /** A task begins in the current thread; returns whether it is the outermost of a worker's. */
  boolean enter(StressTask task) {
    if (task.mustNotStart) {
      violation("started after its group was closed: " + task);
    }
    if (depth.get()[0]++ > 0) {
      return false;
    }
    if (outsider.get()) {
      return false;
    }
    Thread current = Thread.currentThread();
    if (!current.getName().contains("-worker")) {
      violation("ran in thread " + current + ": " + task);
    }
    if (current.isInterrupted()
        && task.way == StressTask.Way.EXECUTE
        && !settings.interruptsTasks()) {
      violation("started with an interrupt: " + task);
    }
    int n = running.incrementAndGet();
    if (n > settings.capacity()) {
      violation(n + " tasks run at once: " + task);
    }
    Epoch own = task.epoch;
    if (own != null) {
      int m = own.running.incrementAndGet();
      if (m > own.capacity && epoch == own) {
        violation(m + " run, of those submitted since capacity became " + own.capacity);
      }
    }
    return true;
  }

  void leave(StressTask task, boolean outermost) {
    depth.get()[0]--;
    if (outermost) {
      running.decrementAndGet();
      if (task.epoch != null) {
        task.epoch.running.decrementAndGet();
      }
    }
  }

  // ---- what submitters do

  private void submitter(SplittableRandom random) {
    watched(
            () -> {
              for (int i = 0; i < settings.operations(); i++) {
                operate(random);
                if (Thread.interrupted() && !settings.mayInterruptSubmitters()) {
                  violation("a submitter was interrupted");
                }
              }
            })
        .run();
  }

  private void operate(SplittableRandom random) {
    int n = random.nextInt(100);
    if (n < 35) {
      execute(random, 0);
    } else if (n < 42) {
      tryExecute(random);
    } else if (n < 52) {
      tryExecuteTimed(random);
    } else if (n < 57) {
      invoke(random);
    } else if (n < 75) {
      StressTask task = submit(random, 0);
      if (task.future != null) {
        recent.add(task);
      }
    } else if (n < 80) {
      StressTask task = submit(random, 0);
      if (task.future != null) {
        get(task);
      }
    } else if (n < 86) {
      group(random);
    } else if (n < 96) {
      StressTask task = recent.poll();
      if (task != null) {
        task.future.cancel(random.nextBoolean());
      }
    } else if (settings.interrupts()) {
      submitters.get(random.nextInt(submitters.size())).interrupt();
    }
  }

  private StressTask newTask(SplittableRandom random, int depth, StressTask.Way way) {
    StressTask task = new StressTask(this, random, depth, way);
    tasks.add(task);
    return task;
  }

  void execute(SplittableRandom random, int depth) {
    StressTask task = newTask(random, depth, StressTask.Way.EXECUTE);
    give(task, () -> pool.execute(task));
  }

  private void invoke(SplittableRandom random) {
    StressTask task = newTask(random, 0, StressTask.Way.FUNCTION);
    give(task, () -> function.invoke(task));
  }

  StressTask submit(SplittableRandom random, int depth) {
    StressTask task = newTask(random, depth, StressTask.Way.SUBMIT);
    give(task, () -> task.future = pool.submit((Callable<Object>) task));
    return task;
  }

  private void tryExecute(SplittableRandom random) {
    StressTask task = newTask(random, 0, StressTask.Way.EXECUTE);
    boolean[] admitted = new boolean[1];
    give(task, () -> admitted[0] = pool.tryExecute(task));
    if (task.answer == StressTask.Answer.ADMITTED && !admitted[0]) {
      task.answer = StressTask.Answer.REFUSED;
    }
  }

  private void tryExecuteTimed(SplittableRandom random) {
    StressTask task = newTask(random, 0, StressTask.Way.EXECUTE);
    Duration maxWait = Duration.ofNanos(random.nextInt(2_000_000));
    give(
        task,
        () -> {
          try {
            if (!pool.tryExecute(task, maxWait)) {
              task.answer = StressTask.Answer.REFUSED;
            }
          } catch (InterruptedException e) {
            task.answer = StressTask.Answer.WITHDRAWN;
          }
        });
  }

  /** Submits a task to a group; a refusal is thrown on. */
  StressTask submitTo(TaskGroup group, SplittableRandom random, int depth) {
    StressTask task = newTask(random, depth, StressTask.Way.GROUP);
    give(task, () -> task.future = group.submit((Callable<Object>) task));
    return task;
  }

  /** Makes the call and notes the answer. */
  private void give(StressTask task, Runnable call) {
    StressTask.Answer answer;
    try {
      call.run();
      answer = StressTask.Answer.ADMITTED;
    } catch (RuntimeException | Error e) {
      if (StressHooks.isPlanned(e)) {
        answer = StressTask.Answer.NOT_STARTED;
      } else if (e instanceof RejectedExecutionException) {
        answer = StressTask.Answer.REFUSED;
      } else {
        throw e;
      }
      if (e instanceof PoolClosedException) {
        LockSupport.parkNanos(20_000);
      }
    }
    if (task.answer == StressTask.Answer.NONE) {
      task.answer = answer;
    }
  }

  /** Waits for a submitted task. */
  void get(StressTask task) {
    Future<?> future = task.future;
    try {
      if (future.get() != task) {
        violation("has the result of another: " + task);
      }
      if (task.returned.get() != 1) {
        violation("has a result but did not return: " + task);
      }
    } catch (CancellationException e) {
      if (!future.isCancelled()) {
        violation("get says cancelled, isCancelled does not: " + task);
      }
    } catch (ExecutionException e) {
      if (task.threw.get() != 1) {
        violation("has failed but did not throw: " + task + ": " + e);
      }
    } catch (InterruptedException e) {
      // somebody else may wait for it
    }
  }

  private void group(SplittableRandom random) {
    List<StressTask> members = new ArrayList<>();
    try (TaskGroup group = pool.group()) {
      for (int i = random.nextInt(6); i >= 0; i--) {
        StressTask task = submitTo(group, random, 0);
        if (task.answer == StressTask.Answer.ADMITTED) {
          members.add(task);
        }
      }
      boolean cancelled = random.nextInt(4) == 0;
      if (cancelled) {
        group.cancel();
      }
      join(group, cancelled, members, random);
    }
    for (StressTask task : members) {
      task.mustNotStart = true;
      if (!task.hasEnded()) {
        violation("runs although its group is closed: " + task);
      }
    }
  }

  private void join(
      TaskGroup group, boolean cancelled, List<StressTask> members, SplittableRandom random) {
    try {
      switch (random.nextInt(3)) {
        case 0 -> {
          return; // close() without join
        }
        case 1 -> {
          if (!group.join(Duration.ofNanos(random.nextInt(3_000_000)))) {
            return;
          }
        }
        default -> group.join();
      }
      if (!group.results().equals(members)) {
        violation("results " + group.results() + " of " + members);
      }
    } catch (ExecutionException e) {
      if (members.stream().noneMatch(m -> m.threw.get() == 1)) {
        violation("group failed, no task did: " + e.getCause());
      }
    } catch (CancellationException e) {
      if (!cancelled && members.stream().noneMatch(m -> m.future.isCancelled())) {
        violation("join says cancelled, no task is: " + members);
      }
    } catch (InterruptedException e) {
      return;
    }
    for (StressTask task : members) {
      if (!task.hasEnded() || !task.future.isDone()) {
        violation("has not ended although its group was joined: " + task);
      }
    }
  }

  // ---- what the observer does

  private void observe() {
    PoolStats before = pool.stats();
    while (!over) {
      PoolStats now = pool.stats();
      long sum = now.completed() + now.failed() + now.cancelled() + now.queued() + now.running();
      if (now.submitted() != sum) {
        violation("does not add up: " + now);
      }
      if (now.completed() < before.completed()
          || now.failed() < before.failed()
          || now.cancelled() < before.cancelled()
          || now.rejected() < before.rejected()
          || now.spawned() < before.spawned()
          || now.retired(WorkerExit.EXPIRED) < before.retired(WorkerExit.EXPIRED)
          || now.retired() < before.retired()) {
        violation("shrank: " + before + " -> " + now);
      }
      if (now.idle() < 0 || now.idle() > settings.maxIdle()) {
        violation("idle: " + now);
      }
      before = now;
      LockSupport.parkNanos(20_000);
    }
  }
}
