package io.gopool.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gopool.PoolOverloadedException;
import io.gopool.RejectReason;
import io.gopool.WorkerPool;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

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

  @ParameterizedTest
  @CsvSource({
    "unbounded=true,capacity=1024",
    "unbounded=true,queue-capacity=0",
    "no-idle-expiry=true,idle-expiry=60s",
    "idle-expiry=0s,max-idle=64",
    "idle-expiry=0s,pre-start=0",
    "max-idle=0,idle-expiry=60s",
    "max-idle=0,pre-start=0"
  })
  void aSettingWithoutEffectThatSaysTheDefaultIsNotRefused(String other, String setting) {
    String pool = "gopool.pools.orders.";
    runner
        .withPropertyValues(pool + other, pool + setting)
        .run(context -> assertThat(context).hasNotFailed());
  }

  @ParameterizedTest
  @ValueSource(strings = {"max-machines=10000", "handoff-after=10ms", "idle-machine-expiry=10s"})
  void aSettingOfASchedulerThatThereIsNotMaySayTheDefault(String setting) {
    runner
        .withPropertyValues("gopool.scheduler.enabled=false", "gopool.scheduler." + setting)
        .run(context -> assertThat(context).hasNotFailed());
  }

  @ParameterizedTest
  @CsvSource({"capacity,2", "max-idle,2"})
  void moreWorkersBeforehandThanThereMayBeAreRefused(String bound, String value) {
    String pool = "gopool.pools.orders.";
    Runners.failing(
        runner.withPropertyValues(pool + bound + "=" + value, pool + "pre-start=3"),
        analysis -> {
          assertThat(analysis.getDescription())
              .contains("Property: " + pool + "pre-start", "Value: \"3\"", "Origin: ")
              .contains("at most " + pool + bound + ", which is " + value);
          assertThat(analysis.getAction())
              .isEqualTo("Lower " + pool + "pre-start or raise " + pool + bound + ".");
        });
  }

  @Test
  void moreWorkersBeforehandThanTheDefaultCapacityAreRefused() {
    Runners.failing(
        runner.withPropertyValues("gopool.pools.orders.pre-start=1025"),
        analysis ->
            assertThat(analysis.getDescription())
                .contains("at most gopool.pools.orders.capacity, which is 1024"));
    runner
        .withPropertyValues("gopool.pools.orders.unbounded=true", "gopool.pools.orders.pre-start=3")
        .run(context -> assertThat(context).hasNotFailed());
  }

  @Test
  void morePlatformThreadsThanThereMayBeAreRefused() {
    Runners.failing(
        runner.withPropertyValues(
            "gopool.pools.orders.threads=platform", "gopool.pools.orders.capacity=1048577"),
        analysis -> {
          assertThat(analysis.getDescription())
              .contains("Property: gopool.pools.orders.capacity", "Value: \"1048577\"")
              .contains("at most 1048576 with threads 'platform'");
          assertThat(analysis.getAction()).contains("gopool.pools.orders.threads to 'virtual'");
        });
  }

  @Test
  void whatACustomizerMakesThatDoesNotGoTogetherIsRefusedByTheBuilder() {
    Runners.failing(
        runner
            .withBean(
                WorkerPoolBuilderCustomizer.class, () -> (pool, builder) -> builder.preStart(3))
            .withPropertyValues("gopool.pools.orders.capacity=2"),
        analysis ->
            assertThat(analysis.getDescription())
                .contains("Property: gopool.pools.orders.capacity")
                .contains("preStart must be at most capacity, was 3 with capacity 2"));
  }

  @Test
  void aRejectingPoolMayHaveAQueue() {
    runner
        .withPropertyValues(
            "gopool.pools.orders.capacity=1",
            "gopool.pools.orders.queue-capacity=2",
            "gopool.pools.orders.admission=reject")
        .run(
            context -> {
              WorkerPool orders = context.getBean("orders", WorkerPool.class);
              CountDownLatch open = new CountDownLatch(1);
              for (int i = 0; i < 3; i++) {
                orders.execute(() -> Latches.await(open));
              }
              assertThat(orders.queued()).isEqualTo(2);
              assertThatThrownBy(() -> orders.execute(() -> {}))
                  .isInstanceOf(PoolOverloadedException.class);
              assertThat(orders.stats().rejected(RejectReason.FULL)).isOne();
              open.countDown();
            });
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

  /** The printed name is what may be written in a file. */
  @ParameterizedTest
  @CsvSource({
    "orderMail,gopool.pools.orderMail.capacity",
    "order_mail,gopool.pools.order_mail.capacity",
    "[order.mail],gopool.pools[order.mail].capacity"
  })
  void itIsSaidWhereAValueOfAnyPoolWasSet(String pool, String property) {
    Runners.failing(
        runner.withPropertyValues("gopool.pools." + pool + ".capacity=0"),
        analysis -> {
          assertThat(analysis.getDescription())
              .contains("Property: " + property + "\n")
              .contains(
                  "Origin: \"gopool.pools." + pool + ".capacity\" from property source \"test\"");
          assertThat(analysis.getAction()).contains("Correct " + property + ",");
        });
  }

  /** An environment variable of the application. */
  private static ApplicationContextInitializer<ConfigurableApplicationContext> variable(
      String name, String value) {
    return context ->
        context
            .getEnvironment()
            .getPropertySources()
            .addFirst(
                new SystemEnvironmentPropertySource(
                    StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                    Map.of(name, value)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"orderMail", "order-mail", "order_mail", "[order.mail]"})
  void anEnvironmentVariableThatMakesASecondPoolIsRefused(String pool) {
    String name = pool.replace("[", "").replace("]", "");
    Runners.failing(
        runner
            .withPropertyValues("gopool.pools." + pool + ".capacity=4")
            .withInitializer(variable("GOPOOL_POOLS_ORDERMAIL_CAPACITY", "30")),
        analysis -> {
          assertThat(analysis.getDescription())
              .contains("Pool 'ordermail' cannot be configured")
              .contains("not the name of pool '" + name + "' in other letters");
          assertThat(analysis.getAction()).contains("environment variable");
        });
  }

  @Test
  void anEnvironmentVariableReachesAPoolOfLowerCaseLetters() {
    runner
        .withPropertyValues("gopool.pools.orders.capacity=4")
        .withInitializer(variable("GOPOOL_POOLS_ORDERS_CAPACITY", "30"))
        .run(
            context ->
                assertThat(context.getBean("orders", WorkerPool.class).capacity()).isEqualTo(30));
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
