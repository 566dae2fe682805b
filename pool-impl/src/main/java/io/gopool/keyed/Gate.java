package io.gopool.keyed;

import io.gopool.Admission;
import io.gopool.KeyStats;
import io.gopool.PoolClosedException;
import io.gopool.PoolOverloadedException;
import io.gopool.State;
import io.gopool.time.Durations;
import java.util.function.UnaryOperator;

/** Lets tasks in: at once if the {@link Arbiter} does, otherwise as the admission policy says. */
final class Gate<K> {

  private final KeyedConfig config;
  private final Crew<K> crew;
  private final Arbiter<K> arbiter;

  Gate(Crew<K> crew) {
    this.crew = crew;
    config = crew.config();
    arbiter = crew.arbiter();
  }

  /** Admits the job, as the policy says. */
  void execute(Job<K> job) {
    if (offer(job)) {
      return;
    }
    switch (config.admission()) {
      case Admission.Reject r ->
          throw overloaded(
              job, "", bound -> "raise " + bound + ", or use Admission.block() to wait instead");
      case Admission.CallerRuns c -> {
        if (!crew.runInlineAtOnce(job)) {
          crew.runInCaller(job);
        }
      }
      case Admission.Block block -> {
        block(job, block);
      }
    }
  }

  private void block(Job<K> job, Admission.Block policy) {
    long nanos = Durations.nanos(policy.maxWait());
    try {
      if (!(crew.isWorker() ? inline(job, nanos) : await(job, nanos))) {
        throw overloaded(
            job,
            " and stayed so for " + policy.maxWait(),
            bound -> "raise " + bound + ", or let submitters wait longer");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw overloaded(
          job,
          " and the submitter was interrupted while blocked",
          bound -> "the task was withdrawn");
    }
  }

  /** Admits the job if it can be at once; does not count a refusal. */
  boolean offer(Job<K> job) {
    return arbiter.tryStart(job) ? start(job) : isIn(arbiter.admit(job, null), job);
  }

  /** Admits the job within a time, whatever the policy; does not count a refusal. */
  boolean offer(Job<K> job, long nanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException(
          "interrupted before '" + config.name() + "' admitted the task");
    }
    return offer(job) || (crew.isWorker() ? inline(job, nanos) : nanos > 0 && await(job, nanos));
  }

  private boolean isIn(Verdict verdict, Job<K> job) {
    return switch (verdict) {
      case STARTED -> start(job);
      case QUEUED -> true;
      case FULL, NO_PLACE, WAITING -> false;
      case CLOSED -> throw closed(job);
    };
  }

  private boolean start(Job<K> job) {
    crew.startOrThrow(job);
    return true;
  }

  /** Waits until the job is admitted; false if the time ran out. */
  private boolean await(Job<K> job, long nanos) throws InterruptedException {
    Waiter<K> waiter = new Waiter<>(job);
    // (K3) refused a slot, not yet in a line
    Verdict verdict = arbiter.admit(job, waiter);
    if (verdict != Verdict.WAITING) {
      return isIn(verdict, job);
    }
    job.carried();
    if (!waiter.await(Nanos.deadline(nanos), arbiter::giveUp)) {
      return false;
    }
    if (waiter.state() == Waiter.State.CLOSED) {
      throw closed(job);
    }
    return true;
  }

  /** Runs a job in the current task, when its key lets it; false if the time ran out. */
  private boolean inline(Job<K> job, long nanos) throws InterruptedException {
    return switch (crew.runInline(job, nanos)) {
      case ADMITTED, TAKEN -> true;
      case CLOSED -> throw closed(job);
      default -> false;
    };
  }

  // ---- refusals
  // ----------------------------------------------------------------------------------

  private PoolClosedException closed(Job<K> job) {
    arbiter.counts().rejected(job.key());
    return new PoolClosedException(
        "'"
            + config.name()
            + "' is "
            + state()
            + " and takes no task of key '"
            + job.key()
            + "'; make new pools with KeyedPools.builder");
  }

  private State state() {
    return crew.isTerminated() ? State.CLOSED : State.DRAINING;
  }

  /**
   * Returns the refusal of a job, with the counts that tell why, and no more: a sum over all keys
   * would keep the lock from them for too long.
   *
   * @param why appended to what is full
   * @param remedy what to do about the setting that bounds it
   */
  private PoolOverloadedException overloaded(Job<K> job, String why, UnaryOperator<String> remedy) {
    K key = job.key();
    Counts<K> counts = arbiter.counts();
    counts.rejected(key);
    KeyStats stats = counts.stats(key);
    if (stats == null) {
      return new PoolOverloadedException(
          "all places for keys of '"
              + config.name()
              + "' are in use"
              + why
              + ", key '"
              + key
              + "' has none: maxKeys="
              + config.maxKeys()
              + "; "
              + remedy.apply("maxKeys"));
    }
    boolean isTotal = config.hasTotal() && stats.running() < stats.capacity();
    return new PoolOverloadedException(
        "key '"
            + key
            + "' of '"
            + config.name()
            + (isTotal ? "' gets no slot, the total is exhausted" : "' is full")
            + why
            + (isTotal ? ": totalCapacity=" + counts.totalCapacity() + " capacity=" : ": capacity=")
            + stats.capacity()
            + " running="
            + stats.running()
            + " queued="
            + stats.queued()
            + " waiting="
            + stats.waiting()
            + "; "
            + remedy.apply(isTotal ? "totalCapacity" : "capacityPerKey"));
  }
}
