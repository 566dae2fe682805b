package io.gopool.scheduler;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.GpmScheduler;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A goroutine that holds its platform thread does not hold its processor. */
class HandoffTest extends SchedulerFixture {

  @TempDir Path dir;

  @Test
  void aComputingGoroutineLosesItsProcessorToTheNext() throws InterruptedException {
    DefaultGpmScheduler s = scheduler(1);
    hog(s);
    join(go(s, () -> {}));
    assertTrue(s.stats().sysmonHandoffs() >= 1, s.stats()::toString);
    eventually(() -> s.stats().machinesWithoutProcessor() == 1);
  }

  /** Sysmon sees it inside of a wake-up now and then. */
  @Test
  void aComputingGoroutineThatWakesOthersLosesItsProcessorNoLater() {
    Core core = new Core(new SchedulerBuilder("still").processors(1).config());
    long handoffAfter = core.config.handoffAfterNanos();
    Ownership ownership = core.processors.get(0).ownership;
    long first = ownership.enter(1, 1);
    assertFalse(core.sysmon.look(0));
    assertTrue(ownership.tryHold(first));
    assertFalse(core.sysmon.look(handoffAfter / 2));
    long second = ownership.enter(1, 2);
    assertFalse(core.sysmon.look(handoffAfter));
    assertTrue(ownership.tryHold(second));
    assertFalse(core.sysmon.look(2 * handoffAfter), "it is not taken inside of a wake-up");
    ownership.resume(second);
    assertTrue(core.sysmon.look(2 * handoffAfter + 1));
    assertEquals(1, core.sysmonHandoffs.get());
    assertFalse(ownership.tryHold(second));
  }

  @Test
  void aGoroutineBlockedInAFileLosesItsProcessor() throws Exception {
    Path fifo = dir.resolve("fifo");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
    DefaultGpmScheduler s = scheduler(1);
    CountDownLatch opening = new CountDownLatch(1);
    CountDownLatch read = new CountDownLatch(1);
    go(
        s,
        () -> {
          opening.countDown();
          try (var in = new FileInputStream(fifo.toFile())) { // blocks until somebody writes
            assertEquals('x', in.read());
          }
          read.countDown();
        });
    awaitLatch(opening);
    join(go(s, () -> {}));
    assertEquals(1, read.getCount());
    try (var out = new FileOutputStream(fifo.toFile())) {
      out.write('x');
    }
    awaitLatch(read);
  }

  @Test
  void aGoroutineParkedInsideOfANativeFrameLosesItsProcessor() throws InterruptedException {
    DefaultGpmScheduler s = scheduler(1);
    go(s, Pinned::touch);
    awaitLatch(Gate.STARTED);
    join(go(s, () -> {}));
    Gate.open();
  }

  /** A class whose initializer parks: the JVM's frame below it pins the virtual thread. */
  private static final class Pinned {

    static {
      Gate.parkUntilOpen();
    }

    static void touch() {}
  }

  private static final class Gate {
    static final CountDownLatch STARTED = new CountDownLatch(1);
    private static final CountDownLatch OPEN = new CountDownLatch(1);

