package io.gopool.spring.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.gopool.GpmScheduler;
import io.gopool.WorkerPool;
import io.gopool.spring.CapacityChanges;
import io.gopool.spring.LogCapture;
import io.gopool.spring.PoolRefresh;
import io.gopool.spring.Runners;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** Settings that change while the application runs. */
class RefreshTest {

  private final Map<String, Object> values = new ConcurrentHashMap<>();

  private final ApplicationContextRunner runner =
      Runners.runner()
          .withConfiguration(AutoConfigurations.of(RefreshAutoConfiguration.class))
          .withPropertyValues("gopool.pools.orders.capacity=4", "gopool.pools.mail.capacity=2")
          .withInitializer(
              context ->
                  context
                      .getEnvironment()
                      .getPropertySources()
                      .addFirst(new MapPropertySource("changing", values)));

  @Test
  void aCapacityChangesLive() {
    runner.run(
        context -> {
          WorkerPool orders = context.getBean("orders", WorkerPool.class);
          change(context, "gopool.pools.orders.capacity", 9);
          assertThat(orders.capacity()).isEqualTo(9);
          assertThat(context.getBean("mail", WorkerPool.class).capacity()).isEqualTo(2);
          values.clear();
          publish(context, "gopool.pools.orders.capacity");
          assertThat(orders.capacity()).isEqualTo(4);
        });
  }

  @Test
  void theCapacityOfAPoolThatComesBackIntoTheSettingsChangesLive() {
    values.put("gopool.pools.reports.capacity", 3);
    runner.run(
        context -> {
          WorkerPool reports = context.getBean("reports", WorkerPool.class);
          values.clear();
          publish(context, "gopool.pools.reports.capacity");
          assertThat(reports.capacity()).isEqualTo(3);
          change(context, "gopool.pools.reports.capacity", 9);
          assertThat(reports.capacity()).isEqualTo(9);
        });
  }

  @Test
  void aPoolThatIsNotThereBeforeARestartIsNoError() {
    runner.run(
        context -> {
          PoolRefresh refresh = context.getBean(PoolRefresh.class);
          values.put("gopool.pools.reports.capacity", 3);
          assertThat(refresh.refresh()).isTrue();
          values.put("gopool.pools.reports.capacity", 4);
          assertThat(refresh.refresh()).isTrue();
        });
  }

  @Test
  void aCapacityThatDidNotChangeStaysWhatTheProgramMadeIt() {
    runner.run(
        context -> {
          WorkerPool orders = context.getBean("orders", WorkerPool.class);
          orders.resize(7);
          change(context, "gopool.pools.mail.capacity", 3);
          assertThat(orders.capacity()).isEqualTo(7);
        });
  }

  @Test
  void itEndsATemporaryCapacity() {
    runner.run(
        context -> {
          CapacityChanges changes = context.getBean(CapacityChanges.class);
          assertThat(changes.change("orders", 20, Duration.ofHours(1)).to()).isEqualTo(4);
          change(context, "gopool.pools.orders.capacity", 9);
          assertThat(changes.pending("orders")).isEmpty();
          assertThat(context.getBean("orders", WorkerPool.class).capacity()).isEqualTo(9);
        });
  }

  @Test
  void badValuesChangeNothingAndAreLogged() {
    try (LogCapture log = new LogCapture("io.gopool.spring")) {
      runner.run(
          context -> {
            WorkerPool orders = context.getBean("orders", WorkerPool.class);
            values.put("gopool.pools.orders.capacity", 9);
            change(context, "gopool.pools.mail.capacity", 0);
            assertThat(log.text())
                .contains("Pool 'mail' cannot be configured", "capacity must be in [1, ");
            assertThat(orders.capacity()).isEqualTo(4);
            values.clear();
            change(context, "gopool.pools.orders.capacity", "many");
            values.put("gopool.pools.orders.capacity", 8);
            change(context, "gopool.default-pool", "nobody");
            assertThat(log.text())
                .contains("The changed settings of the pools are wrong and were not taken over");
            assertThat(orders.capacity()).isEqualTo(4);
            change(context, "gopool.default-pool", "mail");
            assertThat(orders.capacity()).isEqualTo(8);
          });
    }
  }

  @Test
  void whatNeedsARestartIsNamed() {
    try (LogCapture log = new LogCapture("io.gopool.spring")) {
      runner.run(
          context -> {
            values.put("gopool.pools.reports.capacity", 8);
            values.put("gopool.context-propagation", true);
            change(context, "gopool.pools.orders.admission", "reject");
            assertThat(log.text())
                .contains(
                    "a restart is needed for gopool.context-propagation, gopool.pools.orders,"
                        + " gopool.pools.reports");
          });
    }
  }

  @ParameterizedTest
  @CsvSource({
    "gopool.scheduler.enabled,false",
    "gopool.scheduler.max-machines,50",
    "gopool.scheduler.handoff-after,20ms",
    "gopool.scheduler.idle-machine-expiry,1s"
  })
  void aSettingOfTheSchedulerThatNeedsARestartIsNamed(String property, String value) {
    try (LogCapture log = new LogCapture("io.gopool.spring")) {
      runner.run(
          context -> {
            change(context, property, value);
            assertThat(log.text()).contains("a restart is needed for " + property);
          });
    }
  }

