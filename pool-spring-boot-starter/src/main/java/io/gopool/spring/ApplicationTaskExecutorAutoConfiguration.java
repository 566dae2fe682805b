package io.gopool.spring;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.AsyncConfigurer;

/**
 * The default pool as Boot's {@code applicationTaskExecutor}. Boot's own steps back, and with it
 * what it does to have {@code @Async} use that bean where several executors exist; {@link
 * AsyncPoolPostProcessor} does the same.
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

  @Bean
  static AsyncPoolPostProcessor workerPoolAsyncPostProcessor(
      ObjectProvider<WorkerPools> pools, ObjectProvider<AsyncConfigurer> configurer) {
    return new AsyncPoolPostProcessor(pools, configurer);
  }
}
