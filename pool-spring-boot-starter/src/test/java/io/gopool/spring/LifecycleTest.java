package io.gopool.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gopool.PoolObserver;
import io.gopool.State;
import io.gopool.WorkerPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.ExecutorConfigurationSupport;

/** How pools end with the application. */
class LifecycleTest {

  private final LogCapture log = new LogCapture("io.gopool.spring");

  @AfterEach
  void stopCapture() {
    log.close();
  }

  private final ApplicationContextRunner runner =
      Runners.runner()
          .withPropertyValues("gopool.pools.orders.capacity=4", "gopool.pools.mail.capacity=2");

  @Test
  void comesAfterWebServersAndSchedulers() {
    int webServerGraceful = SmartLifecycle.DEFAULT_PHASE - 1024;
    int webServerStop = webServerGraceful - 1024;
    assertThat(WorkerPoolsLifecycle.PHASE)
        .isLessThan(webServerStop)
        .isLessThan(ExecutorConfigurationSupport.DEFAULT_PHASE)
        .isPositive();
  }

  @Test
  void whatWasAdmittedIsRun() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    AtomicBoolean done = new AtomicBoolean();
    runner
        .withBean(Opener.class, () -> new Opener(mayEnd))
        .run(
            context -> {
              context
                  .getBean("orders", WorkerPool.class)
                  .execute(
                      () -> {
                        begun.countDown();
                        Latches.await(mayEnd);
                        done.set(true);
                      });
              assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            });
    assertThat(done).isTrue();
    assertThat(log.text()).doesNotContain("was not drained");
  }

  @Test
  void thePhaseMayBeLongerThanAnyClockShows() throws Exception {
    CountDownLatch mayEnd = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    try (WorkerPool pool = WorkerPool.builder("orders").build()) {
      pool.execute(
          () -> {
            Latches.await(mayEnd);
            interrupted.set(Thread.currentThread().isInterrupted());
          });
      Thread drain =
          Thread.ofPlatform().start(new PoolDrain(List.of(pool), Duration.ofDays(365_000)));
      Awaitility.await().until(() -> drain.getState() == Thread.State.TIMED_WAITING);
      mayEnd.countDown();
      assertThat(drain.join(Duration.ofSeconds(60))).isTrue();
      assertThat(pool.state()).isEqualTo(State.CLOSED);
      assertThat(interrupted).isFalse();
    }
  }

  @Test
  void restMayBeAwaitedForLongerThanAnyClockShows() throws Exception {
    assertThat(Rest.await(List.of(), Duration.ofDays(365_000))).isTrue();
  }

  @Test
  void aTaskMayUseAnotherPoolToTheEnd() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    AtomicReference<Object> result = new AtomicReference<>();
    runner
        .withBean(Opener.class, () -> new Opener(mayEnd))
        .run(
            context -> {
              WorkerPool mail = context.getBean("mail", WorkerPool.class);
              context
                  .getBean("orders", WorkerPool.class)
                  .execute(
                      () -> {
                        begun.countDown();
                        Latches.await(mayEnd);
                        try {
                          mail.execute(() -> result.set("sent"));
                        } catch (RuntimeException e) {
                          result.set(e);
                        }
                      });
              assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            });
    assertThat(result).hasValue("sent");
  }

  @Test
  void whatDoesNotEndInTimeIsInterruptedAndLogged() throws Exception {
    CountDownLatch begun = new CountDownLatch(4);
    CountDownLatch never = new CountDownLatch(1);
    try (WorkerPool orders = WorkerPool.builder("orders").capacity(4).queueCapacity(5).build()) {
      for (int i = 0; i < 4; i++) {
        orders.execute(
            () -> {
              begun.countDown();
              Latches.await(never);
            });
      }
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      orders.execute(() -> {});
      new PoolDrain(List.of(orders), Duration.ofSeconds(1)).run();
      assertThat(orders.stats().cancelled()).isEqualTo(1);
      assertThat(log.text())
          .contains("Pool 'orders' was not drained within")
          .contains("4 tasks that still ran were interrupted, 1 that waited were cancelled")
          .contains("What was left:", LifecycleTest.class.getName());
    }
  }

  @Test
  void aContextInterruptsWhatDoesNotEndInTime() {
    CountDownLatch begun = new CountDownLatch(4);
    CountDownLatch never = new CountDownLatch(1);
    List<WorkerPool> pools = new ArrayList<>();
    AtomicBoolean queuedRan = new AtomicBoolean();
    runner
        .withPropertyValues(
            "spring.lifecycle.timeout-per-shutdown-phase=1s",
            "gopool.pools.orders.queue-capacity=5")
        .run(
            context -> {
              WorkerPool orders = context.getBean("orders", WorkerPool.class);
              pools.add(orders);
              for (int i = 0; i < 4; i++) {
                orders.execute(
                    () -> {
                      begun.countDown();
                      Latches.await(never);
                    });
              }
              assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
              orders.execute(() -> queuedRan.set(true));
            });
    // The context may have given up a moment before.
    Awaitility.await()
        .untilAsserted(
            () -> {
              assertThat(pools.getFirst().state()).isEqualTo(State.CLOSED);
              assertThat(pools.getFirst().stats().cancelled()).isEqualTo(1);
            });
    assertThat(queuedRan).isFalse();
  }

  @Test
  void aPoolWhoseCloseWasInterruptedEndsWithTheOthers() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    runner
        .withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=1s")
        .run(
            context -> {
              WorkerPools pools = context.getBean(WorkerPools.class);
              WorkerPool reports = pools.create("reports", b -> {});
              reports.execute(
                  () -> {
                    begun.countDown();
                    Latches.await(never);
                  });
              assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
              Thread.currentThread().interrupt();
              assertThatThrownBy(() -> pools.close("reports", Duration.ofHours(1)))
                  .isInstanceOf(InterruptedException.class);
              assertThat(reports.state()).isEqualTo(State.DRAINING);
              context.getBean(WorkerPoolsLifecycle.class).stop();
              Awaitility.await().until(() -> reports.state() == State.CLOSED);
              assertThat(log.text()).contains("Pool 'reports' was not drained within");
            });
  }

  @Test
  void whatIgnoresTheInterruptIsLogged() {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicBoolean end = new AtomicBoolean();
    runner
        .withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=500ms")
        .run(
            context -> {
              context
                  .getBean("orders", WorkerPool.class)
                  .execute(
                      () -> {
                        begun.countDown();
                        while (!end.get()) {
                          Thread.interrupted();
                          Thread.onSpinWait();
                        }
                      });
              assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            });
    // The context may have given up a moment before.
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(log.text())
                    .contains("Pool 'orders' has tasks that go on: PoolStats[name=orders"));
    end.set(true);
  }

  @Test
  void aContextThatIsStartedAgainHasItsPoolsBack() {
    runner.run(
        context -> {
          WorkerPool orders = context.getBean("orders", WorkerPool.class);
          context.getSourceApplicationContext().stop();
          assertThat(orders.state()).isEqualTo(State.CLOSED);
          context.getSourceApplicationContext().start();
          assertThat(orders.state()).isEqualTo(State.OPEN);
          assertThat(orders.submit(() -> 42).get()).isEqualTo(42);
        });
  }

  @Test
  void aContextThatFailsToStartLeavesNoPoolBehind() {
    List<WorkerPool> pools = new ArrayList<>();
    runner
        .withBean(
            "broken",
            Object.class,
            () -> {
              throw new IllegalStateException("no luck today");
            },
            definition -> definition.setDependsOn("workerPools"))
        .withInitializer(
            context ->
                context
                    .getBeanFactory()
                    .addBeanPostProcessor(
                        new BeanPostProcessor() {
                          @Override
                          public Object postProcessAfterInitialization(Object bean, String name) {
                            if (bean instanceof WorkerPools all) {
                              pools.addAll(all.all());
                            }
                            return bean;
                          }
                        }))
        .run(context -> assertThat(context).getFailure().hasRootCauseMessage("no luck today"));
    assertThat(pools).extracting(WorkerPool::isShutdown).containsOnly(true);
  }

  @Test
  void aPoolThatCannotBeBuiltEndsThoseBeforeIt() {
    List<String> states = new CopyOnWriteArrayList<>();
    runner
        .withBean(
            WorkerPoolBuilderCustomizer.class,
            () ->
                (name, builder) -> {
                  if (name.equals("mail")) {
                    throw new IllegalStateException("no mail today");
                  }
                  builder.observer(
                      new PoolObserver() {
                        @Override
                        public void stateChanged(State from, State to) {
                          states.add(name + " " + to);
                        }
                      });
                })
        .run(context -> assertThat(context).getFailure().hasRootCauseMessage("no mail today"));
    Awaitility.await().untilAsserted(() -> assertThat(states).contains("orders CLOSED"));
  }

  /** Stops before the pools, and lets the tasks go on. */
  private record Opener(CountDownLatch latch) implements SmartLifecycle {
    @Override
    public void start() {}

    @Override
    public void stop() {
      latch.countDown();
    }

    @Override
    public boolean isRunning() {
      return latch.getCount() > 0;
    }
  }
}
