package io.gopool.core;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gopool.TaskGroup;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import io.gopool.contract.Caller;
import io.gopool.contract.OnEachKind;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Threads that cannot be started while others rely on them. */
@OnEachKind
@SuppressWarnings("FutureReturnValueIgnored") // the group has it
class StrandedTaskTest extends CoreFixture {

  private final LogCapture log = new LogCapture(); // of the warnings

  @AfterEach
  void stopCapture() {
    log.close();
  }

  private static final class NoThread extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * T1 is about to start the only worker; T2 takes it for one that lives, cannot start a second one
   * and leaves its task in the queue; then T1's cannot be started either.
   */
  @Test
  void taskThatReliedOnAWorkerThatCouldNotBeStartedIsRun() throws Exception {
    ThreadFactory factory = kind.threads().factory();
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch inFirst = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    ThreadFactory failsTwice =
        task -> {
          int call = calls.incrementAndGet();
          if (call == 1) {
            inFirst.countDown();
            pass(goOn);
          }
          if (call <= 2) {
            throw new NoThread();
          }
          return factory.newThread(task);
        };
    WorkerPool pool = pool(b -> b.capacity(2).threads(WorkerThreads.of(failsTwice)));
    Caller<Void> first = Caller.run(() -> pool.execute(() -> {}));
    awaitLatch(inFirst);
    CountDownLatch ran = new CountDownLatch(1);
    pool.execute(ran::countDown);
    goOn.countDown();
    first.failure(NoThread.class);
    awaitLatch(ran);
    eventually(() -> pool.free() == 2);
    assertEquals(1, pool.stats().completed());
  }

  /** The group is cancelled between the task's admission and the failure to start its worker. */
  @Test
  void groupTaskCancelledWhileItsWorkerCouldNotBeStartedEndsOnce() throws Exception {
    TaskGroup[] group = new TaskGroup[1];
    NoThread failure = new NoThread();
    ThreadFactory cancels =
        task -> {
          group[0].cancel();
          throw failure;
        };
    WorkerPool pool = pool(b -> b.capacity(1).threads(WorkerThreads.of(cancels)));
    group[0] = pool.group();
    assertSame(failure, assertThrows(NoThread.class, () -> group[0].submit(() -> {})));
    Caller.run(group[0]::close).result();
    assertEquals(1, pool.free());
  }
}
