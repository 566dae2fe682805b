package io.gopool.scheduler;

import static io.gopool.contract.Patience.awaitLatch;
import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.core.LogCapture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MachinesTest extends SchedulerFixture {

  @Test
  void theMachineThatWentIdleLastIsCalledFirst() {
    Core core = new Core(new SchedulerBuilder("still").processors(3).config());
    Machine[] m = new Machine[3];
    for (int i = 0; i < 3; i++) {
      m[i] = new Machine(core, i + 1, core.processors.get(i), false);
    }
    core.idleMachines.push(m[0]);
    IdleMachines.Node middle = core.idleMachines.push(m[1]);
    core.idleMachines.push(m[2]);
    assertTrue(core.idleMachines.claim(middle), "it leaves");
    assertEquals(2, core.idleMachines.size());
    assertSame(m[2], core.idleMachines.pop());
    assertSame(m[0], core.idleMachines.pop());
    assertNull(core.idleMachines.pop());
  }

  /** It may stay on the stack, below another, for as long as the scheduler lives. */
  @Test
  void aMachineThatLeavesIsLetGo() {
    Core core = new Core(new SchedulerBuilder("still").config());
    Machine below = new Machine(core, 1, core.processors.get(0), false);
    Machine above = new Machine(core, 2, core.processors.get(0), false);
    IdleMachines.Node node = core.idleMachines.push(below);
    core.idleMachines.push(above);
    assertTrue(core.idleMachines.claim(node));
    List<Machine> reached = new ArrayList<>();
    core.idleMachines.forEach(reached::add);
    assertEquals(List.of(above), reached);
  }

  @Test
  void noMoreMachinesThanProcessorsAreStartedWithoutNeed() throws InterruptedException {
    DefaultGpmScheduler s = scheduler(b -> b.processors(2).handoffAfter(NO_HANDOFF));
    CountDownLatch all = new CountDownLatch(10_000);
    for (int i = 0; i < 100; i++) {
      go(
          s,
          () -> {
            for (int k = 0; k < 100; k++) {
              go(s, all::countDown);
              yieldNow();
            }
          });
    }
    awaitLatch(all);
    assertTrue(s.stats().machinesStarted() <= 2, s.stats()::toString);
  }

  @Test
  void surplusIdleMachinesLeave() throws InterruptedException {
    DefaultGpmScheduler s = scheduler(b -> b.processors(1).idleMachineExpiry(Duration.ofMillis(1)));
    Hog[] hogs = {hog(s), hog(s), hog(s)};
    assertTrue(s.stats().machines() >= 3, s.stats()::toString);
    for (Hog each : hogs) {
      each.stop();
    }
    eventually(() -> s.stats().machines() == 1);
    eventually(() -> s.stats().idleMachines() == 1);
    join(go(s, () -> {}));
  }

  @Test
  void machinesLeaveAfterAShrink() throws InterruptedException {
    DefaultGpmScheduler s =
        scheduler(
            b -> b.processors(3).handoffAfter(NO_HANDOFF).idleMachineExpiry(Duration.ofMillis(1)));
    Hog[] hogs = {hog(s), hog(s), hog(s)};
    for (Hog each : hogs) {
      each.stop();
    }
    eventually(() -> s.stats().idleMachines() == 3);
    s.resize(1);
    eventually(() -> s.stats().machines() == 1);
    join(go(s, () -> {}));
  }

  @Test
  void reachingTheLimitIsAnErrorAndNoHang() throws InterruptedException {
    try (LogCapture log = new LogCapture()) {
      DefaultGpmScheduler s = scheduler(b -> b.processors(1).maxMachines(2));
      Hog first = hog(s);
      hog(s);
      eventually(() -> s.stats().machinesWithoutProcessor() == 2);
      CountDownLatch ran = new CountDownLatch(3);
      for (int i = 0; i < 3; i++) {
        go(s, ran::countDown);
      }
      eventually(() -> s.stats().machineLimitReached() > 0);
      eventually(() -> log.messages().stream().anyMatch(m -> m.contains("all 2 machines")));
      assertEquals(2, s.stats().machines());
      assertEquals(3, ran.getCount());
      first.stop();
      awaitLatch(ran);
      assertEquals(
          1, log.messages().stream().filter(m -> m.contains("machines are in use")).count());
    }
  }

  @Test
  void aMachineThatCannotBeStartedIsTriedAgain() throws InterruptedException {
    AtomicBoolean broken = new AtomicBoolean(true);
    AtomicInteger tries = new AtomicInteger();
    try (LogCapture log = new LogCapture()) {
      DefaultGpmScheduler s =
          scheduler(
              b ->
                  b.processors(1)
                      .starter(
                          m -> {
                            tries.incrementAndGet();
                            if (broken.get()) {
                              throw new OutOfMemoryError("unable to create native thread");
                            }
                            m.start();
                          }));
      CountDownLatch ran = new CountDownLatch(1);
      go(s, ran::countDown);
      try {
        eventually(() -> tries.get() > 2); // by sysmon
        assertEquals(1, s.stats().machineStartFailures());
        eventually(() -> s.stats().machines() == 0); // between two tries
        assertEquals(1, s.stats().runnable());
        eventually(() -> log.messages().stream().anyMatch(m -> m.contains("could not be started")));
      } finally {
        broken.set(false); // or sysmon would try for ever
      }
      awaitLatch(ran);
    }
  }

  /** Sysmon looks less and less often while it leads to nothing. */
  @Test
  void whatSysmonTriesInVainIsNeitherCountedNorEagerlyRepeated() {
    try (LogCapture log = new LogCapture()) {
      Core core =
          new Core(
              new SchedulerBuilder("still").processors(2).maxMachines(1).starter(m -> {}).config());
      Processor only = core.processors.popIdle();
      core.global.push(new Goroutine(core, () -> {}, 0));
      core.handoff(only); // to the only machine
      core.wakeIfWork();
      assertEquals(1, core.machines.limitReached.get());
      for (int i = 0; i < 3; i++) {
        assertFalse(core.sysmon.look(0), "that leads to nothing");
      }
      assertEquals(1, core.machines.limitReached.get());
      core.machines.died();
      assertTrue(core.sysmon.look(0), "a machine is started");
      assertEquals(2, core.machines.started.get());
      eventually(() -> !log.messages().isEmpty());
    }
  }

  @Test
  void anErrorOutOfAStepLeavesTheMachineAlive() throws InterruptedException {
    try (LogCapture log = new LogCapture()) {
      DefaultGpmScheduler s = scheduler(b -> b.processors(1).handoffAfter(NO_HANDOFF));
      Goroutine g = new Goroutine(s.core, () -> {}, 0);
      CountDownLatch thrown = new CountDownLatch(1);
      g.execute(
          () -> {
            thrown.countDown();
            throw new StackOverflowError("expected");
          });
      try {
        awaitLatch(thrown);
        join(go(s, () -> {}));
        assertEquals(1, s.stats().machineErrors());
        assertEquals(1, s.stats().machinesStarted());
        eventually(() -> log.thrown().stream().anyMatch(t -> t instanceof StackOverflowError));
      } finally {
        s.core.live.end(); // it was no thread, and cannot end
      }
    }
  }
}
