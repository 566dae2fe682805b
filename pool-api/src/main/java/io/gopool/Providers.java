package io.gopool;

/** The parts of the implementation. */
final class Providers {

  static final Provided<PoolProvider> POOLS = new Provided<>(PoolProvider.class);
  static final Provided<KeyedPoolsProvider> KEYED_POOLS = new Provided<>(KeyedPoolsProvider.class);
  static final Provided<EventBusProvider> EVENT_BUSES = new Provided<>(EventBusProvider.class);
  static final Provided<SchedulerProvider> SCHEDULERS = new Provided<>(SchedulerProvider.class);

  private Providers() {}
}
