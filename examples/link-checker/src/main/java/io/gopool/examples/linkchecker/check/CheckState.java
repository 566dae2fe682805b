package io.gopool.examples.linkchecker.check;

/** The states of a check; it ends in one of the last four. */
public enum CheckState {
  /** Accepted, waits for its turn. */
  QUEUED(false),
  /** Links are being checked. */
  RUNNING(false),
  /** Each link has its verdict. */
  DONE(true),
  /** The page itself could not be read. */
  FAILED(true),
  /** Ended by its user; the verdicts so far stay. */
  CANCELLED(true),
  /** The service had to stop before the end; the verdicts so far stay. */
  INTERRUPTED(true);

  private final boolean ended;

  CheckState(boolean ended) {
    this.ended = ended;
  }

  /** Whether nothing changes any more. */
  public boolean isEnded() {
    return ended;
  }
}
