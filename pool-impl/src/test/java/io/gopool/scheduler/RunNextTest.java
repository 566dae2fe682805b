package io.gopool.scheduler;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Who runs next on a processor that nobody takes away, and who queues up. */
class RunNextTest extends SchedulerFixture {

  private final DefaultGpmScheduler s = scheduler(b -> b.processors(1).handoffAfter(NO_HANDOFF));
  private final List<String> order = new CopyOnWriteArrayList<>();

  private void assertOrder(String... expected) {
    eventually(() -> order.size() == expected.length);
    assertEquals(List.of(expected), order);
  }

  @Test
  void theOneStartedLastRunsNext() throws InterruptedException {
    go(
        s,
        () -> {
          go(s, () -> order.add("first"));
          go(s, () -> order.add("second"));
        });
    assertOrder("second", "first");
  }

  /** JDK 21 to 23 leave the virtual thread for its carrier before they hand over another's. */
  @Test
  void theOneWokenLastFromTheCarrierRunsNext() throws InterruptedException {
    Goroutine waker = new Goroutine(s.core, () -> {}, 0);
    Goroutine first = new Goroutine(s.core, () -> {}, 0);
    Goroutine second = new Goroutine(s.core, () -> {}, 0);
    waker.execute( // outside of any virtual thread
        () -> {
          first.execute(() -> order.add("first"));
          second.execute(() -> order.add("second"));
        });
    for (int i = 0; i < 3; i++) {
      s.core.live.end(); // they are no threads, and cannot end
    }
    assertOrder("second", "first");
  }

  /** From JDK 27 who joins waits for a monitor, and a thread of the JDK's own wakes it. */
  @Test
  void whoJoinsAThreadRunsNextAtItsEnd() throws InterruptedException {
    CountDownLatch joining = new CountDownLatch(1);
    Thread joined =
        go(
            s,
            () -> {
              joining.await();
              go(s, () -> order.add("started before"));
            });
    Thread joins =
        go(
            s,
            () -> {
              joined.join();
              order.add("joined");
            });
    eventually(() -> s.stats().waiting() == 2);
    joining.countDown();
    join(joins);
    if (Runtime.version().feature() < 27) {
      assertOrder("joined", "started before");
    } else {
      assertOrder("started before", "joined");
    }
  }

  @Test
  void theOneThatYieldsQueuesUp() {
    go(s, this::startAndYield);
    assertOrder("started", "yielded");
  }

  /** It is another goroutine in each step. */
  @Test
  void theInheritedOneThatYieldsQueuesUp() {
    go(s, () -> Thread.startVirtualThread(this::startAndYield));
    assertOrder("started", "yielded");
  }

  private void startAndYield() {
    go(s, () -> order.add("started"));
    yieldNow();
    order.add("yielded");
  }
}
