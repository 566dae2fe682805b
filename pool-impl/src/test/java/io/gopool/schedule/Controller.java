package io.gopool.schedule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Runs threads one at a time. At each point the one that runs may have to hand over to another, by
 * random numbers from a seed; the same seed makes the same schedule. Parking, locks and latches are
 * known to it, so it notices when nobody can go on.
 *
 * <p>How often a thread hands over differs from seed to seed. Besides, some threads are put to
 * sleep for a while at a random step, as if the operating system had taken their core away: races
 * between more than two need that somebody is slow for long (as in S. Burckhardt et al., "A
 * randomized scheduler with probabilistic guarantees of finding bugs").
 */
final class Controller implements Points.Listener {

  /** More steps than any program of the tests needs. */
  private static final int MOST_STEPS = 400_000;

  private static final int TRACE = 4_000;

  private static final long LONGEST_MOMENT_NANOS = 1_000_000_000;

  private static final ThreadLocal<Party> CURRENT = new ThreadLocal<>();

  private static final long NANOS_A_LOOK = 10_000;

  private final AtomicLong now = new AtomicLong();
  private final SplittableRandom random;
  private final int oneIn; // hand-overs
  private final int[] naps; // steps at which the thread that runs goes to sleep
  private final List<Party> parties = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch over = new CountDownLatch(1);
  private final List<String> trace = Collections.synchronizedList(new ArrayList<>());
  private final Set<String> visited = ConcurrentHashMap.newKeySet();
  private long hash; // of the schedule
  private int steps;
  private volatile String failure;

  Controller(long seed) {
    random = new SplittableRandom(seed);
    oneIn = 1 << random.nextInt(1, 7);
    naps = random.ints(random.nextInt(4), 0, 1 << random.nextInt(5, 12)).toArray();
  }

  /** One thread. */
  private static final class Party {
    final String name;
    final int number;
    final Semaphore turn = new Semaphore(0);
    final CountDownLatch ready = new CountDownLatch(1);
    volatile Thread thread;
    volatile BooleanSupplier goesOn = () -> true;
    volatile boolean token; // of LockSupport
    volatile boolean done;
    int asleepUntil; // a step

    Party(String name, int number) {
      this.name = name;
      this.number = number;
    }

    boolean canRun() {
      return !done && goesOn.getAsBoolean();
    }
  }

  // ---- set up

  /** A party of the program. All are started by {@link #run}. */
  void party(String name, Runnable body) {
    newThread(name, body);
  }

  /** Makes the threads of the pool's workers. */
  ThreadFactory factory() {
    return body -> newThread("worker-" + parties.size(), body);
  }

  private Thread newThread(String name, Runnable body) {
    Party party = new Party(name, parties.size());
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name(name)
            .unstarted(
                () -> {
                  CURRENT.set(party);
                  party.ready.countDown();
                  party.turn.acquireUninterruptibly();
                  try {
                    body.run();
                  } catch (Throwable t) {
                    fail(name + " threw " + t);
                  }
                  party.done = true;
                  handOver(party);
                });
    party.thread = thread;
    party.goesOn = () -> false; // until it is started
    parties.add(party);
    return thread;
  }

  /** Runs all to their end. Returns what went wrong, or null. */
  String run() throws InterruptedException {
    List<Party> first = List.copyOf(parties);
    for (Party party : first) {
      begin(party);
    }
    first.get(0).turn.release();
    if (!over.await(60, TimeUnit.SECONDS)) {
      return "a thread is stuck outside of the points: " + describe();
    }
    for (Party party : failure == null ? List.copyOf(parties) : List.<Party>of()) {
      party.thread.join();
    }
    return failure;
  }

  private Party partyOf(Thread thread) {
    for (Party p : List.copyOf(parties)) {
      if (p.thread == thread) {
        return p;
      }
    }
    return null;
  }

  private void begin(Party party) {
    party.thread.start();
    while (party.ready.getCount() > 0) {
      Thread.onSpinWait(); // the starter may be interrupted
    }
    party.goesOn = () -> true;
  }

  /** The last steps. */
  List<String> trace() {
    return List.copyOf(trace);
  }

  /** The points that a thread came to. */
  Set<String> visited() {
    return visited;
  }

  /** Tells schedules apart. */
  long hash() {
    return hash;
  }

  int steps() {
    return steps;
  }

  // ---- at the points

  private void step(String what, boolean mayStay) {
    Party me = CURRENT.get();
    if (me == null || me.done) {
      return;
    }
    steps++;
    if (steps > MOST_STEPS) {
      fail("does not end: " + describe());
    }
    if (what != null) {
      note(me, what);
    }
    for (int nap : naps) {
      if (nap == steps) {
        me.asleepUntil = steps + random.nextInt(2_000);
      }
    }
    if (failure != null || !mayStay || me.asleepUntil > steps || random.nextInt(oneIn) == 0) {
      handOver(me);
    }
  }

  private void note(Party me, String what) {
    hash = 31 * (31 * hash + me.number) + what.hashCode();
    trace.add(me.name + " " + what);
    if (trace.size() > TRACE) {
      trace.subList(0, TRACE / 2).clear();
    }
  }

  /** Chooses who goes on, and returns when it is the caller's turn. */
  private void handOver(Party me) {
    Party next = failure == null ? choose() : null;
    if (next == null) {
      if (failure == null && !parties.stream().allMatch(p -> p.done)) {
        fail("nobody can go on: " + describe());
      }
      over.countDown();
      if (!me.done) {
        me.turn.acquireUninterruptibly(); // for ever: the thread is a daemon
      }
      return;
    }
    if (next != me) {
      hash = 31 * hash + next.number;
      next.turn.release();
      if (!me.done) {
        me.turn.acquireUninterruptibly();
      }
    }
  }

  private Party choose() {
    List<Party> ready = new ArrayList<>();
    List<Party> asleep = new ArrayList<>();
    for (Party p : parties) {
      if (p.canRun()) {
        (p.asleepUntil > steps ? asleep : ready).add(p);
      }
    }
    List<Party> of = ready.isEmpty() ? asleep : ready;
    return of.isEmpty() ? null : of.get(random.nextInt(of.size()));
  }

  private void fail(String why) {
    if (failure == null) {
      failure = why;
    }
  }

  private String describe() {
    StringBuilder text = new StringBuilder();
    for (Party p : parties) {
      text.append("\n  ")
          .append(p.name)
          .append(p.done ? " has ended" : p.canRun() ? " can run" : " waits");
      if (!p.done) {
        for (StackTraceElement frame : p.thread.getStackTrace()) {
          if (frame.getClassName().startsWith("io.gopool.core")) {
            text.append("\n      ").append(frame);
          }
        }
      }
    }
    return text.toString();
  }

  /** Waits until it is so. */
  void await(BooleanSupplier condition) {
    Party me = CURRENT.get();
    if (me == null) {
      throw new IllegalStateException("not one of the threads that are moved");
    }
    if (condition.getAsBoolean()) {
      return;
    }
    me.goesOn = condition;
    handOver(me);
    me.goesOn = () -> true;
  }

  @Override
  public void at(String mark) {
    if (CURRENT.get() != null) {
      visited.add(mark);
    }
    step(mark, /* mayStay= */ true);
  }

  @Override
  public void access() {
    step(null, /* mayStay= */ true);
  }

  @Override
  public void spin() {
    step(null, /* mayStay= */ false);
  }

  /** It is some microseconds later at each look at the clock. */
  @Override
  public long nanoTime() {
    return CURRENT.get() == null ? System.nanoTime() : now.addAndGet(NANOS_A_LOOK);
  }

  @Override
  public void park(Object blocker) {
    Party me = CURRENT.get();
    if (me == null) {
      LockSupport.park(blocker);
      return;
    }
    step("parks", /* mayStay= */ true);
    await(() -> me.token || me.thread.isInterrupted());
    me.token = false;
  }

  /** A moment passes at once, more time never. */
  @Override
  public void parkNanos(Object blocker, long nanos) {
    if (CURRENT.get() == null) {
      LockSupport.parkNanos(blocker, nanos);
    } else if (nanos < LONGEST_MOMENT_NANOS) {
      step(null, /* mayStay= */ false);
    } else {
      park(blocker);
    }
  }

  @Override
  public void unpark(Thread thread) {
    Party p = partyOf(thread);
    if (p == null) {
      LockSupport.unpark(thread);
      return;
    }
    step("unparks " + p.name, /* mayStay= */ true);
    p.token = true;
  }

  @Override
  public void lock(ReentrantLock lock) {
    if (CURRENT.get() != null) {
      step("locks", /* mayStay= */ true);
      boolean again = lock.isHeldByCurrentThread();
      await(() -> again || !lock.isLocked());
    }
    lock.lock();
  }

  @Override
  public boolean await(CountDownLatch latch, long time, TimeUnit unit) throws InterruptedException {
    if (CURRENT.get() == null) {
      return latch.await(time, unit);
    }
    step("awaits", /* mayStay= */ true);
    await(() -> latch.getCount() == 0);
    return true;
  }

  @Override
  public boolean join(Thread thread, Duration time) throws InterruptedException {
    Party p = partyOf(thread);
    if (CURRENT.get() != null && p != null) {
      await(() -> p.done);
    }
    return thread.join(time);
  }

  @Override
  public void start(Thread thread) {
    Party p = partyOf(thread);
    if (p == null) {
      thread.start();
      return;
    }
    begin(p);
    step("starts " + p.name, /* mayStay= */ true);
  }

  @Override
  public boolean isAlive(Thread thread) {
    Party p = partyOf(thread);
    return p == null ? thread.isAlive() : !p.done;
  }

  @Override
  public long id(Thread thread) {
    Party p = partyOf(thread);
    return p == null ? thread.threadId() : p.number;
  }

  @Override
  public int random(ThreadLocalRandom ofThread, int bound) {
    return CURRENT.get() == null ? ofThread.nextInt(bound) : random.nextInt(bound);
  }
}
