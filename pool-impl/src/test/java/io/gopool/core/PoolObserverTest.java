package io.gopool.core;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.Admission;
import io.gopool.PoolClosedException;
import io.gopool.PoolObserver;
import io.gopool.PoolOverloadedException;
import io.gopool.RejectReason;
import io.gopool.TaskOutcome;
import io.gopool.WorkerExit;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import io.gopool.core.EventRecorder.Event;
import io.gopool.schedule.Breakpoints;
import io.gopool.schedule.Weaver.Bug;
import io.gopool.schedule.Weaving;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What an observer is told, and by whom. */
@OnEachKind
class PoolObserverTest extends CoreFixture {

  private static final List<String> RUN = List.of("taskAccepted", "taskStarted", "taskFinished");

  private final EventRecorder recorder = new EventRecorder();

  private WorkerPool recorded() {
    return pool(
        b ->
            b.capacity(1)
                .admission(Admission.reject())
                .exceptionHandler((task, failure) -> {})
                .observer(recorder));
  }

  @Test
  void acceptanceIsToldByTheSubmitterStartAndEndByTheWorker() throws Exception {
    WorkerPool pool = recorded();
    Blocker task = startBlocker(pool);
    Event accepted = recorder.only("taskAccepted");
    assertSame(Thread.currentThread(), accepted.by());
    Event started = recorder.only("taskStarted");
    assertSame(task, started.task().task());
    assertTrue(kind.matches(started.by()));
    assertEquals(List.of(), recorder.all("taskFinished"));

    task.letGo();
    eventually(() -> recorder.all("taskFinished").size() == 1);
    Event finished = recorder.only("taskFinished");
    assertEquals(List.of(TaskOutcome.SUCCESS), finished.more());
    assertSame(started.by(), finished.by());
    assertSame(accepted.subject(), started.subject());
    assertSame(accepted.subject(), finished.subject());
  }

  @Test
  void failureIsTold() {
    WorkerPool pool = recorded();
    IllegalStateException failure = new IllegalStateException("expected");
    Runnable failing =
        () -> {
          throw failure;
        };
    pool.execute(failing);
    pool.close();
    assertEquals(List.of(TaskOutcome.FAILURE, failure), recorder.only("taskFinished").more());
    assertEquals(RUN, recorder.fateOf(failing));
  }

  @Test
  void futureStandsForASubmittedTask() {
    WorkerPool pool = recorded();
    IllegalStateException failure = new IllegalStateException("expected");
    Future<?> future =
        pool.submit(
            () -> {
              throw failure;
            });
    pool.close();
    assertEquals(List.of(TaskOutcome.FAILURE, failure), recorder.only("taskFinished").more());
    assertEquals(RUN, recorder.fateOf((Runnable) future));
  }

  @Test
  void taskCancelledWhileItRunsFinishes() throws Exception {
    WorkerPool pool = recorded();
    Blocker task = blocker();
    Future<?> future = pool.submit(task);
    task.awaitStart();
    future.cancel(true);
    pool.close();
    assertEquals(RUN, recorder.fateOf((Runnable) future));
    assertEquals(TaskOutcome.CANCELLED, recorder.only("taskFinished").more().getFirst());
  }

