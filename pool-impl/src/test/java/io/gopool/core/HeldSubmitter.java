package io.gopool.core;

import io.gopool.ObservedTask;
import io.gopool.PoolObserver;
import java.util.concurrent.CountDownLatch;

/** Holds up who submits a task, when its place is taken and it is in no queue. */
final class HeldSubmitter implements PoolObserver {

  final Runnable late;
  final CountDownLatch held = new CountDownLatch(1);
  final CountDownLatch goOn = new CountDownLatch(1);

  HeldSubmitter(Runnable late) {
    this.late = late;
  }

  @Override
  public void taskAccepted(ObservedTask task) {
    if (task.task() == late) {
      held.countDown();
      CoreFixture.pass(goOn);
    }
  }
}
