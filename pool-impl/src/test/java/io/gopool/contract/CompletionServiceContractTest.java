package io.gopool.contract;

import static java.util.concurrent.TimeUnit.DAYS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An {@link ExecutorCompletionService} over the pool. */
@OnEachPool
class CompletionServiceContractTest extends ContractFixture {

  @Test
  void futuresComeInTheOrderOfCompletion() throws Exception {
    ExecutorCompletionService<String> service = new ExecutorCompletionService<>(pool(2));
    Blocker first = blocker();
    Blocker second = blocker();
    Future<String> firstFuture = service.submit(first.returning("first"));
    Future<String> secondFuture = service.submit(second.returning("second"));
    assertNull(service.poll());
    assertNull(service.poll(5, MILLISECONDS));

    second.letGo();
    assertSame(secondFuture, service.take());
    assertNull(service.poll());
    first.letGo();
    assertSame(firstFuture, service.poll(1, DAYS));
    assertEquals("first", firstFuture.resultNow());
    assertEquals("second", secondFuture.resultNow());
  }

  @WithAndWithoutQueue
  void everyTaskIsTakenOnce(int queueCapacity) throws Exception {
    int n = 1_000;
    ExecutorCompletionService<Integer> service =
        new ExecutorCompletionService<>(pool(3, queueCapacity));
    for (int i = 0; i < n; i++) {
      int result = i;
      var unused = service.submit(() -> result);
    }
    Set<Integer> taken = new HashSet<>();
    for (int i = 0; i < n; i++) {
      taken.add(service.take().get());
    }
    assertEquals(IntStream.range(0, n).boxed().collect(Collectors.toSet()), taken);
    assertNull(service.poll());
  }

  @ParameterizedTest
  @EnumSource
  void failedTaskIsTaken(Failure failure) throws Exception {
    ExecutorCompletionService<String> service = new ExecutorCompletionService<>(pool(1));
    Throwable thrown = failure.newThrowable();
    Future<String> submitted = service.submit(Failure.callable(thrown));
    Future<String> taken = service.take();
    assertSame(submitted, taken);
    assertSame(thrown, assertThrows(ExecutionException.class, taken::get).getCause());
  }

  @Test
  void cancelledTaskIsTaken() throws Exception {
    WorkerPool pool = pool(1);
    ExecutorCompletionService<String> service = new ExecutorCompletionService<>(pool);
    Blocker running = blocker();
    Future<String> submitted = service.submit(running.returning("result"));
    running.awaitStart();
    Caller<Future<String>> taker = Caller.call(service::take).awaitBlocked();
    assertTrue(submitted.cancel(/* mayInterruptIfRunning= */ true));
    assertSame(submitted, taker.result());
    assertThrows(CancellationException.class, submitted::get);
    running.assertInterrupted();
  }

  @Test
  void nullIsRefused() {
    ExecutorCompletionService<String> service = new ExecutorCompletionService<>(pool(1));
    assertThrows(NullPointerException.class, () -> service.submit(null));
    assertThrows(NullPointerException.class, () -> service.submit(null, "result"));
    assertNull(service.poll());
  }
}
