package io.gopool.spring;

import io.gopool.WorkerPool;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers a bean for each pool of the properties, after the beans of the application and before
 * those of Boot.
 *
 * <p>The beans are no default candidates: they are injected where a qualifier names them, and
 * Boot's conditions on a missing executor do not see them.
 */
final class PoolBeanRegistrar implements ImportBeanDefinitionRegistrar {

  private final Environment environment;
  private final ClassLoader classLoader;

  /** Called by Spring. */
  PoolBeanRegistrar(Environment environment, ClassLoader classLoader) {
    this.environment = environment;
    this.classLoader = classLoader;
  }

  @Override
  public void registerBeanDefinitions(
      AnnotationMetadata importing, BeanDefinitionRegistry registry) {
    GopoolProperties properties = PropertiesBinding.bind(environment);
    new ConfigurationCheck(environment, classLoader).check(properties);
    properties.pools().forEach((name, pool) -> register(registry, name, pool));
    if (properties.applicationTaskExecutor()) {
      checkTaskExecutorIsFree(registry);
    }
  }

  private void register(BeanDefinitionRegistry registry, String name, PoolProperties pool) {
    if (registry.isBeanNameInUse(name)) {
      throw InvalidGopoolConfigurationException.of(
          environment,
          name,
          GopoolProperties.poolPrefix(name),
          null,
          "a name that no other bean has: the pool becomes a bean of that name",
          "Rename the pool or the bean.");
    }
    // Not by an instance supplier, of which the ahead-of-time processing could make no code.
    RootBeanDefinition definition = new RootBeanDefinition(WorkerPool.class);
    definition.setFactoryBeanName("workerPools");
    definition.setFactoryMethodName("get");
    definition.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
    definition.setDefaultCandidate(pool.defaultCandidate());
    definition.setDestroyMethodName(""); // drained by the lifecycle, with a time limit
    definition.setDescription("the pool of " + GopoolProperties.poolPrefix(name));
    registry.registerBeanDefinition(name, definition);
  }

  private void checkTaskExecutorIsFree(BeanDefinitionRegistry registry) {
    String name = TaskExecutionAutoConfiguration.APPLICATION_TASK_EXECUTOR_BEAN_NAME;
    if (registry.isBeanNameInUse(name)) {
      throw InvalidGopoolConfigurationException.of(
          environment,
          null,
          "gopool.application-task-executor",
          true,
          "no other bean of the name '" + name + "', but the application has one",
          "Remove that bean, or set gopool.application-task-executor to false.");
    }
  }
}
