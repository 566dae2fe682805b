package io.gopool.queue;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes batches for tests. */
public final class Batches {

  private Batches() {}

  /** Fills a batch that the current thread holds, as a thief does. */
  public static void fill(Batch held, Object[] tasks) {
    held.fill(tasks, 0, tasks.length, /* trailed= */ false);
  }

  /** Takes half of the tasks into a fresh batch, and publishes that; null if there are none. */
  static @Nullable Batch halfOf(CreditQueue queue) {
    return taken(queue::pollHalf);
  }

  /** The same. */
  static @Nullable Batch halfOf(Batch batch) {
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
