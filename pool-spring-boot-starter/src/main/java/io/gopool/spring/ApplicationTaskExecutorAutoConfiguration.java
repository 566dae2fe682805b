package io.gopool.spring;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.interceptor.AsyncUncaughtExceptionHandler;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.AsyncConfigurer;

/**
 * The default pool as Boot's {@code applicationTaskExecutor}. Boot's own steps back, and with it
 * what it does to have {@code @Async} use that bean where several executors exist; the same is done
 * here.
 */
@AutoConfiguration(
    after = GopoolAutoConfiguration.class,
    before = TaskExecutionAutoConfiguration.class)
@ConditionalOnBooleanProperty("gopool.application-task-executor")
public final class ApplicationTaskExecutorAutoConfiguration {

  @Bean(TaskExecutionAutoConfiguration.APPLICATION_TASK_EXECUTOR_BEAN_NAME)
  WorkerPoolTaskExecutor applicationTaskExecutor(WorkerPools pools) {
    return new WorkerPoolTaskExecutor(pools.defaultPool());
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnMissingBean(AsyncConfigurer.class)
  static class NoConfigurer {

    @Bean
    AsyncConfigurer workerPoolAsyncConfigurer(ObjectProvider<WorkerPools> pools) {
      return new PoolAsyncConfigurer(pools, null);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnBean(AsyncConfigurer.class)
  static class Configurer {

    @Bean
    static BeanPostProcessor workerPoolAsyncConfigurerPostProcessor(
        ObjectProvider<WorkerPools> pools) {
      return new BeanPostProcessor() {
        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
          return bean instanceof AsyncConfigurer configurer
                  && !(bean instanceof PoolAsyncConfigurer)
              ? new PoolAsyncConfigurer(pools, configurer)
              : bean;
        }
      };
    }
  }

  /** The application's own configurer where it says something, else the default pool. */
  private record PoolAsyncConfigurer(
      ObjectProvider<WorkerPools> pools, @Nullable AsyncConfigurer application)
      implements AsyncConfigurer {

    @Override
    public Executor getAsyncExecutor() {
      Executor own = application == null ? null : application.getAsyncExecutor();
      return own != null ? own : new WorkerPoolTaskExecutor(pools.getObject().defaultPool());
    }

    @Override
    public @Nullable AsyncUncaughtExceptionHandler getAsyncUncaughtExceptionHandler() {
      return application == null ? null : application.getAsyncUncaughtExceptionHandler();
    }
  }
}
