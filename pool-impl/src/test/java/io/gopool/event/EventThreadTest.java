package io.gopool.event;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gopool.EventBus;
import io.gopool.EventWait;
import io.gopool.PoolListener;
import io.gopool.contract.PoolFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What interrupts the event thread. */
@Timeout(60)
class EventThreadTest {

  private static final String NAME = "tested-events";

  private final Heard heard = new Heard();

  private EventBus.Builder builder() {
    return EventBus.builder().name(NAME).listener(heard);
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().equals(NAME))
        .toList();
  }

  private static void eventually(Callable<Boolean> condition) {
    await()
        .atMost(PoolFixture.PATIENCE_SECONDS, SECONDS)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(condition);
  }

  // ---- interrupts

  @Test
  void interruptByOneListenerIsNotSeenByTheNext() {
    List<Boolean> seen = new ArrayList<>();
    PoolListener interrupting =
        new PoolListener() {
          @Override
          public void resized(String pool, int from, int to) {
            Thread.currentThread().interrupt();
          }
        };
    PoolListener next =
        new PoolListener() {
          @Override
          public void resized(String pool, int from, int to) {
            seen.add(Thread.currentThread().isInterrupted());
          }
        };
    try (EventBus bus = EventBus.builder().listener(interrupting).listener(next).build()) {
      bus.observer("pool").resized(1, 2);
    }
    assertEquals(List.of(false), seen);
  }

  /** While its status is set it would not rest. */
  @ParameterizedTest
  @EnumSource(names = {"SLEEP", "BLOCK"})
  void threadThatIsInterruptedWhileNothingHappensRestsAgain(EventWait how) {
    try (EventBus bus = builder().waitStrategy(how).build()) {
      bus.observer("pool").resized(1, 2);
      eventually(() -> heard.events() == 1);
      Thread thread = threads().getFirst();
      thread.interrupt();
      eventually(() -> !thread.isInterrupted());
    }
  }
}
