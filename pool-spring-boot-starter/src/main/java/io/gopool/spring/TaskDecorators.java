package io.gopool.spring;

import io.gopool.spring.propagation.ContextPropagation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.support.CompositeTaskDecorator;

/** Makes one decorator of those that the application has, as Boot does for its own executors. */
final class TaskDecorators {

  private TaskDecorators() {}

  /**
   * Makes it.
   *
   * @param propagate whether the context of the submitter is carried over; it is there before any
   *     of the others runs
   */
  static @Nullable TaskDecorator compose(List<TaskDecorator> beans, boolean propagate) {
    List<TaskDecorator> decorators = new ArrayList<>(beans);
    if (propagate) {
      decorators.add(ContextPropagation.decorator());
    }
    return switch (decorators.size()) {
      case 0 -> null;
      case 1 -> decorators.getFirst();
      default -> new CompositeTaskDecorator(decorators);
    };
  }
}
