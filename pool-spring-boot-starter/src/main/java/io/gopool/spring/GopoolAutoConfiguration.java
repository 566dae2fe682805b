package io.gopool.spring;

import io.gopool.GpmScheduler;
import io.gopool.PoolListener;
import io.gopool.PoolObserver;
import java.time.Duration;
import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.core.task.TaskDecorator;

/** The pools of the properties as beans, their registry, and their end. */
@AutoConfiguration(
    after = LifecycleAutoConfiguration.class,
    before = TaskExecutionAutoConfiguration.class)
@EnableConfigurationProperties(GopoolProperties.class)
@Import({PoolBeanRegistrar.class, SchedulerConfiguration.class})
public final class GopoolAutoConfiguration {

  @Bean
  DefaultWorkerPools workerPools(
      GopoolProperties properties,
      Environment environment,
      ObjectProvider<GpmScheduler> scheduler,
      ObjectProvider<TaskDecorator> decorators,
      ObjectProvider<PoolObserver> observers,
      ObjectProvider<PoolListener> listeners,
      ObjectProvider<WorkerPoolBuilderCustomizer> customizers,
      ObjectProvider<WorkerPoolsListener> registryListeners) {
    if (AotDetector.useGeneratedArtifacts()) { // else the registrar of the beans has done it
      configurationCheck(environment).check(properties);
    }
    PoolFactory factory =
        new PoolFactory(
            environment,
            scheduler::getIfAvailable,
            TaskDecorators.compose(
                decorators.orderedStream().toList(), properties.contextPropagation()),
            observers.orderedStream().toList(),
            listeners.orderedStream().toList(),
            customizers.orderedStream().toList());
    // These may need the pools: they are looked up when there is something to tell.
    return new DefaultWorkerPools(
        properties, factory, () -> registryListeners.orderedStream().toList());
  }

  @Bean
  CapacityChanges workerPoolCapacityChanges(WorkerPools pools) {
    return new CapacityChanges(pools);
  }

  @Bean
  PoolRefresh workerPoolRefresh(
      Environment environment,
      GopoolProperties properties,
      CapacityChanges capacities,
      ObjectProvider<SchedulerConfiguration.OwnScheduler> ownScheduler,
      ConfigurableListableBeanFactory beans) {
    return new PoolRefresh(
        environment,
        configurationCheck(environment),
        properties,
        capacities,
        ownScheduler,
        new SchedulerInUse(beans));
  }

  private static ConfigurationCheck configurationCheck(Environment environment) {
    return new ConfigurationCheck(environment, GopoolAutoConfiguration.class.getClassLoader());
  }

  @Bean
  WorkerPoolsLifecycle workerPoolsLifecycle(
      DefaultWorkerPools pools, ObjectProvider<LifecycleProperties> lifecycle) {
    Duration timeout =
        lifecycle.getIfAvailable(LifecycleProperties::new).getTimeoutPerShutdownPhase();
    return new WorkerPoolsLifecycle(pools, timeout);
  }
}
