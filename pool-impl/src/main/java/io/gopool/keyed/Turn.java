package io.gopool.keyed;

/** What becomes of a task that wants to run a job inline. */
enum Turn {
  /** It does so now. */
  RUN,
  /** It does so now, and gives the job's own slot back. */
  RUN_IN_ITS_SLOT,
  /** Its waiter was appended. */
  WAIT,
  /** Somebody else has the job. */
  ELSEWHERE
}
