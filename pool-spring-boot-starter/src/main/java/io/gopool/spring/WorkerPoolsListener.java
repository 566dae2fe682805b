package io.gopool.spring;

import io.gopool.WorkerPool;

/**
 * Is told of pools that come and go at run time. Beans of this type are called in their order, by
 * the thread that creates or closes the pool. Not told of the pools of the properties, which are
 * there from the start to the end.
 */
public interface WorkerPoolsListener {

  /** A pool was created; nobody has it yet. An exception closes it and goes to its creator. */
  default void created(WorkerPool pool) {}

  /** A pool was taken out, and is about to be released. */
  default void removed(WorkerPool pool) {}
}
