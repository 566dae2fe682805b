package io.gopool.examples.linkchecker.check;

import io.gopool.examples.linkchecker.guard.Target;
import java.time.Duration;

/** What an exchange leads to. */
sealed interface Step {

  /** The link has its verdict. */
  record Verdicted(Verdict verdict, int status, String reason) implements Step {}

  /** It was redirected. */
  record Redirected(Target to) implements Step {}

  /** The same again, later. */
  record Again(Duration delay) implements Step {}
}
