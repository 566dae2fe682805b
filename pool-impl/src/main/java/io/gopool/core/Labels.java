package io.gopool.core;

import io.gopool.NamedTask;

/**
 * Names of tasks. A label is what a name can be made of: the name itself, or what was submitted. So
 * a name costs nothing before somebody asks for it.
 */
final class Labels {

  /** The label of a future that has ended and let go of what was submitted. */
  static final Object UNKNOWN = "unknown";

  private Labels() {}

  /** Checks the name given with a task. */
  static String requireName(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException(
          "the name of a task must not be blank, was '" + name + "'; or submit it without a name");
    }
    return name;
  }

  /** The name that a label stands for. */
  static String name(Object label) {
    if (label instanceof String given) {
      return given;
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
