package io.gopool.examples.linkchecker.check;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One check: what was asked for, how far it is, what was found. One lock guards all of it; it is
 * held for a few assignments. Thread-safe.
 *
 * <p>It ends once: with the last verdict after the last link was announced, or when somebody ends
 * it before. Verdicts that come after the end are dropped, so that what a reader saw at the end
 * stays true.
 */
public final class Check {

  private final String id;
  private final String source;
  private final Instant created;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<LinkResult> results = new ArrayList<>();
  private final Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
  private final Set<Thread> atWork = new HashSet<>();
  private @Nullable Future<?> task;
  private CheckState state = CheckState.QUEUED;
  private boolean begun;
  private String title = "";
  private String message = "";
  private int total;
  private int size;
  private boolean announced;
  private @Nullable Instant finished;
  private long version;

  Check(String id, String source, Instant created) {
    this.id = id;
    this.source = source;
    this.created = created;
  }

  /** Its name in URLs. */
  public String id() {
    return id;
  }

  Instant created() {
    return created;
  }

  /** How many characters it keeps, about. */
  int size() {
    lock.lock();
    try {
      return size;
    } finally {
      lock.unlock();
    }
  }

  /** Where it is, now. */
  public Progress progress() {
    lock.lock();
    try {
      return new Progress(
          id,
          source,
          title,
          state,
          message,
          total,
          results.size(),
          counts.getOrDefault(Verdict.OK, 0),
          counts.getOrDefault(Verdict.BROKEN, 0),
          counts.getOrDefault(Verdict.REFUSED, 0),
          created,
          finished);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns a copy of the results from {@code from} on, in the order they came, at most so many.
   */
  public List<LinkResult> results(int from, int most) {
    lock.lock();
    try {
      int begin = Math.min(Math.max(from, 0), results.size());
      int end = (int) Math.min((long) begin + most, results.size());
      return List.copyOf(results.subList(begin, end));
    } finally {
      lock.unlock();
    }
  }

  /** A number that grows with each change. */
  public long version() {
    lock.lock();
    try {
      return version;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until {@link #version} differs from {@code seen}; returns it, changed or not. */
  public long awaitChange(long seen, Duration longest) throws InterruptedException {
    lock.lock();
    try {
      long left = longest.toNanos();
      while (version == seen && left > 0) {
        left = changed.awaitNanos(left);
      }
      return version;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until it has ended. */
  public void awaitEnd() throws InterruptedException {
    lock.lock();
    try {
      while (!state.isEnded()) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until it has ended; returns whether it has. */
  public boolean awaitEnd(long timeout, TimeUnit unit) throws InterruptedException {
    lock.lock();
    try {
      long left = unit.toNanos(timeout);
      while (!state.isEnded() && left > 0) {
        left = changed.awaitNanos(left);
      }
      return state.isEnded();
    } finally {
      lock.unlock();
    }
  }

  /** Whether it has not ended. */
  public boolean isOpen() {
    lock.lock();
    try {
      return !state.isEnded();
    } finally {
      lock.unlock();
    }
  }

  /** What it waits for: this will {@link #begin} it. */
  void accepted(Future<?> by) {
    lock.lock();
    try {
      task = by;
    } finally {
      lock.unlock();
    }
  }

  /** Returns what nobody needs any more, if it has ended before it began; otherwise null. */
  @Nullable Future<?> abandoned() {
    lock.lock();
    try {
      return state.isEnded() && !begun ? task : null;
    } finally {
      lock.unlock();
    }
  }

  /** Begins, unless it has ended already. */
  boolean begin() {
    lock.lock();
    try {
      if (state != CheckState.QUEUED) {
        return false;
      }
      state = CheckState.RUNNING;
      begun = true;
      change();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** All links are known. */
  void announce(String pageTitle, String note, int links) {
    lock.lock();
    try {
      if (!state.isEnded()) {
        title = pageTitle;
        message = note;
        total = links;
        announced = true;
        endIfLast();
        change();
      }
    } finally {
      lock.unlock();
    }
  }

  void add(LinkResult result) {
    lock.lock();
    try {
      if (!state.isEnded()) {
        results.add(result);
        size += result.size();
        counts.merge(result.verdict(), 1, Integer::sum);
        endIfLast();
        change();
      }
    } finally {
      lock.unlock();
    }
  }

  private void endIfLast() {
    if (announced && results.size() == total && !state.isEnded()) {
      state = CheckState.DONE;
      finished = Instant.now();
    }
  }

  /**
   * Ends it, and interrupts the exchanges that are under way for it.
   *
   * @return false if it had ended before
   */
  boolean end(CheckState how, String why) {
    lock.lock();
    try {
      if (state.isEnded()) {
        return false;
      }
      state = how;
      message = why;
      finished = Instant.now();
      atWork.forEach(Thread::interrupt);
      change();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Runs work that {@link #end} interrupts, if the check is open. The interrupt cannot hit what the
   * thread does next: {@code end} interrupts only threads in the set, under the lock, and the
   * status is cleared after this one has left it.
   */
  void work(Runnable work) {
    Thread me = Thread.currentThread();
    if (!enter(me)) {
      return;
    }
    try {
      work.run();
    } finally {
      leave(me);
    }
  }

  private boolean enter(Thread me) {
    lock.lock();
    try {
      return !state.isEnded() && atWork.add(me);
    } finally {
      lock.unlock();
    }
  }

  private void leave(Thread me) {
    lock.lock();
    try {
      atWork.remove(me);
      if (state.isEnded()) {
        Thread.interrupted();
      }
    } finally {
      lock.unlock();
    }
  }

  private void change() {
    version++;
    changed.signalAll();
  }
}
