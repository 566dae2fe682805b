package io.gopool.examples.linkchecker.check;

/** What became of a link. */
public enum Verdict {
  /** It leads to something. */
  OK,
  /** It does not. */
  BROKEN,
  /** The service does not ask for it: see the target policy. */
  REFUSED
}
