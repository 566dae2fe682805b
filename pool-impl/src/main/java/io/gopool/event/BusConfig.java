package io.gopool.event;

import io.gopool.EventType;
import io.gopool.EventWait;
import io.gopool.PoolListener;
import java.util.List;
import java.util.Set;

/** The settings of a bus, checked. */
record BusConfig(
    String name,
    int ringSize,
    EventWait waitStrategy,
    Set<EventType> events,
    long patienceNanos,
    List<PoolListener> listeners) {}
