package io.gopool.metrics;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.contract.Caller;
import io.gopool.contract.PoolFixture;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A set that was removed stays empty, and no part of it brings a meter back. */
@Timeout(60)
class MeterSetTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Object owner = new Object();
  private final MeterSet set =
      new MeterSet(new WeakReference<>(registry), new WeakReference<>(owner), Tags.empty());

  private static void gauge(MeterSet meters, String name) {
    meters.gauge(name, Tags.empty(), "things", "A number", () -> 1);
  }

  private List<String> names() {
    return registry.getMeters().stream().map(m -> m.getId().getName()).sorted().toList();
  }

  @Test
  void setThatWasRemovedTakesNoMore() {
    MeterSet part = set.with("part", "one");
    gauge(set, "before");
    gauge(part, "before");
    set.remove();
    gauge(set, "after");
    gauge(part, "after");
    gauge(set.with("part", "two"), "after");
    assertEquals(List.of(), names());
  }

  @Test
  void partThatWasRemovedLeavesTheRest() {
    MeterSet part = set.with("part", "one");
    gauge(set, "all");
    gauge(part, "of one");
    part.remove();
    gauge(part, "of one, late");
    gauge(set.with("part", "two"), "of two");
    assertEquals(List.of("all", "of two"), names());
    set.remove();
    assertEquals(List.of(), names());
  }

  /** T1 has registered a meter and not noted it yet; T2 removes what is noted. */
  @Test
  void meterThatIsBeingRegisteredIsRemovedAsWell() throws Exception {
    CountDownLatch registers = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    registry
        .config()
        .onMeterAdded(
            m -> {
              registers.countDown();
              try {
                assertTrue(goOn.await(PoolFixture.PATIENCE_SECONDS, SECONDS));
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    Caller<Void> adding = Caller.run(() -> gauge(set, "late"));
    assertTrue(registers.await(PoolFixture.PATIENCE_SECONDS, SECONDS));
    Caller<Void> removing = Caller.run(set::remove);
    await()
        .atMost(PoolFixture.PATIENCE_SECONDS, SECONDS)
        .until(() -> removing.isDone() || removing.isParked());
    goOn.countDown();
    adding.result();
    removing.result();
    assertEquals(List.of(), names());
  }
}
