package io.gopool.task;

import io.gopool.NamedTask;

/**
 * Names of tasks. A label is what a name can be made of: the name itself, what was submitted, or
 * its class. So a name costs nothing before somebody asks for it.
 */
public final class Labels {

  /** The label of a future that has ended and let go of what was submitted. */
  public static final Object UNKNOWN = "unknown";

  private Labels() {}

  /** Checks the name given with a task. */
  public static String requireName(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException(
          "the name of a task must not be blank, was '" + name + "'; or submit it without a name");
    }
    return name;
  }

  /** The label of a task that is not to be kept for it: of one without a name only the class. */
  public static Object of(Object task) {
    return task instanceof NamedTask ? task : task.getClass();
  }

  /** The name that a label stands for. */
  public static String name(Object label) {
    if (label instanceof String given) {
      return given;
    }
    if (label instanceof Class<?> type) {
      return nameOf(type);
    }
    String name = label instanceof NamedTask task ? task.name() : null;
    return name != null ? name : nameOf(label.getClass());
  }

  /** The name of a class; of a lambda's only the part that is the same in each run. */
  private static String nameOf(Class<?> type) {
    String name = type.getName();
    int hidden = name.indexOf('/');
    return hidden < 0 ? name : name.substring(0, hidden);
  }
}
