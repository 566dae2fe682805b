package io.gopool.core;

import io.gopool.PoolObserver;
import io.gopool.WorkerExit;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Notes which workers came and went, and why. */
final class WorkerLog implements PoolObserver {

  private final Queue<Thread> started = new ConcurrentLinkedQueue<>();
  private final Map<Thread, WorkerExit> stopped = new ConcurrentHashMap<>();

  @Override
  public void workerSpawned(Thread worker) {
    started.add(worker);
  }

  @Override
  public void workerRetired(Thread worker, WorkerExit reason) {
    stopped.put(worker, reason);
  }

  /** Returns the workers in the order in which they started. */
  List<Thread> started() {
    return List.copyOf(started);
  }

  /** Returns who left, with the reason. */
  Map<Thread, WorkerExit> stopped() {
    return Map.copyOf(stopped);
  }
}
