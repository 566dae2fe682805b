package io.gopool.core;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.PoolObserver;
import io.gopool.State;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.OnEachKind;
import io.gopool.contract.PoolKind;
import io.gopool.user.Forgetful;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import org.junit.jupiter.api.Test;

/** Pools that nobody closes. */
@OnEachKind
class DroppedPoolTest extends CoreFixture {

  private final WorkerLog workers = new WorkerLog();

  private List<String> warnings(LogCapture log, String pool) {
    System.gc();
    return log.messages().stream().filter(m -> m.contains("'" + pool + "'")).toList();
  }

  @Test
  void warningNamesThePlaceAndIdleWorkersEnd() throws Exception {
    try (LogCapture log = new LogCapture()) {
      String name = "dropped-idle-" + kind;
      useAndDrop(name);
      eventually(() -> !warnings(log, name).isEmpty());
      List<String> warnings = warnings(log, name);
      assertEquals(1, warnings.size());
      assertTrue(
          warnings.getFirst().contains("Forgetful.build(Forgetful.java:"), warnings::toString);
      assertTrue(log.levels().contains(Level.WARNING));
      eventually(() -> workers.stopped().size() == 2);
      eventually(() -> workers.started().stream().noneMatch(Thread::isAlive));
    }
  }

  private void useAndDrop(String name) throws Exception {
    WorkerPool pool =
        Forgetful.build(
            WorkerPool.builder(name)
                .threads(kind.threads())
                .capacity(2)
                .preStart(2)
                .noIdleExpiry()
                .observer(workers));
    assertEquals("ran", pool.submit(() -> "ran").get());
    eventually(() -> pool.idle() == 2);
  }

  @Test
  void poolIsShutDownAlthoughTheLogFails() throws Exception {
    Handler failing =
        new StreamHandler() {
          @Override
          public void publish(LogRecord entry) {
            throw new IllegalStateException("planned");
          }
        };
    Logger logger = Logger.getLogger("io.gopool");
    logger.addHandler(failing);
    try {
      useAndDrop("dropped-unlogged-" + kind);
      eventually(
          () -> {
            System.gc();
            return workers.stopped().size() == 2;
          });
    } finally {
      logger.removeHandler(failing);
    }
  }

  @Test
  void whatWasSubmittedRunsAllTheSame() throws Exception {
    try (LogCapture log = new LogCapture()) {
      String name = "dropped-busy-" + kind;
      Blocker running = blocker();
      CountDownLatch ran = new CountDownLatch(1);
      fillAndDrop(name, running, ran::countDown);
      running.awaitStart();
      eventually(() -> !warnings(log, name).isEmpty());
      assertEquals(1, ran.getCount());
      running.letGo();
      awaitLatch(ran);
      running.assertNotInterrupted();
    }
  }

  private void fillAndDrop(String name, Runnable running, Runnable queued) {
    WorkerPool pool =
        WorkerPool.builder(name).threads(kind.threads()).capacity(1).queueCapacity(1).build();
    pool.execute(running);
    pool.execute(queued);
  }

  @Test
  void closedPoolIsNoReasonForAWarning() throws Exception {
    try (LogCapture log = new LogCapture()) {
      String closed = "closed-" + kind;
      String dropped = "dropped-after-" + kind;
      closeAndDrop(closed);
      useAndDrop(dropped); // the collector comes to both
      eventually(() -> !warnings(log, dropped).isEmpty());
      String last = "dropped-last-" + kind;
      useAndDrop(last); // the cleaner is one thread, and comes to those of later collections later
      eventually(() -> !warnings(log, last).isEmpty());
      assertEquals(List.of(), warnings(log, closed));
    }
  }

  @Test
  void rebootedPoolIsWatchedAgain() throws Exception {
    try (LogCapture log = new LogCapture()) {
      String name = "dropped-rebooted-" + kind;
      rebootAndDrop(name);
      eventually(() -> !warnings(log, name).isEmpty());
      assertEquals(1, warnings(log, name).size());
      eventually(() -> workers.stopped().size() == workers.started().size());
    }
  }

  private void rebootAndDrop(String name) throws Exception {
    WorkerPool pool =
        WorkerPool.builder(name).threads(kind.threads()).capacity(1).observer(workers).build();
    pool.close();
    pool.reboot();
    assertEquals("ran", pool.submit(() -> "ran").get());
  }

  /** Who is told of the end reboots the pool before it is no longer watched. */
  @Test
  void poolThatIsRebootedAsItEndsIsWatched() throws Exception {
    try (LogCapture log = new LogCapture()) {
      String name = "dropped-reborn-" + kind;
      rebootAtTheEndAndDrop(name);
      eventually(() -> !warnings(log, name).isEmpty());
      assertEquals(1, warnings(log, name).size());
    }
  }

  private void rebootAtTheEndAndDrop(String name) throws Exception {
    AtomicReference<WorkerPool> reboots = new AtomicReference<>();
    PoolObserver observer =
        new PoolObserver() {
          @Override
          public void stateChanged(State from, State to) {
            WorkerPool pool = to == State.CLOSED ? reboots.getAndSet(null) : null;
            if (pool != null) {
              pool.reboot();
            }
          }
        };
    WorkerPool pool =
        WorkerPool.builder(name).threads(kind.threads()).capacity(1).observer(observer).build();
    reboots.set(pool);
    pool.shutdown();
    eventually(() -> pool.state() == State.OPEN);
    assertEquals("ran", pool.submit(() -> "ran").get());
  }

  private void closeAndDrop(String name) {
    WorkerPool.builder(name).threads(kind.threads()).build().close();
  }

  @Test
  void poolDoesNotKeepItsJvmAlive() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens",
                "java.base/java.lang=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                kind.name())
            .redirectErrorStream(true)
            .start();
    try {
      String output = new String(child.getInputStream().readAllBytes(), Charset.defaultCharset());
      assertTrue(child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), output);
      assertEquals("ran" + System.lineSeparator(), output);
      assertEquals(0, child.exitValue());
    } finally {
      child.destroyForcibly();
    }
  }

  /** Uses a pool and returns without closing it. */
  static final class Main {

    private static WorkerPool pool; // reachable to the end

    private Main() {}

    public static void main(String[] args) throws Exception {
      pool =
          WorkerPool.builder("never-closed")
              .threads(PoolKind.valueOf(args[0]).threads())
              .capacity(4)
              .preStart(2)
              .noIdleExpiry()
              .build();
      System.out.println(pool.submit(() -> "ran").get());
    }
  }
}
