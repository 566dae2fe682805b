package io.gopool.spring;

import io.gopool.WorkerPool;

/**
 * Is told of pools that come and go at run time. Beans of this type are called in their order, by
 * the thread that creates or closes the pool. Not told of the pools of the properties, which are
 * there from the start to the end.
 */
public interface WorkerPoolsListener {

  /**
   * A pool was created; nobody has it yet. An exception closes it and goes to its creator; those
   * who were told before are told that it was removed.
   */
  default void created(WorkerPool pool) {}

  /**
   * A pool was taken out, and is about to be released; then its name is free for another. An
   * exception goes to whoever closes it, after the others were told and the pool was released.
   */
  default void removed(WorkerPool pool) {}
}
