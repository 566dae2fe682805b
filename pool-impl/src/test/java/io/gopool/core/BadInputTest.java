package io.gopool.core;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gopool.Admission;
import io.gopool.LoadBalancing;
import io.gopool.MultiPool;
import io.gopool.PoolObserver;
import io.gopool.WorkerExit;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that make no sense are refused, with value, expectation and remedy. */
@Timeout(60)
class BadInputTest {

  record Bad(String message, Executable call) {
    @Override
    public String toString() {
      return message;
    }
  }

  private static WorkerPool.Builder builder() {
    return WorkerPool.builder("bad");
  }

  static List<Bad> badArguments() {
    String name = "; it names the pool in threads and metrics";
    String platform = "capacity must be in [1, 1048576] with platform threads, was ";
    String virtual = "capacity must be in [1, 2147483646] with virtual threads, was ";
    return List.of(
        new Bad("name must not be blank, was ''" + name, () -> WorkerPool.builder("")),
        new Bad("name must not be blank, was ' \t'" + name, () -> WorkerPool.builder(" \t")),
        new Bad("name must not be blank, was ''" + name, () -> MultiPool.builder("")),
        new Bad(virtual + "0; use unbounded() for no limit", () -> builder().capacity(0)),
        new Bad(virtual + "-1; use unbounded() for no limit", () -> builder().capacity(-1)),
        new Bad(
            platform
                + "1048577; use WorkerThreads.virtual() for more, use unbounded() for no limit",
            () -> builder().capacity((1 << 20) + 1).threads(WorkerThreads.platform()).build()),
        new Bad(
            platform
                + "1048577; use WorkerThreads.virtual() for more, use unbounded() for no limit",
            () -> builder().threads(WorkerThreads.platform()).capacity((1 << 20) + 1).build()),
        new Bad(
            "queueCapacity must be at least 0, was -1; use 0 for no queue",
            () -> builder().queueCapacity(-1)),
        new Bad(
            "maxBlockedSubmitters must be at least 0, was -1;"
                + " use 0 to block none, or leave it out for no limit",
            () -> builder().maxBlockedSubmitters(-1)),
        new Bad(
            "processors must be in [1, 256], was 0; leave it out for one per available processor",
            () -> builder().processors(0)),
        new Bad(
            "processors must be in [1, 256], was 257; leave it out for one per available processor",
            () -> builder().processors(257)),
        new Bad(
            "idleExpiry must not be negative, was PT-1S;"
                + " use zero to keep no idle workers, noIdleExpiry() to keep them for ever",
            () -> builder().idleExpiry(Duration.ofSeconds(-1))),
        new Bad(
            "maxIdle must be at least 0, was -1; use 0 to keep no idle workers",
            () -> builder().maxIdle(-1)),
        new Bad(
            "preStart must be at least 0, was -1; use 0 to start workers when they are needed",
            () -> builder().preStart(-1)),
        new Bad(
            "preStart must be at most capacity, was 3 with capacity 2;"
                + " raise capacity or lower preStart",
            () -> builder().preStart(3).capacity(2).build()),
        new Bad(
            "preStart must be at most maxIdle, was 3 with maxIdle 2; raise maxIdle or lower"
                + " preStart",
            () -> builder().preStart(3).maxIdle(2).build()),
        new Bad(
            "maxWait must not be negative, was PT-1S; use Admission.reject() not to wait",
            () -> Admission.block(Duration.ofSeconds(-1))),
        new Bad("pools must be in [1, 1024], was 0", () -> MultiPool.builder("bad").pools(0)),
        new Bad("pools must be in [1, 1024], was 1025", () -> MultiPool.builder("bad").pools(1025)),
        new Bad(
            virtual + "0; use unbounded() for no limit",
            () -> MultiPool.builder("bad").capacityPerPool(0)));
  }

  @ParameterizedTest
  @MethodSource("badArguments")
  void badArgumentIsRefusedWithValueExpectationAndRemedy(Bad bad) {
    assertEquals(bad.message, assertThrows(IllegalArgumentException.class, bad.call).getMessage());
  }

