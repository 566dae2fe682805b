package io.gopool.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The FILO stack of idle workers: the one that went idle last is taken first, because its stack and
 * caches are the warmest, so the others sink and expire.
 *
 * <p><b>Idea.</b> R. K. Treiber's stack. An entry belongs to whoever turns its {@code claimed} from
 * 0 to 1; unlinking comes second and may lag. So {@link #expire} can take entries out of the middle
 * while {@link #pop} works at the top:
 *
 * <pre>{@code
 * head -> D(t=40) -> C(t=30) -> B(t=20) -> A(t=10)      expire(25): B and A are claimed,
 * head -> D(t=40) -> C(t=30) -> null                    then cut off below C
 * }</pre>
 *
 * <p>Pushed in the order of time, all entries below the first expired one are expired too. Two
 * threads that push at once may stand a moment's difference out of order, which moves an expiry by
 * that moment.
 *
 * <p>A race of the two: T1 {@code pop} reads head D and its next C; T2 {@code expire} claims C and
 * cuts below D; T1 makes C the head. C is claimed already, and the next {@code pop} drops it. The
 * chain below a claimed entry holds claimed entries only, or entries that are still linked: nothing
 * unclaimed is ever cut off, because {@code expire} cuts at an entry it claimed, and all below were
 * pushed before.
 *
 * <p><b>Nodes are used again</b>, so that a worker which rests and is called again and again
 * allocates nothing. ABA: T1 {@code pop} reads head B and its next A; T2 pops B, pushes C, then D
 * in the node of B; T1's CAS finds that node and makes A the head, and C is lost. So all who follow
 * links are counted {@code inside}, and a node is spared only if, after it was unlinked from the
 * head, the count was 0: nobody has read it then, and who comes later cannot reach it. T1 above is
 * inside, so B is left to the collector. A push follows no link and is not counted: if its CAS
 * finds the head that it read, that is the right successor, whatever became of it meanwhile. Only
 * what {@code pop} has claimed is spared; what {@code expire} has is never used again, as it may
 * still be linked.
 *
 * @param <T> the type of the entries
 */
public final class IdleStack<T> {

  /** As many nodes are spared at most: a handful of workers rest and are called all the time. */
  private static final int SPARES = 8;

  private static final VarHandle HEAD;
  private static final VarHandle INSIDE;
  private static final VarHandle CLAIMED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      HEAD = lookup.findVarHandle(IdleStack.class, "head", Node.class);
      INSIDE = lookup.findVarHandle(IdleStack.class, "inside", int.class);
      CLAIMED = lookup.findVarHandle(Node.class, "claimed", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile @Nullable Node<T> head;

  @SuppressWarnings("unused") // by INSIDE
  private volatile int inside; // beside the head, which is written with it

  private final PaddedInt size = new PaddedInt(0);
  private final AtomicReferenceArray<@Nullable Node<T>> spares = new AtomicReferenceArray<>(SPARES);

  /**
   * Pushes an entry unless {@code bound} are there. A full fence follows a push.
   *
   * @param now the time of the push
   * @return false if the stack is full
   */
  public boolean tryPush(T item, long now, int bound) {
    if (!size.incrementIfBelow(bound)) {
      return false;
    }
    Node<T> node;
    try {
      node = unusedNode();
    } catch (Throwable t) { // no memory
      size.addAndGet(-1);
      throw t;
    }
    node.item = item;
    node.pushed = now;
    do {
      // (I1) counted, not yet pushed
      node.next = head;
    } while (!HEAD.compareAndSet(this, node.next, node));
    return true;
  }

  /** Takes the entry pushed last; null if there is none. */
  public @Nullable T pop() {
    if (head == null) {
      return null;
    }
    enter();
    Node<T> popped = unlink();
    T item = popped == null ? null : popped.item;
    boolean alone = exit();
    if (popped != null && alone) {
      spare(popped);
    }
    return item;
  }

  private @Nullable Node<T> unlink() {
    for (Node<T> top = head; top != null; top = head) {
      // (I4) the head was read, not yet unlinked
      if (HEAD.compareAndSet(this, top, top.next) && claim(top)) {
        return top;
      }
    }
    return null;
  }

  /**
   * Takes all entries pushed at {@code cutoff} or before.
   *
   * @param taken given each of them, the youngest first
   */
  public void expire(long cutoff, Consumer<? super T> taken) {
    enter();
    try {
      cut(cutoff, taken);
    } finally {
      exit();
    }
  }

  private void cut(long cutoff, Consumer<? super T> taken) {
    Node<T> above = null;
    Node<T> node = head;
    while (node != null && node.pushed - cutoff > 0) {
      above = node;
      node = node.next;
    }
    if (node == null) {
      return;
    }
    for (Node<T> n = node; n != null; n = n.next) {
      if (claim(n)) {
        taken.accept(Objects.requireNonNull(n.item));
      }
    }
    // (I3) all are claimed, none is cut off yet
    if (above != null) {
      above.next = null;
    } else {
      HEAD.compareAndSet(this, node, null); // if another was pushed, pop drops the claimed ones
    }
  }

  /** Returns when the entry at the bottom was pushed, or {@code otherwise} if there is none. */
  public long oldest(long otherwise) {
    enter();
    long oldest = otherwise;
    for (Node<T> n = head; n != null; n = n.next) {
      if (n.claimed == 0) {
        oldest = n.pushed;
      }
    }
    exit();
    return oldest;
  }

  /** Returns the number of entries. */
  public int size() {
    return size.get();
  }

  /** Whether there is no entry; true also while the first is about to be pushed. */
  public boolean isEmpty() {
    return head == null;
  }

  private boolean claim(Node<T> node) {
    // (I2) reached, not yet claimed
    if (CLAIMED.compareAndSet(node, 0, 1)) {
      size.addAndGet(-1);
      return true;
    }
    return false;
  }

  private void enter() {
    INSIDE.getAndAdd(this, 1);
  }

  /** Returns whether nobody else was inside. */
  private boolean exit() {
    return (int) INSIDE.getAndAdd(this, -1) == 1;
  }

  /** Keeps a node that nobody can reach, if there is room. */
  private void spare(Node<T> node) {
    node.item = null;
    node.next = null; // which may keep workers that have left
    node.claimed = 0;
    for (int i = 0; i < SPARES; i++) {
      if (spares.get(i) == null && spares.compareAndSet(i, null, node)) {
        return;
      }
    }
  }

  private Node<T> unusedNode() {
    for (int i = 0; i < SPARES; i++) {
      Node<T> node = spares.get(i) == null ? null : spares.getAndSet(i, null);
      if (node != null) {
        return node;
      }
    }
    return new Node<>();
  }

  private static final class Node<T> {
    @Nullable T item; // null while spared
    long pushed;
    volatile int claimed;
    volatile @Nullable Node<T> next;
  }
}
