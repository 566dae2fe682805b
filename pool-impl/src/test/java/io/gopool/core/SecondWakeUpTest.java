package io.gopool.core;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.schedule.Breakpoints;
import io.gopool.schedule.Breakpoints.Breakpoint;
import io.gopool.schedule.Weaving;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where tasks come one by one, a searcher that is late holds up nobody. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SecondWakeUpTest {

  private static final int ENOUGH_TO_LEARN = 20;

  @Test
  void anotherWorkerIsWokenWhileTheSearcherIsOnItsWay() throws Exception {
    assertEquals(2, ranBehindALateSearcher(ENOUGH_TO_LEARN));
  }

  @Test
  void aPoolThatDoesNotKnowHowTasksComeLeavesThemToTheSearcher() throws Exception {
    assertEquals(0, ranBehindALateSearcher(0));
  }

  /** T1 has the searcher's signal set and is stopped before it unparks it; T2's task comes. */
  private static int ranBehindALateSearcher(int tasksBefore) throws Exception {
    AtomicInteger ranMeanwhile = new AtomicInteger();
    Weaving.ofMarks().during(() -> ranMeanwhile.set(ranBehind(tasksBefore)));
    return ranMeanwhile.get();
  }

  private static int ranBehind(int tasksBefore) throws Exception {
    try (Breakpoints points = new Breakpoints();
        WorkerPool pool = twoIdleWorkers()) {
      oneByOne(pool, tasksBefore);
      AtomicInteger ran = new AtomicInteger();
      Breakpoint late = points.at("W8");
      Caller<Void> t1 = Caller.run(() -> pool.execute(ran::incrementAndGet));
      late.awaitReached();
      pool.execute(ran::incrementAndGet);
      boolean woken = pool.idle() == 0;
      if (woken) {
        eventually(() -> ran.get() == 2);
      }
      int ranMeanwhile = ran.get();
      late.release();
      t1.result();
      eventually(() -> ran.get() == 2);
      return ranMeanwhile;
    }
  }

  private static WorkerPool twoIdleWorkers() {
    WorkerPool pool =
        WorkerPool.builder("late")
            .capacity(2)
            .processors(2)
            .threads(WorkerThreads.platform())
            .noIdleExpiry()
            .build();
    Blocker work = new Blocker();
    pool.execute(work);
    pool.execute(() -> {});
    work.letGo();
    eventually(() -> CoreFixture.rest(pool, 2));
    return pool;
  }

  private static void oneByOne(WorkerPool pool, int tasks) {
    for (int i = 0; i < tasks; i++) {
      AtomicInteger ran = new AtomicInteger();
      pool.execute(ran::incrementAndGet);
      eventually(() -> ran.get() == 1 && CoreFixture.rest(pool, 2));
    }
  }
}
