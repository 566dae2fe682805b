package io.gopool.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gopool.PoolOverloadedException;
import io.gopool.RejectReason;
import io.gopool.WorkerPool;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What fails the start, and what it says. */
class ConfigurationCheckTest {

  private final ApplicationContextRunner runner = Runners.runner();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          capacity               | 0    | capacity must be in [1, 2147483646]
          capacity               | -5   | was -5
          queue-capacity         | -1   | queueCapacity must be at least 0, was -1
          max-wait               | -1s  | maxWait must not be negative, was PT-1S
          max-blocked-submitters | -1   | maxBlockedSubmitters must be at least 0, was -1
          processors             | 257  | processors must be in [1, 256], was 257
          idle-expiry            | -1s  | idleExpiry must not be negative, was PT-1S
          max-idle               | -1   | maxIdle must be at least 0, was -1
          pre-start              | -1   | preStart must be at least 0, was -1
          """)
  void aValueOutOfBoundsIsNamed(String property, String value, String expected) {
    String name = "gopool.pools.orders." + property;
    Runners.failing(
        runner.withPropertyValues(name + "=" + value),
        analysis -> {
          assertThat(analysis.getDescription())
              .startsWith("Pool 'orders' cannot be configured:")
              .contains("Property: " + name)
              .contains("Value: \"")
              .contains("Origin: ")
              .contains(expected);
          assertThat(analysis.getAction()).contains(name);
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          max-wait=1s               | admission=reject      | with admission 'reject' no submitter
          max-blocked-submitters=5  | admission=caller-runs | with admission 'caller-runs' no submitter
          capacity=5                | unbounded=true        | the pool is unbounded
          queue-capacity=5          | unbounded=true        | the pool is unbounded
          max-wait=5s               | unbounded=true        | the pool is unbounded
          max-blocked-submitters=5  | unbounded=true        | the pool is unbounded
          admission=reject          | unbounded=true        | the pool is unbounded
          idle-expiry=5s            | no-idle-expiry=true   | idle workers stay for ever
          max-idle=5                | idle-expiry=0s        | no worker is ever idle
          pre-start=5               | idle-expiry=0s        | no worker is ever idle
          idle-expiry=5s            | max-idle=0            | no worker is ever idle
          no-idle-expiry=true       | max-idle=0            | no worker is ever idle
          max-blocked-submitters=5  | max-wait=0s           | with a max-wait of zero no submitter
          max-wait=5s               | max-blocked-submitters=0 | with max-blocked-submitters 0 no submitter
          """)
  void aSettingWithoutEffectIsRefused(String setting, String other, String why) {
    String pool = "gopool.pools.orders.";
    String property = pool + setting.substring(0, setting.indexOf('='));
    Runners.failing(
        runner.withPropertyValues(pool + setting, pool + other),
        analysis -> {
          assertThat(analysis.getDescription())
              .contains("Property: " + property)
              .contains("it has no effect: ")
              .contains(why);
          assertThat(analysis.getAction())
              .isEqualTo(
                  "Remove "
                      + property
                      + " or "
                      + pool
                      + other.substring(0, other.indexOf('='))
                      + ".");
        });
  }

  @Test
  void whatDoesNotGoTogetherIsRefusedByTheBuilder() {
    Runners.failing(
        runner.withPropertyValues(
            "gopool.pools.orders.capacity=2", "gopool.pools.orders.pre-start=3"),
        analysis ->
            assertThat(analysis.getDescription())
                .contains("preStart must be at most capacity, was 3 with capacity 2"));
  }

  @Test
  void aQueueOfARejectingPoolIsRefusedWithWhatToWriteInstead() {
    Runners.failing(
        runner.withPropertyValues(
            "gopool.pools.orders.queue-capacity=5", "gopool.pools.orders.admission=reject"),
        analysis -> {
          assertThat(analysis.getDescription())
              .startsWith("Pool 'orders' cannot be configured:")
              .contains("Property: gopool.pools.orders.queue-capacity")
              .contains("Value: \"5\"")
              .contains("Origin: ")
              .contains("it has no effect: with admission 'reject' what finds no free slot");
          assertThat(analysis.getAction())
              .isEqualTo(
                  "Remove gopool.pools.orders.queue-capacity; or, for a queue beyond which tasks"
                      + " are refused, set gopool.pools.orders.admission to 'block' and"
                      + " gopool.pools.orders.max-wait to 0s.");
        });
  }

  @Test
  void whatIsToBeWrittenInsteadQueuesAndThenRefusesAtOnce() {
    runner
        .withPropertyValues(
            "gopool.pools.orders.capacity=1",
            "gopool.pools.orders.queue-capacity=2",
            "gopool.pools.orders.admission=block",
            "gopool.pools.orders.max-wait=0s")
        .run(
            context -> {
              WorkerPool orders = context.getBean("orders", WorkerPool.class);
              CountDownLatch open = new CountDownLatch(1);
              for (int i = 0; i < 3; i++) {
                orders.execute(() -> Latches.await(open));
              }
              assertThatThrownBy(() -> orders.execute(() -> {}))
                  .isInstanceOf(PoolOverloadedException.class);
              assertThat(orders.stats().rejected(RejectReason.FULL)).isOne();
              open.countDown();
            });
  }

  @Test
  void noQueueOfARejectingPoolMayBeSaid() {
    runner
        .withPropertyValues(
            "gopool.pools.orders.queue-capacity=0", "gopool.pools.orders.admission=reject")
        .run(context -> assertThat(context).hasNotFailed());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          metrics.sampling=0.5            | io.micrometer                  | io.micrometer:micrometer-core
          metrics.task-timers=false       | io.micrometer                  | io.micrometer:micrometer-core
          metrics.task-names=5            | io.micrometer                  | io.micrometer:micrometer-core
          health.saturated-after=5s       | org.springframework.boot.health | spring-boot-health
          health.saturated-status=unknown | org.springframework.boot.health | spring-boot-health
          """)
  void aSettingOfALibraryThatIsNotThereIsRefused(String setting, String absent, String library) {
    String property = "gopool." + setting.substring(0, setting.indexOf('='));
    Runners.failing(
        runner
            .withClassLoader(new FilteredClassLoader(absent))
            .withPropertyValues("gopool." + setting),
        analysis -> {
          assertThat(analysis.getDescription())
              .contains("Property: " + property)
              .contains("it has no effect: ")
              .contains(library);
          assertThat(analysis.getAction())
              .isEqualTo("Add that dependency, or remove " + property + ".");
        });
  }

  @Test
  void anUnknownDefaultPoolIsRefusedWithTheKnownOnes() {
    Runners.failing(
        runner.withPropertyValues(
            "gopool.pools.orders.capacity=5",
            "gopool.pools.mail.capacity=5",
            "gopool.default-pool=odrers"),
        analysis -> {
          assertThat(analysis.getDescription())
              .contains("Property: gopool.default-pool")
              .contains("Value: \"odrers\"")
              .contains("there are: orders, mail");
          assertThat(analysis.getAction()).contains("Correct the name");
        });
  }

  @Test
  void theApplicationTaskExecutorNeedsAPool() {
    Runners.failing(
        runner.withPropertyValues("gopool.application-task-executor=true"),
        analysis -> {
          assertThat(analysis.getDescription()).contains("gopool.application-task-executor");
          assertThat(analysis.getAction()).isEqualTo("Add a pool below gopool.pools.");
        });
  }

  @Test
  void theApplicationTaskExecutorNeedsADefaultAmongSeveral() {
    Runners.failing(
        runner.withPropertyValues(
            "gopool.application-task-executor=true",
            "gopool.pools.orders.capacity=5",
            "gopool.pools.mail.capacity=5"),
        analysis -> {
          assertThat(analysis.getDescription()).contains("there are: orders, mail");
          assertThat(analysis.getAction()).isEqualTo("Set gopool.default-pool to one of them.");
        });
  }

  @Test
  void theApplicationsOwnTaskExecutorMakesTheSettingUseless() {
    Runners.failing(
        runner
            .withUserConfiguration(OwnExecutor.class)
            .withPropertyValues(
                "gopool.application-task-executor=true", "gopool.pools.orders.capacity=5"),
        analysis ->
            assertThat(analysis.getDescription())
                .contains("no other bean of the name 'applicationTaskExecutor'"));
  }

  @Test
  void aPoolCannotTakeTheNameOfAnotherBean() {
    Runners.failing(
        runner
            .withUserConfiguration(OwnExecutor.class)
            .withPropertyValues("gopool.pools.applicationTaskExecutor.capacity=5"),
        analysis -> {
          assertThat(analysis.getDescription()).contains("a name that no other bean has");
          assertThat(analysis.getAction()).isEqualTo("Rename the pool or the bean.");
        });
  }

  @Test
  void aMisspeltPropertyIsRefused() {
    runner
        .withPropertyValues("gopool.pools.orders.capcity=5")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasRootCauseInstanceOf(UnboundConfigurationPropertiesException.class)
                    .hasStackTraceContaining("gopool.pools.orders.capcity"));
  }

  @Test
  void aPoolThatIsAValueIsRefused() {
    runner
        .withPropertyValues("gopool.pools.orders=5")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining("a pool is a group of settings, was '5'"));
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnExecutor {
    @Bean
    Object applicationTaskExecutor() {
      return new Object();
    }
  }
}
