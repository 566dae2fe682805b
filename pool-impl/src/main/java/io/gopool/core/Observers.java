package io.gopool.core;

import io.gopool.PoolObserver;
import io.gopool.RejectReason;
import io.gopool.State;
import io.gopool.TaskOutcome;
import io.gopool.WorkerExit;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who observes a pool at one moment: immutable, and replaced as a whole in the one field of {@link
 * PoolCore} that the task path reads. Null stands for nobody.
 *
 * <p>Things that have two ends, a task that runs and a submitter that waits, are told to those who
 * were there at the first end: T1 tells A that a task starts; T2 replaces A by B; T1 tells A that
 * it finishes. So nobody sees one end only, and an observer is told of ends after it was detached.
 *
 * <p>Nothing that an observer throws, or that is thrown for want of memory or of stack, comes out
 * of these methods: their callers may have a task in hand, or be on the idle stack already.
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
    long now = 0;
    try {
      now = now(task.sampleBits());
      task.finishes(now);
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
      tell("taskCancelled", (o, task, none) -> o.taskCancelled(task), Observed.of(entry), null);
    } catch (Throwable t) {
      // see started()
    }
  }

  void rejected(Runnable task, RejectReason reason) {
    try {
      tell("taskRejected", PoolObserver::taskRejected, Wrapped.original(task), reason);
    } catch (Throwable t) {
      // see started()
    }
  }

  // ---- submitters
  // --------------------------------------------------------------------------------

  /** Returns the time, for {@link #unblocked}. */
  long blocked(Runnable task) {
    try {
      tell("submitterBlocked", (o, t, none) -> o.submitterBlocked(t), Wrapped.original(task), null);
    } catch (Throwable t) {
      // see started()
    }
    return now();
  }

  void unblocked(Runnable task, long since, boolean admitted) {
    try {
      Runnable original = Wrapped.original(task);
      long waited = now() - since;
      for (Attached a : all) {
        try {
          a.observer.submitterUnblocked(original, waited, admitted);
        } catch (Throwable t) {
          a.failed("submitterUnblocked", t);
        }
      }
    } catch (Throwable t) {
      // see started()
    }
  }

  // ---- workers
  // -----------------------------------------------------------------------------------

  void spawned(Thread worker) {
    try {
      tell("workerSpawned", (o, thread, none) -> o.workerSpawned(thread), worker, null);
    } catch (Throwable t) {
      // see started()
    }
  }

  void retired(Thread worker, WorkerExit reason) {
    try {
      tell("workerRetired", PoolObserver::workerRetired, worker, reason);
    } catch (Throwable t) {
      // see started()
    }
  }

  void idle(Thread worker) {
    try {
      tell("workerIdle", (o, thread, none) -> o.workerIdle(thread), worker, null);
    } catch (Throwable t) {
      // see started()
    }
  }

  void reused(Thread worker) {
    try {
      tell("workerReused", (o, thread, none) -> o.workerReused(thread), worker, null);
    } catch (Throwable t) {
      // see started()
    }
  }

  void stolen(int from, int to, int tasks) {
    try {
      for (Attached a : all) {
        try {
          a.observer.tasksStolen(from, to, tasks);
        } catch (Throwable t) {
          a.failed("tasksStolen", t);
        }
      }
    } catch (Throwable t) {
      // see started()
    }
  }

  // ---- the pool
  // ----------------------------------------------------------------------------------

  void stateChanged(State from, State to) {
    try {
      tell("stateChanged", PoolObserver::stateChanged, from, to);
    } catch (Throwable t) {
      // see started()
    }
  }

  void resized(int from, int to) {
    try {
      tell("resized", PoolObserver::resized, from, to);
    } catch (Throwable t) {
      // see started()
    }
  }

  /** A method of an observer. It is given all, so that it captures nothing, nor allocates. */
  @FunctionalInterface
  private interface Event<A, B extends @Nullable Object> {
    void tell(PoolObserver observer, A subject, B more);
  }

  /** Called in a try: it takes memory to link the event when it is first told. */
  private <A, B extends @Nullable Object> void tell(
      String method, Event<A, B> event, A subject, B more) {
    for (Attached a : all) {
      try {
        event.tell(a.observer, subject, more);
      } catch (Throwable t) {
        a.failed(method, t);
      }
    }
  }
}
