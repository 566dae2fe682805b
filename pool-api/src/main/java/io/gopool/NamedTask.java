package io.gopool;

/**
 * A task with a name, for observers and dumps. For a task that has none give the name with it:
 * {@link WorkerPool#execute(String, Runnable)}.
 */
public interface NamedTask extends Runnable {

  /**
   * Returns the name; called only when somebody asks for it, perhaps more than once and by any
   * thread. It should name the kind of task rather than the single one: metrics keep a meter for
   * each.
   */
  String name();
}
