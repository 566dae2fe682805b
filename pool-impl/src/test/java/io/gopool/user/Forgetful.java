package io.gopool.user;

import io.gopool.WorkerPool;

/** Builds pools at a place that a stack trace can tell from the library's own. */
public final class Forgetful {

  private Forgetful() {}

  /** Builds a pool. */
  public static WorkerPool build(WorkerPool.Builder builder) {
    return builder.build();
  }
}
