package io.gopool.examples.linkchecker.guard;

import java.time.Duration;

/** A time limit, as people read it. */
public final class TimeText {

  private TimeText() {}

  /** Returns it in seconds if these are whole, else in milliseconds. */
  public static String of(Duration limit) {
    return limit.toMillis() % 1_000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
  }
}
