package io.gopool.spring.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.gopool.WorkerPool;
import io.gopool.spring.Latches;
import io.gopool.spring.Runners;
import io.gopool.spring.WholeApplication;
import io.gopool.spring.WorkerPools;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Pools in the health endpoint. */
class PoolsHealthTest {

  private final ApplicationContextRunner runner =
      Runners.runner()
          .withConfiguration(AutoConfigurations.of(PoolsHealthAutoConfiguration.class))
          .withPropertyValues("gopool.pools.orders.capacity=4");

  @Test
  void isOnByDefault() {
    runner.run(
        context ->
            assertThat(context)
                .hasSingleBean(PoolsHealthContributor.class)
                .hasSingleBean(SaturationMonitor.class));
  }

  @Test
  void isSwitchedOffAsBootsOwn() {
    runner
        .withPropertyValues("management.health.gopool.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean(PoolsHealthContributor.class));
    runner
        .withPropertyValues("management.health.defaults.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean(SaturationMonitor.class));
  }

  @Test
  void isAbsentWithoutBootsHealth() {
    runner
        .withClassLoader(new FilteredClassLoader(HealthContributor.class))
        .run(
            context ->
                assertThat(context)
                    .hasNotFailed()
                    .hasBean("orders")
                    .doesNotHaveBean("gopoolHealthContributor"));
  }

  @Test
  void aNegativeTimeIsRefused() {
    Runners.failing(
        runner.withPropertyValues("gopool.health.saturated-after=-1s"),
        analysis ->
            assertThat(analysis.getDescription())
                .contains("Property: gopool.health.saturated-after")
                .contains("Value: \"PT-1S\"")
                .contains("a duration that is not negative"));
  }

  @Test
  void aSaturatedPoolIsSeenOverHttpButNotByTheReadinessProbe() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (WholeApplication application =
        WholeApplication.start(
            "gopool.pools.orders.capacity=1",
            "gopool.pools.mail.capacity=1",
            "gopool.health.saturated-after=100ms",
            "management.endpoint.health.probes.enabled=true",
            "management.endpoint.health.show-details=always")) {
      WorkerPools pools = application.context().getBean(WorkerPools.class);
      assertThat(application.get("/actuator/health").statusCode()).isEqualTo(200);
      assertThat(application.get("/actuator/health/gopool/orders").body())
          .contains("\"status\":\"UP\"", "\"capacity\":1", "\"state\":\"OPEN\"");
      WorkerPool orders = pools.get("orders");
      orders.execute(() -> Latches.await(end));
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(application.get("/actuator/health/gopool/orders").body())
                      .contains("\"status\":\"OUT_OF_SERVICE\"", "\"saturatedFor\":\"PT"));
      assertThat(application.get("/actuator/health").statusCode()).isEqualTo(503);
      assertThat(application.get("/actuator/health/gopool/mail").statusCode()).isEqualTo(200);
      assertThat(application.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
      end.countDown();
      Awaitility.await()
          .untilAsserted(
              () -> assertThat(application.get("/actuator/health").statusCode()).isEqualTo(200));
    } finally {
      end.countDown();
    }
  }

  @Test
  void theReadinessProbeMayIncludeIt() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (WholeApplication application =
        WholeApplication.start(
            "gopool.pools.orders.capacity=1",
            "gopool.health.saturated-after=100ms",
            "management.endpoint.health.probes.enabled=true",
            "management.endpoint.health.group.readiness.include=readinessState,gopool")) {
      WorkerPool orders = application.context().getBean("orders", WorkerPool.class);
      assertThat(application.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
      orders.execute(() -> Latches.await(end));
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(application.get("/actuator/health/readiness").statusCode())
                      .isEqualTo(503));
      end.countDown();
    } finally {
      end.countDown();
    }
  }
}
