package io.gopool.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A processor's two queues, touched by the test as their owner. */
class ProcessorTest {

  private final Core core = new Core(new SchedulerBuilder("test").processors(2).config());
  private final GlobalQueue global = new GlobalQueue();
  private final Eagerness eagerness = new Eagerness();
  private final Processor p = new Processor(0, eagerness);

  @Test
  void theLastWokenRunsNextAndPushesTheOneBeforeIntoTheQueue() {
    Goroutine[] g = goroutines(4);
    p.pushTail(g[0], global);
    assertFalse(p.pushNext(g[1], global), "nobody else needs to know of the one that runs next");
    assertTrue(p.pushNext(g[2], global), "others may take the one before");
    assertSame(g[2], p.pop(global));
    assertSame(g[0], p.pop(global));
    assertSame(g[1], p.pop(global));
    assertNull(p.pop(global));
    assertEquals(1, p.stats().runNextUsed());
  }

  @Test
  void runNextGivesWayToTheQueueAfterAWhile() {
    Goroutine[] g = goroutines(2);
    p.pushTail(g[0], global);
    int passed = 0;
    Goroutine got;
    do {
      p.pushNext(g[1], global);
      got = p.pop(global);
      passed++;
    } while (got == g[1]);
    assertSame(g[0], got);
    assertEquals(Processor.MAX_NEXT_IN_A_ROW + 1, passed);
    assertSame(g[1], p.pop(global), "it went to the tail");
  }

  @Test
  void overflowMovesTheOlderHalfToTheGlobalQueue() {
    Goroutine[] g = goroutines(257);
    for (Goroutine each : g) {
      p.pushTail(each, global);
    }
    assertEquals(128, global.size());
    assertSame(g[0], global.poll());
    assertSame(g[1], global.poll());
    assertSame(g[128], p.pop(global));
    assertEquals(128, p.queue.size());
  }

  @Test
  void overflowOfRunNextLosesNothing() {
    for (Goroutine each : goroutines(300)) {
      p.pushNext(each, global);
    }
    assertEquals(300, p.stats().queued() + global.size());
  }

  @Test
  void drainLeavesEverythingToTheOthers() {
    Goroutine[] g = goroutines(3);
    p.pushTail(g[0], global);
    p.pushTail(g[1], global);
    p.pushNext(g[2], global);
    p.drainTo(global);
    assertNull(p.pop(global));
    assertEquals(3, global.size());
  }

  @Test
  void batchFromTheGlobalQueueIsAFairShare() {
    for (Goroutine each : goroutines(100)) {
      global.push(each);
    }
    global.pollBatch(p.queue, 4);
    assertEquals(25, p.queue.size(), "100 / 4 + 1, less the one to run");
    assertEquals(74, global.size());
  }

  @Test
  void batchFromTheGlobalQueueIsAtMostHalfALocalQueue() {
    for (Goroutine each : goroutines(1000)) {
      global.push(each);
    }
    global.pollBatch(p.queue, 1);
    assertEquals(127, p.queue.size());
    assertEquals(872, global.size());
  }

  @Test
  void eagernessIsSpent() {
    Goroutine[] g = goroutines(1);
    eagerness.raise();
    int told = 0;
    while (p.pushNext(g[0], global)) {
      told++;
      p.stealNext();
    }
    assertEquals(64, told);
  }

  private Goroutine[] goroutines(int n) {
    return IntStream.range(0, n)
        .mapToObj(i -> new Goroutine(core, () -> {}, 0))
        .toArray(Goroutine[]::new);
  }
}
