package io.gopool.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An unbounded FIFO queue for many producers and many consumers that takes a task only against a
 * credit, and takes both with one CAS.
 *
 * <p><b>Problem.</b> A bounded pool first takes a permit and then a place in a queue: two contended
 * words, two atomic operations for each task. But where each permit is followed by one task, the
 * number of permits ever taken is the position of the next task.
 *
 * <p><b>Idea.</b> Credits are counted by positions, as a Disruptor's producer counts slots: the
 * queue was granted {@code granted} credits, {@code returned} of those used came back, so the
 * producers may go as far as position {@code granted + returned}. They keep that sum in {@code
 * limit} and compute it anew only when they have reached it; until then they never look at what the
 * consumers write.
 *
 * <pre>{@code
 * tail, limit     63 ... 52 51 ............................ 0
 *                 epoch     position
 *
 * offer    tail < limit:   CAS tail -> tail+1, then slot := task      (a credit and a place)
 *          else            limit := granted + returned; still reached: no credit is free
 * poll     slot of head empty: nothing, else CAS head -> head+1, then slot := null
 * credit   returned + 1
 * }</pre>
 *
 * <p><b>Taking credits back.</b> {@link #withdraw} lowers {@code granted}, so {@code limit} would
 * be too high. Before that, {@link #bar} begins a new epoch in {@code tail}, which fails the CAS of
 * every producer that read the word before, and sets {@code limit} to the new epoch and no credit:
 * T1 reads the limit; T2 bars; T1's CAS fails. T1 sees {@code frozen} 0 and reads the old {@code
 * granted} in order to raise the limit; T2 freezes and bars; T1's CAS of the limit fails, as its
 * epoch is another. While {@code frozen} is not zero nobody raises the limit, so whoever barred can
 * go on to collect what comes back.
 *
 * <p><b>Slots.</b> A linked list of nodes with arrays. Each position has its slot in one node, and
 * is written once by its producer and once by its consumer, so a slot that is not empty holds the
 * position's task. A producer makes sure that the node exists <i>before</i> it takes a position:
 * after that it cannot fail, not even for want of memory, and leaves no hole. Nodes are never
 * reused, so a thread that was asleep finds the node that it knew (no ABA); their arrays are, after
 * the last consumer has emptied them: see {@link SpareArrays}.
 *
 * <p><b>Nearly published.</b> Between its CAS and its store a producer hides later tasks: {@link
 * #poll} answers null, while {@link #hasTask} is true, as it looks at the positions. That is why a
 * producer needs no fence between its store and a look at whether a consumer is awake: the CAS is
 * one, and a consumer that is about to rest sees the position.
 */
public final class CreditQueue extends CreditQueueCold {

  /** What became of an offer. */
  public enum Offer {
    /** No credit is free. */
    NO_CREDIT,
    /** The task is in the queue. */
    PUBLISHED,
    /** The entrance had nothing to publish; the credit was given back. */
    VOIDED
  }

  /** Called when the credit is taken, with the candidate that was offered. Must not block. */
  public interface Entrance {

    /** Returns what is to be published; null for nothing: the credit is given back. */
    @Nullable Object enter(Object candidate);
  }

  private static final int MIN_NODE_SIZE = 512;
  private static final int MAX_NODE_SIZE = 8192; // a fresh node for as many tasks
  private static final int MOST_AT_ONCE = 2048; // a look at more would often be overtaken
  private static final int MANY = 64;
  private static final int POSITION_BITS = 52;
  private static final long EPOCH = 1L << POSITION_BITS;
  private static final long POSITION = EPOCH - 1;

  /** What {@link #tryPoll} answers when another consumer took the task that it was about to. */
  public static final Object CONTENDED = new Object();

  /** Stands for no node while a queue is being made, and lends its empty array. */
  static final Node NONE = new Node(0, new Object[0]);

  /** Stands in the queue for a task that was not published after all, or was taken back. */
  private static final Object VOID = new Object();

  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);
  private static final VarHandle TAIL;
  private static final VarHandle LIMIT;
  private static final VarHandle TAIL_NODE;
  private static final VarHandle HEAD;
  private static final VarHandle HEAD_NODE;
  private static final VarHandle RETURNED;
  private static final VarHandle GRANTED;
  private static final VarHandle VOIDED;
  private static final VarHandle NEXT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      TAIL = lookup.findVarHandle(CreditQueueProducers.class, "tail", long.class);
      LIMIT = lookup.findVarHandle(CreditQueueProducers.class, "limit", long.class);
      TAIL_NODE = lookup.findVarHandle(CreditQueueProducers.class, "tailNode", Node.class);
      HEAD = lookup.findVarHandle(CreditQueueConsumers.class, "head", long.class);
      HEAD_NODE = lookup.findVarHandle(CreditQueueConsumers.class, "headNode", Node.class);
      RETURNED = lookup.findVarHandle(CreditQueueReturns.class, "returned", long.class);
      GRANTED = lookup.findVarHandle(CreditQueueCold.class, "granted", long.class);
      VOIDED = lookup.findVarHandle(CreditQueueCold.class, "voided", long.class);
      NEXT = lookup.findVarHandle(Node.class, "next", Node.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final PaddedInt frozen;
  private final SpareArrays spares;
  private final boolean trailed;

  /**
   * Creates an empty queue, from which producers take nothing back.
   *
   * @param credits how many tasks may have a credit at once
   * @param frozen while it is not zero, returned credits are not given out
   */
  public CreditQueue(int credits, PaddedInt frozen) {
    this(credits, frozen, /* trailed= */ false);
  }

  /**
   * Creates an empty queue.
   *
   * @param trailed whether producers may take tasks back, by a {@link Trail}
   */
  public CreditQueue(int credits, PaddedInt frozen, boolean trailed) {
    this(credits, frozen, trailed, nodeSize(credits));
  }

  /** A few nodes hold all tasks. */
  private static int nodeSize(int credits) {
    return Math.clamp(Integer.highestOneBit(credits / 4), MIN_NODE_SIZE, MAX_NODE_SIZE);
  }

  /** For tests: nodes of another size. */
  CreditQueue(int credits, PaddedInt frozen, boolean trailed, int nodeSize) {
    tailNode = new Node(0, NONE.slots);
    headNode = tailNode;
    this.frozen = frozen;
    this.trailed = trailed;
    spares = new SpareArrays(nodeSize, credits);
    granted = credits;
    limit = credits;
    VarHandle.releaseFence();
  }

  /** Takes a credit, by a CAS, and appends what the entrance makes of the candidate. Any thread. */
  public Offer offer(Object candidate, Entrance entrance) {
    return offer(candidate, entrance, /* trail= */ null);
  }

  /**
   * The same.
   *
   * @param trail of the current thread, to take the task back by; null for none
   */
  public Offer offer(Object candidate, Entrance entrance, @Nullable Trail trail) {
    return offer(candidate, entrance, trail, /* least= */ 1);
  }

  /**
   * The same, but takes credits that came back only if many did. A producer that is always after
   * the last one takes the consumers' cache line away at each task.
   */
  public Offer offerIfMany(Object candidate, Entrance entrance, @Nullable Trail trail) {
    return offer(candidate, entrance, trail, Math.max(1, Math.min(MANY, granted >> 3)));
  }

  private Offer offer(Object candidate, Entrance entrance, @Nullable Trail trail, long least) {
    for (; ; ) {
      Node node = tailNode;
      long w = tail;
      long l = limit;
      if (l - w <= 0) { // of two epochs: no credit; or, if w is the older one, the CAS fails
        if (!raiseLimit(l, (w & POSITION) + least)) {
          return Offer.NO_CREDIT;
        }
        continue;
      }
      long i = (w & POSITION) - node.base;
      // (Q1) a credit seen, not yet taken
      if (i >= node.slots.length) {
        appendAfter(node);
        continue;
      }
      if (i >= 0 && trail != null) {
        trail.note(node.slots, (int) i); // before the credit is taken: it may fail
      }
      if (i >= 0 && TAIL.compareAndSet(this, w, w + 1)) {
        // All in this frame: a call that overflows the stack from here on leaves a hole, so there
        // are as few as can be. One that the entrance makes may still do so.
        if (trail != null) {
          trail.top++; // before the entrance: it may offer something else by this trail
        }
        Object task = VOID;
        try {
          Object entered = entrance.enter(candidate);
          if (entered != null) {
            task = entered;
          }
        } finally {
          // (Q2) the position is taken, the task not yet published
          SLOT.setRelease(node.slots, (int) i, task);
          if (task == VOID) {
            annul();
          }
        }
        return task == VOID ? Offer.VOIDED : Offer.PUBLISHED;
      }
    }
  }

  /**
   * Computes the limit anew; false if it stays reached.
   *
   * @param l what was read before anything else
   * @param least what the limit must come to, or it is left as it is
   */
  private boolean raiseLimit(long l, long least) {
    if (frozen.get() != 0) {
      return false;
    }
    // (Q3) not frozen when looked at
    long sum = granted + returned; // both only grow in an epoch
    if (sum < least) {
      return limit != l;
    }
    long to = (l & ~POSITION) | (sum & POSITION);
    if (to != l) {
      // (Q4) a sum was read, the limit not yet raised
      LIMIT.compareAndSet(this, l, to); // if it fails somebody else raised it, or withdrew
      return true;
    }
    return limit != l;
  }

  /** Makes sure that the node has a successor, and that producers find that. */
  private void appendAfter(Node node) {
    Node next = node.next;
    if (next == null) {
      long base = node.base + node.slots.length;
      next = new Node(base, spares.take(base));
      Node other = (Node) NEXT.compareAndExchange(node, (Node) null, next);
      if (other != null) {
        spares.put(base, next.slots);
        next = other;
      }
    }
    TAIL_NODE.compareAndSet(this, node, next);
  }

  /**
   * Takes the oldest task; null if there is none, or the oldest is not published yet. Any thread.
   */
  public @Nullable Object poll() {
    for (; ; ) {
      Object task = tryPoll();
      if (task != CONTENDED) {
        return task;
      }
    }
  }

  /** The same, but returns {@link #CONTENDED} when another consumer was faster. */
  public @Nullable Object tryPoll() {
    for (; ; ) {
      Node node = headNode;
      long h = head;
      long i = h - node.base;
      if (i >= node.slots.length) {
        if (!advanceHead(node)) {
          return null;
        }
        continue;
      }
      if (i < 0) {
        continue; // h was read before others moved on
      }
      Object task = SLOT.getAcquire(node.slots, (int) i);
      // (Q6) the slot was read, the position not yet claimed
      if (task == null) {
        if (head == h) {
          return null;
        }
      } else if (task == VOID && trailed) {
        passVoids(node.slots, h, (int) i);
      } else if (HEAD.compareAndSet(this, h, h + 1)) {
        // (Q7) the position is claimed, the slot not yet cleared
        task = clear(node.slots, (int) i, trailed);
        if (task != null) {
          return task;
        }
      } else {
        return CONTENDED;
      }
    }
  }

  /** Passes over all voids that are next, with one CAS: there may be thousands. */
  private void passVoids(@Nullable Object[] slots, long h, int i) {
    int end = i + 1;
    while (end < slots.length && SLOT.getAcquire(slots, end) == VOID) {
      end++;
    }
    if (HEAD.compareAndSet(this, h, h + (end - i))) {
      for (int at = i; at < end; at++) {
        SLOT.setRelease(slots, at, (Object) null);
      }
    }
  }

  /** Moves on to the next node; false if there is none. */
  private boolean advanceHead(Node node) {
    Node next = node.next;
    if (next == null) {
      return false;
    }
    if (HEAD_NODE.compareAndSet(this, node, next) && node.slots.length > 0) {
      spares.put(node.base, node.slots);
    }
    return true;
  }

  /**
   * Takes half of the tasks with one CAS, the oldest, but at most 2,048, and of one array; false if
   * there are none. Until the caller has published the batch its tasks are in no queue: it must
   * then wake a consumer. Any thread.
   *
   * @param into a batch that the current thread holds
   */
  public boolean pollHalf(Batch into) {
    for (; ; ) {
      Node node = headNode;
      long h = head;
      long i = h - node.base;
      if (i >= node.slots.length) {
        if (!advanceHead(node)) {
          return false;
        }
        continue;
      }
      if (i < 0) {
        continue; // h was read before others moved on
      }
      int n = published(node.slots, (int) i, Math.min(MOST_AT_ONCE, (size() + 1) / 2));
      if (n == 0) {
        if (head == h) {
          return false;
        }
      } else if (trailed && SLOT.getAcquire(node.slots, (int) i) == VOID) {
        passVoids(node.slots, h, (int) i);
      } else if (HEAD.compareAndSet(this, h, h + n)) {
        into.fill(node.slots, (int) i, (int) i + n, trailed);
        return true;
      }
    }
  }

  private static int published(@Nullable Object[] slots, int from, int max) {
    int to = Math.min(slots.length, from + max);
    int i = from;
    while (i < to && SLOT.getAcquire(slots, i) != null) {
      i++;
    }
    return i - from;
  }

  /**
   * Called only by the thread that claimed the position; null if its task was not published, or was
   * taken back.
   */
  static @Nullable Object clear(@Nullable Object[] slots, int i, boolean trailed) {
    Object task;
    if (trailed) {
      task = SLOT.getAndSet(slots, i, (Object) null);
    } else {
      task = SLOT.getAcquire(slots, i);
      SLOT.setRelease(slots, i, (Object) null);
    }
    return task == VOID ? null : task;
  }

  /** Takes a published task out of its slot; null if it is not there, or no more. Any thread. */
  static @Nullable Object takeBack(@Nullable Object[] slots, int i) {
    Object task = SLOT.getAcquire(slots, i);
    // (Q8) the task was read, not yet taken back
    return task != null && task != VOID && SLOT.compareAndSet(slots, i, task, VOID) ? task : null;
  }

  /** Reads a slot that others may be about to clear; null if it holds no task. */
  static @Nullable Object read(@Nullable Object[] slots, int i) {
    Object task = SLOT.getAcquire(slots, i);
    return task == VOID ? null : task;
  }

  /** Whether a position was taken that no consumer has: its task is published, or about to be. */
  public boolean hasTask() {
    return head < (tail & POSITION);
  }

  /**
   * Shows the tasks that are there, the oldest first, and takes none, as long as {@code more}
   * answers true. Any thread.
   *
   * <p>A slot counts only if its position was not taken by the time that it had been read: the
   * array is used again, for other positions, after the head has gone beyond it.
   *
   * @return the last answer, true if there was none
   */
  public boolean show(Predicate<Object> more) {
    Node node = headNode; // before the head, which is then at or beyond its base
    long i = head;
    long end = tail & POSITION;
    while (node != null && i < end) {
      int at = (int) (i - node.base);
      if (at >= node.slots.length) {
        node = node.next;
        continue;
      }
      Object task = read(node.slots, at);
      long h = head;
      if (h > i) {
        i = h; // perhaps some nodes further on
        continue;
      }
      if (task != null && !more.test(task)) {
        return false;
      }
      i++;
    }
    return true;
  }

  /** Returns the number of tasks, those about to be published included. */
  public int size() {
    long h = head;
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, (tail & POSITION) - h));
  }

  // ---- credits
  // -----------------------------------------------------------------------------------

  /** Gives the credit of a task back; a full fence. Any thread. */
  public void credit() {
    RETURNED.getAndAdd(this, 1L);
  }

  /** The same, in one try: false if others do it at the same time. */
  public boolean tryCredit() {
    long r = returned;
    return RETURNED.compareAndSet(this, r, r + 1);
  }

  /** Gives a credit back as if it had never been taken; a full fence. Any thread. */
  public void annul() {
    VOIDED.getAndAdd(this, 1L); // first: who reads voided after returned misses none
    credit();
  }

  /** Adds credits. */
  public void grant(int credits) {
    GRANTED.getAndAdd(this, (long) credits);
  }

  /**
   * Takes the free credits out of the producers' reach until somebody raises the limit, which
   * nobody does while the queue is frozen. Called only while it is.
   */
  public void bar() {
    long w = tail;
    while (!TAIL.compareAndSet(this, w, w + EPOCH)) {
      w = tail;
    }
    // (Q5) a new epoch, the limit is the old one
    limit = (w + EPOCH) & ~POSITION;
  }

  /**
   * Takes up to {@code most} free credits away for good. Called only while the queue is frozen and
   * barred, by one thread at a time.
   *
   * @return how many
   */
  public int withdraw(int most) {
    int taken = (int) Math.min(most, free());
    GRANTED.getAndAdd(this, (long) -taken);
    return taken;
  }

  /** Returns the free credits; the tail is read first, so the answer is rather too high. */
  public long free() {
    long t = tail & POSITION;
    return granted + returned - t;
  }

  /** Returns how many credits were taken so far, those of unpublished tasks included. */
  public long taken() {
    return tail & POSITION;
  }

  /** Returns how many credits came back so far, those of unpublished tasks included. */
  public long returned() {
    return returned;
  }

  /** Returns how many credits were given back as if they had never been taken. */
  public long voided() {
    return voided;
  }

  /** An array of slots and the position of the first. */
  static final class Node {
    final long base;
    final @Nullable Object[] slots;
    volatile @Nullable Node next;

    Node(long base, @Nullable Object[] slots) {
      this.base = base;
      this.slots = slots;
    }
  }
}

