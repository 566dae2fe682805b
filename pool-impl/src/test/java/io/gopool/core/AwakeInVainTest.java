package io.gopool.core;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import io.gopool.schedule.Breakpoints;
import io.gopool.schedule.Weaving;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Workers that find nothing, while a submitter is late with the task for the place it has. */
@OnEachKind
class AwakeInVainTest extends CoreFixture {

  private static final int WORKERS = 4;

  @Test
  void onlyASearcherStaysUp() throws Exception {
    Weaving.ofMarks().during(this::awaitAllButOneIdle);
  }

  private void awaitAllButOneIdle() throws Exception {
    AtomicBoolean ran = new AtomicBoolean();
    HeldSubmitter holding = new HeldSubmitter(() -> ran.set(true));
    WorkerPool pool = pool(b -> b.capacity(WORKERS).queueCapacity(1).observer(holding));
    List<Blocker> before = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      before.add(startBlocker(pool));
    }
    Caller<Void> submitter = Caller.run(() -> pool.execute(holding.late));
    AtomicReference<@Nullable Thread> looked = new AtomicReference<>(); // before it lies down
    AtomicInteger inARow = new AtomicInteger(); // looks of that one
    try (Breakpoints points = new Breakpoints()) {
      awaitLatch(holding.held);
      before.forEach(Blocker::letGo);
      points.at(
          "W11",
          worker -> {
            inARow.set(looked.getAndSet(worker) == worker ? inARow.get() + 1 : 1);
            return false; // nobody is stopped
          });
      eventually(() -> inARow.get() >= 100);
      assertTrue(core(pool).scheduling.isSearching());
      eventually(() -> pool.idle() == WORKERS - 1);
    } finally {
      holding.goOn.countDown();
    }
    submitter.result();
    eventually(ran::get);
    eventually(() -> pool.idle() == WORKERS);
  }
}
