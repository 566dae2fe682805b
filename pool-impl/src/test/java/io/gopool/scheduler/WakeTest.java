package io.gopool.scheduler;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.GpmScheduler;
import io.gopool.SchedulerStats;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class WakeTest extends SchedulerFixture {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** A lost wake-up is for ever: nobody else is there, and sysmon does not look at the queues. */
  @Test
  void noWakeUpFromOutsideIsLost() throws InterruptedException {
    DefaultGpmScheduler s = scheduler(b -> b.processors(2).handoffAfter(NO_HANDOFF));
    for (int i = 0; i < 30_000; i++) {
      Thread thread = go(s, () -> {});
      if (i % 3 == 0) {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(20_000));
      }
      join(thread);
    }
  }

  /**
   * No machine is told of a goroutine that another has woken, as that one mostly parks and then its
   * machine comes to it. If it goes on sysmon tells one.
   */
  @Test
  void whoIsWokenByAGoroutineThatGoesOnRunsOnAnotherMachine() {
    DefaultGpmScheduler s = scheduler(b -> b.processors(2).handoffAfter(NO_HANDOFF));
    AtomicBoolean woken = new AtomicBoolean();
    AtomicBoolean ran = new AtomicBoolean();
    AtomicBoolean over = new AtomicBoolean();
    Thread sleeper =
        go(
            s,
            () -> {
              parkUntil(woken::get);
              ran.set(true);
            });
    eventually(() -> s.stats().waiting() == 1);
    go(
        s,
        () -> {
          spinUntil(() -> s.core.spinners.count() == 0 || over.get()); // all others sleep
          woken.set(true);
          LockSupport.unpark(sleeper);
          spinUntil(over::get);
        });
    try {
      eventually(ran::get);
    } finally {
      over.set(true);
    }
  }

  /** The operating system may not let a thread run that was called, while a processor is idle. */
  @Test
  void aMachineThatDoesNotComeHoldsUpNobody() throws InterruptedException {
    AtomicReference<Machine> heldUp = new AtomicReference<>();
    DefaultGpmScheduler s =
        scheduler(
            b ->
                b.processors(4)
                    .starter(
                        machine -> {
                          if (!heldUp.compareAndSet(null, machine)) {
                            machine.start();
                          }
                        }));
    Thread first = go(s, () -> {});
    try {
      Thread second = go(s, () -> {});
      join(first);
      join(second);
    } finally {
      heldUp.get().start();
    }
  }

  @Test
  void noMoreThanTwoAreOnTheirWay() throws InterruptedException {
    Queue<Machine> called = new ConcurrentLinkedQueue<>();
    AtomicBoolean comes = new AtomicBoolean();
    DefaultGpmScheduler s =
        scheduler(
            b ->
                b.processors(4)
                    .starter(
                        machine -> {
                          called.add(machine);
                          if (comes.get()) {
                            machine.start();
                          }
                        }));
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      all.add(go(s, () -> {}));
    }
    List<Machine> onTheirWay = List.copyOf(called);
    comes.set(true);
    onTheirWay.forEach(Thread::start);
    for (Thread each : all) {
      join(each);
    }
    assertEquals(Spinners.MOST_CALLED, onTheirWay.size());
  }

  @Test
  void longPingPongAcrossThreadsOfAllKinds() throws InterruptedException {
    DefaultGpmScheduler a = scheduler(b -> b.processors(2).handoffAfter(NO_HANDOFF));
    DefaultGpmScheduler other = scheduler(b -> b.processors(1).handoffAfter(NO_HANDOFF));
    int rounds = 20_000;
    Thread[] all = {
      pingPong(rounds, a, a),
      pingPong(rounds, a, other),
      pingPong(rounds, a, null),
      pingPong(rounds, other, other)
    };
    for (Thread each : all) {
      join(each);
    }
  }

  /** Null stands for the JDK's scheduler. Returns the thread that ends last. */
  private Thread pingPong(int rounds, DefaultGpmScheduler a, DefaultGpmScheduler b) {
    AtomicReferenceArray<Thread> players = new AtomicReferenceArray<>(2);
    AtomicReferenceArray<Integer> turn = new AtomicReferenceArray<>(new Integer[] {0});
    CountDownLatch ready = new CountDownLatch(1);
    for (int i = 0; i < 2; i++) {
      int me = i;
      Body player =
          () -> {
            ready.await();
            for (int round = 0; round < rounds; round++) {
              parkUntil(() -> turn.get(0) == me);
              turn.set(0, 1 - me);
              LockSupport.unpark(players.get(1 - me));
            }
          };
      DefaultGpmScheduler mine = me == 0 ? a : b;
      players.set(
          me, mine != null ? go(mine, player) : Thread.startVirtualThread(() -> quietly(player)));
    }
    ready.countDown();
    return players.get(1);
  }

  private static void quietly(Body body) {
    try {
      body.run();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void handOverByRendezvous() throws InterruptedException {
    DefaultGpmScheduler s = scheduler(2);
    SynchronousQueue<Integer> queue = new SynchronousQueue<>();
    int n = 20_000;
    go(
        s,
        () -> {
          for (int i = 0; i < n; i++) {
            queue.put(i);
          }
        });
    Thread taker =
        go(
            s,
            () -> {
              for (int i = 0; i < n; i++) {
                assertEquals(i, queue.take());
              }
            });
    join(taker);
  }

  @Test
  void manyThatWakeManyEnd() throws InterruptedException {
    DefaultGpmScheduler s = scheduler(b -> b.processors(4).handoffAfter(Duration.ofMillis(1)));
    int n = 200;
    AtomicReferenceArray<Thread> all = new AtomicReferenceArray<>(n);
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(n);
    for (int i = 0; i < n; i++) {
      all.set(
          i,
          go(
              s,
              () -> {
                started.await();
                for (int k = 0; k < 500; k++) {
                  LockSupport.unpark(all.get(ThreadLocalRandom.current().nextInt(n)));
                  LockSupport.parkNanos(50_000);
                }
                ended.countDown();
              }));
    }
    started.countDown();
    awaitLatch(ended);
  }

  /**
   * Machines are called with and without the duty to spin, while others are on their way to rest.
   */
  @Test
  void blockingCallsAndWakeUpsMixed() throws InterruptedException {
    DefaultGpmScheduler s = scheduler(b -> b.processors(3).handoffAfter(Duration.ofMillis(1)));
    int n = 20;
    CountDownLatch ended = new CountDownLatch(n);
    for (int i = 0; i < n; i++) {
      go(
          s,
          () -> {
            for (int k = 0; k < 500; k++) {
              go(s, () -> {});
              GpmScheduler.blocking(() -> ThreadLocalRandom.current().nextInt());
              if (k % 10 == 0) {
                LockSupport.parkNanos(20_000);
              }
            }
            ended.countDown();
          });
    }
    awaitLatch(ended);
    eventually(() -> s.stats().live() == 0);
    eventually(() -> s.stats().spinningMachines() == 0);
    assertTrue(s.stats().blockingHandoffs() > 0);
  }

  @Test
  void atMostHalfOfTheBusySpin() {
    Core core = new Core(new SchedulerBuilder("still").processors(4).config());
    assertEquals(0, core.processors.busy());
    assertEquals(false, core.trySpin());
    for (int i = 0; i < 4; i++) {
      core.processors.popIdle();
    }
    assertTrue(core.trySpin());
    assertTrue(core.trySpin());
    assertEquals(false, core.trySpin(), "two of four");
    assertEquals(2, core.spinners.count());
  }

  @Test
  void anIdleSchedulerUsesNoCpu() throws InterruptedException {
    DefaultGpmScheduler s = scheduler(2);
    CountDownLatch gate = new CountDownLatch(1);
    for (int i = 0; i < 100; i++) {
      go(s, gate::await);
    }
    eventually(() -> s.stats().waiting() == 100 && s.stats().spinningMachines() == 0);
    eventually(
        () -> Arrays.stream(threadsOf(s)).allMatch(t -> t.getState() == Thread.State.WAITING));
    Thread[] own = threadsOf(s);
    assertTrue(own.length >= 2, "a machine and sysmon");
    AtomicLong last = new AtomicLong();
    eventually(() -> last.getAndSet(cpuNanos(own)) == last.get()); // on their way to sleep no more
    long before = last.get();
    Thread.sleep(2_000); // the measurement itself: nothing is waited for
    long used = cpuNanos(own) - before;
    assertEquals(0, used, "nanoseconds of CPU in two seconds, of " + Arrays.toString(own));
    SchedulerStats stats = s.stats();
    assertEquals(stats.machines(), stats.idleMachines());
    gate.countDown();
  }

  private static Thread[] threadsOf(DefaultGpmScheduler s) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(
            t ->
                t == s.core.sysmon
                    || (t instanceof Machine && t.getName().startsWith(s.name() + "-machine")))
        .toArray(Thread[]::new);
  }

  private static long cpuNanos(Thread[] threads) {
    return Arrays.stream(threads).mapToLong(t -> THREADS.getThreadCpuTime(t.threadId())).sum();
  }
}
