/**
 * Tells listeners what pools do, over a ring of the Disruptor. Start reading at {@link
 * io.gopool.event.DefaultEventBus}; an event flows
 *
 * <pre>{@code
 * pool -> BusObserver -> ring of Slots -> Courier (the event thread) -> Recipients = listeners
 *                                           Watchdog looks after it
 * }</pre>
 *
 * <p>This package alone needs the Disruptor.
 */
@NullMarked
package io.gopool.event;

import org.jspecify.annotations.NullMarked;
