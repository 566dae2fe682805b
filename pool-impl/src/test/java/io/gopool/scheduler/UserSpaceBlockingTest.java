package io.gopool.scheduler;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** One processor that nobody takes away: who waits must have let it go by itself. */
class UserSpaceBlockingTest extends SchedulerFixture {

  private final DefaultGpmScheduler s = scheduler(b -> b.processors(1).handoffAfter(NO_HANDOFF));

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition condition = lock.newCondition();
  private final CountDownLatch latch = new CountDownLatch(1);
  private volatile boolean told;

  /** Starts who waits; then another must be able to run, on the same machine. */
  private Thread waits(Body body) throws InterruptedException {
    Thread thread = waits(s, body);
    assertEquals(1, s.stats().machinesStarted(), "its machine went on");
    return thread;
  }

  @Test
  void park() throws Exception {
    Thread t = waits(LockSupport::park);
    LockSupport.unpark(t);
    join(t);
  }

  @Test
  void latch() throws Exception {
    Thread t = waits(latch::await);
    latch.countDown();
    join(t);
  }

  @Test
  void lock() throws Exception {
    Thread t;
    lock.lock();
    try {
      t = waits(this::lockAndUnlock);
    } finally {
      lock.unlock();
    }
    join(t);
  }

  private void lockAndUnlock() {
    lock.lock();
    try {
      condition.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Test
  void condition() throws Exception {
    Thread t =
        waits(
            () -> {
              lock.lock();
              try {
                while (!told) {
                  condition.await();
                }
              } finally {
                lock.unlock();
              }
            });
    eventually(() -> s.stats().waiting() == 1);
    told = true;
    lockAndUnlock();
    join(t);
  }

  @Test
  void sleep() throws Exception {
    Thread t = waits(() -> assertThrows(InterruptedException.class, () -> Thread.sleep(2_000_000)));
    eventually(() -> s.stats().waiting() == 1);
    t.interrupt();
    join(t);
  }

  @Test
  void socket() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket accepted = server.accept()) {
      Thread t = waits(() -> assertEquals('x', client.getInputStream().read()));
      accepted.getOutputStream().write('x');
      join(t);
    }
  }

  @Test
  void aWokenGoroutineRunsNextPastThoseThatWaitLonger() throws InterruptedException {
    Queue<String> order = new ConcurrentLinkedQueue<>();
    Thread sleeper =
        go(
            s,
            () -> {
              LockSupport.park();
              order.add("woken");
            });
    eventually(() -> s.stats().waiting() == 1);
    CountDownLatch done = new CountDownLatch(3);
    go(
        s,
        () -> {
          for (String name : List.of("first", "second")) {
            go(
                s,
                () -> {
                  order.add(name);
                  done.countDown();
                });
          }
          LockSupport.unpark(sleeper);
          done.countDown();
        });
    awaitLatch(done);
    join(sleeper);
    assertEquals(List.of("woken", "first", "second"), List.copyOf(order));
    assertTrue(s.stats().processors().get(0).runNextUsed() >= 1);
  }

  @Test
  void aGoroutineThatYieldsGoesToTheTail() throws InterruptedException {
    Queue<String> order = new ConcurrentLinkedQueue<>();
    CountDownLatch done = new CountDownLatch(2);
    go(
        s,
        () -> {
          go(
              s,
              () -> {
                order.add("child");
                done.countDown();
              });
          yieldNow();
          order.add("parent");
          done.countDown();
        });
    awaitLatch(done);
    assertEquals(List.of("child", "parent"), List.copyOf(order));
  }
}
