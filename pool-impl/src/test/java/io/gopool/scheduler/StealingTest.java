package io.gopool.scheduler;

import static io.gopool.contract.Patience.awaitLatch;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class StealingTest extends SchedulerFixture {

  /** A scheduler without machines: the test plays them. */
  private final Core core = new Core(new SchedulerBuilder("still").processors(7).config());

  private final Search search = new Search(core, 1);

  @Test
  void takesHalfOfTheVictimsQueue() {
    Processor mine = core.processors.get(0);
    Processor victim = core.processors.get(5);
    for (int i = 0; i < 10; i++) {
      victim.pushTail(goroutine(), core.global);
    }
    assertNotNull(search.steal(mine));
    assertEquals(4, mine.queue.size());
    assertEquals(5, victim.queue.size());
    assertEquals(5, mine.stats().stealsIn());
    assertEquals(5, victim.stats().stealsOut());
  }

  @Test
  void findsTheOnlyVictimWhereverItIs() {
    for (int i = 1; i < 7; i++) {
      Goroutine g = goroutine();
      core.processors.get(i).pushTail(g, core.global);
      assertSame(g, search.steal(core.processors.get(0)));
    }
  }

  @Test
  void eachStepVisitsEachProcessor() {
    for (int n : new int[] {1, 2, 6, 7, 30, 256}) {
      Processors processors = new Processors();
      processors.resize(n);
      for (int stride : processors.strides()) {
        Set<Integer> visited = new HashSet<>();
        for (int i = 0, at = 0; i < n; i++, at = (at + stride) % n) {
          visited.add(at);
        }
        assertEquals(n, visited.size(), () -> n + " processors, step " + stride);
      }
    }
  }

  @Test
  void aRunNextIsLeftToAProcessorThatIsBetweenGoroutines() {
    Processor victim = core.processors.get(3);
    victim.ownership.hold(9);
    victim.pushNext(goroutine(), core.global);
    assertNull(search.steal(core.processors.get(0)));
  }

  @Test
  void aRunNextIsTakenFromAProcessorWhoseGoroutineStays() {
    Processor victim = core.processors.get(3);
    Goroutine g = goroutine();
    victim.pushNext(g, core.global);
    victim.ownership.enter(9, 1);
    assertSame(g, search.steal(core.processors.get(0)));
    assertEquals(1, victim.stats().stealsOut());
  }

  @Test
  void aQueuedGoroutineIsTakenBeforeARunNext() {
    Processor staying = core.processors.get(3);
    staying.pushNext(goroutine(), core.global);
    staying.ownership.enter(9, 1);
    for (int i = 0; i < 20; i++) {
      Goroutine queued = goroutine();
      core.processors.get(4).pushTail(queued, core.global);
      assertSame(queued, search.steal(core.processors.get(0)), "runNext is for the last round");
    }
  }

  @Test
  void whatAStuckGoroutineStartedIsRunByOthers() throws InterruptedException {
    DefaultGpmScheduler s = scheduler(b -> b.processors(2).handoffAfter(NO_HANDOFF));
    CountDownLatch ran = new CountDownLatch(10);
    CountDownLatch all = new CountDownLatch(1);
    Thread stuck =
        go(
            s,
            () -> {
              for (int i = 0; i < 10; i++) {
                go(s, ran::countDown); // to its own processor
              }
              while (ran.getCount() > 0) {
                Thread.onSpinWait(); // keeps it
              }
              all.countDown();
            });
    awaitLatch(all);
    join(stuck);
    var processors = s.stats().processors();
    assertTrue(processors.stream().mapToLong(p -> p.stealsIn()).sum() >= 10, s.stats()::toString);
  }

  private Goroutine goroutine() {
    return new Goroutine(core, () -> {}, 0);
  }
}
