package io.gopool.core;

import io.gopool.ObservedTask;
import io.gopool.PoolObserver;
import io.gopool.RejectReason;
import io.gopool.State;
import io.gopool.TaskOutcome;
import io.gopool.WorkerExit;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who observes a pool at one moment: immutable, and replaced as a whole in the one field of {@link
 * PoolCore} that the task path reads. Null stands for nobody.
 *
 * <p>Things that have two ends, a task that runs and a submitter that waits, are told to those who
 * were there at the first end: T1 tells A that a task starts; T2 replaces A by B; T1 tells A that
 * it finishes. So nobody sees one end only, and an observer is told of ends after it was detached.
 */
final class Observers {

  /** For {@link #started}: nothing lies between the acceptance of the task and its start. */
  static final long AT_ACCEPTANCE = Long.MIN_VALUE;

  private final Attached[] all;
  private final long timedBelow; // of samples; 0 if nobody wants times
  private final boolean sampled;

  private Observers(Attached... all) {
    this.all = all;
    double rate = Arrays.stream(all).mapToDouble(a -> a.samplingRate).max().orElse(0);
    timedBelow = (long) Math.ceil(rate * 0x1p31);
    sampled = Arrays.stream(all).anyMatch(a -> a.samplingRate > 0 && a.samplingRate < 1);
  }

  static Observers with(@Nullable Observers before, Attached more) {
    Attached[] known = before == null ? new Attached[0] : before.all;
    for (Attached a : known) {
      if (a.observer == more.observer) {
        throw new IllegalArgumentException(
            "observer " + more.observer + " is attached already; attach each once");
      }
    }
    return new Observers(Stream.concat(Stream.of(known), Stream.of(more)).toArray(Attached[]::new));
  }

  static @Nullable Observers without(@Nullable Observers before, Attached gone) {
    if (before == null) {
      return null;
    }
    Attached[] rest = Stream.of(before.all).filter(a -> a != gone).toArray(Attached[]::new);
    return rest.length == 0 ? null : new Observers(rest);
  }

  private int draw() {
    return sampled ? ThreadLocalRandom.current().nextInt() >>> 1 : 0;
  }

  private long now(int sample) {
    return sample < timedBelow ? Nanos.now() : 0;
  }

  /** For what is always timed if anybody wants times. */
  private long now() {
    return now(/* sample= */ 0);
  }

  // ---- tasks
  // -------------------------------------------------------------------------------------

  /** Called before the task is published; returns what is to be published for it. */
  Runnable accepted(Runnable entry, Thread submitter) {
    Observed task = null;
    try {
      int sample = draw();
      task = Observed.accepted(entry, sample, submitter.threadId(), now(sample));
      for (Attached a : all) {
        try {
          a.observer.taskAccepted(task);
        } catch (Throwable t) {
          a.failed("taskAccepted", t);
        }
      }
    } catch (Throwable t) {
      // see started()
    }
    return task == null || entry instanceof PoolFuture<?> ? entry : task;
  }

  /**
   * Called by the thread that is about to run it.
   *
   * @param clock a reading that is fresh enough, 0 for none, or {@link #AT_ACCEPTANCE}
   * @return for {@link #finished}; null if the memory or the stack is used up: the task must run
   *     all the same
   */
  @Nullable Observed started(Runnable entry, long clock) {
    Observed task = null;
    try {
      task = Observed.known(entry);
      if (task == null) {
        task = Observed.unknown(entry, draw());
      }
      task.starts(Thread.currentThread(), startOf(task, clock));
      for (Attached a : all) {
        try {
          a.observer.taskStarted(task);
        } catch (Throwable t) {
          a.failed("taskStarted", t);
        }
      }
    } catch (Throwable t) {
      // what a task needs to start in such a state is not to fail because of its observers
    }
    return task;
  }

  private long startOf(Observed task, long clock) {
    long known = clock == AT_ACCEPTANCE ? task.acceptedNanos() : clock;
    return known != 0 && task.sampleBits() < timedBelow ? known : now(task.sampleBits());
  }

  /**
   * Called by the thread that ran it.
   *
   * @return the reading of the clock, 0 for none
   */
  long finished(@Nullable Observed task, TaskOutcome outcome, @Nullable Throwable failure) {
    if (task == null) {
      return 0;
    }
    long now = now(task.sampleBits());
    task.finishes(now);
    try {
      for (Attached a : all) {
        try {
          a.observer.taskFinished(task, outcome, failure);
        } catch (Throwable t) {
          a.failed("taskFinished", t);
        }
      }
    } catch (Throwable t) {
      // see started()
    }
    return now;
  }

  void cancelled(Runnable entry) {
    try {
      ObservedTask task = Observed.of(entry);
      tell("taskCancelled", o -> o.taskCancelled(task));
    } catch (Throwable t) {
      // see started()
    }
  }

  void rejected(Runnable task, RejectReason reason) {
    Runnable original = Wrapped.original(task);
    tell("taskRejected", o -> o.taskRejected(original, reason));
  }

  // ---- submitters
  // --------------------------------------------------------------------------------

  /** Returns the time, for {@link #unblocked}. */
  long blocked(Runnable task) {
    Runnable original = Wrapped.original(task);
    tell("submitterBlocked", o -> o.submitterBlocked(original));
    return now();
  }

  void unblocked(Runnable task, long since, boolean admitted) {
    Runnable original = Wrapped.original(task);
    long waited = now() - since;
    tell("submitterUnblocked", o -> o.submitterUnblocked(original, waited, admitted));
  }

  // ---- workers
  // -----------------------------------------------------------------------------------

  void spawned(Thread worker) {
    tell("workerSpawned", o -> o.workerSpawned(worker));
  }

  void retired(Thread worker, WorkerExit reason) {
    tell("workerRetired", o -> o.workerRetired(worker, reason));
  }

  void idle(Thread worker) {
    tell("workerIdle", o -> o.workerIdle(worker));
  }

  void reused(Thread worker) {
    tell("workerReused", o -> o.workerReused(worker));
  }

  void stolen(int from, int to, int tasks) {
    tell("tasksStolen", o -> o.tasksStolen(from, to, tasks));
  }

  // ---- the pool
  // ----------------------------------------------------------------------------------

  void stateChanged(State from, State to) {
    tell("stateChanged", o -> o.stateChanged(from, to));
  }

  void resized(int from, int to) {
    tell("resized", o -> o.resized(from, to));
  }

  private void tell(String method, Consumer<PoolObserver> event) {
    for (Attached a : all) {
      try {
        event.accept(a.observer);
      } catch (Throwable t) {
        a.failed(method, t);
      }
    }
  }
}
