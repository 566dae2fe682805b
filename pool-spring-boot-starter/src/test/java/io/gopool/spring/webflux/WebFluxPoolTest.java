package io.gopool.spring.webflux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.gopool.WorkerPool;
import io.gopool.spring.ApplicationTaskExecutorAutoConfiguration;
import io.gopool.spring.GopoolAutoConfiguration;
import io.gopool.spring.Latches;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.error.ErrorWebFluxAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.config.BlockingExecutionConfigurer;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import reactor.core.publisher.Mono;

/** WebFlux's blocking handler methods on the default pool. */
class WebFluxPoolTest {

  private final ReactiveWebApplicationContextRunner runner =
      new ReactiveWebApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  GopoolAutoConfiguration.class,
                  ApplicationTaskExecutorAutoConfiguration.class,
                  WebFluxPoolAutoConfiguration.class,
                  TaskExecutionAutoConfiguration.class,
                  WebFluxAutoConfiguration.class,
                  ErrorWebFluxAutoConfiguration.class))
          .withUserConfiguration(Web.class)
          .withPropertyValues("gopool.pools.orders.capacity=1");

  private final ReactiveWebApplicationContextRunner on =
      runner.withPropertyValues("gopool.application-task-executor=true");

  /** Reactor refuses to block in a thread of its own, so the method has to be elsewhere. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void blockingMethodsRunOnThePool(boolean virtual) {
    on.withPropertyValues("spring.threads.virtual.enabled=" + virtual)
        .run(
            context -> {
              assertThat(get(context, "/blocking")).startsWith("orders-");
              assertThat(context.getBean("orders", WorkerPool.class).stats().submitted())
                  .isEqualTo(1);
            });
  }

  @Test
  void reactiveMethodsStayWhereTheyAre() {
    on.run(
        context -> {
          assertThat(get(context, "/reactive")).startsWith("parallel-");
          assertThat(context.getBean("orders", WorkerPool.class).stats().submitted()).isZero();
        });
  }

  @Test
  void thePoolIsNotUsedUnlessAskedFor() {
    runner.run(context -> assertThat(get(context, "/name")).startsWith("parallel-"));
  }

  @Test
  void theApplicationsOwnExecutorIsUsed() {
    on.withUserConfiguration(OwnExecutor.class)
        .run(context -> assertThat(get(context, "/blocking")).startsWith("own-"));
  }

  @Test
  void isNotThereWithoutWebFlux() {
    on.withClassLoader(new FilteredClassLoader(WebFluxConfigurer.class))
        .run(
            context ->
                assertThat(context)
                    .hasNotFailed()
                    .doesNotHaveBean(WebFluxPoolAutoConfiguration.class));
  }

  /** With the blocking policies too, which would block the event loop, or run the method on it. */
  @ParameterizedTest
  @ValueSource(strings = {"block", "reject", "caller-runs"})
  void whatFindsNoSlotIsAnswered503(String admission) {
    on.withPropertyValues("gopool.pools.orders.admission=" + admission)
        .run(
            context -> {
              CountDownLatch open = context.getBean(CountDownLatch.class);
              WorkerPool pool = context.getBean("orders", WorkerPool.class);
              CompletableFuture<String> first =
                  CompletableFuture.supplyAsync(() -> get(context, "/wait"));
              Awaitility.await().until(() -> pool.running() == 1);
              client(context).get().uri("/blocking").exchange().expectStatus().isEqualTo(503);
              assertThat(pool.waiting()).isZero();
              open.countDown();
              assertThat(first.get(60, TimeUnit.SECONDS)).startsWith("orders-");
              Awaitility.await().until(() -> pool.running() == 0);
              assertThat(get(context, "/blocking")).startsWith("orders-");
            });
  }

  @Test
  void aClosedPoolIsAnswered503AndOtherFailuresAreNot() {
    on.run(
        context -> {
          client(context).get().uri("/failing").exchange().expectStatus().isEqualTo(500);
          context.getBean("orders", WorkerPool.class).close();
          client(context).get().uri("/blocking").exchange().expectStatus().isEqualTo(503);
        });
  }

  @Test
  void causesInACircleAreNoRefusal() {
    IllegalStateException first = new IllegalStateException("first");
    first.initCause(new IllegalStateException("second", first));
    assertTimeoutPreemptively(
        Duration.ofSeconds(60), () -> assertThat(EventLoopExecutor.isRefusal(first)).isFalse());
  }

  private static String get(ApplicationContext context, String path) {
    return String.valueOf(
        client(context)
            .get()
            .uri(path)
            .exchange()
            .expectStatus()
            .isOk()
            .expectBody(String.class)
            .returnResult()
            .getResponseBody());
  }

  private static WebTestClient client(ApplicationContext context) {
    return WebTestClient.bindToApplicationContext(context)
        .configureClient()
        .responseTimeout(Duration.ofSeconds(60))
        .build();
  }

  @Configuration(proxyBeanMethods = false)
  static class Web {
    @Bean
    CountDownLatch open() {
      return new CountDownLatch(1);
    }

    @Bean
    Controller controller(CountDownLatch open) {
      return new Controller(open);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnExecutor implements WebFluxConfigurer {
    @Override
    public void configureBlockingExecution(BlockingExecutionConfigurer configurer) {
      configurer.setExecutor(new SimpleAsyncTaskExecutor("own-"));
    }
  }

  @RestController
  static class Controller {
    private final CountDownLatch open;

    Controller(CountDownLatch open) {
      this.open = open;
    }

    @GetMapping("/blocking")
    String blocking() {
      Mono.delay(Duration.ofMillis(1)).block();
      return Thread.currentThread().getName();
    }

    @GetMapping("/name")
    String name() {
      return Thread.currentThread().getName();
    }

    @GetMapping("/wait")
    String await() {
      Latches.await(open);
      return Thread.currentThread().getName();
    }

    @GetMapping("/failing")
    String failing() {
      throw new IllegalStateException("on purpose");
    }

    @GetMapping("/reactive")
    Mono<String> reactive() {
      return Mono.fromSupplier(() -> Thread.currentThread().getName());
    }
  }
}
