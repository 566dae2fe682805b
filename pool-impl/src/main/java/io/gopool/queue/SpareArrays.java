package io.gopool.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The arrays that the nodes of a {@link CreditQueue} have used, for its next nodes: a queue that
 * grows and shrinks again and again allocates none.
 *
 * <p>One is kept apart, the latest, because it is still in the cache: a queue that is nearly always
 * empty needs no other. The rest are in a ring, in the place of their node's number or the next
 * free one, which is where a later node of that place begins to look. When the ring is full an
 * array is not needed: it is left to the collector.
 *
 * <p><b>Emptiness.</b> The head has passed a node, so all its slots were published; but a consumer
 * that has claimed one may not have emptied it yet, and stolen ones wait in a {@link Batch}. So
 * whoever takes an array looks at each slot, and does not use one in which anything is left. What
 * it then finds empty stays so: only claimants write to it, each once, and they have. It looks
 * after it has taken it: T1 sees that an array is empty; T2 takes it, uses it and puts it back,
 * with a claimed slot; T1 must not take it now on the strength of what it saw.
 */
final class SpareArrays {

  private static final int MOST = 256;

  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);

  private final int length;
  private final AtomicReference<@Nullable Object @Nullable []> latest = new AtomicReference<>();
  private final int places;

  /** Made when it is first needed: most queues never are so long. */
  private final AtomicReference<@Nullable AtomicReferenceArray<@Nullable Object @Nullable []>>
      ring = new AtomicReference<>();

  /**
   * Creates a store without arrays.
   *
   * @param length of each array
   * @param tasks how many there may be in the queue; a hint of how many arrays are worth keeping
   */
  SpareArrays(int length, int tasks) {
    this.length = length;
    int arrays = Math.max(1, Math.min(MOST, tasks / length));
    places = Integer.highestOneBit(2 * arrays - 1);
  }

  /** Keeps the array of the node that begins at {@code base}. Any thread. */
  void put(long base, @Nullable Object[] slots) {
    @Nullable Object[] before = latest.getAndSet(slots);
    if (before != null) {
      keep(base, before);
    }
  }

  private void keep(long base, @Nullable Object[] slots) {
    AtomicReferenceArray<@Nullable Object @Nullable []> all = ring.get();
    if (all == null) {
      ring.compareAndSet(null, new AtomicReferenceArray<>(places));
      all = Objects.requireNonNull(ring.get());
    }
    for (int i = 0; i < places; i++) {
      int place = place(base, i);
      if (all.get(place) == null && all.compareAndSet(place, null, slots)) {
        return;
      }
    }
  }

  /** Returns an empty array for the node that begins at {@code base}. Any thread. */
  @Nullable Object[] take(long base) {
    @Nullable Object[] slots = latest.getAndSet(null);
    if (slots == null) {
      return older(base);
    }
    if (isEmpty(slots)) {
      return slots;
    }
    @Nullable Object[] older = older(base);
    keep(base, slots);
    return older;
  }

  private @Nullable Object[] older(long base) {
    AtomicReferenceArray<@Nullable Object @Nullable []> all = ring.get();
    for (int i = 0; all != null && i < places; i++) {
      int place = place(base, i);
      @Nullable Object[] slots = all.get(place) == null ? null : all.getAndSet(place, null);
      if (slots != null) {
        if (isEmpty(slots)) {
          return slots;
        }
        keep(base, slots);
      }
    }
    return new Object[length];
  }

  private int place(long base, int offset) {
    return ((int) (base / length) + offset) & (places - 1);
  }

  private static boolean isEmpty(@Nullable Object[] slots) {
    for (int i = 0; i < slots.length; i++) {
      if (SLOT.getAcquire(slots, i) != null) {
        return false;
      }
    }
    return true;
  }
}
