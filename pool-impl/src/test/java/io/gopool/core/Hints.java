package io.gopool.core;

import io.gopool.WorkerPool;

/** Has a pool guess what it would only find out in time. */
public final class Hints {

  private Hints() {}

  /** Tasks come one by one: while a searcher is on its way a second one is called. */
  public static void tasksComeOneByOne(WorkerPool pool) {
    ShortWaits pauses = CoreFixture.core(pool).scheduling.pauses();
    while (!pauses.areVain()) {
      pauses.ended(/* inTime= */ false);
    }
  }
}
