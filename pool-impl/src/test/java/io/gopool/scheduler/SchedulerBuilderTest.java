package io.gopool.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.GpmScheduler;
import io.gopool.WorkerThreads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SchedulerBuilderTest extends SchedulerFixture {

  private final GpmScheduler.Builder builder = GpmScheduler.builder("test");

  @Test
  void badValuesAreRefusedWithTheValueAndTheRange() {
    refused("processors must be in [1, 256], was 0", () -> builder.processors(0));
    refused("processors must be in [1, 256], was 257", () -> builder.processors(257));
    refused("maxMachines must be in [1, 10000], was 0", () -> builder.maxMachines(0));
    refused("maxMachines must be in [1, 10000], was 10001", () -> builder.maxMachines(10_001));
    refused(
        "handoffAfter must be in [PT0.0001S, PT1H], was PT0S",
        () -> builder.handoffAfter(Duration.ZERO));
    refused(
        "idleMachineExpiry must not be negative, was PT-1S",
        () -> builder.idleMachineExpiry(Duration.ofSeconds(-1)));
    refused("name must not be blank, was ' '", () -> GpmScheduler.builder(" "));
    assertThrows(NullPointerException.class, () -> GpmScheduler.builder(null));
  }

  @Test
  void badCallsAreRefused() {
    DefaultGpmScheduler s = scheduler(1);
    refused("processors must be in [1, 256], was 0", () -> s.resize(0));
    for (GpmScheduler each : List.of(s, GpmScheduler.shared())) {
      refused("timeout must not be negative, was PT-1S", () -> each.close(Duration.ofSeconds(-1)));
      assertThrows(NullPointerException.class, () -> each.close(null));
    }
    assertThrows(NullPointerException.class, () -> s.threadFactory().newThread(null));
    assertThrows(NullPointerException.class, () -> s.threadFactory(null));
    assertThrows(NullPointerException.class, () -> GpmScheduler.blocking(null));
    assertThrows(NullPointerException.class, () -> WorkerThreads.gpm(null));
  }

  @Test
  void defaultsAreGos() {
    SchedulerConfig config = new SchedulerBuilder("test").config();
    assertEquals(Runtime.getRuntime().availableProcessors(), config.processors());
    assertEquals(10_000, config.maxMachines());
    assertEquals(10_000_000, config.handoffAfterNanos());
    assertTrue(config.daemon());
  }

  @Test
  void threadsAreNamedAsAsked() {
    DefaultGpmScheduler s = scheduler(1);
    assertEquals("", s.threadFactory().newThread(() -> {}).getName());
    ThreadFactory named = s.threadFactory("w-");
    assertEquals("w-1", named.newThread(() -> {}).getName());
    assertEquals("w-2", named.newThread(() -> {}).getName());
    assertTrue(named.newThread(() -> {}).isVirtual());
  }

  @Test
  void machinesAreDaemonsUnlessToldOtherwise() throws InterruptedException {
    DefaultGpmScheduler daemons = scheduler(1);
    DefaultGpmScheduler users = scheduler(b -> b.processors(1).daemon(false));
    join(go(daemons, () -> assertTrue(Continuations.currentCarrier().isDaemon())));
    join(go(users, () -> assertFalse(Continuations.currentCarrier().isDaemon())));
  }

  @Test
  void theSharedOneIsNeverClosed() throws InterruptedException {
    GpmScheduler shared = GpmScheduler.shared();
    assertSame(shared, GpmScheduler.shared());
    assertEquals(Runtime.getRuntime().availableProcessors(), shared.processors());
    shared.close();
    assertFalse(shared.close(Duration.ZERO));
    Thread thread = shared.threadFactory().newThread(() -> {});
    thread.start();
    join(thread);
  }

  @Test
  void aClosedOneMakesNoThreads() {
    DefaultGpmScheduler s = scheduler(1);
    s.close();
    var e =
        assertThrows(RejectedExecutionException.class, () -> s.threadFactory().newThread(() -> {}));
    assertTrue(e.getMessage().startsWith("scheduler 'test' is closed"), e::getMessage);
  }

  private static void refused(String message, Executable call) {
    var e = assertThrows(IllegalArgumentException.class, call);
    assertTrue(e.getMessage().startsWith(message), e::getMessage);
  }
}
