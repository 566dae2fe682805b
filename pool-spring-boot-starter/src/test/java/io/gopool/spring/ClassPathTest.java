package io.gopool.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.gopool.WorkerPool;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.AbstractApplicationContextRunner;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

/** All that {@code AutoConfiguration.imports} names, with less and less on the class path. */
class ClassPathTest {

  private static final String ACTUATOR = "org.springframework.boot.actuate";
  private static final String HEALTH = "org.springframework.boot.health";
  private static final String METRICS = "org.springframework.boot.micrometer";
  private static final String MICROMETER = "io.micrometer";
  private static final String TOMCAT = "org.springframework.boot.tomcat";
  private static final String CLOUD = "org.springframework.cloud";

  private final ApplicationContextRunner runner =
      pools(new ApplicationContextRunner().withUserConfiguration(All.class));

  private final WebApplicationContextRunner web =
      pools(new WebApplicationContextRunner().withUserConfiguration(All.class));

  private static <T extends AbstractApplicationContextRunner<T, ?, ?>> T pools(T runner) {
    return runner.withPropertyValues(
        "gopool.pools.orders.capacity=4",
        "gopool.application-task-executor=true",
        "management.endpoints.web.exposure.include=*");
  }

  @Test
  void everythingIsThere() {
    web.run(
        context ->
            assertThat(context)
                .hasNotFailed()
                .hasBean("orders")
                .hasBean("poolsEndpoint")
                .hasBean("gopoolHealthContributor")
                .hasBean("workerPoolRefreshListener"));
  }

  @Test
  void withoutActuator() {
    web.withClassLoader(new FilteredClassLoader(ACTUATOR, HEALTH))
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("poolsEndpoint"));
  }

  @Test
  void withoutMicrometer() {
    runner
        .withClassLoader(new FilteredClassLoader(METRICS, MICROMETER))
        .run(context -> assertThat(context).hasNotFailed().hasBean("orders"));
  }

  @Test
  void withoutAnythingOptional() {
    runner
        .withClassLoader(
            new FilteredClassLoader(ACTUATOR, HEALTH, METRICS, MICROMETER, TOMCAT, CLOUD))
        .run(
            context -> {
              assertThat(context)
                  .hasNotFailed()
                  .doesNotHaveBean("poolsEndpoint")
                  .doesNotHaveBean("gopoolHealthContributor")
                  .doesNotHaveBean("workerPoolRefreshListener");
              WorkerPool orders = context.getBean("orders", WorkerPool.class);
              assertThat(orders.submit(() -> 42).get()).isEqualTo(42);
              assertThat(context.getBean("applicationTaskExecutor"))
                  .isInstanceOf(WorkerPoolTaskExecutor.class);
            });
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class All {}
}
