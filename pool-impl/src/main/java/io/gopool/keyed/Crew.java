package io.gopool.keyed;

import io.gopool.WorkerPool;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the jobs that the {@link Arbiter} lets run, on the workers of one pool without a bound of
 * its own: so a worker goes from key to key, and the end of a task is the start of the next.
 */
final class Crew<K> implements Monitor.Starter<K> {

  /**
   * How deep tasks may run inline in each other before they are queued instead, or, if they cannot
   * be, go on in another thread.
   */
  static final int MAX_DEPTH = 128;

  private final KeyedConfig config;
  private final KeyedLog log;
  private final Arbiter<K> arbiter;
  private final WorkerPool workers;
  private final Consumer<Job<K>> performer = this::work;
  private final ConcurrentHashMap<Thread, Stack<K>> stacks = new ConcurrentHashMap<>();
  private final CountDownLatch drained = new CountDownLatch(1);
  private volatile boolean stopping;
  private volatile boolean stopped; // all that ran were interrupted

  Crew(KeyedConfig config) {
    this.config = config;
    log = new KeyedLog(config);
    arbiter = new Arbiter<>(config, this, this::drained);
    workers = WorkerPool.builder(config.name()).unbounded().threads(config.threads()).build();
  }

  KeyedConfig config() {
    return config;
  }

  Arbiter<K> arbiter() {
    return arbiter;
  }

  /** Whether the current thread runs a task of these pools. */
  boolean isWorker() {
    return stacks.containsKey(Thread.currentThread());
  }

  // ---- jobs that have a slot
  // ---------------------------------------------------------------------

  /** Sends a worker with the submitter's job; if there is none the submitter is told. */
  void startOrThrow(Job<K> job) {
    job.getsSlot();
    try {
      workers.execute(job);
    } catch (Throwable t) {
      // (K19) perhaps queued all the same, and a worker on its way
      if (!job.tryWithdraw()) {
        return; // it has come
      }
      giveBack(job.pool());
      throw t;
    }
  }

  /** Sends a worker with a job that was admitted before; if that cannot be the job fails. */
  @Override
  public void start(Job<K> job) {
    for (Job<K> next = job; next != null; ) {
      Job<K> current = next;
      try {
        // (K14) has a slot, no worker is sent with it yet
        workers.execute(current);
        return;
      } catch (Throwable t) {
        next = failUnstarted(current, t);
      }
    }
  }

  /**
   * Nobody can run the job, so it fails, unless a worker has it.
   *
   * @return the next that is to be started; null if there is none
   */
  private @Nullable Job<K> failUnstarted(Job<K> job, Throwable reason) {
    if (!job.tryWithdraw()) {
      return null;
    }
    failed(job, reason);
    job.pool().tally.ran(/* wasCancelled= */ false, /* threw= */ true);
    if (job.submitted() instanceof KeyedFuture<?, ?> future) {
      // (K15) it has failed and will not run, its end not yet told
      future.ended();
    }
    return arbiter.release(job.pool());
  }

  private void giveBack(KeyPool<K> pool) {
    Job<K> next = arbiter.release(pool);
    if (next != null) {
      start(next);
    }
  }

  /** Returns a job that is nowhere yet; the arguments are those of {@link Job}. */
  Job<K> job(K key, Runnable submitted, Object label) {
    return new Job<>(performer, key, submitted, label, config.taskDecorator());
  }

  /**
   * Called only by the worker that was sent with the job. It is shown to be in a task before it
   * takes that: what needs memory must come first, as nobody else can give the slot back then.
   */
  private void work(Job<K> first) {
    Thread current = Thread.currentThread();
    Stack<K> stack;
    try {
      stack = new Stack<>();
      stacks.put(current, stack);
    } catch (Throwable t) { // no memory
      Job<K> next = failUnstarted(first, t);
      if (next != null) {
        start(next);
      }
      return;
    }
    try {
      // (K20) a worker has come with it, perhaps too late
      if (first.tryTake(stack)) {
        workAs(stack, first);
      }
    } finally {
      stacks.remove(current);
    }
  }

