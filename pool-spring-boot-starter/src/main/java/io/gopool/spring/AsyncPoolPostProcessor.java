package io.gopool.spring;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.interceptor.AsyncExecutionAspectSupport;
import org.springframework.aop.interceptor.AsyncUncaughtExceptionHandler;
import org.springframework.beans.PropertyValues;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.InstantiationAwareBeanPostProcessor;
import org.springframework.core.PriorityOrdered;
import org.springframework.scheduling.annotation.AsyncAnnotationBeanPostProcessor;
import org.springframework.scheduling.annotation.AsyncConfigurer;
import org.springframework.scheduling.config.TaskManagementConfigUtils;

/**
 * Has {@code @Async} methods run on the default pool where several executors exist, unless the
 * application's {@link AsyncConfigurer} names another one. It tells whoever runs these methods, a
 * post-processor or in AspectJ mode an aspect.
 *
 * <p>Boot, for its own executor, puts a configurer of its own in the place of the application's.
 * That one is often a configuration class, and the beans of such a class cannot be made by another
 * object.
 */
final class AsyncPoolPostProcessor implements InstantiationAwareBeanPostProcessor, PriorityOrdered {

  private final ObjectProvider<WorkerPools> pools;
  private final ObjectProvider<AsyncConfigurer> configurer;

  /** Creates one. Both are asked for when the first method is called. */
  AsyncPoolPostProcessor(
      ObjectProvider<WorkerPools> pools, ObjectProvider<AsyncConfigurer> configurer) {
    this.pools = pools;
    this.configurer = configurer;
  }

  /** Called after {@code @EnableAsync} has configured it, and before it looks at that. */
  @Override
  public @Nullable PropertyValues postProcessProperties(
      PropertyValues values, Object bean, String name) {
    if (name.equals(TaskManagementConfigUtils.ASYNC_ANNOTATION_PROCESSOR_BEAN_NAME)
        && bean instanceof AsyncAnnotationBeanPostProcessor processor) {
      processor.configure(this::executor, this::exceptionHandler);
    } else if (name.equals(TaskManagementConfigUtils.ASYNC_EXECUTION_ASPECT_BEAN_NAME)
        && bean instanceof AsyncExecutionAspectSupport aspect) {
      aspect.configure(this::executor, this::exceptionHandler);
    }
    return values;
  }

  private Executor executor() {
    AsyncConfigurer application = configurer.getIfAvailable();
    Executor own = application == null ? null : application.getAsyncExecutor();
    return own != null ? own : new WorkerPoolTaskExecutor(pools.getObject().defaultPool());
  }

  private @Nullable AsyncUncaughtExceptionHandler exceptionHandler() {
    AsyncConfigurer application = configurer.getIfAvailable();
    return application == null ? null : application.getAsyncUncaughtExceptionHandler();
  }

  /** Before the post-processor that it configures. */
  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }
}
