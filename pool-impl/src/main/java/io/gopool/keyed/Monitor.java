package io.gopool.keyed;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one lock, and what a section under it has decided but does only when it has left: jobs that
 * were granted a slot are started, and who waits no longer is woken. So sections stay short, and
 * nobody who was woken runs into the lock.
 */
final class Monitor<K> {

  /** Sends a worker with a job that has a slot. Must not fail, and not wait. */
  interface Starter<K> {
    void start(Job<K> job);
  }

  private final Starter<K> starter;
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable Job<K> granted; // a list
  private @Nullable Job<K> lastGranted;
  private @Nullable Waiter<K> left; // a list

  Monitor(Starter<K> starter) {
    this.starter = starter;
  }

  /** Begins a section. */
  void enter() {
    lock.lock();
  }

  /** Ends the section and does what it has decided. */
  void exit() {
    start(exitWithGranted());
  }

  /** As {@link #exit}, but leaves the first job to the caller; null if none was granted. */
  @Nullable Job<K> exitWithJob() {
    Job<K> job = exitWithGranted();
    if (job != null) {
      Job<K> others = job.next();
      job.next(null);
      start(others);
    }
    return job;
  }

  private @Nullable Job<K> exitWithGranted() {
    Job<K> jobs = granted;
    granted = null;
    lastGranted = null;
    Waiter<K> waiters = left;
    left = null;
    lock.unlock();
    for (Waiter<K> waiter = waiters; waiter != null; waiter = waiter.next()) {
      waiter.wake();
    }
    return jobs;
  }

  private void start(@Nullable Job<K> jobs) {
    Job<K> job = jobs;
    while (job != null) {
      Job<K> next = job.next();
      job.next(null);
      starter.start(job);
      job = next;
    }
  }

  // ---- in a section

  /** The job has a slot now. */
  void grant(Job<K> job) {
    job.getsSlot();
    if (lastGranted == null) {
      granted = job;
    } else {
      lastGranted.next(job);
    }
    lastGranted = job;
  }

  /** The waiter waits no longer. */
  void endWait(Waiter<K> waiter, Waiter.State as) {
    waiter.leave(as, left);
    left = waiter;
  }
}
