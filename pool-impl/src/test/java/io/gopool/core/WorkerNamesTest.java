package io.gopool.core;

import static io.gopool.contract.Patience.awaitLatch;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import io.gopool.contract.OnEachKind;
import io.gopool.contract.PoolKind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;

/** What workers are called. */
@OnEachKind
class WorkerNamesTest extends CoreFixture {

  @Test
  void virtualWorkersShareANameAndPlatformOnesAreNumbered() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(2));
    CountDownLatch both = new CountDownLatch(2);
    Callable<String> task =
        () -> {
          both.countDown();
          awaitLatch(both);
          return Thread.currentThread().getName();
        };
    Future<String> one = pool.submit(task);
    Future<String> other = pool.submit(task);
    Set<String> names = new HashSet<>(List.of(one.get(), other.get()));
    String name = pool.name() + "-worker";
    assertEquals(
        kind == PoolKind.PLATFORM ? Set.of(name + "-1", name + "-2") : Set.of(name), names);
  }

  @Test
  void factoryOfOnesOwnNamesThem() throws Exception {
    ThreadFactory numbered = Thread.ofVirtual().name("own-", 1).factory();
    WorkerPool pool = pool(b -> b.capacity(1).threads(WorkerThreads.of(numbered)));
    assertEquals("own-1", pool.submit(() -> Thread.currentThread().getName()).get());
  }

  @Test
  void eachThreadOfAFactoryIsANewOne() {
    ThreadFactory factory = kind.threads().factory("name");
    assertNotEquals(factory.newThread(() -> {}), factory.newThread(() -> {}));
    assertThrows(NullPointerException.class, () -> kind.threads().factory(null));
  }
}