  private void workAs(Stack<K> stack, Job<K> first) {
    Thread current = Thread.currentThread();
    String name = current.getName();
    // (K18) shown to be in a task, not yet looked whether to stop
    interruptIfStopping(current);
    for (Job<K> job = first; job != null; ) {
      KeyPool<K> pool = job.pool();
      stack.push(job); // the first: no memory is needed
      run(job, pool);
      stack.pop();
      job = arbiter.release(pool);
      // (K23) its slot is the next one's, not yet taken
      if (job != null && !job.tryTake(stack)) {
        job = null; // who waits for it has taken it over
      }
      if (job != null) {
        cleanUp(current, name);
      }
    }
  }

  /** The next task sees a thread without the interrupts and the name that the last one left. */
  private void cleanUp(Thread current, String name) {
    Thread.interrupted();
    interruptIfStopping(current);
    if (!name.equals(current.getName())) {
      current.setName(name);
    }
  }

  /** {@code shutdownNow} interrupts those that run then, and is for the next task as well. */
  private void interruptIfStopping(Thread current) {
    if (stopping) {
      current.interrupt();
    }
  }

  /** Runs a job and counts it; whatever is thrown on the way ends here, or its slot were lost. */
  private void run(Job<K> job, @Nullable KeyPool<K> pool) {
    boolean threw = false;
    try {
      job.runTask();
    } catch (Throwable t) {
      threw = true;
      threw(job, t);
    }
    end(job, pool, threw);
  }

  private void end(Job<K> job, @Nullable KeyPool<K> pool, boolean threw) {
    try {
      ended(job, pool, threw);
    } catch (Throwable t) { // no memory
      log.workerFailed(t);
    }
  }

  private void threw(Job<K> job, Throwable thrown) {
    if (job.submitted() instanceof KeyedFuture<?, ?> future && future.isDone()) {
      log.decoratorFailed(thrown);
    } else {
      failed(job, thrown);
    }
  }

  private void failed(Job<K> job, Throwable failure) {
    if (job.submitted() instanceof KeyedFuture<?, ?> future) {
      future.fail(failure);
    } else {
      log.taskFailed(job, failure);
    }
  }

  private void ended(Job<K> job, @Nullable KeyPool<K> pool, boolean threw) {
    if (!(job.submitted() instanceof KeyedFuture<?, ?> future)) {
      count(job, pool, /* wasCancelled= */ false, threw);
      return;
    }
    try {
      count(job, pool, future.isCancelled(), future.failure() != null);
    } finally {
      // (K10) its result can be had, its end not yet told
      future.ended();
    }
  }

  private void count(Job<K> job, @Nullable KeyPool<K> pool, boolean wasCancelled, boolean threw) {
    if (pool != null) {
      pool.tally.ran(wasCancelled, threw);
    } else {
      arbiter.counts().ranOutside(job.key(), wasCancelled, threw);
    }
  }

  // ---- jobs that run in the thread of a task, or of a submitter
  // -------------------------------------

  /** Runs the job in the current thread at once if that is a worker; false if it is not. */
  boolean runInlineAtOnce(Job<K> job) {
    Stack<K> stack = stacks.get(Thread.currentThread());
    if (stack == null) {
      return false;
    }
    if (stack.depth() < MAX_DEPTH || !arbiter.nesting().defer(job)) {
      Turn unused = arbiter.nesting().begin(job, stack, null);
      runNested(job, stack);
    }
    return true;
  }