  @Test
  void queuedTaskThatIsCancelledNeverStarts() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).queueCapacity(2).observer(recorder));
    startBlocker(pool);
    Future<?> future = pool.submit(() -> {});
    future.cancel(false);
    Runnable handedBack = () -> {};
    pool.execute(handedBack);
    assertEquals(List.of(handedBack), pool.shutdownNow());
    awaitTermination(pool);
    assertEquals(List.of("taskAccepted", "taskCancelled"), recorder.fateOf((Runnable) future));
    assertEquals(List.of("taskAccepted", "taskCancelled"), recorder.fateOf(handedBack));
  }

  @Test
  void taskThatIsRunByItsSubmitterIsAcceptedStartedAndFinishedByIt() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).admission(Admission.callerRuns()).observer(recorder));
    startBlocker(pool);
    Runnable task = () -> {};
    pool.execute(task);
    assertEquals(RUN, recorder.fateOf(task));
    Thread self = Thread.currentThread();
    assertSame(self, recorder.only("taskFinished").by());
    assertEquals(4, recorder.toldBy(self).size(), () -> recorder.toldBy(self).toString());
  }

  @Test
  void chainOfInlineSubmissionsIsToldTaskByTask() {
    int length = 3 * Worker.MAX_INLINE_DEPTH;
    WorkerPool pool = pool(b -> b.capacity(1).observer(recorder));
    AtomicInteger left = new AtomicInteger(length);
    Runnable[] next = new Runnable[1];
    next[0] =
        () -> {
          if (left.decrementAndGet() > 0) {
            pool.execute(next[0]);
          }
        };
    pool.execute(next[0]);
    eventually(() -> recorder.all("taskFinished").size() == length);
    pool.close();
    assertEquals(length, recorder.all("taskAccepted").size());
    assertEquals(length, recorder.all("taskStarted").size());
  }

  @Test
  void taskThatIsTakenBackForWantOfAWorkerIsToldAsCancelled() throws Exception {
    WorkerThreads none =
        WorkerThreads.of(
            task -> {
              throw new IllegalThreadStateException("planned");
            });
    WorkerPool pool = pool(b -> b.threads(none).observer(recorder));
    Runnable task = () -> {};
    try (LogCapture log = new LogCapture()) {
      HeldSweeper.during( // or it may try, and get the error
          () -> {
            assertThrows(IllegalThreadStateException.class, () -> pool.execute(task));
            assertThrows(IllegalThreadStateException.class, () -> pool.submit(task));
          });
      assertFalse(log.messages().isEmpty());
    }
    assertEquals(List.of("taskAccepted", "taskCancelled"), recorder.fateOf(task));
    assertEquals(2, recorder.all("taskCancelled").size());
    assertEquals(0, pool.stats().submitted());
  }

  @Test
  void handlerAndHandBackGetTheTaskAsItWasSubmitted() throws Exception {
    EventRecorder handled = new EventRecorder();
    WorkerPool pool =
        pool(
            b ->
                b.capacity(1)
                    .queueCapacity(1)
                    .taskDecorator(task -> () -> task.run())
                    .exceptionHandler(
                        (task, failure) -> handled.taskRejected(task, RejectReason.FULL))
                    .observer(recorder));
    Runnable failing =
        () -> {
          throw new IllegalStateException("expected");
        };
    pool.execute(failing);
    eventually(() -> handled.all("taskRejected").size() == 1);
    assertSame(failing, handled.only("taskRejected").subject());
    startBlocker(pool);
    Runnable queued = () -> {};
    pool.execute(queued);
    assertSame(queued, pool.shutdownNow().getFirst());
    assertEquals(RUN, recorder.fateOf(failing));
  }

  // ---- refusals and waits

  @Test
  void refusalsAreToldByTheSubmitterWithTheirReason() throws Exception {
    WorkerPool pool =
        pool(
            b ->
                b.capacity(1)
                    .admission(Admission.block(Duration.ofMillis(1)))
                    .maxBlockedSubmitters(1)
                    .observer(recorder));
    startBlocker(pool);
    Runnable task = () -> {};
    assertFalse(pool.tryExecute(task));
    assertFalse(pool.tryExecute(task, Duration.ZERO));
    assertFalse(pool.tryExecute(task, Duration.ofMillis(1)));
    assertThrows(PoolOverloadedException.class, () -> pool.execute(task));
    Thread.currentThread().interrupt();
    assertThrows(PoolOverloadedException.class, () -> pool.execute(task));
    assertTrue(Thread.interrupted());
    Caller<Boolean> waiting = Caller.call(() -> pool.tryExecute(task, Duration.ofMinutes(1)));
    eventually(() -> pool.waiting() == 1 && waiting.isParked());
    assertThrows(PoolOverloadedException.class, () -> pool.execute(task));
    assertFalse(pool.tryExecute(task, Duration.ofMillis(1)));
    pool.shutdown();
    waiting.failure(PoolClosedException.class);
    assertThrows(PoolClosedException.class, () -> pool.execute(task));
    assertEquals(
        List.of(
            RejectReason.FULL,
            RejectReason.FULL,
            RejectReason.TIMEOUT,
            RejectReason.TIMEOUT,
            RejectReason.INTERRUPTED,
            RejectReason.TOO_MANY_WAITING,
            RejectReason.TOO_MANY_WAITING,
            RejectReason.CLOSED,
            RejectReason.CLOSED),
        recorder.all("taskRejected").stream().map(e -> e.more().getFirst()).toList());
    recorder.all("taskRejected").forEach(e -> assertSame(task, e.subject()));
    for (RejectReason reason : RejectReason.values()) {
      long told =
          recorder.all("taskRejected").stream().filter(e -> e.more().contains(reason)).count();
      assertEquals(told, pool.stats().rejected(reason), reason::toString);
    }
  }

  @Test
  void interruptCountsBeforeTheDeadlineHoweverLateItIs() throws Exception {
    WorkerPool pool =
        pool(b -> b.capacity(1).admission(Admission.block(Duration.ofNanos(1))).observer(recorder));
    startBlocker(pool);
    Thread.currentThread().interrupt();
    assertThrows(PoolOverloadedException.class, () -> pool.execute(() -> {}));
    assertTrue(Thread.interrupted());
    assertEquals(List.of(RejectReason.INTERRUPTED), recorder.only("taskRejected").more());
  }

  @Test
  void blockedSubmitterTellsThatItWaitsAndWhatBecameOfIt() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).observer(recorder));
    Blocker running = startBlocker(pool);
    Runnable task = () -> {};
    Caller<Void> submitter = blockedSubmitter(pool, task);
    eventually(() -> recorder.all("submitterBlocked").size() == 1);
    assertSame(task, recorder.only("submitterBlocked").subject());
    assertEquals(List.of(), recorder.fateOf(task));
    running.letGo();
    submitter.result();
    Event unblocked = recorder.only("submitterUnblocked");
    assertTrue((long) unblocked.more().get(0) > 0, unblocked::toString);
    assertEquals(true, unblocked.more().get(1));
    assertSame(recorder.only("submitterBlocked").by(), unblocked.by());
    pool.close();
    assertEquals(RUN, recorder.fateOf(task));
    Event accepted =
        recorder.all("taskAccepted").stream()
            .filter(e -> e.task().task() == task)
            .findFirst()
            .orElseThrow();
    assertEquals(unblocked.by().threadId(), accepted.task().submitterId());
    assertNotSame(unblocked.by(), accepted.by());
  }

  @Test
  void submitterThatGivesUpSaysSo() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).observer(recorder));
    startBlocker(pool);
    assertFalse(pool.tryExecute(() -> {}, Duration.ofMillis(1)));
    assertEquals(false, recorder.only("submitterUnblocked").more().get(1));
  }

  // ---- workers

  @Test
  void lifeOfAWorkerIsToldByItself() throws Exception {
    WorkerPool pool = recorded();
    startBlocker(pool).letGo();
    eventually(() -> recorder.all("workerIdle").size() == 1);
    startBlocker(pool);
    pool.shutdownNow();
    awaitTermination(pool);
    Event retired = recorder.only("workerRetired");
    assertEquals(List.of(WorkerExit.SHUTDOWN), retired.more());
    List<String> told = recorder.toldBy((Thread) retired.subject());
    assertEquals(
        List.of(
            "workerSpawned",
            "taskStarted",
            "taskFinished",
            "workerIdle",
            "workerReused",
            "taskStarted",
            "taskFinished",
            "workerRetired"),
        told.stream().filter(what -> !what.equals("stateChanged")).toList());
  }

  @Test
  void workerThatIsTooMuchSaysSo() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(2).observer(recorder));
    List<Blocker> running = fill(pool);
    pool.resize(1);
    running.forEach(Blocker::letGo);
    eventually(() -> recorder.all("workerRetired").size() == 1);
    assertEquals(List.of(WorkerExit.SHRUNK), recorder.only("workerRetired").more());
    assertEquals(1, pool.stats().retired(WorkerExit.SHRUNK));
  }

  @Test
  void theftIsTold() throws Exception {
    WorkerPool pool =
        pool(b -> b.capacity(2).queueCapacity(1_000).processors(2).observer(recorder));
    for (int i = 0; i < 100; i++) {
      fill(pool).forEach(Blocker::letGo);
    }
    for (int i = 0; pool.stats().stolen() == 0; i++) {
      Caller<Void> other = Caller.run(() -> burst(pool)); // each thread has its own home
      burst(pool);
      other.result();
      assertTrue(i < 10_000, "nothing was ever stolen");
    }
    pool.close();
    long told = recorder.all("tasksStolen").stream().mapToInt(e -> (int) e.more().getLast()).sum();
    assertEquals(pool.stats().stolen(), told);
  }

  private static void burst(WorkerPool pool) {
    for (int i = 0; i < 200; i++) {
      pool.execute(Thread::onSpinWait);
    }
  }

  // ---- the pool

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
        recorder.all("stateChanged").stream()
            .map(e -> e.subject() + " " + e.more().getFirst())
            .toList());
  }

  @Test
  void changesOfTheCapacityAreTold() {
    WorkerPool pool = recorded();
    pool.resize(5);
    pool.resize(5);
    pool.resize(2);
    assertEquals(
        List.of("1 5", "5 2"),
        recorder.all("resized").stream()
            .map(e -> e.subject() + " " + e.more().getFirst())
            .toList());
  }

  // ---- observers

  @Test
  void everyObserverIsTold() {
    EventRecorder second = new EventRecorder();
    WorkerPool pool = pool(b -> b.observer(recorder).observer(second));
    pool.execute(() -> {});
    pool.close();
    for (String what : List.of("workerSpawned", "taskStarted", "taskFinished", "workerRetired")) {
      assertSame(recorder.only(what).subject(), second.only(what).subject());
    }
  }

  @Test
  void observerThatThrowsIsHarmlessAndLoggedOnceForEachMethod() throws Exception {
    try (LogCapture log = new LogCapture()) {
      WorkerPool pool =
          pool(b -> b.capacity(1).queueCapacity(1).observer(throwing()).observer(recorder));
      assertEquals(1, pool.submit(() -> 1).get());
      eventually(() -> recorder.all("workerIdle").size() == 1);
      assertEquals(2, pool.submit(() -> 2).get());
      Blocker running = startBlocker(pool);
      pool.submit(() -> {}).cancel(false);
      pool.execute(() -> {});
      assertFalse(pool.tryExecute(blocker(), Duration.ofMillis(1)));
      pool.resize(2);
      running.letGo();
      pool.close();
      assertEquals(4, pool.stats().completed());
      List<String> methods =
          Arrays.stream(PoolObserver.class.getMethods())
              .map(m -> m.getName())
              .filter(m -> !Set.of("wantsTimes", "samplingRate", "tasksStolen").contains(m))
              .sorted()
              .toList();
      assertEquals(methods, log.thrown().stream().map(Throwable::getMessage).sorted().toList());
      assertEquals(4, recorder.all("taskFinished").size());
    }
  }

  private static PoolObserver throwing() {
    return (PoolObserver)
        Proxy.newProxyInstance(
            PoolObserver.class.getClassLoader(),
            new Class<?>[] {PoolObserver.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "wantsTimes" -> true;
                  case "samplingRate" -> 1.0;
                  case "hashCode" -> 1;
                  case "equals" -> proxy == arguments[0];
                  case "tasksStolen" -> null; // by chance only
                  default -> throw new IllegalStateException(method.getName());
                });
  }

  @Test
  void anObserverIsAttachedOnce() {
    WorkerPool pool = recorded();
    String message =
        assertThrows(IllegalArgumentException.class, () -> pool.observe(recorder)).getMessage();
    assertTrue(message.endsWith("is attached already; attach each once"), message);
  }

  @Test
  void observerWhoseQuestionFailsIsNotAttached() {
    WorkerPool pool = recorded();
    PoolObserver undecided =
        new PoolObserver() {
          @Override
          public boolean wantsTimes() {
            throw new IllegalStateException("undecided");
          }
        };
    assertThrows(IllegalStateException.class, () -> pool.observe(undecided));
    pool.execute(() -> {});
  }

  @Test
  void workerThatSeesAPlaceTakenIsNotToldToRest() throws Exception {
    Weaving.ofMarks().during(() -> assertEquals(List.of(), restsWhileAPlaceIsTaken()));
    eventually(this::isAtRest);
    // The submitter may call it when it has run the second already: once, as it submits once.
    assertTrue(recorder.all("workerReused").size() <= 1);
  }

  private boolean isAtRest() {
    return recorder.all("workerIdle").size() == recorder.all("workerReused").size() + 1;
  }

  /** The twin: a worker that lies down, and does not look whether it was called meanwhile. */
  @Test
  void restsWhileAPlaceIsTakenAreNoticed() throws Exception {
    Weaving.ofMarks(new Bug("W11", "hasTask", 0), new Bug("W10", "isCalled", 0))
        .during(() -> assertNotEquals(List.of(), restsWhileAPlaceIsTaken()));
  }

  /**
   * What the only worker tells while a submitter that has a place is late with its task: the worker
   * looks again and again, so as many rests, were they told, as the submitter is late.
   */
  private List<Event> restsWhileAPlaceIsTaken() throws Exception {
    HeldSubmitter holding = new HeldSubmitter(() -> {});
    AtomicInteger looks = new AtomicInteger(); // of a worker that is about to lie down
    WorkerPool pool =
        pool(b -> b.capacity(1).queueCapacity(1).observer(holding).observer(recorder));
    Blocker first = startBlocker(pool);
    Caller<Void> submitter = Caller.run(() -> pool.execute(holding.late));
    List<Event> rests;
    try (Breakpoints points = new Breakpoints()) {
      points.at("W11", worker -> looks.incrementAndGet() < 0); // nobody is stopped
      awaitLatch(holding.held);
      first.letGo();
      eventually(() -> looks.get() >= 200);
      rests = recorder.all("workerIdle");
    } finally {
      holding.goOn.countDown();
    }
    submitter.result();
    return rests;
  }
}
