package io.gopool.core;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.Ticker;
import io.gopool.WorkerExit;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.HandTicker;
import io.gopool.contract.OnEachKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who rests, who is woken, and who leaves when. */
@OnEachKind
class IdleWorkerTest extends CoreFixture {

  private static final Duration EXPIRY = Duration.ofNanos(100);

  private final HandTicker ticker = HandTicker.ofSweeper();
  private final WorkerLog workers = new WorkerLog();

  private WorkerPool poolOfFour() {
    return pool(b -> b.capacity(4).idleExpiry(EXPIRY).ticker(ticker).observer(workers));
  }

  /** Has four workers go idle at 0, 10, 20 and 30. */
  private void fourIdleWorkers(WorkerPool pool) throws InterruptedException {
    List<Blocker> running = fill(pool);
    for (int i = 0; i < 4; i++) {
      ticker.set(10L * i);
      running.get(i).letGo();
      int idle = i + 1;
      eventually(() -> rest(pool, idle));
    }
  }

  @Test
  void theLastToRestIsTheFirstToBeWoken() throws Exception {
    WorkerPool pool = poolOfFour();
    fourIdleWorkers(pool);
    Thread first = pool.submit(Thread::currentThread).get();
    eventually(() -> rest(pool, 4));
    for (int i = 0; i < 10; i++) {
      assertSame(first, pool.submit(Thread::currentThread).get());
      eventually(() -> rest(pool, 4));
    }
    assertEquals(4, pool.stats().spawned());
  }

  @Test
  void nobodyLeavesBeforeItsTime() throws Exception {
    WorkerPool pool = poolOfFour();
    fourIdleWorkers(pool);
    ticker.set(99);
    ticker.awaitLook();
    assertEquals(4, pool.idle());
    assertEquals(0, pool.stats().retired(WorkerExit.EXPIRED));
    assertEquals(Map.of(), workers.stopped());
  }

  @Test
  void exactlyTheExpiredLeave() throws Exception {
    WorkerPool pool = poolOfFour();
    fourIdleWorkers(pool);
    Thread top = pool.submit(Thread::currentThread).get(); // rests again at 30
    eventually(() -> rest(pool, 4));
    ticker.set(115); // 0 and 10 are over
    eventually(() -> pool.stats().retired(WorkerExit.EXPIRED) == 2);
    ticker.awaitLook();
    assertEquals(2, pool.idle());
    eventually(() -> workers.stopped().size() == 2);
    assertEquals(
        List.of(WorkerExit.EXPIRED), workers.stopped().values().stream().distinct().toList());
    assertSame(top, pool.submit(Thread::currentThread).get());
    eventually(() -> pool.idle() == 2);
    assertEquals(4, pool.stats().spawned());
  }

  @Test
  void newOnesAreStartedInTheirPlace() throws Exception {
    WorkerPool pool = poolOfFour();
    fourIdleWorkers(pool);
    ticker.set(1_000);
    eventually(() -> pool.stats().retired(WorkerExit.EXPIRED) == 4);
    assertEquals(0, pool.idle());
    eventually(() -> workers.stopped().size() == 4);
    fill(pool).forEach(Blocker::letGo);
    assertEquals(8, pool.stats().spawned());
  }

  @Test
  void aWorkerAtWorkDoesNotExpire() throws Exception {
    WorkerPool pool = poolOfFour();
    Blocker running = startBlocker(pool);
    pool.submit(() -> {}).get();
    eventually(() -> pool.idle() == 1);
    ticker.set(1_000);
    eventually(() -> pool.stats().retired(WorkerExit.EXPIRED) == 1);
    running.letGo();
    running.assertNotInterrupted();
    eventually(() -> pool.idle() == 1);
    eventually(() -> workers.stopped().size() == 1);
  }

  /** Counted from when the worker went idle, not from when it is asked. */
  @Test
  void aLookIsDueWhenTheWorkerThatIsIdleLongestExpires() throws Exception {
    Duration expiry = Duration.ofHours(1);
    Duration some = Duration.ofMillis(1);
    WorkerPool pool = pool(b -> b.capacity(1).idleExpiry(expiry));
    startBlocker(pool).letGo();
    eventually(() -> pool.idle() == 1);
    long idle = Ticker.system().read();
    eventually(() -> Ticker.system().read() - idle >= some.toNanos());
    assertTrue(core(pool).sweeper.delayNanos() <= expiry.minus(some).toNanos());
  }

  @Test
  void atMostMaxIdleRest() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(4).maxIdle(2).observer(workers));
    fill(pool).forEach(Blocker::letGo);
    eventually(() -> workers.stopped().size() == 2);
    eventually(() -> pool.idle() == 2);
    assertEquals(
        List.of(WorkerExit.SURPLUS), workers.stopped().values().stream().distinct().toList());
    assertEquals(0, pool.stats().retired(WorkerExit.EXPIRED));
  }

  @Test
  void zeroExpiryMeansThatNobodyRests() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(4).idleExpiry(Duration.ZERO).observer(workers));
    fill(pool).forEach(Blocker::letGo);
    eventually(() -> workers.stopped().size() == 4);
    assertEquals(0, pool.idle());
    assertEquals("works", pool.submit(() -> "works").get());
    assertEquals(5, pool.stats().spawned());
  }

  @Test
  void noIdleExpiryMeansThatTheyStay() throws Exception {
    WorkerPool stays = pool(b -> b.capacity(4).noIdleExpiry().ticker(ticker).observer(workers));
    fill(stays).forEach(Blocker::letGo);
    eventually(() -> stays.idle() == 4);
    WorkerPool leaves = pool(b -> b.capacity(1).idleExpiry(EXPIRY).ticker(ticker));
    leaves.submit(() -> {}).get();
    eventually(() -> leaves.idle() == 1);
    ticker.set(Long.MAX_VALUE / 2);
    eventually(() -> leaves.stats().retired(WorkerExit.EXPIRED) == 1);
    assertEquals(4, stays.idle());
    assertEquals(Map.of(), workers.stopped());
  }

  @Test
  void preStartedWorkersRestUntilTheyAreNeeded() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(4).preStart(3));
    eventually(() -> rest(pool, 3));
    assertEquals(3, pool.stats().spawned());
    List<Blocker> running = List.of(startBlocker(pool), startBlocker(pool), startBlocker(pool));
    assertEquals(3, pool.stats().spawned());
    running.forEach(Blocker::letGo);
  }

  @Test
  void preStartedWorkersExpireToo() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(4).preStart(3).idleExpiry(EXPIRY).ticker(ticker));
    eventually(() -> pool.idle() == 3);
    ticker.set(101);
    eventually(() -> pool.stats().retired(WorkerExit.EXPIRED) == 3);
  }
}
