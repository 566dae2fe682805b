package io.gopool;

/** How the thread of an {@link EventBus} waits for events. */
public enum EventWait {
  /**
   * It sleeps between two looks, for 50 us and longer and longer while nothing comes, up to a
   * millisecond; so much later is an event told. Costs the publishers nothing. The default.
   */
  SLEEP,
  /** It looks again and again and yields between. Costs a processor. */
  YIELD,
  /** It looks again and again. Costs a processor. */
  SPIN,
  /** It sleeps until the next event; the publisher that finds it asleep wakes it. */
  BLOCK
}