    static void parkUntilOpen() {
      STARTED.countDown();
      try {
        OPEN.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    static void open() {
      OPEN.countDown();
    }
  }

  @Test
  void theMachineThatComesBackTakesAnIdleProcessorOrParks() throws InterruptedException {
    DefaultGpmScheduler s = scheduler(1);
    Hog first = hog(s);
    Hog second = hog(s);
    eventually(() -> s.stats().machinesWithoutProcessor() == 2);
    first.stop();
    eventually(() -> s.stats().machinesWithoutProcessor() == 1);
    join(go(s, () -> {}));
    second.stop();
    eventually(() -> s.stats().machinesWithoutProcessor() == 0);
    eventually(() -> s.stats().idleMachines() == s.stats().machines());
    join(go(s, () -> {}));
  }

  @Test
  void whatAGoroutineWithoutProcessorWakesGoesToTheGlobalQueue() throws InterruptedException {
    DefaultGpmScheduler s = scheduler(1);
    AtomicReference<Thread> sleeper = new AtomicReference<>();
    CountDownLatch woken = new CountDownLatch(1);
    CountDownLatch parked = new CountDownLatch(1);
    sleeper.set(
        go(
            s,
            () -> {
              parked.countDown();
              LockSupport.park();
              woken.countDown();
            }));
    awaitLatch(parked);
    eventually(() -> s.stats().waiting() == 1);
    CountDownLatch done = new CountDownLatch(1);
    go(
        s,
        () -> {
          while (s.stats().machinesWithoutProcessor() == 0) {
            Thread.onSpinWait();
          }
          while (woken.getCount() > 0) {
            LockSupport.unpark(sleeper.get());
          }
          done.countDown();
        });
    awaitLatch(done);
  }

  @Test
  void blockingHandsTheProcessorOffAtOnce() throws Exception {
    DefaultGpmScheduler s = scheduler(b -> b.processors(1).handoffAfter(NO_HANDOFF));
    CountDownLatch otherRan = new CountDownLatch(1);
    AtomicReference<String> result = new AtomicReference<>();
    Thread blocked =
        go(
            s,
            () ->
                result.set(
                    GpmScheduler.blocking(
                        () -> {
                          go(s, otherRan::countDown);
                          // nobody would take the processor away
                          spinUntil(() -> otherRan.getCount() == 0);
                          return "result";
                        })));
    join(blocked);
    assertEquals("result", result.get());
    assertEquals(1, s.stats().blockingHandoffs());
    assertEquals(0, s.stats().sysmonHandoffs());
  }

  @Test
  void blockingWaitsForItsTurnWhenNoProcessorIsIdle() throws Exception {
    DefaultGpmScheduler s = scheduler(b -> b.processors(1).handoffAfter(NO_HANDOFF));
    CountDownLatch inCall = new CountDownLatch(1);
    CountDownLatch callEnds = new CountDownLatch(1);
    AtomicReference<Thread> carrier = new AtomicReference<>();
    CountDownLatch after = new CountDownLatch(1);
    go(
        s,
        () -> {
          carrier.set(Continuations.currentCarrier());
          GpmScheduler.blocking(
              () -> {
                inCall.countDown();
                spinUntil(() -> callEnds.getCount() == 0);
                return null;
              });
          after.countDown();
        });
    awaitLatch(inCall);
    Hog hog = hog(s); // has the only processor now
    callEnds.countDown();
    eventually(() -> s.stats().globalQueue() == 1);
    eventually(() -> s.stats().machinesWithoutProcessor() == 0);
    assertEquals(1, after.getCount());
    hog.stop();
    awaitLatch(after);
  }

  @Test
  void blockingGoesOnOnTheSameThreadWhenAProcessorIsIdle() throws Exception {
    DefaultGpmScheduler s = scheduler(b -> b.processors(1).handoffAfter(NO_HANDOFF));
    CountDownLatch same = new CountDownLatch(1);
    go(
        s,
        () -> {
          Thread before = Continuations.currentCarrier();
          GpmScheduler.blocking(() -> null);
          assertSame(before, Continuations.currentCarrier());
          assertFalse(s.stats().machinesWithoutProcessor() > 0);
          same.countDown();
        });
    awaitLatch(same);
  }

  @Test
  void aBlockingCallMayParkAndMayBeNested() throws Exception {
    DefaultGpmScheduler s = scheduler(2);
    CountDownLatch done = new CountDownLatch(1);
    go(
        s,
        () -> {
          GpmScheduler.blocking(
              () -> {
                Thread.sleep(1);
                return GpmScheduler.blocking(() -> 1);
              });
          done.countDown();
        });
    awaitLatch(done);
    eventually(() -> s.stats().machinesWithoutProcessor() == 0);
  }

  @Test
  void blockingThrowsWhatTheCallThrewAndIsAPlainCallElsewhere() throws Exception {
    DefaultGpmScheduler s = scheduler(1);
    CountDownLatch done = new CountDownLatch(1);
    go(
        s,
        () -> {
          assertThrows(IOException.class, () -> GpmScheduler.blocking(() -> fail()));
          done.countDown();
        });
    awaitLatch(done);
    eventually(() -> s.stats().machinesWithoutProcessor() == 0);
    assertEquals(3, GpmScheduler.blocking(() -> 3));
    assertThrows(IOException.class, () -> GpmScheduler.blocking(() -> fail()));
    Thread plain = Thread.startVirtualThread(() -> go(s, () -> GpmScheduler.blocking(() -> 1)));
    join(plain);
  }

  private static int fail() throws IOException {
    throw new IOException("expected");
  }
}
