package io.gopool.event;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.ObservedTask;
import io.gopool.PoolListener;
import io.gopool.TaskOutcome;
import io.gopool.WorkerPool;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import io.gopool.contract.PoolFixture;
import io.gopool.schedule.Weaver.Bug;
import io.gopool.schedule.Weaving;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What became of a task is told in order, and what a thread did as well: its tasks start and end in
 * turn, and a task submitted by a task is accepted while that runs. With many threads at once, so
 * that lanes are shared, and on a bus that drops nothing.
 */
@OnEachKind
class EventOrderTest extends PoolFixture {

  private static final int SUBMITTERS = 6;
  private static final int TASKS = 4_000;

  private final CountDownLatch nested = new CountDownLatch(SUBMITTERS * TASKS / 4);

  private enum Step {
    ACCEPTED,
    STARTED
  }

  /** Follows each task and each worker; plain, as one thread tells. */
  private static final class Follower implements PoolListener {

    final Set<String> wrong = new TreeSet<>();
    private final Map<ObservedTask, Step> steps = new HashMap<>();
    // What runs on a thread; a task that is submitted by one may run inside of it.
    private final Map<Long, Deque<ObservedTask>> runs = new HashMap<>();
    long completed;
    long nested;

    private Deque<ObservedTask> runs(long thread) {
      return runs.computeIfAbsent(thread, id -> new ArrayDeque<>());
    }

    private void check(boolean holds, String what) {
      if (!holds) {
        wrong.add(what);
      }
    }

    @Override
    public void taskAccepted(String pool, ObservedTask task) {
      check(steps.put(task, Step.ACCEPTED) == null, "accepted after another step");
      if (task.name().equals("nested")) {
        nested++;
        check(!runs(task.submitterId()).isEmpty(), "accepted while its submitter ran nothing");
      }
    }

    @Override
    public void taskStarted(String pool, ObservedTask task, Thread worker, long waitedNanos) {
      check(steps.put(task, Step.STARTED) == Step.ACCEPTED, "started before it was accepted");
      Deque<ObservedTask> running = runs(worker.threadId());
      ObservedTask outer = running.peek();
      check(outer == null || outer.name().equals("outer"), "started before another one ended");
      running.push(task);
    }

    @Override
    public void taskFinished(
        String pool,
        ObservedTask task,
        TaskOutcome outcome,
        @Nullable Throwable failure,
        long waitedNanos,
        long ranNanos) {
      if (outcome == TaskOutcome.SUCCESS) {
        completed++;
      }
      check(steps.remove(task) == Step.STARTED, "finished before it started");
      Thread worker = Objects.requireNonNull(task.worker());
      check(runs(worker.threadId()).poll() == task, "ended out of turn on its thread");
    }

    @Override
    public void taskCancelled(String pool, ObservedTask task) {
      check(steps.remove(task) == Step.ACCEPTED, "cancelled before it was accepted");
    }
  }

  @Test
  void eachTaskAndEachThreadIsToldInOrder() throws Exception {
    Follower follower = new Follower();
    WorkerPool pool = followed(follower);
    assertEquals(Set.of(), follower.wrong);
    assertEquals(Map.of(), follower.steps);
    assertEquals(SUBMITTERS * TASKS / 4, follower.nested);
    assertEquals(pool.stats().completed(), follower.completed);
  }

  /** The twin: lanes are merged without regard to the times. */
  @Test
  void lanesThatAreToldOneAfterTheOtherAreNoticed() throws Exception {
    Weaving.ofMarks(new Bug("N1", "nanos", 0))
        .during(
            () -> {
              Follower follower = new Follower();
              WorkerPool pool = followed(follower);
              assertEquals(Set.of("accepted while its submitter ran nothing"), follower.wrong);
              assertEquals(pool.stats().completed(), follower.completed);
            });
  }

  private WorkerPool followed(Follower follower) throws Exception {
    WorkerPool pool =
        pool(
            b ->
                b.capacity(32)
                    .queueCapacity(10_000)
                    .events(e -> e.ringSize(1 << 16))
                    .listener(follower));
    List<Caller<Void>> submitters = new ArrayList<>();
    for (int i = 0; i < SUBMITTERS; i++) {
      submitters.add(Caller.run(() -> submit(pool)));
    }
    for (Caller<Void> submitter : submitters) {
      submitter.result();
    }
    assertTrue(nested.await(PATIENCE_SECONDS, SECONDS));
    pool.close();
    assertEquals(0, Objects.requireNonNull(pool.events()).dropped());
    return pool;
  }

  private void submit(WorkerPool pool) {
    for (int i = 0; i < TASKS; i++) {
      switch (i % 4) {
        case 0 -> pool.execute("outer", () -> pool.execute("nested", nested::countDown));
        case 1 -> {
          Future<?> future = pool.submit(Thread::yield);
          future.cancel(/* mayInterruptIfRunning= */ false);
        }
        default -> pool.execute(Thread::onSpinWait);
      }
    }
  }
}
