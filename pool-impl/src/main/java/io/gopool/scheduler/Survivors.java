package io.gopool.scheduler;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Goroutines of a closed scheduler that the JDK's runs. Theirs is the step that was handed to it;
 * after a yield, and after an unpark that comes before the park, the JDK queues the next one itself
 * and nobody is told that it ends. So who wants to know how many live looks at each first.
 */
final class Survivors {

  private final Set<Goroutine> all = ConcurrentHashMap.newKeySet();

  /** It has been handed to the JDK's scheduler. */
  void add(Goroutine g) {
    try {
      all.add(g);
    } catch (OutOfMemoryError e) {
      // it may live for ever by our count, but it runs
    }
  }

  /** Counts those that have ended, and forgets them. */
  void look() {
    all.removeIf(Goroutine::countEnd);
  }
}
