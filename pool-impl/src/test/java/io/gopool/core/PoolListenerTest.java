package io.gopool.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.Admission;
import io.gopool.PoolListener;
import io.gopool.State;
import io.gopool.WorkerPool;
import io.gopool.contract.Blocker;
import io.gopool.contract.OnEachKind;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What a listener is told. */
@OnEachKind
class PoolListenerTest extends CoreFixture {

  private record Event(String what, String pool, Object subject, Object more, Thread by) {}

  private static final class Recorder implements PoolListener {
    final Queue<Event> events = new ConcurrentLinkedQueue<>();

    private void add(String what, String pool, Object subject, Object more) {
      events.add(new Event(what, pool, subject, more, Thread.currentThread()));
    }

    List<Event> all(String what) {
      return events.stream().filter(e -> e.what.equals(what)).toList();
    }

    Event only(String what) {
      List<Event> found = all(what);
      assertEquals(1, found.size(), events::toString);
      return found.getFirst();
    }

    @Override
    public void workerStarted(String pool, Thread worker) {
      add("workerStarted", pool, worker, null);
    }

    @Override
    public void workerStopped(String pool, Thread worker, WorkerExit reason) {
      add("workerStopped", pool, worker, reason);
    }

    @Override
    public void taskStarted(String pool, Runnable task) {
      add("taskStarted", pool, task, null);
    }

    @Override
    public void taskFinished(String pool, Runnable task, Throwable failure) {
      add("taskFinished", pool, task, failure);
    }

    @Override
    public void taskRejected(String pool, Runnable task) {
      add("taskRejected", pool, task, null);
    }

    @Override
    public void stateChanged(String pool, State from, State to) {
      add("stateChanged", pool, from, to);
    }

    @Override
    public void resized(String pool, int from, int to) {
      add("resized", pool, from, to);
    }
  }

  private final Recorder recorder = new Recorder();

  private WorkerPool recorded() {
    return pool(
        b ->
            b.capacity(1)
                .admission(Admission.reject())
                .exceptionHandler((task, failure) -> {})
                .listener(recorder));
  }

  @Test
  void startAndEndOfATaskAreToldByItsWorker() throws Exception {
    WorkerPool pool = recorded();
    Blocker task = startBlocker(pool);
    Event started = recorder.only("taskStarted");
    assertSame(task, started.subject);
    assertEquals(pool.name(), started.pool);
    assertTrue(kind.matches(started.by));
    assertEquals(List.of(), recorder.all("taskFinished"));

    task.letGo();
    eventually(() -> recorder.all("taskFinished").size() == 1);
    Event finished = recorder.only("taskFinished");
    assertSame(task, finished.subject);
    assertNull(finished.more);
    assertSame(started.by, finished.by);
  }

  @Test
  void failureIsTold() throws Exception {
    WorkerPool pool = recorded();
    IllegalStateException failure = new IllegalStateException("expected");
    Runnable failing =
        () -> {
          throw failure;
        };
    pool.execute(failing);
    pool.close();
    assertSame(failure, recorder.only("taskFinished").more);
    assertSame(failing, recorder.only("taskFinished").subject);
  }

  @Test
  void failureOfASubmittedTaskIsToldToo() throws Exception {
    WorkerPool pool = recorded();
    IllegalStateException failure = new IllegalStateException("expected");
    Future<?> future =
        pool.submit(
            () -> {
              throw failure;
            });
    pool.close();
    assertSame(failure, recorder.only("taskFinished").more);
    assertSame(future, recorder.only("taskFinished").subject);
  }

  @Test
  void refusalIsToldByTheSubmitter() throws Exception {
    WorkerPool pool = recorded();
    startBlocker(pool);
    Blocker refused = blocker();
    assertFalse(pool.tryExecute(refused));
    Event rejected = recorder.only("taskRejected");
    assertSame(refused, rejected.subject);
    assertSame(Thread.currentThread(), rejected.by);
  }

