/**
 * Tells listeners what pools and schedulers do, over rings of the Disruptor. Start reading at
 * {@link io.gopool.event.DefaultEventBus}; an event flows
 *
 * <pre>{@code
 * pool -> BusObserver -> Lanes -> Merge -> Batch -> Courier (the event thread) -> Recipients = listeners
 * scheduler -> SchedulerSource                      Watchdog looks after it
 * }</pre>
 *
 * <p>This package alone needs the Disruptor.
 */
@NullMarked
package io.gopool.event;

import org.jspecify.annotations.NullMarked;
