package io.gopool;

/** How a {@link MultiPool} chooses the pool that gets a task. */
public enum LoadBalancing {
  /** One after the other. */
  ROUND_ROBIN,
  /**
   * The one with the fewest tasks, running, queued or of submitters that are blocked; costs a look
   * at each pool.
   */
  LEAST_RUNNING,
  /**
   * The less loaded of two chosen at random: nearly as even as {@link #LEAST_RUNNING} at the cost
   * of two looks (Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing").
   */
  POWER_OF_TWO_CHOICES
}
