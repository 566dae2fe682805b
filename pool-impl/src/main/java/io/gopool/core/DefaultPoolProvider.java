package io.gopool.core;

import io.gopool.MultiPool;
import io.gopool.PoolProvider;
import io.gopool.WorkerPool;

/** What {@link java.util.ServiceLoader} finds. */
public final class DefaultPoolProvider implements PoolProvider {

  /** For the service loader. */
  public DefaultPoolProvider() {}

  @Override
  public WorkerPool.Builder newPoolBuilder(String name) {
    return new PoolBuilder(name);
  }

  @Override
  public MultiPool.Builder newMultiPoolBuilder(String name) {
    return new MultiPoolBuilder(name);
  }
}
