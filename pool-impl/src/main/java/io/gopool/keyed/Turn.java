package io.gopool.keyed;

/** What becomes of a task that wants to run a job inline. */
enum Turn {
  /** It does so now. */
  RUN,
  /** Its waiter was appended. */
  WAIT,
  /** Somebody else has the job. */
  ELSEWHERE
}