  /**
   * Runs the job in the current thread, which is a worker, when its key lets it.
   *
   * @return what became of it: admitted, taken, given up or closed
   */
  Waiter.State runInline(Job<K> job, long nanos) throws InterruptedException {
    Stack<K> stack = Objects.requireNonNull(stacks.get(Thread.currentThread()));
    if (stack.depth() >= MAX_DEPTH && arbiter.nesting().defer(job)) {
      return Waiter.State.ADMITTED;
    }
    Waiter<K> waiter = new Waiter<>(job, stack);
    if (arbiter.nesting().begin(job, stack, waiter) == Turn.WAIT) {
      job.carried();
      boolean unused = waiter.await(Nanos.deadline(nanos), arbiter.nesting()::giveUp);
      if (waiter.state() != Waiter.State.ADMITTED) {
        return waiter.state();
      }
    }
    runNested(job, stack);
    return Waiter.State.ADMITTED;
  }

  /**
   * The current thread waits for the job until a {@link Nanos#deadline}: runs it if it is a task of
   * these pools and the job is still free.
   *
   * @return a stack to {@link Nesting#unstuck} after the wait, if somebody else has the job
   */
  @Nullable Stack<K> help(Job<K> job, long deadline) throws InterruptedException {
    Stack<K> stack = stacks.get(Thread.currentThread());
    return stack != null && isElsewhere(job, stack, deadline, /* elseGetStuck= */ true)
        ? stack
        : null;
  }

  /** Called only by a worker: runs the job as {@link #help} does, but waits for nobody else. */
  void tryHelp(Job<K> job, long deadline) throws InterruptedException {
    Stack<K> stack = Objects.requireNonNull(stacks.get(Thread.currentThread()));
    boolean unused = isElsewhere(job, stack, deadline, /* elseGetStuck= */ false);
  }

  /**
   * Runs the job if it is free; false as well if the time ran out before a slot was lent for it.
   */
  private boolean isElsewhere(Job<K> job, Stack<K> stack, long deadline, boolean elseGetStuck)
      throws InterruptedException {
    for (; ; ) {
      Waiter<K> waiter = new Waiter<>(job, stack);
      boolean isForEver = deadline == Long.MAX_VALUE;
      switch (arbiter.nesting().beginHelp(job, stack, waiter, isForEver, elseGetStuck)) {
        case RUN -> {
          runNested(job, stack);
          return false;
        }
        case RUN_IN_ITS_SLOT -> {
          runInItsSlot(job, stack);
          return false;
        }
        case ELSEWHERE -> {
          return true;
        }
        case WAIT -> {
          if (!waiter.await(deadline, arbiter.nesting()::giveUp)) {
            return false;
          }
          if (waiter.state() == Waiter.State.ADMITTED) {
            runNested(job, stack);
            return false;
          } // else somebody else has it now
        }
      }
    }
  }

  void unstuck(@Nullable Stack<K> stack) {
    if (stack != null) {
      arbiter.nesting().unstuck(stack);
    }
  }

  private void runNested(Job<K> job, Stack<K> stack) {
    KeyPool<K> pool = job.poolOrNull();
    KeyPool<K> lent = pool == null || stack.contains(pool) ? null : pool;
    job.runner(stack);
    try {
      runInside(job, pool, stack);
    } finally {
      if (lent != null) {
        arbiter.nesting().end(lent);
      }
    }
  }

  /**
   * The job was taken over from a worker that is on its way. If the thread is in a task of that key
   * already the job needs no slot, as for {@link Nesting#begin}: a slot beyond those of threads
   * would count as one whose thread goes on.
   */
  private void runInItsSlot(Job<K> job, Stack<K> stack) {
    KeyPool<K> pool = job.pool();
    boolean needsSlot = !stack.contains(pool);
    if (!needsSlot) {
      giveBack(pool);
    }
    try {
      runInside(job, pool, stack);
    } finally {
      if (needsSlot) {
        giveBack(pool);
      }
    }
  }

