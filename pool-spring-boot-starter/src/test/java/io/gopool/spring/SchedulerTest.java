package io.gopool.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gopool.GpmScheduler;
import io.gopool.WorkerPool;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The scheduler and pools on it; the tests' JVM has java.lang open. */
class SchedulerTest {

  private final ApplicationContextRunner runner =
      Runners.runner().withPropertyValues("gopool.pools.orders.capacity=4");

  @Test
  void thereIsOneWhereTheJvmSupportsItButNobodyBuildsItInVain() {
    runner.run(
        context -> {
          assertThat(context.getBeanFactory().containsSingleton("gpmScheduler")).isFalse();
          assertThat(context).hasSingleBean(GpmScheduler.class);
        });
  }

  @Test
  void poolsRunOnItWithItsSettings() {
    GpmScheduler[] scheduler = new GpmScheduler[1];
    runner
        .withPropertyValues(
            "gopool.pools.orders.threads=gpm",
            "gopool.scheduler.enabled=true",
            "gopool.scheduler.processors=3",
            "gopool.scheduler.max-machines=50",
            "gopool.scheduler.handoff-after=20ms",
            "gopool.scheduler.idle-machine-expiry=5s")
        .run(
            context -> {
              scheduler[0] = context.getBean(GpmScheduler.class);
              assertThat(scheduler[0].processors()).isEqualTo(3);
              WorkerPool orders = context.getBean("orders", WorkerPool.class);
              assertThat(orders.submit(() -> Thread.currentThread().isVirtual()).get()).isTrue();
              assertThat(scheduler[0].stats().live()).isPositive();
            });
    assertThatThrownBy(() -> scheduler[0].threadFactory().newThread(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void autoTakesItWhereItIsAndElseTheJdks() {
    runner
        .withPropertyValues("gopool.pools.orders.threads=auto")
        .run(
            context -> {
              WorkerPool orders = context.getBean("orders", WorkerPool.class);
              assertThat(orders.submit(() -> 42).get()).isEqualTo(42);
              assertThat(context.getBean(GpmScheduler.class).stats().live()).isPositive();
            });
    runner
        .withPropertyValues("gopool.pools.orders.threads=auto", "gopool.scheduler.enabled=false")
        .run(
            context -> {
              assertThat(context).doesNotHaveBean(GpmScheduler.class);
              WorkerPool orders = context.getBean("orders", WorkerPool.class);
              assertThat(orders.submit(() -> Thread.currentThread().isVirtual()).get()).isTrue();
            });
  }

  @Test
  void platformThreadsAreThere() {
    runner
        .withPropertyValues("gopool.pools.orders.threads=platform")
        .run(
            context ->
                assertThat(
                        context
                            .getBean("orders", WorkerPool.class)
                            .submit(() -> Thread.currentThread().isVirtual())
                            .get())
                    .isFalse());
  }

  @Test
  void theApplicationsOwnSchedulerIsUsed() {
    try (GpmScheduler own = GpmScheduler.builder("own").processors(1).build()) {
      runner
          .withBean("mine", GpmScheduler.class, () -> own)
          .withPropertyValues("gopool.pools.orders.threads=gpm", "gopool.scheduler.enabled=false")
          .run(
              context -> {
                assertThat(context.getBean(GpmScheduler.class)).isSameAs(own);
                assertThat(context.getBean("orders", WorkerPool.class).submit(() -> 42).get())
                    .isEqualTo(42);
                assertThat(own.stats().live()).isPositive();
              });
    }
  }

  @Test
  void gpmWithoutASchedulerIsRefused() {
    Runners.failing(
        runner.withPropertyValues(
            "gopool.pools.orders.threads=gpm", "gopool.scheduler.enabled=false"),
        analysis -> {
          assertThat(analysis.getDescription())
              .contains("Property: gopool.pools.orders.threads", "Value: \"gpm\"")
              .contains("gopool.scheduler.enabled is false");
          assertThat(analysis.getAction())
              .isEqualTo(
                  "Set gopool.scheduler.enabled to 'auto' or 'true', or set"
                      + " gopool.pools.orders.threads to 'auto' or 'virtual'.");
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          processors          | 0     | processors must be in [1, 256], was 0
          max-machines        | 0     | maxMachines must be in [1, 10000], was 0
          handoff-after       | 1us   | handoffAfter must be in
          idle-machine-expiry | -1s   | idleMachineExpiry must not be negative
          """)
  void aBadSettingIsNamedThoughNobodyAsksForTheScheduler(
      String property, String value, String expected) {
    String name = "gopool.scheduler." + property;
    Runners.failing(
        runner.withPropertyValues(name + "=" + value),
        analysis ->
            assertThat(analysis.getDescription()).contains("Property: " + name).contains(expected));
  }

  @Test
  void processorsWithoutASchedulerAreWithoutEffectAndRefused() {
    Runners.failing(
        runner.withPropertyValues(
            "gopool.scheduler.enabled=false", "gopool.scheduler.processors=2"),
        analysis -> {
          assertThat(analysis.getDescription())
              .contains("Property: gopool.scheduler.processors", "it has no effect");
          assertThat(analysis.getAction())
              .isEqualTo("Remove gopool.scheduler.processors or gopool.scheduler.enabled.");
        });
  }

  @Test
  void settingsBesideTheApplicationsOwnSchedulerAreWithoutEffectAndRefused() {
    try (GpmScheduler own = GpmScheduler.builder("own").processors(1).build()) {
      Runners.failing(
          runner
              .withBean("gpmScheduler", GpmScheduler.class, () -> own)
              .withPropertyValues("gopool.scheduler.handoff-after=20ms"),
          analysis -> {
            assertThat(analysis.getDescription())
                .contains("Property: gopool.scheduler.handoff-after", "it has no effect")
                .contains("the application has a GpmScheduler bean of its own");
            assertThat(analysis.getAction())
                .isEqualTo("Remove gopool.scheduler.handoff-after or that bean.");
          });
    }
  }
}
