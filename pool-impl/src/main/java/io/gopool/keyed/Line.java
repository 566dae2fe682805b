package io.gopool.keyed;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who waits, first come, first served. Under the {@link Monitor}'s lock.
 *
 * <p>Who leaves from the middle stays behind as a dead entry, which is skipped. When more are dead
 * than alive they are swept out, so leaving costs constant time on average.
 */
final class Line<T extends Line.Entry> {

  /** Something that can stand in a line. */
  interface Entry {
    /** Whether it has left, from the front or from the middle. */
    boolean hasLeft();
  }

  private static final int SWEEP_FROM = 64;

  private final ArrayDeque<T> entries = new ArrayDeque<>(1);
  private int alive;

  int size() {
    return alive;
  }

  boolean isEmpty() {
    return alive == 0;
  }

  void add(T entry) {
    addOrThrow(entries, entry);
    alive++;
  }

  /**
   * Adds as the last, or not at all. A queue that has no memory to grow has stored it all the same,
   * and would count as empty.
   */
  static <T> void addOrThrow(ArrayDeque<T> entries, T entry) {
    try {
      entries.add(entry);
    } catch (Throwable t) {
      if (entries.peekLast() == entry) {
        entries.pollLast();
      }
      throw t;
    }
  }

  /** Takes the first; null if there is none. The caller marks it as having left. */
  @Nullable T poll() {
    for (T entry = entries.poll(); entry != null; entry = entries.poll()) {
      if (!entry.hasLeft()) {
        alive--;
        return entry;
      }
    }
    return null;
  }

  /** Does something with each that satisfies a condition, which may mark it as having left. */
  void forEach(Predicate<T> condition, Consumer<T> action) {
    if (alive > 0) {
      entries.stream().filter(e -> !e.hasLeft()).filter(condition).toList().forEach(action);
    }
  }

  /** An entry was just marked as having left, from wherever it stood. */
  void left() {
    alive--;
    if (entries.size() - alive > Math.max(SWEEP_FROM, alive)) {
      entries.removeIf(Entry::hasLeft);
    }
  }
}