  private void runInside(Job<K> job, @Nullable KeyPool<K> pool, Stack<K> stack) {
    boolean isTooDeep = stack.depth() % MAX_DEPTH == 0;
    try {
      // (K24) has it, not yet in it
      stack.push(job);
    } catch (Throwable t) { // no memory
      failed(job, t);
      end(job, pool, /* threw= */ true);
      return;
    }
    try {
      if (!isTooDeep || !tryRelay(job, pool, stack)) {
        runHere(job, pool, stack);
      }
    } finally {
      stack.pop();
    }
  }

  /** Has another thread run the job, and waits for that; false if there is none. */
  private boolean tryRelay(Job<K> job, @Nullable KeyPool<K> pool, Stack<K> stack) {
    Relay<K> relay;
    try {
      relay = new Relay<>(job, sent -> runFor(stack, sent, job, pool));
    } catch (Throwable t) { // no memory
      return false;
    }
    try {
      workers.execute(relay);
    } catch (Throwable t) { // no memory, or no thread
      if (relay.tryTake()) {
        return false;
      } // else a worker has it all the same
    }
    relay.awaitEnd();
    return !relay.tryTake(); // it is still to be had if the worker had no memory
  }

  /** Called only by a worker whose own stack is empty: it is another's for the time of a job. */
  private void runFor(Stack<K> stack, Relay<K> relay, Job<K> job, @Nullable KeyPool<K> pool) {
    Thread current = Thread.currentThread();
    stacks.put(current, stack);
    try {
      // (K21) a worker has come with it, perhaps too late
      if (relay.tryTake()) {
        interruptIfStopping(current);
        run(job, pool);
      }
    } finally {
      stacks.remove(current);
    }
  }

  /** Runs the job in a submitter that is no worker, outside of all bounds. */
  void runInCaller(Job<K> job) {
    boolean interrupted = Thread.interrupted();
    run(job, null);
    if (job.submitted() instanceof KeyedFuture<?, ?> future && future.isCancelled()) {
      Thread.interrupted(); // it was meant for that task
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Runs a job, the innermost of the stack, inside of the others. An interrupt that comes meanwhile
   * hits that, which may consume it, although it was meant for an outer one as well ({@code
   * shutdownNow}) or for that alone (its future was cancelled): the thread is interrupted again
   * afterwards if one of these has happened meanwhile. What else the job leaves behind ends with
   * it, as between two tasks.
   */
  private void runHere(Job<K> job, @Nullable KeyPool<K> pool, Stack<K> stack) {
    Thread current = Thread.currentThread();
    boolean wasStopped = stopped; // before the interrupt is looked at
    int cancelled = stack.countOuter(KeyedFuture::wasInterrupted);
    boolean interrupted = Thread.interrupted();
    interruptIfStopping(current);
    run(job, pool);
    Thread.interrupted();
    if (interrupted
        || (!wasStopped && stopping)
        || stack.countOuter(KeyedFuture::isBeingInterrupted) > cancelled) {
      current.interrupt();
    }
  }

  /** The job's future was cancelled while it was free. */
  void cancelled(Job<K> job) {
    if (arbiter.takeCancelled(job) && job.submitted() instanceof KeyedFuture<?, ?> future) {
      future.ended();
    }
  }

  // ---- the end
  // -----------------------------------------------------------------------------------

  /**
   * Interrupts all tasks, those that have a slot and no worker yet as well: they run, so the
   * workers stay until all have. T1 says that it stops, then looks who is in a task; T2 shows that
   * it is in one, then looks whether it is to stop.
   */
  void interruptAll() {
    stopping = true;
    stacks.keySet().forEach(Thread::interrupt);
    stopped = true;
  }

  private void drained() {
    drained.countDown();
    workers.shutdown();
  }

  boolean isTerminated() {
    return drained.getCount() == 0 && workers.isTerminated();
  }

  boolean awaitTermination(long nanos) throws InterruptedException {
    long deadline = Nanos.deadline(nanos);
    return drained.await(nanos, TimeUnit.NANOSECONDS)
        && workers.awaitTermination(Math.max(0, Nanos.left(deadline)), TimeUnit.NANOSECONDS);
  }
}
