package io.gopool.core;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;

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
    AtomicInteger looks = new AtomicInteger(); // of workers that are about to lie down
    try (Breakpoints points = new Breakpoints()) {
      awaitLatch(holding.held);
      before.forEach(Blocker::letGo);
      points.at("W11", worker -> looks.incrementAndGet() < 0); // nobody is stopped
      eventually(() -> pool.idle() == WORKERS - 1 && core(pool).scheduling.isSearching());
      int soFar = looks.get();
      eventually(() -> looks.get() >= soFar + 100);
      eventually(() -> pool.idle() == WORKERS - 1);
    } finally {
      holding.goOn.countDown();
    }
    submitter.result();
    eventually(ran::get);
    eventually(() -> pool.idle() == WORKERS);
  }
}
