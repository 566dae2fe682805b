package io.gopool.spring;

import io.gopool.GpmScheduler;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * The application's scheduler, if somebody has asked for that bean before: the bean is lazy, and to
 * look at it must not build it.
 */
public record SchedulerInUse(ConfigurableListableBeanFactory beans)
    implements Supplier<@Nullable GpmScheduler> {

  @Override
  public @Nullable GpmScheduler get() {
    String[] names =
        beans.getBeanNamesForType(
            GpmScheduler.class, /* includeNonSingletons= */ false, /* allowEagerInit= */ false);
    for (String name : names) {
      if (beans.containsSingleton(name)) {
        return beans.getBean(name, GpmScheduler.class);
      }
    }
    return null;
  }
}
