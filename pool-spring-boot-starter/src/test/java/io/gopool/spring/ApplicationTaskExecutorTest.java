package io.gopool.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.AsyncConfigurer;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The default pool as Boot's {@code applicationTaskExecutor}. */
class ApplicationTaskExecutorTest {

  private final ApplicationContextRunner runner =
      Runners.runner()
          .withPropertyValues(
              "gopool.pools.orders.capacity=4",
              "gopool.pools.mail.capacity=2",
              "gopool.default-pool=orders",
              "gopool.application-task-executor=true");

  @Test
  void isTheOnlyTaskExecutor() {
    runner.run(
        context -> {
          WorkerPoolTaskExecutor executor = context.getBean(WorkerPoolTaskExecutor.class);
          assertThat(executor.pool()).isSameAs(context.getBean("orders"));
          assertThat(context.getBean("applicationTaskExecutor")).isSameAs(executor);
          assertThat(context.getBean("bootstrapExecutor")).isSameAs(executor);
          assertThat(context.getBean(AsyncTaskExecutor.class)).isSameAs(executor);
          assertThat(context.getBean(Executor.class)).isSameAs(executor);
        });
  }

  @Test
  void isNotThereUnlessAskedFor() {
    runner
        .withPropertyValues("gopool.application-task-executor=false")
        .run(context -> assertThat(context).doesNotHaveBean(WorkerPoolTaskExecutor.class));
  }

  @Test
  void runsAsyncMethods() {
    runner
        .withUserConfiguration(AsyncApplication.class)
        .run(
            context ->
                assertThat(threadOf(context.getBean(Jobs.class).unnamed())).isEqualTo("orders"));
  }

  @Test
  void runsAsyncMethodsBesideAScheduler() {
    runner
        .withConfiguration(AutoConfigurations.of(TaskSchedulingAutoConfiguration.class))
        .withUserConfiguration(AsyncApplication.class, Scheduled.class)
        .run(
            context -> {
              assertThat(context).hasBean("taskScheduler");
              assertThat(threadOf(context.getBean(Jobs.class).unnamed())).isEqualTo("orders");
            });
  }

  @Test
  void asyncMethodsNameAnotherPool() {
    runner
        .withUserConfiguration(AsyncApplication.class)
        .run(context -> assertThat(threadOf(context.getBean(Jobs.class).mail())).isEqualTo("mail"));
  }

  @Test
  void asyncMethodsNameAPoolWithoutIt() {
    runner
        .withPropertyValues("gopool.application-task-executor=false")
        .withUserConfiguration(AsyncApplication.class)
        .run(
            context -> {
              assertThat(threadOf(context.getBean(Jobs.class).mail())).isEqualTo("mail");
              assertThat(threadOf(context.getBean(Jobs.class).unnamed())).isEqualTo("task");
            });
  }

  @Test
  void anApplicationsAsyncConfigurerWithoutExecutorGetsThePool() {
    runner
        .withUserConfiguration(AsyncApplication.class, OwnConfigurer.class)
        .withBean("own", Executor.class, () -> Runnable::run)
        .run(
            context ->
                assertThat(threadOf(context.getBean(Jobs.class).unnamed())).isEqualTo("orders"));
  }

  /** The thread's name up to the number. */
  private static String threadOf(CompletableFuture<String> thread) {
    return thread.orTimeout(30, java.util.concurrent.TimeUnit.SECONDS).join().split("-", 2)[0];
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAsync
  static class AsyncApplication {
    @Bean
    Jobs jobs() {
      return new Jobs();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableScheduling
  static class Scheduled {}

  @Configuration(proxyBeanMethods = false)
  static class OwnConfigurer implements AsyncConfigurer {
    @Override
    public @Nullable Executor getAsyncExecutor() {
      return null;
    }
  }

  static class Jobs {
    @Async
    CompletableFuture<String> unnamed() {
      return CompletableFuture.completedFuture(Thread.currentThread().getName());
    }

    @Async("mail")
    CompletableFuture<String> mail() {
      return CompletableFuture.completedFuture(Thread.currentThread().getName());
    }
  }
}
