package io.gopool.scheduler;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.SchedulerStats.ProcessorStatus;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ResizeProcessorsTest extends SchedulerFixture {

  @Test
  void growingLetsMoreRunAtOnce() throws InterruptedException {
    DefaultGpmScheduler s = scheduler(b -> b.processors(1).handoffAfter(NO_HANDOFF));
    hog(s);
    CountDownLatch second = new CountDownLatch(1);
    Hog waits = new Hog();
    go(
        s,
        () -> {
          second.countDown();
          waits.run();
        });
    eventually(() -> s.stats().runnable() == 1);
    s.resize(2);
    awaitLatch(second);
    assertEquals(2, s.processors());
    assertEquals(2, s.stats().processors().size());
    assertEquals(2, s.stats().running());
    waits.stop();
  }

  @Test
  void shrinkingTakesEffectWhenAGoroutineLeavesItsProcessor() throws InterruptedException {
    DefaultGpmScheduler s = scheduler(b -> b.processors(3).handoffAfter(NO_HANDOFF));
    Hog[] hogs = {hog(s), hog(s), hog(s)};
    s.resize(1);
    assertEquals(3, s.stats().running(), "they are not interrupted");
    hogs[0].stop();
    hogs[1].stop();
    hogs[2].stop();
    eventually(() -> s.stats().live() == 0);
    Hog only = hog(s);
    go(s, () -> {});
    go(s, () -> {});
    eventually(() -> s.stats().runnable() == 2 && s.stats().spinningMachines() == 0);
    assertEquals(1, s.stats().running());
    only.stop();
  }

  @Test
  void aRetiredProcessorLeavesItsQueueToTheOthers() throws InterruptedException {
    DefaultGpmScheduler s = scheduler(b -> b.processors(2).handoffAfter(NO_HANDOFF));
    CountDownLatch ran = new CountDownLatch(200);
    CountDownLatch filled = new CountDownLatch(2);
    AtomicBoolean go = new AtomicBoolean();
    for (int i = 0; i < 2; i++) {
      go(
          s,
          () -> {
            for (int k = 0; k < 100; k++) {
              go(s, ran::countDown);
            }
            filled.countDown();
            while (!go.get()) {
              Thread.onSpinWait();
            }
          });
    }
    awaitLatch(filled);
    s.resize(1);
    go.set(true);
    awaitLatch(ran);
  }

  @Test
  void upAndDownUnderLoadLosesNothing() throws InterruptedException {
    DefaultGpmScheduler s = scheduler(b -> b.processors(4).handoffAfter(Duration.ofMillis(1)));
    CountDownLatch all = new CountDownLatch(20_000);
    Thread resizer =
        Thread.startVirtualThread(
            () -> {
              while (all.getCount() > 0) {
                s.resize(ThreadLocalRandom.current().nextInt(1, 9));
                yieldNow();
              }
            });
    for (int i = 0; i < 100; i++) {
      go(
          s,
          () -> {
            for (int k = 0; k < 200; k++) {
              go(s, all::countDown);
              yieldNow();
            }
          });
    }
    awaitLatch(all);
    join(resizer);
    s.resize(3);
    eventually(() -> s.stats().live() == 0);
    eventually(
        () ->
            s.stats().processors().stream().allMatch(p -> p.status() == ProcessorStatus.IDLE)
                && s.stats().spinningMachines() == 0);
    eventually(() -> s.core.processors.busy() == 0); // three are to be had
  }

  @Test
  void idleOnesBeyondTheLimitDoNotCountAsIdle() {
    Processors all = new Processors();
    all.resize(3);
    Processor[] p = takeAll(all, 3);
    all.release(p[2]); // at the bottom
    all.release(p[1]);
    all.release(p[0]);
    all.resize(2);
    assertSame(p[0], all.popIdle());
    assertEquals(1, all.busy());
    assertSame(p[1], all.popIdle());
    assertNull(all.popIdle());
    all.resize(3);
    assertSame(p[2], all.popIdle());
  }

  @Test
  void nobodyWalksToThoseBeyondTheLimitThatAreEmpty() {
    Core core = new Core(new SchedulerBuilder("still").processors(4).config());
    Processors all = core.processors;
    Processor[] p = takeAll(all, 4);
    all.release(p[3]);
    p[1].waited(1);
    p[2].pushTail(new Goroutine(core, () -> {}, 0), core.global);
    all.resize(1);
    assertEquals(3, all.walked(), "two are in use");
    all.release(p[1]);
    all.release(p[2]); // as if there were no memory to drain it
    core.sysmon.look(0);
    assertEquals(3, all.walked());
    assertTrue(core.hasWork());
    assertNotNull(new Search(core, 1).steal(p[0]));
    core.sysmon.look(0);
    assertEquals(1, all.walked());
    assertEquals(1, measured(core), "what they have counted stays");
    all.resize(4);
    assertEquals(4, all.walked());
    assertEquals(Set.of(p[1], p[2], p[3]), Set.of(takeAll(all, 3)));
    assertEquals(1, measured(core));
  }

  private static long measured(Core core) {
    return StatsReader.read(core).latencies().total();
  }

  private static Processor[] takeAll(Processors all, int n) {
    Processor[] taken = new Processor[n];
    for (int i = 0; i < n; i++) {
      Processor p = all.popIdle();
      assertNotNull(p);
      taken[i] = p;
    }
    assertTrue(all.noneIdle());
    Arrays.sort(taken, Comparator.comparingInt(p -> p.index));
    return taken;
  }

  @Test
  void atMost256() {
    DefaultGpmScheduler s = scheduler(1);
    s.resize(256);
    assertEquals(256, s.stats().processors().size());
    s.resize(1);
    assertEquals(1, s.stats().processors().size());
  }
}
