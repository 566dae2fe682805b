package io.gopool.jfr;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gopool.time.Timers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a look and its thread may come to. */
@Timeout(120)
class LookoutTest {

  private final AtomicInteger looks = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger(1);

  private void failOnce() {
    if (failures.getAndDecrement() > 0) {
      throw new OutOfMemoryError("planned");
    }
  }

  @Test
  void lookThatHasNoThreadIsNotLeftInTheQueue() {
    List<Thread> threads = new CopyOnWriteArrayList<>();
    ThreadFactory failing =
        run -> {
          failOnce();
          Thread thread = Thread.ofPlatform().daemon().unstarted(run);
          threads.add(thread);
          return thread;
        };
    Lookout lookout = new Lookout(() -> looks.incrementAndGet() > 0, Timers.of(failing));
    assertThrows(OutOfMemoryError.class, lookout::recordingsChanged);
    lookout.recordingsChanged();
    eventually(() -> threads.stream().noneMatch(Thread::isAlive) && looks.get() > 0);
  }

  @Test
  void lookThatFailedIsTriedAgain() {
    try (Recording recording = new Recording()) {
      recording.start();
      Lookout lookout =
          new Lookout(
              () -> {
                failOnce();
                return looks.incrementAndGet() > 0;
              });
      lookout.recordingsChanged();
      eventually(() -> looks.get() > 0);
    }
  }
}
