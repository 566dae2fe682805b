package io.gopool.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.EventBus;
import io.gopool.EventType;
import io.gopool.PoolListener;
import io.gopool.core.LogCapture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is thrown, by a listener or in the event thread itself, the others hear of all. */
@Timeout(60)
class FailingCourierTest {

  private static final int EVENTS = 200; // several batches
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<Integer> ALL = IntStream.range(0, EVENTS).boxed().toList();

  private final LogCapture log = new LogCapture();

  /** Notes what it is told. */
  private static class Noting implements PoolListener {

    final List<Integer> told = new ArrayList<>();

    @Override
    public void resized(String pool, int from, int to) {
      told.add(to);
    }
  }

  /** The same, but throws each time. */
  private static final class Throwing extends Noting {

    private final Throwable thrown;

    Throwing(Throwable thrown) {
      this.thrown = thrown;
    }

    @Override
    public void resized(String pool, int from, int to) {
      super.resized(pool, from, to);
      Throwing.<RuntimeException>sneak(thrown);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
      throw (T) thrown;
    }
  }

  /** Has no room once, when it has some events. */
  private static final class Failing extends Batch {

    private static final int ROOM = 10;

    private final AtomicBoolean failed;

    Failing(AtomicBoolean failed) {
      this.failed = failed;
    }

    @Override
    Batch copy() {
      return failed.get() ? super.copy() : new Failing(failed);
    }

    @Override
    void add(int code, Object subject) {
      if (size() == ROOM && !failed.getAndSet(true)) {
        throw new OutOfMemoryError("planned");
      }
      super.add(code, subject);
    }
  }

  static Stream<Throwable> whatIsThrown() {
    return Stream.of(
        new IllegalStateException("planned"),
        new OutOfMemoryError("planned"),
        new StackOverflowError("planned"),
        new NoClassDefFoundError("planned"),
        new InterruptedException("planned"),
        new Throwable("planned"));
  }

  private static DefaultEventBus bus(List<? extends PoolListener> listeners) {
    EventBus.Builder builder = EventBus.builder();
    listeners.forEach(builder::listener);
    return (DefaultEventBus) builder.build();
  }

  /** Without an event thread, as there is no pool. */
  private static void publish(DefaultEventBus bus) {
    int code = Codes.of(bus.source("pool"), EventType.RESIZED);
    for (int i = 0; i < EVENTS; i++) {
      int to = i;
      Batch.Other event = (l, pool) -> l.resized(pool, 0, to);
      assertTrue(bus.publish(/* threadId= */ 1, code, event, System.nanoTime()));
    }
  }

  private static void assertHeardAll(List<? extends Noting> listeners) {
    for (Noting listener : listeners) {
      assertEquals(ALL, listener.told, () -> "listener " + listeners.indexOf(listener));
    }
  }

  @ParameterizedTest
  @MethodSource("whatIsThrown")
  void listenersBesideOneThatThrowsHearOfAll(Throwable thrown) throws Exception {
    List<Noting> listeners =
        List.of(new Noting(), new Throwing(thrown), new Noting(), new Throwing(thrown));
    try (log;
        DefaultEventBus bus = bus(listeners)) {
      publish(bus);
      bus.publishedByNoSource();
      assertTrue(bus.drain(PATIENCE));
      assertEquals(List.of(thrown, thrown), log.thrown());
    }
    assertHeardAll(listeners);
  }

  /** Not even the listener itself misses an event because nobody could be told of its failure. */
  @ParameterizedTest
  @MethodSource("whatIsThrown")
  void listenersHearOfAllThoughTheLogFailsAsWell(Throwable thrown) throws Exception {
    List<Noting> listeners = List.of(new Throwing(thrown), new Noting());
    AtomicInteger calls = new AtomicInteger();
    Handler failing =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            if (entry.getThrown() != null) { // not the second try, without it
              calls.incrementAndGet();
            }
            throw new OutOfMemoryError("planned, in the log");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger("io.gopool");
    try (log;
        DefaultEventBus bus = bus(listeners)) {
      logger.addHandler(failing);
      publish(bus);
      bus.publishedByNoSource();
      assertTrue(bus.drain(PATIENCE));
    } finally {
      logger.removeHandler(failing);
    }
    assertEquals(1, calls.get()); // once per kind, also if it failed
    assertHeardAll(listeners);
  }

  /** It has taken some events out of their rings, and nobody has heard of them. */
  @Test
  void listenersHearOfAllThoughTheEventThreadFailsBetweenTwoVisits() throws Exception {
    List<Noting> listeners = List.of(new Noting(), new Noting(), new Noting());
    AtomicBoolean failed = new AtomicBoolean();
    try (log;
        DefaultEventBus bus = bus(listeners)) {
      publish(bus);
      bus.replace(new Courier(bus, new Failing(failed), 0));
      assertTrue(bus.drain(PATIENCE));
    }
    assertTrue(failed.get());
    assertHeardAll(listeners);
  }
}
