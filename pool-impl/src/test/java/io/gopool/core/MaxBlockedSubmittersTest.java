package io.gopool.core;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.PoolOverloadedException;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A limit on the submitters that may be blocked. */
@OnEachKind
class MaxBlockedSubmittersTest extends CoreFixture {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void oneMoreIsRefused(int limit) throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).maxBlockedSubmitters(limit));
    Blocker running = startBlocker(pool);
    List<Caller<Void>> submitters = new ArrayList<>();
    Blocker next = blocker();
    for (int i = 0; i < limit; i++) {
      submitters.add(blockedSubmitter(pool, next));
    }
    Blocker refused = blocker();
    PoolOverloadedException e =
        assertThrows(PoolOverloadedException.class, () -> pool.execute(refused));
    assertEquals(
        ("pool '" + pool.name() + "' is full and too many submitters are blocked: capacity=1")
            + (" running=1 queueCapacity=0 queued=0 waiting=" + limit)
            + "; raise maxBlockedSubmitters or submit less",
        e.getMessage());
    assertFalse(pool.tryExecute(refused, Duration.ofDays(1)));
    assertEquals(2, pool.stats().rejected());

    running.letGo();
    next.letGo();
    for (Caller<Void> submitter : submitters) {
      submitter.result();
    }
    pool.close();
    refused.assertNeverStarted();
  }

  @Test
  void noneNeedsToBeBlockedWhenThereAreSlots() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).queueCapacity(1).maxBlockedSubmitters(0));
    startBlocker(pool);
    pool.execute(blocker());
    assertEquals(1, pool.queued());
  }

  @Test
  void placeOfWhoeverGaveUpIsFreeAgain() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).maxBlockedSubmitters(1));
    startBlocker(pool);
    for (int i = 0; i < 3; i++) {
      Caller<Void> submitter = blockedSubmitter(pool, blocker());
      submitter.interrupt();
      submitter.failure(PoolOverloadedException.class);
    }
    assertEquals(0, pool.waiting());
  }

  @Test
  void limitHoldsWhenManyComeAtOnce() throws Exception {
    int limit = 3;
    int submitters = 20;
    WorkerPool pool = pool(b -> b.capacity(1).maxBlockedSubmitters(limit));
    Blocker running = startBlocker(pool);
    CyclicBarrier together = new CyclicBarrier(submitters);
    List<Caller<Void>> callers = new ArrayList<>();
    for (int i = 0; i < submitters; i++) {
      callers.add(
          Caller.run(
              () -> {
                together.await();
                pool.execute(() -> {});
              }));
    }
    eventually(() -> callers.stream().filter(Caller::isDone).count() == submitters - limit);
    assertEquals(limit, pool.waiting());
    running.letGo();
    int refused = 0;
    for (Caller<Void> caller : callers) {
      try {
        caller.result();
      } catch (ExecutionException e) {
        assertTrue(e.getCause() instanceof PoolOverloadedException, e::toString);
        refused++;
      }
    }
    assertEquals(submitters - limit, refused);
    assertEquals(refused, pool.stats().rejected());
  }
}
