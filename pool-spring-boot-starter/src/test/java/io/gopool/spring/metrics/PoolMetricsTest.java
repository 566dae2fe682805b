package io.gopool.spring.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.gopool.GpmScheduler;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import io.gopool.metrics.GopoolMetrics;
import io.gopool.metrics.GopoolSchedulerMetrics;
import io.gopool.spring.Latches;
import io.gopool.spring.Runners;
import io.gopool.spring.WholeApplication;
import io.gopool.spring.WorkerPools;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The pools' meters in the application's registries. */
class PoolMetricsTest {

  private final ApplicationContextRunner runner =
      Runners.runner()
          .withConfiguration(
              AutoConfigurations.of(
                  MetricsAutoConfiguration.class, PoolMetricsAutoConfiguration.class))
          .withPropertyValues("gopool.pools.orders.capacity=4", "gopool.pools.mail.capacity=2");

  private final ApplicationContextRunner metered =
      runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new);

  @Test
  void eachPoolHasMeters() {
    metered.run(
        context -> {
          MeterRegistry registry = context.getBean(MeterRegistry.class);
          assertThat(registry.get("gopool.capacity").tag("pool", "orders").gauge().value())
              .isEqualTo(4);
          assertThat(registry.get("gopool.capacity").tag("pool", "mail").gauge().value())
              .isEqualTo(2);
        });
  }

  @Test
  void poolsOfTheRunTimeHaveMetersAsLongAsTheyLive() {
    metered.run(
        context -> {
          MeterRegistry registry = context.getBean(MeterRegistry.class);
          WorkerPools pools = context.getBean(WorkerPools.class);
          for (int capacity = 5; capacity < 8; capacity++) {
            int n = capacity;
            pools.create("reports", b -> b.capacity(n));
            assertThat(registry.get("gopool.capacity").tag("pool", "reports").gauge().value())
                .isEqualTo(n);
            assertThat(pools.close("reports", Duration.ofSeconds(30))).isTrue();
            Awaitility.await()
                .until(
                    () -> registry.find("gopool.capacity").tag("pool", "reports").gauge() == null);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theNameOfAClosedPoolIsFreeThoughItsTasksGoOn(boolean timers) {
    metered
        .withPropertyValues("gopool.metrics.task-timers=" + timers)
        .run(
            context -> {
              MeterRegistry registry = context.getBean(MeterRegistry.class);
              WorkerPools pools = context.getBean(WorkerPools.class);
              CountDownLatch end = new CountDownLatch(1);
              WorkerPool first = pools.create("reports", b -> b.capacity(5));
              first.execute(() -> awaitUninterruptibly(end));
              assertThat(pools.close("reports", Duration.ZERO)).isFalse();
              pools.create("reports", b -> b.capacity(6));
              Gauge capacity = registry.get("gopool.capacity").tag("pool", "reports").gauge();
              assertThat(capacity.value()).isEqualTo(6);
              end.countDown();
              assertThat(first.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
              assertThat(registry.get("gopool.capacity").tag("pool", "reports").gauge())
                  .isSameAs(capacity);
            });
  }

  @Test
  void theNameOfAPoolThatCouldNotBeMeteredIsFree() {
    metered
        .withPropertyValues("gopool.metrics.task-timers=false")
        .run(
            context -> {
              WorkerPools pools = context.getBean(WorkerPools.class);
              MeterRegistry other = new SimpleMeterRegistry();
              context.getBean(PoolsMeterBinder.class).bindTo(other);
              try (WorkerPool stranger = WorkerPool.builder("reports").build();
                  GopoolMetrics taken = GopoolMetrics.of(stranger)) {
                taken.bindTo(other);
                assertThatThrownBy(() -> pools.create("reports", b -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the registry has meters of a pool 'reports'");
              }
              pools.create("reports", b -> b.capacity(6));
              assertThat(other.get("gopool.capacity").tag("pool", "reports").gauge().value())
                  .isEqualTo(6);
            });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void metersComeBackWithAReboot(boolean timers) {
    metered
        .withPropertyValues("gopool.metrics.task-timers=" + timers)
        .run(
            context -> {
              MeterRegistry registry = context.getBean(MeterRegistry.class);
              WorkerPool orders = context.getBean("orders", WorkerPool.class);
              assertThat(orders.release(Duration.ofSeconds(30))).isTrue();
              Awaitility.await()
                  .until(
                      () -> {
                        scrape(registry); // which may be what notices the end
                        return registry.find("gopool.capacity").tag("pool", "orders").gauge()
                            == null;
                      });
              orders.reboot();
              assertThat(registry.get("gopool.capacity").tag("pool", "orders").gauge().value())
                  .isEqualTo(4);
            });
  }

  private static void scrape(MeterRegistry registry) {
    registry.getMeters().forEach(meter -> meter.measure().forEach(Measurement::getValue));
  }

  /** A task that goes on although its pool is closed. */
  private static void awaitUninterruptibly(CountDownLatch end) {
    while (end.getCount() > 0) {
      Latches.await(end);
      Thread.interrupted();
    }
  }

  @Test
  void tasksAreTimedUnlessSwitchedOff() {
    metered.run(
        context -> {
          assertThat(context.getBean("orders", WorkerPool.class).submit(() -> 42).get())
              .isEqualTo(42);
          assertThat(hasTimers(context.getBean(MeterRegistry.class))).isTrue();
        });
    metered
        .withPropertyValues("gopool.metrics.task-timers=false", "gopool.metrics.sampling=1.0")
        .run(context -> assertThat(hasTimers(context.getBean(MeterRegistry.class))).isFalse());
  }

  @Test
  void timesMayHaveTheTasksNames() {
    metered
        .withPropertyValues("gopool.metrics.task-names=10")
        .run(
            context -> {
              WorkerPool orders = context.getBean("orders", WorkerPool.class);
              orders.submit("ship", () -> {}).get();
              Awaitility.await()
                  .until(
                      () ->
                          context.getBean(MeterRegistry.class).getMeters().stream()
                              .anyMatch(m -> "ship".equals(m.getId().getTag("task"))));
            });
  }

  @Test
  void theSchedulerInUseHasMeters() {
    metered
        .withPropertyValues("gopool.pools.orders.threads=gpm")
        .run(context -> assertThat(hasScheduler(context.getBean(MeterRegistry.class))).isTrue());
    metered.run(
        context -> {
          assertThat(hasScheduler(context.getBean(MeterRegistry.class))).isFalse();
          assertThat(context.getBeanFactory().containsSingleton("gpmScheduler")).isFalse();
        });
  }

  @Test
  void aSchedulerThatIsFirstUsedAtRunTimeHasMeters() {
    metered.run(
        context -> {
          MeterRegistry registry = context.getBean(MeterRegistry.class);
          GpmScheduler scheduler = context.getBean(GpmScheduler.class);
          WorkerPools pools = context.getBean(WorkerPools.class);
          pools.create("reports", b -> b.threads(WorkerThreads.gpm(scheduler)));
          assertThat(hasScheduler(registry)).isTrue();
          MeterRegistry later = new SimpleMeterRegistry();
          context.getBean(PoolsMeterBinder.class).bindTo(later);
          assertThat(hasScheduler(later)).isTrue();
        });
  }

  @Test
  void metersOfTheSchedulerThatTheApplicationHasBoundKeepNoPoolAway() {
    metered.run(
        context -> {
          MeterRegistry registry = context.getBean(MeterRegistry.class);
          GpmScheduler scheduler = context.getBean(GpmScheduler.class);
          try (GopoolSchedulerMetrics own = GopoolSchedulerMetrics.of(scheduler)) {
            own.bindTo(registry);
            WorkerPools pools = context.getBean(WorkerPools.class);
            pools.create("reports", b -> b.threads(WorkerThreads.gpm(scheduler)));
            assertThat(pools.names()).contains("reports");
          }
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sampling   | 0    | a part of the tasks in (0, 1]
          sampling   | 1.5  | a part of the tasks in (0, 1]
          sampling   | NaN  | a part of the tasks in (0, 1]
          task-names | -1   | a number in [0, 1000]
          task-names | 1001 | a number in [0, 1000]
          """)
  void aBadSettingIsNamed(String property, String value, String expected) {
    String name = "gopool.metrics." + property;
    Runners.failing(
        runner.withPropertyValues(name + "=" + value),
        analysis -> {
          assertThat(analysis.getDescription()).contains("Property: " + name).contains(expected);
          assertThat(analysis.getAction()).startsWith("Correct " + name);
        });
  }

  @ParameterizedTest
  @CsvSource({"sampling,0.5", "task-names,5"})
  void aSettingWithoutTimersIsRefused(String property, String value) {
    String name = "gopool.metrics." + property;
    Runners.failing(
        runner.withPropertyValues(name + "=" + value, "gopool.metrics.task-timers=false"),
        analysis -> {
          assertThat(analysis.getDescription()).contains("Property: " + name, "it has no effect");
          assertThat(analysis.getAction())
              .isEqualTo("Remove " + name + " or gopool.metrics.task-timers.");
        });
  }

  @Test
  void namesNeedCaffeine() {
    Runners.failing(
        runner
            .withPropertyValues("gopool.metrics.task-names=5")
            .withClassLoader(new FilteredClassLoader(Caffeine.class)),
        analysis -> {
          assertThat(analysis.getDescription())
              .contains("com.github.ben-manes.caffeine:caffeine on the class path");
          assertThat(analysis.getAction())
              .isEqualTo("Add that dependency, or remove gopool.metrics.task-names for no tag.");
        });
  }

  @Test
  void isAbsentWithoutARegistryOrMicrometer() {
    runner.run(context -> assertThat(context).doesNotHaveBean(PoolsMeterBinder.class));
    runner
        .withClassLoader(new FilteredClassLoader(MeterRegistry.class))
        .run(
            context ->
                assertThat(context)
                    .hasNotFailed()
                    .hasBean("orders")
                    .doesNotHaveBean("poolsMeterBinder"));
  }

  @Test
  void metersAreSeenOverHttp() throws Exception {
    try (WholeApplication application =
        WholeApplication.start(
            "gopool.pools.orders.capacity=4",
            "management.endpoints.web.exposure.include=metrics")) {
      assertThat(application.get("/actuator/metrics/gopool.capacity?tag=pool:orders").body())
          .contains("\"value\":4");
    }
  }

  private static boolean hasTimers(MeterRegistry registry) {
    return registry.getMeters().stream()
        .map(Meter::getId)
        .anyMatch(id -> id.getName().startsWith("gopool.task.run"));
  }

  private static boolean hasScheduler(MeterRegistry registry) {
    return registry.getMeters().stream()
        .map(Meter::getId)
        .anyMatch(id -> id.getName().startsWith("gopool.scheduler"));
  }
}