  static List<Executable> nulls() {
    return List.of(
        () -> WorkerPool.builder(null),
        () -> MultiPool.builder(null),
        () -> builder().admission(null),
        () -> builder().threads(null),
        () -> builder().idleExpiry(null),
        () -> builder().exceptionHandler(null),
        () -> builder().taskDecorator(null),
        () -> builder().observer(null),
        () -> builder().ticker(null),
        () -> Admission.block(null),
        () -> WorkerThreads.of(null),
        () -> MultiPool.builder("bad").loadBalancing(null),
        () -> MultiPool.builder("bad").each(null));
  }

  @ParameterizedTest
  @MethodSource("nulls")
  void nullIsRefused(Executable call) {
    assertThrows(NullPointerException.class, call);
  }

  @Test
  void duplicateObserverIsRefused() {
    PoolObserver observer =
        new PoolObserver() {
          @Override
          public String toString() {
            return "mine";
          }
        };
    WorkerPool.Builder builder = builder().observer(observer).observer(new PoolObserver() {});
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> builder.observer(observer));
    assertEquals("observer mine was added before; add each observer once", e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 256})
  void extremesOfTheProcessorsAreFine(int processors) throws Exception {
    try (WorkerPool pool = builder().processors(processors).build()) {
      assertEquals(1, pool.submit(() -> 1).get());
    }
  }

  @Test
  void extremesOfTheCapacityAreFine() throws Exception {
    try (WorkerPool most = builder().capacity(Integer.MAX_VALUE - 1).build();
        WorkerPool least = builder().capacity(1).queueCapacity(Integer.MAX_VALUE).build();
        WorkerPool platform =
            builder().capacity(1 << 20).threads(WorkerThreads.platform()).build()) {
      for (WorkerPool pool : List.of(most, least, platform)) {
        assertEquals(1, pool.submit(() -> 1).get());
      }
    }
  }

  @Test
  void badSettingLeavesTheBuilderAsItWas() {
    WorkerPool.Builder builder = builder().capacity(7).queueCapacity(2);
    assertThrows(IllegalArgumentException.class, () -> builder.capacity(0));
    assertThrows(IllegalArgumentException.class, () -> builder.queueCapacity(-1));
    try (WorkerPool pool = builder.build()) {
      assertEquals(7, pool.capacity());
      assertEquals(2, pool.stats().queueCapacity());
    }
  }

  @Test
  void poolIsNotHalfBuilt() {
    AtomicInteger threads = new AtomicInteger();
    WorkerThreads counted =
        WorkerThreads.of(
            task -> {
              threads.incrementAndGet();
              return Thread.ofVirtual().unstarted(task);
            });
    WorkerPool.Builder builder = builder().threads(counted).preStart(5).capacity(4);
    assertThrows(IllegalArgumentException.class, builder::build);
    assertEquals(0, threads.get());
  }

  @Test
  void multiPoolIsNotHalfBuilt() throws Exception {
    AtomicInteger builders = new AtomicInteger();
    AtomicInteger spawned = new AtomicInteger();
    AtomicInteger retired = new AtomicInteger();
    PoolObserver observer =
        new PoolObserver() {
          @Override
          public void workerSpawned(Thread worker) {
            spawned.incrementAndGet();
          }

          @Override
          public void workerRetired(Thread worker, WorkerExit reason) {
            retired.incrementAndGet();
          }
        };
    MultiPool.Builder builder =
        MultiPool.builder("bad")
            .pools(3)
            .each(
                b ->
                    builders.incrementAndGet() < 3
                        ? b.preStart(1).observer(observer)
                        : b.preStart(2).capacity(1));
    assertThrows(IllegalArgumentException.class, builder::build);
    assertEquals(3, builders.get());
    eventually(() -> spawned.get() == 2 && retired.get() == 2);
  }

  @Test
  void settingsOfAMultiPoolMustReturnTheirBuilder() {
    MultiPool.Builder builder = MultiPool.builder("bad").each(b -> builder());
    assertEquals(
        "each(settings) must return the builder it was given, after setting it",
        assertThrows(IllegalArgumentException.class, builder::build).getMessage());
    MultiPool good = MultiPool.builder("good").loadBalancing(LoadBalancing.LEAST_RUNNING).build();
    good.close();
  }

  @Test
  void timeUnitOfAwaitTerminationMustNotBeNull() {
    try (WorkerPool pool = builder().build()) {
      TimeUnit none = null;
      assertThrows(NullPointerException.class, () -> pool.awaitTermination(1, none));
    }
  }
}
