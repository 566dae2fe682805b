package io.gopool.spring.propagation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gopool.WorkerPool;
import io.gopool.spring.Runners;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.task.TaskDecorator;

/** What of a submitter's context a task sees. */
class ContextPropagationTest {

  private final ApplicationContextRunner runner =
      Runners.runner().withPropertyValues("gopool.pools.orders.capacity=1");

  private final ApplicationContextRunner propagating =
      runner.withPropertyValues("gopool.context-propagation=true");

  @AfterEach
  void clear() {
    MDC.clear();
  }

  @Test
  void theMdcIsCarriedOverAndGoneAfterwards() {
    propagating.run(
        context -> {
          WorkerPool orders = context.getBean("orders", WorkerPool.class);
          MDC.put("order", "4711");
          assertThat(orders.submit(() -> MDC.get("order")).get()).isEqualTo("4711");
          MDC.clear();
          assertThat(orders.submit(() -> MDC.get("order")).get()).isNull();
        });
  }

  @Test
  void theObservationIsCarriedOver() {
    propagating.run(
        context -> {
          WorkerPool orders = context.getBean("orders", WorkerPool.class);
          ObservationRegistry registry = ObservationRegistry.create();
          registry.observationConfig().observationHandler(c -> true);
          Observation observation = Observation.start("order", registry);
          Callable<Observation> current = registry::getCurrentObservation;
          try (Observation.Scope scope = observation.openScope()) {
            assertThat(scope.getCurrentObservation()).isSameAs(observation);
            assertThat(orders.submit(current).get()).isSameAs(observation);
          }
          observation.stop();
          assertThat(orders.submit(current).get()).isNull();
        });
  }

  @Test
  void theContextIsThereBeforeOtherDecorators() {
    String[] seen = new String[1];
    propagating
        .withBean(
            TaskDecorator.class,
            () ->
                task ->
                    () -> {
                      seen[0] = MDC.get("order");
                      task.run();
                    })
        .run(
            context -> {
              MDC.put("order", "4711");
              assertThat(context.getBean("orders", WorkerPool.class).submit(() -> 42).get())
                  .isEqualTo(42);
              assertThat(seen).containsExactly("4711");
            });
  }

  @Test
  void nothingIsCarriedOverByDefault() {
    runner.run(
        context -> {
          MDC.put("order", "4711");
          WorkerPool orders = context.getBean("orders", WorkerPool.class);
          assertThat(orders.submit(() -> MDC.get("order")).get()).isNull();
        });
  }

  @Test
  void isRefusedWithoutItsLibrary() {
    Runners.failing(
        propagating.withClassLoader(new FilteredClassLoader(ContextSnapshot.class)),
        analysis -> {
          assertThat(analysis.getDescription()).contains("Property: gopool.context-propagation");
          assertThat(analysis.getAction())
              .isEqualTo(
                  "Add the dependency io.micrometer:context-propagation, or set"
                      + " gopool.context-propagation to false.");
        });
    runner
        .withClassLoader(new FilteredClassLoader(ContextSnapshot.class))
        .run(context -> assertThat(context).hasNotFailed());
  }
}
