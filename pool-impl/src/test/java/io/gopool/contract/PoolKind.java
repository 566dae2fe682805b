package io.gopool.contract;

import io.gopool.GpmScheduler;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;

/** The kinds of worker that the contract is checked on. */
public enum PoolKind {
  VIRTUAL,
  PLATFORM,
  /** On the G-P-M scheduler that all pools of the tests share. */
  GPM;

  /** Returns a builder with this kind of worker set. */
  public WorkerPool.Builder builder() {
    return WorkerPool.builder("contract-" + this).threads(threads());
  }

  /** Returns the workers' kind. */
  public WorkerThreads threads() {
    return switch (this) {
      case VIRTUAL -> WorkerThreads.virtual();
      case PLATFORM -> WorkerThreads.platform();
      case GPM -> WorkerThreads.gpm(GpmScheduler.shared());
    };
  }

  /** What the names of the workers of a pool match. */
  public String workerNames(String pool) {
    return pool + "-worker" + (this == PLATFORM ? "-[0-9]+" : "");
  }

  /** Whether a thread can be a worker of this kind. */
  public boolean matches(Thread worker) {
    return worker.isVirtual() == (this != PLATFORM);
  }
}
