package io.gopool.event;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.EventBus;
import io.gopool.PoolListener;
import io.gopool.PoolObserver;
import io.gopool.core.LogCapture;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which listeners are given up. */
@Timeout(120)
class WatchdogTest {

  private static final int PATIENCE_SECONDS = 60;

  private final Semaphore begun = new Semaphore(0);
  private final Semaphore goOn = new Semaphore(0);

  /** In each event it waits to be let go. */
  private final PoolListener slow =
      new PoolListener() {
        @Override
        public void resized(String pool, int from, int to) {
          begun.release();
          goOn.acquireUninterruptibly();
        }
      };

  private DefaultEventBus bus(Duration patience) {
    return (DefaultEventBus) EventBus.builder().listener(slow).patience(patience).build();
  }

  private void awaitEvent() throws InterruptedException {
    assertTrue(begun.tryAcquire(PATIENCE_SECONDS, SECONDS));
  }

  @Test
  void oneThatDoesNotReturnIsGivenUpWhenThePatienceIsOver() throws Exception {
    try (LogCapture log = new LogCapture();
        DefaultEventBus bus = bus(Duration.ofMillis(10))) {
      bus.observer("pool").resized(1, 2);
      awaitEvent();
      await().atMost(Duration.ofSeconds(PATIENCE_SECONDS)).until(() -> bus.pending() == 0);
      eventually(() -> log.messages().size() == 1);
      assertTrue(log.messages().getFirst().contains("RESIZED: it does not return"));
    } finally {
      goOn.release();
    }
  }

  /** All in one visit: the events are told one by one. */
  @Test
  void oneThatIsSlowButGoesOnIsNotGivenUp() throws Exception {
    try (LogCapture log = new LogCapture();
        DefaultEventBus bus = bus(Duration.ofHours(1))) {
      Watchdog watchdog = new Watchdog(bus, /* patienceNanos= */ 0);
      PoolObserver pool = bus.observer("pool");
      pool.resized(1, 2);
      awaitEvent();
      pool.resized(2, 3);
      pool.resized(3, 4);
      goOn.release();
      awaitEvent();
      Courier courier = bus.courier();
      watchdog.run();
      goOn.release();
      awaitEvent();
      watchdog.run(); // the same visit, another event
      assertSame(courier, bus.courier());
      watchdog.run(); // the same event
      assertNotSame(courier, bus.courier());
      eventually(() -> log.messages().size() == 1);
    } finally {
      goOn.release();
    }
  }

  /** The thread that looks is that of all buses. */
  @Test
  void logThatDoesNotReturnHoldsUpNobody() throws Exception {
    CountDownLatch logging = new CountDownLatch(1);
    CountDownLatch logged = new CountDownLatch(1);
    Handler stuck =
        new Handler() {
          @Override
          public void publish(LogRecord r) {
            logging.countDown();
            try {
              logged.await();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger("io.gopool");
    logger.addHandler(stuck);
    Heard heard = new Heard();
    EventBus.Builder builder =
        EventBus.builder().listener(slow).listener(heard).patience(Duration.ofMillis(10));
    try (EventBus bus = builder.build()) {
      bus.observer("pool").resized(1, 2);
      eventually(() -> heard.events() == 1);
      awaitLatch(logging); // or it would come to the handlers of another test
    } finally {
      logged.countDown();
      goOn.release();
      logger.removeHandler(stuck);
    }
  }

  @Test
  void lookThatHasNoThreadIsNotLeftInTheQueue() {
    try (DefaultEventBus bus = bus(Duration.ofHours(1));
        ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(
                1,
                run -> {
                  throw new OutOfMemoryError("planned");
                })) {
      Watchdog watchdog = new Watchdog(bus, /* patienceNanos= */ 0, timer);
      assertThrows(OutOfMemoryError.class, watchdog::start);
      assertEquals(0, timer.getQueue().size());
    }
  }
}
