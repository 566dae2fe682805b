package io.gopool.core;

import io.gopool.WorkerPool;

/** Does what the sweeper does when it is time, for tests that have no time. */
public final class Expiry {

  private Expiry() {}

  /** Sends away who is idle now. */
  public static void expireIdle(WorkerPool pool) {
    PoolCore core = CoreFixture.core(pool);
    core.scheduling.expire(core.config.ticker().read());
  }
}
