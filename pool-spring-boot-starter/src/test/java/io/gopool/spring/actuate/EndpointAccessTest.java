package io.gopool.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.gopool.WorkerPool;
import io.gopool.spring.Runners;
import io.gopool.spring.WholeApplication;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Who may do what with the endpoint, and where it is. */
class EndpointAccessTest {

  private final ApplicationContextRunner runner =
      Runners.runner()
          .withConfiguration(AutoConfigurations.of(PoolsEndpointAutoConfiguration.class))
          .withPropertyValues("gopool.pools.orders.capacity=4");

  @Test
  void readOnlyAccessHasNoWrites() throws Exception {
    try (WholeApplication application =
        WholeApplication.start(
            "gopool.pools.orders.capacity=4",
            "management.endpoints.web.exposure.include=gopool",
            "management.endpoint.gopool.access=read-only")) {
      assertThat(application.get("/actuator/gopool/orders").statusCode()).isEqualTo(200);
      assertThat(application.post("/actuator/gopool/orders", "{\"capacity\": 9}").statusCode())
          .isEqualTo(405);
      assertThat(application.context().getBean("orders", WorkerPool.class).capacity()).isEqualTo(4);
    }
  }

  @Test
  void isNotExposedOverHttpByDefault() throws Exception {
    try (WholeApplication application = WholeApplication.start("gopool.pools.orders.capacity=4")) {
      assertThat(application.get("/actuator/gopool").statusCode()).isEqualTo(404);
      assertThat(application.post("/actuator/gopool/orders", "{\"capacity\": 9}").statusCode())
          .isEqualTo(404);
    }
  }

  @Test
  void isThereWhenExposed() {
    runner
        .withPropertyValues("management.endpoints.web.exposure.include=gopool")
        .run(context -> assertThat(context).hasSingleBean(PoolsEndpoint.class));
  }

  @Test
  void isAbsentWhenNotExposed() {
    runner.run(context -> assertThat(context).doesNotHaveBean(PoolsEndpoint.class));
  }

  @Test
  void isAbsentWithoutAccess() {
    runner
        .withPropertyValues(
            "management.endpoints.web.exposure.include=gopool",
            "management.endpoint.gopool.access=NONE")
        .run(context -> assertThat(context).doesNotHaveBean(PoolsEndpoint.class));
  }

  @Test
  void isAbsentWithoutActuator() {
    runner
        .withPropertyValues("management.endpoints.web.exposure.include=gopool")
        .withClassLoader(new FilteredClassLoader(Endpoint.class))
        .run(
            context ->
                assertThat(context)
                    .hasNotFailed()
                    .hasBean("orders")
                    .doesNotHaveBean("poolsEndpoint"));
  }
}
