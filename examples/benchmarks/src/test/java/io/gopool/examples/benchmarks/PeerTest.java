package io.gopool.examples.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That each peer keeps the bound that the tables say it keeps. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PeerTest {

  private static final int CAPACITY = 4;
  private static final int THREADS = 2;
  private static final Set<Thread.State> WAITING =
      EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

  static List<Peer> bounded() {
    return Arrays.stream(Peer.values()).filter(Peer::isBounded).toList();
  }

  static List<Peer> unbounded() {
    return Arrays.stream(Peer.values()).filter(peer -> peer.bound() == Peer.Bound.NONE).toList();
  }

  @ParameterizedTest
  @MethodSource("bounded")
  void aSubmitterBeyondTheBoundIsBlocked(Peer peer) throws InterruptedException {
    Submission submission = new Submission();
    try (ExecutorService pool = peer.create(CAPACITY, THREADS)) {
      Thread submitter = submission.start(pool);
      int accepted;
      do {
        accepted = submission.accepted.get();
        assertTrue(accepted <= CAPACITY, () -> peer + " took one more");
      } while (accepted < CAPACITY || !WAITING.contains(submitter.getState()));
      submission.finish(submitter);
    }
  }

  @ParameterizedTest
  @MethodSource("unbounded")
  void othersBlockNobody(Peer peer) throws InterruptedException {
    Submission submission = new Submission();
    try (ExecutorService pool = peer.create(CAPACITY, THREADS)) {
      Thread submitter = submission.start(pool);
      submitter.join();
      assertEquals(CAPACITY + 1, submission.accepted.get());
      submission.finish(submitter);
    }
  }

  /** One task more than the capacity, all blocked until it is finished. */
  private static final class Submission {

    private final AtomicInteger accepted = new AtomicInteger();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(CAPACITY + 1);

    Thread start(ExecutorService pool) {
      return Thread.ofPlatform()
          .start(
              () -> {
                for (int i = 0; i <= CAPACITY; i++) {
                  pool.execute(this::task);
                  accepted.incrementAndGet();
                }
              });
    }

    private void task() {
      try {
        gate.await();
        ended.countDown();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void finish(Thread submitter) throws InterruptedException {
      gate.countDown();
      submitter.join();
      ended.await();
    }
  }
}
