package io.gopool.core;

import static io.gopool.contract.Patience.eventually;

import io.gopool.PoolStats;
import io.gopool.State;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.Future;

/** Adds up what became of each task of a closed pool, and compares it with the pool's own books. */
final class StressLedger {

  private final StressRound round;
  private final List<String> wrong = new ArrayList<>();
  private long submitted;
  private long completed;
  private long failed;
  private long cancelled;
  private long rejected;
  private long handled;
  private long unclear; // cancelled before they ran, perhaps before they were submitted at all
  private long functionsNeverRun;
  private int handedBackFunctions; // which only their number tells

  private StressLedger(StressRound round) {
    this.round = round;
  }

  /** Returns all that is wrong. */
  static List<String> check(StressRound round) {
    StressLedger ledger = new StressLedger(round);
    ledger.matchHandedBack();
    round.tasks.forEach(ledger::enter);
    // A timer, which starts a worker after a start that failed, counts it when that may be gone.
    eventually(() -> round.pool.stats().spawned() >= round.seen.spawned.sum());
    ledger.compare(round.pool.stats());
    ledger.wrong.addAll(round.violations);
    return ledger.wrong;
  }

  private void matchHandedBack() {
    IdentityHashMap<Object, StressTask> byIdentity = new IdentityHashMap<>();
    for (StressTask task : round.tasks) {
      byIdentity.put(task, task);
      if (task.future != null) {
        byIdentity.put(task.future, task);
      }
    }
    int others = 0;
    for (Runnable returned : round.handedBack) {
      StressTask task = byIdentity.get(returned);
      if (task != null) {
        task.handedBack.incrementAndGet();
      } else {
        others++;
      }
    }
    handedBackFunctions = others;
    for (Runnable task : round.runByHand) {
      byIdentity.get(task).runByHand = true;
    }
  }

  private void enter(StressTask task) {
    if (task.handedBack.get() > 1 || task.starts.get() > 1) {
      wrong.add("ran or came back twice: " + task);
    }
    if (task.handedBack.get() != 0 && !task.neverStarted() && !task.runByHand) {
      wrong.add("ran and came back: " + task);
    }
    if (!task.hasEnded()) {
      wrong.add("still runs in a closed pool: " + task);
    }
    switch (task.answer) {
      case NONE -> wrong.add("no answer: " + task);
      case REFUSED -> {
        rejected++;
        neverRan(task);
      }
      case WITHDRAWN, NOT_STARTED -> neverRan(task);
      case ADMITTED -> admitted(task);
    }
  }

  private void neverRan(StressTask task) {
    if (!task.neverStarted() || task.handedBack.get() != 0) {
      wrong.add("was not admitted and ran or came back: " + task);
    }
  }

  private void admitted(StressTask task) {
    boolean isFuture = task.future != null;
    if (isFuture && task.way == StressTask.Way.GROUP && task.neverStarted()) {
      if (!task.future.isCancelled()) {
        wrong.add("never ran, nor was it cancelled: " + task);
      }
      unclear++;
      return;
    }
    submitted++;
    if (task.handedBack.get() != 0) {
      cancelled++;
    } else if (isFuture) {
      future(task, task.future.state());
    } else if (task.neverStarted()) {
      if (task.way == StressTask.Way.FUNCTION) {
        functionsNeverRun++;
      } else if (round.releasesTimedOut.get() == 0) {
        wrong.add("never ran, nor did it come back: " + task);
      }
      cancelled++;
    } else if (task.threw.get() == 1) {
      failed++;
      handled++;
    } else {
      completed++;
    }
  }

  private void future(StressTask task, Future.State state) {
    switch (state) {
      case RUNNING -> wrong.add("its future never ended: " + task);
      case CANCELLED -> cancelled++;
      case FAILED -> failed++;
      case SUCCESS -> completed++;
    }
    boolean consistent =
        switch (state) {
          case SUCCESS -> task.returned.get() == 1;
          case FAILED -> task.threw.get() == 1;
          default -> true;
        };
    if (!consistent) {
      wrong.add("its future says something else: " + task);
    }
  }

  private void compare(PoolStats stats) {
    if (stats.state() != State.CLOSED) {
      wrong.add("is not closed");
    }
    equal("running", 0, stats.running());
    equal("queued", 0, stats.queued());
    equal("waiting", 0, stats.waiting());
    equal("idle", 0, stats.idle());
    equal("completed", completed, stats.completed());
    equal("failed", failed, stats.failed());
    equal("rejected", rejected, stats.rejected());
    equal("submitted - cancelled", submitted - cancelled, stats.submitted() - stats.cancelled());
    if (stats.submitted() < submitted || stats.submitted() > submitted + unclear) {
      wrong.add("submitted: " + submitted + " and perhaps " + unclear + ", pool says " + stats);
    }
    // A function's task that came back and was run by hand counts as neither.
    if (round.releasesTimedOut.get() == 0 && functionsNeverRun > handedBackFunctions) {
      wrong.add(functionsNeverRun + " arguments lost, came back " + handedBackFunctions);
    }
    equal("failures handled", handled, round.handled.get());
    if (round.settings.listens()) {
      wrong.addAll(round.seen.compare(stats));
    }
    for (Thread worker : round.workerThreads) {
      if (worker.isAlive()) {
        wrong.add("lives after close(): " + worker);
      }
    }
  }

  private void equal(String what, long expected, long actual) {
    if (expected != actual) {
      wrong.add(what + ": expected " + expected + ", pool says " + actual);
    }
  }
}
