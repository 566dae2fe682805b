package io.gopool.keyed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gopool.KeyedPools;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Settings that make no sense are refused, with value, expectation and remedy. */
class KeyedBadInputTest extends KeyedFixture {

  record Bad(String message, Executable call) {
    @Override
    public String toString() {
      return message;
    }
  }

  private static KeyedPools.Builder<String> builder() {
    return KeyedPools.builder("bad");
  }

  static List<Bad> badArguments() {
    return List.of(
        new Bad(
            "name must not be blank, was ' '; it names the pools in threads and metrics",
            () -> KeyedPools.builder(" ")),
        new Bad(
            "capacityPerKey must be at least 1, was 0; a key needs a slot",
            () -> builder().capacityPerKey(0)),
        new Bad(
            "queueCapacityPerKey must be at least 0, was -1; use 0 for no queue",
            () -> builder().queueCapacityPerKey(-1)),
        new Bad(
            "maxKeys must be at least 1, was 0; some key must have a pool",
            () -> builder().maxKeys(0)),
        new Bad(
            "totalCapacity must be at least 1, was 0; leave it out for no bound over all keys",
            () -> builder().totalCapacity(0)),
        new Bad(
            "totalCapacity must be below 2147483647, was that;"
                + " leave it out for no bound over all keys",
            () -> builder().totalCapacity(Integer.MAX_VALUE)),
        new Bad(
            "reservedPerKey must be at least 0, was -1; use 0 to reserve none",
            () -> builder().reservedPerKey(-1)),
        new Bad(
            "idleExpiry must not be negative, was PT-1S;"
                + " use zero to drop idle keys soon, noIdleExpiry() to keep them",
            () -> builder().idleExpiry(Duration.ofSeconds(-1))),
        new Bad(
            "reservedPerKey must be 0 without a totalCapacity, was 1;"
                + " set totalCapacity, or leave the reserve out as nobody takes it",
            () -> builder().reservedPerKey(1).build()),
        new Bad(
            "totalCapacity must be at least reservedPerKey * maxKeys = 20000, was 100;"
                + " reserve less, allow fewer keys or raise the total",
            () -> builder().reservedPerKey(2).totalCapacity(100).build()),
        new Bad(
            "capacityPerKey must be at least reservedPerKey, was 1 with reservedPerKey 2;"
                + " reserve no more than a key may use",
            () -> builder().capacityPerKey(1).reservedPerKey(2).totalCapacity(9).build()));
  }

  @ParameterizedTest
  @MethodSource("badArguments")
  void badArgumentIsRefused(Bad bad) {
    assertEquals(bad.message, assertThrows(IllegalArgumentException.class, bad.call).getMessage());
  }

  @Test
  void resizesAreCheckedLikeTheBuilder() throws Exception {
    KeyedPools<String> pools =
        pools(b -> b.capacityPerKey(4).reservedPerKey(2).maxKeys(3).totalCapacity(9));
    startBlocker(pools, "a");
    assertThrows(IllegalArgumentException.class, () -> pools.resize(0));
    assertThrows(IllegalArgumentException.class, () -> pools.resize(1));
    assertThrows(IllegalArgumentException.class, () -> pools.resize("a", 1));
    assertEquals(
        "totalCapacity must be at least reservedPerKey * maxKeys = 6, was 5;"
            + " reserve less, allow fewer keys or raise the total",
        assertThrows(IllegalArgumentException.class, () -> pools.resizeTotal(5)).getMessage());
    KeyedPools<String> withoutTotal = pools(b -> b);
    assertEquals(
        "'test' has no total capacity to resize; build it with totalCapacity(int)",
        assertThrows(UnsupportedOperationException.class, () -> withoutTotal.resizeTotal(5))
            .getMessage());
  }

  @Test
  void nullIsRefused() {
    KeyedPools<String> pools = pools(b -> b);
    List<Executable> calls =
        List.of(
            () -> pools.execute(null, () -> {}),
            () -> pools.execute("a", null),
            () -> pools.tryExecute("a", null),
            () -> pools.tryExecute("a", () -> {}, null),
            () -> pools.submit(null, () -> 1),
            () -> pools.submit("a", (Callable<String>) null),
            () -> pools.submit("a", (Runnable) null),
            () -> pools.execute(null, "name", () -> {}),
            () -> pools.execute("a", null, () -> {}),
            () -> pools.execute("a", "name", null),
            () -> pools.submit(null, "name", () -> 1),
            () -> pools.submit("a", null, () -> 1),
            () -> pools.submit("a", "name", (Callable<String>) null),
            () -> pools.submit("a", "name", (Runnable) null),
            () -> pools.group(null),
            () -> pools.executor(null),
            () -> pools.stats(null),
            () -> KeyedPools.builder(null),
            () -> builder().admission(null),
            () -> builder().threads(null),
            () -> builder().ticker(null),
            () -> builder().idleExpiry(null));
    for (Executable call : calls) {
      assertThrows(NullPointerException.class, call);
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> pools.tryExecute("a", () -> {}, Duration.ofNanos(-1)));
    assertEquals(0, pools.stats().submitted());
  }
}