  @Test
  void lifeOfAWorkerIsToldByItself() throws Exception {
    WorkerPool pool = recorded();
    startBlocker(pool).letGo();
    pool.close();
    Event started = recorder.only("workerStarted");
    Event stopped = recorder.only("workerStopped");
    assertSame(started.subject, stopped.subject);
    assertSame(started.subject, started.by);
    assertSame(stopped.subject, stopped.by);
    assertEquals(PoolListener.WorkerExit.SHUTDOWN, stopped.more);
    assertEquals(
        List.of("workerStarted", "taskStarted", "taskFinished", "workerStopped"),
        recorder.events.stream()
            .filter(e -> e.by == started.by && !e.what.equals("stateChanged"))
            .map(Event::what)
            .toList());
  }

  @Test
  void workerThatIsTooMuchSaysSo() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(2).listener(recorder));
    List<Blocker> running = fill(pool);
    pool.resize(1);
    running.forEach(Blocker::letGo);
    eventually(() -> recorder.all("workerStopped").size() == 1);
    assertEquals(PoolListener.WorkerExit.SURPLUS, recorder.only("workerStopped").more);
  }

  @Test
  void statesAreTold() throws Exception {
    WorkerPool pool = recorded();
    Blocker running = startBlocker(pool);
    pool.shutdown();
    pool.shutdown();
    running.letGo();
    awaitTermination(pool);
    pool.reboot();
    pool.reboot();
    pool.shutdownNow();
    awaitTermination(pool);
    assertEquals(
        List.of(
            "OPEN DRAINING", "DRAINING CLOSED", "CLOSED OPEN", "OPEN DRAINING", "DRAINING CLOSED"),
        recorder.all("stateChanged").stream().map(e -> e.subject + " " + e.more).toList());
  }

  @Test
  void changesOfTheCapacityAreTold() {
    WorkerPool pool = recorded();
    pool.resize(5);
    pool.resize(5);
    pool.resize(2);
    assertEquals(
        List.of("1 5", "5 2"),
        recorder.all("resized").stream().map(e -> e.subject + " " + e.more).toList());
  }

  @Test
  void everyListenerIsTold() {
    Recorder second = new Recorder();
    WorkerPool pool = pool(b -> b.listener(recorder).listener(second));
    pool.execute(() -> {});
    pool.close();
    for (String what : List.of("workerStarted", "taskStarted", "taskFinished", "workerStopped")) {
      assertSame(recorder.only(what).subject, second.only(what).subject);
    }
  }

  @Test
  void listenerThatThrowsIsHarmlessAndLogged() throws Exception {
    PoolListener throwing =
        new PoolListener() {
          @Override
          public void workerStarted(String pool, Thread worker) {
            throw new IllegalStateException("workerStarted");
          }

          @Override
          public void workerStopped(String pool, Thread worker, WorkerExit reason) {
            throw new IllegalStateException("workerStopped");
          }

          @Override
          public void taskStarted(String pool, Runnable task) {
            throw new IllegalStateException("taskStarted");
          }

          @Override
          public void taskFinished(String pool, Runnable task, Throwable failure) {
            throw new AssertionError("taskFinished");
          }

          @Override
          public void taskRejected(String pool, Runnable task) {
            throw new IllegalStateException("taskRejected");
          }

          @Override
          public void stateChanged(String pool, State from, State to) {
            throw new IllegalStateException("stateChanged");
          }

          @Override
          public void resized(String pool, int from, int to) {
            throw new IllegalStateException("resized");
          }
        };
    try (LogCapture log = new LogCapture()) {
      WorkerPool pool = pool(b -> b.capacity(1).listener(throwing).listener(recorder));
      assertEquals(1, pool.submit(() -> 1).get());
      Blocker running = startBlocker(pool);
      assertFalse(pool.tryExecute(blocker()));
      pool.resize(2);
      running.letGo();
      pool.close();
      assertEquals(2, pool.stats().completed());
      assertEquals(
          List.of(
              "resized",
              "stateChanged",
              "taskFinished",
              "taskRejected",
              "taskStarted",
              "workerStarted",
              "workerStopped"),
          log.thrown().stream().map(Throwable::getMessage).distinct().sorted().toList());
      assertEquals(
          List.of("a listener of pool '" + pool.name() + "' failed"),
          log.messages().stream().distinct().toList());
      assertEquals(2, recorder.all("taskFinished").size());
    }
  }
}