@SuppressWarnings("unused")
abstract class CreditQueueFront {
  private long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, pa, pb, pc, pd, pe, pf;
}

/** What producers write. */
abstract class CreditQueueProducers extends CreditQueueFront {
  volatile long tail;
  volatile long limit;
  volatile CreditQueue.Node tailNode = CreditQueue.NONE; // until the constructor
}

@SuppressWarnings("unused")
abstract class CreditQueueMiddle extends CreditQueueProducers {
  private long q0, q1, q2, q3, q4, q5, q6, q7, q8, q9, qa, qb, qc, qd, qe, qf;
}

/** What consumers write when they take. */
abstract class CreditQueueConsumers extends CreditQueueMiddle {
  volatile long head;
  volatile CreditQueue.Node headNode = CreditQueue.NONE; // until the constructor
}

@SuppressWarnings("unused")
abstract class CreditQueueMiddle2 extends CreditQueueConsumers {
  private long r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, ra, rb, rc, rd, re, rf;
}

/** What consumers write when a task has ended. */
abstract class CreditQueueReturns extends CreditQueueMiddle2 {
  volatile long returned;
}

@SuppressWarnings("unused")
abstract class CreditQueueMiddle3 extends CreditQueueReturns {
  private long s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, sa, sb, sc, sd, se, sf;
}

/** What is seldom written. */
abstract class CreditQueueCold extends CreditQueueMiddle3 {
  volatile long granted;
  volatile long voided;
}
