package io.gopool.metrics;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.Admission;
import io.gopool.KeyStats;
import io.gopool.KeyedPools;
import io.gopool.PoolOverloadedException;
import io.gopool.contract.Blocker;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KeyedPoolMetricsTest {

  private final KeyedPools<String> pools =
      KeyedPools.<String>builder("test")
          .capacityPerKey(1)
          .queueCapacityPerKey(1)
          .totalCapacity(5)
          .maxKeys(20)
          .admission(Admission.reject())
          .build();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final List<Blocker> blockers = new ArrayList<>();

  @AfterEach
  void close() {
    blockers.forEach(Blocker::letGo);
    pools.close();
  }

  private void block(String key) throws InterruptedException {
    Blocker blocker = new Blocker();
    blockers.add(blocker);
    pools.execute(key, blocker);
    blocker.awaitStart();
  }

  private static final Map<String, String> TYPES =
      new TreeMap<>(
          Map.of(
              "gopool_keyed_keys", "gauge",
              "gopool_keyed_keys_max_keys", "gauge",
              "gopool_keyed_capacity_tasks", "gauge",
              "gopool_keyed_running_tasks", "gauge",
              "gopool_keyed_queue_size_tasks", "gauge",
              "gopool_keyed_submitters_waiting_threads", "gauge",
              "gopool_keyed_tasks_total", "counter",
              "gopool_keyed_tasks_rejected_tasks_total", "counter",
              "gopool_keyed_pools_created_pools_total", "counter",
              "gopool_keyed_pools_dropped_pools_total", "counter"));

  @Test
  void allMetersHaveTheirType() {
    KeyedPoolMetrics.of(pools).bindTo(registry);
    assertEquals(TYPES, new TreeMap<>(new Scrape(registry).types()));
  }

  @Test
  void metersSayWhatTheStatisticsSay() throws Exception {
    pools.submit("a", () -> {}).get();
    await().atMost(30, SECONDS).until(() -> pools.stats().running() == 0);
    block("a");
    pools.execute("a", () -> {});
    assertThrows(PoolOverloadedException.class, () -> pools.execute("a", () -> {}));
    block("b");
    KeyedPoolMetrics.of(pools).bindTo(registry);
    registry.scrape(); // the keys are noticed
    Scrape scrape = new Scrape(registry);
    String p = "pools=\"test\"";
    scrape.assertValue(2, "gopool_keyed_keys", p);
    scrape.assertValue(5, "gopool_keyed_capacity_tasks", p);
    scrape.assertValue(1, "gopool_keyed_running_tasks", "key=\"a\"," + p);
    scrape.assertValue(1, "gopool_keyed_queue_size_tasks", "key=\"a\"," + p);
    scrape.assertValue(1, "gopool_keyed_running_tasks", "key=\"b\"," + p);
    scrape.assertValue(0, "gopool_keyed_running_tasks", "key=\"other\"," + p);
    scrape.assertValue(1, "gopool_keyed_tasks_total", "outcome=\"success\"," + p);
    scrape.assertValue(1, "gopool_keyed_tasks_rejected_tasks_total", p);
    scrape.assertValue(2, "gopool_keyed_pools_created_pools_total", p);
  }

  @Test
  void keysBeyondTheBoundShareOther() throws Exception {
    for (String key : List.of("a", "b", "c", "d", "other")) {
      block(key);
    }
    SimpleMeterRegistry simple = new SimpleMeterRegistry();
    AtomicLong clock = new AtomicLong();
    MeterSet meters = Binding.of("pools", "x", simple, pools, Tags.of("pools", "x")).meters();
    new KeyedMeters(meters, () -> KeyedMeters.Reading.of(pools), clock::get, 2).register();
    Set<String> values = new HashSet<>();
    double running = 0;
    for (Meter meter : simple.getMeters()) {
      if (meter.getId().getName().equals("gopool.keyed.running")) {
        values.add(meter.getId().getTag("key"));
        running += meter.measure().iterator().next().getValue();
      }
    }
    assertEquals(3, values.size(), values::toString);
    assertTrue(values.contains("other"));
    assertEquals(5, running);
  }

  @Test
  void keyWithoutAPoolLeavesItsPlaceAfterAnHour() {
    SimpleMeterRegistry simple = new SimpleMeterRegistry();
    AtomicLong clock = new AtomicLong();
    List<String> keys = new ArrayList<>(List.of("old"));
    MeterSet meters = Binding.of("pools", "y", simple, pools, Tags.of("pools", "y")).meters();
    KeyedMeters keyed =
        new KeyedMeters(
            meters,
            () -> {
              KeyedMeters.Reading all = KeyedMeters.Reading.of(pools);
              Map<String, KeyStats> perKey = new TreeMap<>();
              keys.forEach(k -> perKey.put(k, new KeyStats(1, 0, 0, 0, 0, 0, 0, 0, 0)));
              return new KeyedMeters.Reading(all.all(), perKey);
            },
            clock::get,
            1);
    keyed.register();
    keys.set(0, "new");
    clock.set(KeyedMeters.IDLE_NANOS);
    simple.get("gopool.keyed.keys").gauge().value();
    assertEquals(Set.of("old", "other"), keysOf(simple));
    clock.addAndGet(Memo.NANOS);
    simple.get("gopool.keyed.keys").gauge().value();
    assertEquals(Set.of("new", "other"), keysOf(simple));
  }

  private static Set<String> keysOf(SimpleMeterRegistry registry) {
    Set<String> keys = new HashSet<>();
    registry.find("gopool.keyed.running").gauges().forEach(g -> keys.add(g.getId().getTag("key")));
    return keys;
  }

  /** A publisher goes on through its copy of the meters. */
  @Test
  void gaugeThatIsReadAfterTheEndRegistersNoNewKey() throws Exception {
    SimpleMeterRegistry simple = new SimpleMeterRegistry();
    AtomicLong clock = new AtomicLong();
    Binding binding = Binding.of("pools", "z", simple, pools, Tags.of("pools", "z"));
    new KeyedMeters(binding.meters(), () -> KeyedMeters.Reading.of(pools), clock::get, 5)
        .register();
    List<Meter> copy = simple.getMeters();
    block("new");
    binding.end();
    clock.addAndGet(Memo.NANOS);
    copy.forEach(m -> m.measure().forEach(Measurement::getValue));
    assertEquals(List.of(), simple.getMeters());
  }

  @Test
  void closeRemovesThemAndTheNameCanBeBoundAgain() {
    KeyedPoolMetrics metrics = KeyedPoolMetrics.of(pools);
    metrics.bindTo(registry);
    assertThrows(IllegalStateException.class, () -> KeyedPoolMetrics.of(pools).bindTo(registry));
    metrics.close();
    assertEquals(List.of(), registry.getMeters());
    metrics.bindTo(registry);
    metrics.close();
  }

  @Test
  void badArgumentsAreRefused() {
    assertThrows(NullPointerException.class, () -> KeyedPoolMetrics.of(null));
    assertThrows(NullPointerException.class, () -> KeyedPoolMetrics.of(pools).bindTo(null));
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class, () -> KeyedPoolMetrics.of(pools, Tags.empty(), -1));
    assertEquals(
        "maxKeys must be at least 0, was -1; use 0 for no key of its own", refusal.getMessage());
  }
}
