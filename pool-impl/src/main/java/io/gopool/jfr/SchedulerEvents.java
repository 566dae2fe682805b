package io.gopool.jfr;

import io.gopool.SchedulerObserver;

/** Writes the events of one scheduler. */
final class SchedulerEvents implements SchedulerObserver {

  private final String scheduler;

  SchedulerEvents(String scheduler) {
    this.scheduler = scheduler;
  }

  @Override
  public void handoff(int processor, Cause cause) {
    HandoffEvent event = new HandoffEvent();
    if (event.shouldCommit()) {
      event.scheduler = scheduler;
      event.processor = processor;
      event.cause = cause.name();
      event.commit();
    }
  }
}
