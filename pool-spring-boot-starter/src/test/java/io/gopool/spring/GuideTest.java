package io.gopool.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.gopool.WorkerPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What somebody writes who follows the guide from its first line to its last. */
class GuideTest {

  private static final String EXAMPLE =
      """
      gopool:
        pools:
          orders: { capacity: 200, queue-capacity: 1000, admission: block, max-wait: 2s, idle-expiry: 30s, threads: virtual }
          mail:   { capacity: 16, admission: reject }
        default-pool: orders
        application-task-executor: true
        web: { enabled: false, pool: orders }
        scheduler: { enabled: auto, processors: 2, handoff-after: 10ms }
        metrics: { task-timers: true, sampling: 1.0 }
      """;

  @Test
  void allSettingsTogetherStart() {
    Runners.runner()
        .withInitializer(
            context -> context.getEnvironment().getPropertySources().addFirst(load(EXAMPLE)))
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context.getBean("orders", WorkerPool.class).capacity()).isEqualTo(200);
              assertThat(context.getBean("mail", WorkerPool.class).capacity()).isEqualTo(16);
              assertThat(context.getBean(WorkerPools.class).defaultPool())
                  .isSameAs(context.getBean("orders"));
            });
  }

  private static PropertySource<?> load(String yaml) {
    try {
      ByteArrayResource resource = new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8));
      return new YamlPropertySourceLoader().load("guide", resource).getFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void asynchronousRequestsRunOnTheDefaultPool() throws Exception {
    try (WholeApplication application =
        WholeApplication.start(
            Web.class, "gopool.pools.orders.capacity=4", "gopool.application-task-executor=true")) {
      assertThat(application.get("/callable").body()).startsWith("orders-");
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Web {
    @Bean
    Controller controller() {
      return new Controller();
    }
  }

  @RestController
  static class Controller {
    @GetMapping("/callable")
    Callable<String> callable() {
      return () -> Thread.currentThread().getName();
    }
  }
}
