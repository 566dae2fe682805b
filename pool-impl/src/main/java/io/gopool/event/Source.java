package io.gopool.event;

import io.gopool.EventType;
import io.gopool.event.Batch.Other;

/** Publishes what a pool or a scheduler does, under its name. */
abstract class Source {

  private final DefaultEventBus bus;
  private final int number;
  private volatile boolean isSource; // changed under the lock of the bus
  private boolean ended; // guarded by the lock of the bus

  Source(DefaultEventBus bus, String name) {
    this.bus = bus;
    number = bus.source(name);
  }

  final DefaultEventBus bus() {
    return bus;
  }

  final boolean isSource() {
    return isSource;
  }

  /** Called under the lock of the bus. */
  final void isSource(boolean is) {
    isSource = is;
  }

  /** Whether it was detached. Called under the lock of the bus. */
  final boolean hasEnded() {
    return ended;
  }

  /** Nothing makes a source of it any more. Called under the lock of the bus. */
  final void end() {
    ended = true;
  }

  final int code(EventType type) {
    return Codes.of(number, type);
  }

  /**
   * Publishes an event.
   *
   * @param nanos when it was, as the pool read the clock; 0 if it read none
   */
  final void publish(long threadId, int code, Object subject, long nanos) {
    long time = nanos == 0 ? System.nanoTime() : nanos;
    if (bus.publish(threadId, code, subject, time) && !isSource) {
      publishedByNoSource();
    }
  }

  /** Publishes what the current thread does, if somebody wants to know. */
  final void publish(EventType type, Other event) {
    if (bus.publishes(type)) {
      publish(Thread.currentThread().threadId(), code(type), event, 0);
    }
  }

  /** Sees to it that there is somebody to tell the event. */
  abstract void publishedByNoSource();
}
