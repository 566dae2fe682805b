package io.gopool.queue;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Takes half of the tasks into a fresh batch, and publishes that. */
final class Halves {

  private Halves() {}

  /** Null if there are no tasks. */
  static @Nullable Batch of(CreditQueue queue) {
    return taken(queue::pollHalf);
  }

  /** Null if there are no tasks. */
  static @Nullable Batch of(Batch batch) {
    return taken(batch::pollHalf);
  }

  private static @Nullable Batch taken(Predicate<Batch> into) {
    Batch half = new Batch();
    if (!into.test(half)) {
      return null;
    }
    half.publish();
    return half;
  }
}
