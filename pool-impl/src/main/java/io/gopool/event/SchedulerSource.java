package io.gopool.event;

import io.gopool.EventType;
import io.gopool.SchedulerObserver;

/**
 * Publishes what one scheduler does. It may be called by threads that all virtual threads of the
 * scheduler need, so it waits for no lock of the bus.
 */
final class SchedulerSource extends Source implements SchedulerObserver {

  SchedulerSource(DefaultEventBus bus, String scheduler) {
    super(bus, scheduler);
  }

  @Override
  void publishedByNoSource() {
    bus().reviveSoon();
  }

  @Override
  public void machineStarted(int machine) {
    publish(EventType.MACHINE_STARTED, (l, scheduler) -> l.machineStarted(scheduler, machine));
  }

  @Override
  public void machineStopped(int machine) {
    publish(EventType.MACHINE_STOPPED, (l, scheduler) -> l.machineStopped(scheduler, machine));
  }

  @Override
  public void handoff(int processor, Cause cause) {
    publish(EventType.HANDOFF, (l, scheduler) -> l.handoff(scheduler, processor, cause));
  }

  @Override
  public void stolen(int from, int to, int n) {
    publish(
        EventType.GOROUTINES_STOLEN, (l, scheduler) -> l.goroutinesStolen(scheduler, from, to, n));
  }
}
