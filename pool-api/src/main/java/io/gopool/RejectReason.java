package io.gopool;

/** Why a pool refused a submission. */
public enum RejectReason {
  /** It was full and the submission was not to wait. */
  FULL,
  /** It stayed full for as long as the submission was to wait. */
  TIMEOUT,
  /** It was shut down, before or while the submitter waited. */
  CLOSED,
  /**
   * The submitter was interrupted while it waited, in a method that throws {@link
   * PoolOverloadedException} then. A method that throws {@link InterruptedException} counts no
   * refusal: the submitter has withdrawn its task.
   */
  INTERRUPTED,
  /** As many submitters were blocked as {@link WorkerPool.Builder#maxBlockedSubmitters} allows. */
  TOO_MANY_WAITING
}
