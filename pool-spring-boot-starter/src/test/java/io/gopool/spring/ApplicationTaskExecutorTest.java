package io.gopool.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.interceptor.AsyncUncaughtExceptionHandler;
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

  @ParameterizedTest
  @ValueSource(classes = {ConfigurerWithABean.class, ProxiedConfigurerWithABean.class})
  void anApplicationsAsyncConfigurerMayDefineBeans(Class<?> configurer) {
    runner
        .withUserConfiguration(AsyncApplication.class, configurer)
        .withBean("own", Executor.class, () -> Runnable::run)
        .run(
            context -> {
              assertThat(context.getBean("greeting")).isEqualTo("hello");
              assertThat(threadOf(context.getBean(Jobs.class).unnamed())).isEqualTo("orders");
            });
  }

  @Test
  void anApplicationsAsyncConfigurerIsAskedFirst() {
    List<Throwable> uncaught = new CopyOnWriteArrayList<>();
    AsyncConfigurer configurer =
        new AsyncConfigurer() {
          @Override
          public Executor getAsyncExecutor() {
            return task -> Thread.ofPlatform().name("own-1").start(task);
          }

          @Override
          public AsyncUncaughtExceptionHandler getAsyncUncaughtExceptionHandler() {
            return (failure, method, parameters) -> uncaught.add(failure);
          }
        };
    runner
        .withUserConfiguration(AsyncApplication.class)
        .withBean(AsyncConfigurer.class, () -> configurer)
        .run(
            context -> {
              assertThat(threadOf(context.getBean(Jobs.class).unnamed())).isEqualTo("own");
              context.getBean(Jobs.class).fail();
              Awaitility.await().until(() -> uncaught.size() == 1);
              assertThat(uncaught.getFirst()).hasMessage("no luck");
            });
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

  @Configuration(proxyBeanMethods = false)
  static class ConfigurerWithABean implements AsyncConfigurer {
    @Bean
    String greeting() {
      return "hello";
    }
  }

  @Configuration
  static class ProxiedConfigurerWithABean implements AsyncConfigurer {
    @Bean
    String greeting() {
      return "hello";
    }
  }

  static class Jobs {
    @Async
    void fail() {
      throw new IllegalStateException("no luck");
    }

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