  @Test
  void processorsChangeLive() {
    runner
        .withPropertyValues("gopool.pools.orders.threads=gpm", "gopool.scheduler.processors=1")
        .run(
            context -> {
              GpmScheduler scheduler = context.getBean(GpmScheduler.class);
              change(context, "gopool.scheduler.processors", 2);
              assertThat(scheduler.processors()).isEqualTo(2);
              values.clear();
              publish(context, "gopool.scheduler.processors");
              assertThat(scheduler.processors()).isEqualTo(1);
            });
  }

  @Test
  void processorsThatAreSetNoLongerAreTheDefault() {
    values.put("gopool.scheduler.processors", 7);
    runner
        .withPropertyValues("gopool.pools.orders.threads=gpm")
        .run(
            context -> {
              GpmScheduler scheduler = context.getBean(GpmScheduler.class);
              assertThat(scheduler.processors()).isEqualTo(7);
              values.clear();
              publish(context, "gopool.scheduler.processors");
              try (GpmScheduler standard = GpmScheduler.builder("standard").build()) {
                assertThat(scheduler.processors()).isEqualTo(standard.processors());
              }
            });
  }

  @Test
  void aSchedulerThatNobodyUsesIsNotBuiltForItsProcessors() {
    try (LogCapture log = new LogCapture("io.gopool.spring")) {
      runner.run(
          context -> {
            change(context, "gopool.scheduler.processors", 2);
            assertThat(context.getBeanFactory().containsSingleton("gpmScheduler")).isFalse();
            assertThat(log.text()).contains("a restart is needed for gopool.scheduler.processors");
          });
    }
  }

  @Test
  void settingsBesideTheApplicationsOwnSchedulersAreRefusedAsAtTheStart() {
    try (GpmScheduler own = GpmScheduler.builder("own").processors(1).build();
        GpmScheduler another = GpmScheduler.builder("another").processors(1).build();
        LogCapture log = new LogCapture("io.gopool.spring")) {
      runner
          .withBean("own", GpmScheduler.class, () -> own)
          .withBean("another", GpmScheduler.class, () -> another)
          .run(
              context -> {
                values.put("gopool.pools.orders.capacity", 9);
                change(context, "gopool.scheduler.processors", 2);
                assertThat(log.text())
                    .contains("Property: gopool.scheduler.processors", "it has no effect")
                    .contains("the application has a GpmScheduler bean of its own");
                assertThat(context.getBean("orders", WorkerPool.class).capacity()).isEqualTo(4);
                assertThat(own.processors()).isEqualTo(1);
                values.remove("gopool.scheduler.processors");
                publish(context, "gopool.scheduler.processors");
                assertThat(context.getBean("orders", WorkerPool.class).capacity()).isEqualTo(9);
              });
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          capacity  | 2 | at most gopool.pools.orders.capacity, which is 2
          max-idle  | 2 | at most gopool.pools.orders.max-idle, which is 2
          pre-start | 5 | at most gopool.pools.orders.capacity, which is 4
          """)
  void whatDoesNotGoTogetherChangesNothing(String property, String value, String expected) {
    try (LogCapture log = new LogCapture("io.gopool.spring")) {
      runner
          .withPropertyValues("gopool.pools.orders.pre-start=3")
          .run(
              context -> {
                values.put("gopool.pools.mail.capacity", 5);
                change(context, "gopool.pools.orders." + property, value);
                assertThat(log.text())
                    .contains("Property: gopool.pools.orders.pre-start", expected);
                assertThat(context.getBean("orders", WorkerPool.class).capacity()).isEqualTo(4);
                assertThat(context.getBean("mail", WorkerPool.class).capacity()).isEqualTo(2);
              });
    }
  }

  @Test
  void moreThanThereMayBePlatformThreadsChangesNothing() {
    try (LogCapture log = new LogCapture("io.gopool.spring")) {
      runner
          .withPropertyValues("gopool.pools.orders.threads=platform")
          .run(
              context -> {
                values.put("gopool.pools.mail.capacity", 5);
                change(context, "gopool.pools.orders.capacity", 2_000_000);
                assertThat(log.text())
                    .contains("Property: gopool.pools.orders.capacity", "at most 1048576");
                assertThat(context.getBean("mail", WorkerPool.class).capacity()).isEqualTo(2);
              });
    }
  }

  @Test
  void otherKeysAreNotOurs() {
    runner.run(
        context -> {
          values.put("gopool.pools.orders.capacity", 9);
          publish(context, "server.port");
          assertThat(context.getBean("orders", WorkerPool.class).capacity()).isEqualTo(4);
          publish(context, "GOPOOL_POOLS_ORDERS_CAPACITY");
          assertThat(context.getBean("orders", WorkerPool.class).capacity()).isEqualTo(9);
        });
  }

  @Test
  void isAbsentWithoutSpringCloud() {
    runner
        .withClassLoader(new FilteredClassLoader(EnvironmentChangeEvent.class))
        .run(
            context ->
                assertThat(context)
                    .hasNotFailed()
                    .hasBean("orders")
                    .doesNotHaveBean("workerPoolRefreshListener"));
  }

  private void change(ApplicationContext context, String property, Object value) {
    values.put(property, value);
    publish(context, property);
  }

  private static void publish(ApplicationContext context, String property) {
    context.publishEvent(new EnvironmentChangeEvent(context, Set.of(property)));
  }
}
