package io.gopool.keyed;

/** What became of a submission. */
enum Verdict {
  /** It has a slot: the caller starts it. */
  STARTED,
  QUEUED,
  /** The key or the total is full. */
  FULL,
  /** All places for keys are in use. */
  NO_PLACE,
  /** Its waiter was appended. */
  WAITING,
  CLOSED
}
