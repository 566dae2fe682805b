package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.Observation;
import io.gopool.ObservedTask;
import io.gopool.PoolObserver;
import io.gopool.TaskOutcome;
import io.gopool.WorkerPool;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Observers come and go while a million tasks run. */
@OnEachKind
class ObserverRaceTest extends CoreFixture {

  private static final int SUBMITTERS = 3;
  private static final int TASKS = 120_000;

  /** Notes a task whose end it sees without its start, or the other way round. */
  private static final class Pairs implements PoolObserver {
    final Set<ObservedTask> running = ConcurrentHashMap.newKeySet();
    final AtomicInteger startless = new AtomicInteger();

    @Override
    public void taskStarted(ObservedTask task) {
      running.add(task);
    }

    @Override
    public void taskFinished(ObservedTask task, TaskOutcome outcome, @Nullable Throwable failure) {
      if (!running.remove(task)) {
        startless.incrementAndGet();
      }
    }

    boolean addUp() {
      return running.isEmpty() && startless.get() == 0;
    }
  }

  @Test
  void whoSeesATaskStartSeesItFinishAndNobodyElse() throws Exception {
    Sightings all = new Sightings();
    WorkerPool pool = pool(b -> b.capacity(4).queueCapacity(64).observer(all));
    List<Caller<Void>> submitters = new ArrayList<>();
    for (int i = 0; i < SUBMITTERS; i++) {
      submitters.add(Caller.run(() -> submit(pool)));
    }
    List<Pairs> comers = new ArrayList<>();
    while (submitters.stream().anyMatch(s -> !s.isDone())) {
      Pairs comer = new Pairs();
      comers.add(comer);
      Observation observation = pool.observe(comer);
      long seen = all.started.sum();
      while (all.started.sum() < seen + 100 && submitters.stream().anyMatch(s -> !s.isDone())) {
        Thread.onSpinWait();
      }
      observation.close();
    }
    for (Caller<Void> submitter : submitters) {
      submitter.result();
    }
    pool.close();
    assertEquals(SUBMITTERS * TASKS, pool.stats().submitted());
    assertEquals(List.of(), all.compare(pool.stats()));
    assertTrue(comers.size() > 10, () -> "only " + comers.size() + " observers came");
    comers.forEach(c -> assertTrue(c.addUp(), () -> c.startless + " " + c.running.size()));
  }

  private static void submit(WorkerPool pool) {
    for (int i = 0; i < TASKS; i++) {
      if (i % 3 == 0) {
        var unused = pool.submit(() -> {});
      } else {
        pool.execute(() -> {});
      }
    }
  }

  /** Asks at the end of a task anew who is there: the twin that must be caught. */
  private static final class AskingTwice {
    private volatile PoolObserver[] all = {};

    void run(ObservedTask task, Runnable body) {
      for (PoolObserver o : all) {
        o.taskStarted(task);
      }
      body.run();
      for (PoolObserver o : all) {
        o.taskFinished(task, TaskOutcome.SUCCESS, null);
      }
    }
  }

  @Test
  void oneWhoAsksTwiceIsCaught() {
    AskingTwice twin = new AskingTwice();
    Pairs comer = new Pairs();
    ObservedTask task =
        Observed.accepted(() -> {}, /* sample= */ 0, /* submitterId= */ 1, /* nanos= */ 1);
    twin.run(task, () -> twin.all = new PoolObserver[] {comer});
    assertFalse(comer.addUp());
    Pairs goer = new Pairs();
    twin.all = new PoolObserver[] {goer};
    twin.run(task, () -> twin.all = new PoolObserver[0]);
    assertFalse(goer.addUp());
  }
}
