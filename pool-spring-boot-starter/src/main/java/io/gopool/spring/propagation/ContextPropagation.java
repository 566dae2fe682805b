package io.gopool.spring.propagation;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.context.integration.Slf4jThreadLocalAccessor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import org.springframework.util.ClassUtils;

/** Makes the decorator that carries the context over. */
public final class ContextPropagation {

  private static final boolean SLF4J =
      ClassUtils.isPresent("org.slf4j.MDC", ContextPropagation.class.getClassLoader());

  private ContextPropagation() {}

  /**
   * Returns a decorator that captures, in the submitter, what has an accessor in the global {@link
   * ContextRegistry} (observations and traces do, where Micrometer is present), and the MDC.
   *
   * <p>The MDC has no accessor there by default, and registering one would change what other
   * libraries carry over, Reactor say. So it has a registry of its own. It is restored first, so
   * that an observation that is reopened finds its entries, and puts them back when it is closed.
   */
  public static TaskDecorator decorator() {
    TaskDecorator global = new ContextPropagatingTaskDecorator();
    if (!SLF4J) {
      return global;
    }
    TaskDecorator mdc = Mdc.decorator();
    return task -> mdc.decorate(global.decorate(task));
  }

  /** Loaded only where SLF4J is. */
  private static final class Mdc {
    static TaskDecorator decorator() {
      ContextRegistry registry = new ContextRegistry();
      registry.registerThreadLocalAccessor(new Slf4jThreadLocalAccessor());
      return new ContextPropagatingTaskDecorator(
          ContextSnapshotFactory.builder().contextRegistry(registry).clearMissing(true).build());
    }
  }
}
