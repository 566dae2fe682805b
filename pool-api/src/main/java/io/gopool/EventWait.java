package io.gopool;

/** How the thread of an {@link EventBus} waits for events. */
public enum EventWait {
  /**
   * It looks again and again, at first at once and then after sleeping for longer and longer, up to
   * a millisecond. Costs the publishers nothing. The default.
   */
  SLEEP,
  /** It looks again and again and yields between. Costs a processor. */
  YIELD,
  /** It looks again and again. Costs a processor. */
  SPIN,
  /** It sleeps until the next event; each publisher takes a lock to wake it. */
  BLOCK
}
