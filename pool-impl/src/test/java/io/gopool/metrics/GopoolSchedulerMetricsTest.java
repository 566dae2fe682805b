package io.gopool.metrics;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.GpmScheduler;
import io.gopool.SchedulerStats;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GopoolSchedulerMetricsTest {

  private final GpmScheduler scheduler =
      GpmScheduler.builder("test").processors(2).handoffAfter(Duration.ofMillis(1)).build();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final GopoolSchedulerMetrics metrics = GopoolSchedulerMetrics.of(scheduler);
  private volatile boolean stop;

  @AfterEach
  void close() {
    stop = true;
    metrics.close();
    scheduler.close();
  }

  private static final Map<String, String> TYPES =
      new TreeMap<>(
          Map.of(
              "gopool_scheduler_processors", "gauge",
              "gopool_scheduler_machines_threads", "gauge",
              "gopool_scheduler_runqueue_size_goroutines", "gauge",
              "gopool_scheduler_goroutines", "gauge",
              "gopool_scheduler_steals_goroutines_total", "counter",
              "gopool_scheduler_handoffs_total", "counter",
              "gopool_scheduler_latency_seconds", "summary",
              "gopool_scheduler_latency_max_seconds", "gauge",
              "gopool_scheduler_latency_percentile_seconds", "gauge",
              "gopool_scheduler_latency_histogram_total", "counter"));

  @Test
  void allMetersHaveTheirTypeAndHelp() {
    metrics.bindTo(registry);
    assertEquals(TYPES, new TreeMap<>(new Scrape(registry).types()));
  }

  @Test
  void nullIsRefused() {
    assertThrows(NullPointerException.class, () -> metrics.bindTo(null));
  }

  @Test
  void metersSayWhatTheStatisticsSay() throws Exception {
    int tasks = 10_000;
    CountDownLatch done = new CountDownLatch(tasks);
    for (int i = 0; i < tasks; i++) {
      scheduler.threadFactory().newThread(done::countDown).start();
    }
    done.await();
    CountDownLatch parked = new CountDownLatch(1);
    scheduler.threadFactory().newThread(() -> awaitQuietly(parked)).start();
    scheduler.threadFactory().newThread(this::compute).start();
    // the one that computes has lost its processor; everything else is at rest
    await().atMost(30, SECONDS).until(() -> scheduler.stats().machinesWithoutProcessor() == 1);
    await().atMost(30, SECONDS).until(() -> scheduler.stats().waiting() == 1);
    metrics.bindTo(registry);
    Scrape scrape = new Scrape(registry);
    SchedulerStats stats = scheduler.stats();
    String s = "scheduler=\"test\"";
    scrape.assertValue(2, "gopool_scheduler_processors", s);
    scrape.assertValue(1, "gopool_scheduler_machines_threads", s + ",state=\"stuck\"");
    scrape.assertValue(1, "gopool_scheduler_goroutines", s + ",state=\"running\"");
    scrape.assertValue(1, "gopool_scheduler_goroutines", s + ",state=\"waiting\"");
    scrape.assertValue(0, "gopool_scheduler_goroutines", s + ",state=\"runnable\"");
    scrape.assertValue(0, "gopool_scheduler_runqueue_size_goroutines", "p=\"global\"," + s);
    scrape.assertValue(0, "gopool_scheduler_runqueue_size_goroutines", "p=\"1\"," + s);
    scrape.assertCount(
        stats.sysmonHandoffs(), "gopool_scheduler_handoffs_total", "cause=\"sysmon\"," + s);
    assertTrue(stats.sysmonHandoffs() >= 1, stats::toString);
    scrape.assertCount(
        stats.processors().stream().mapToLong(p -> p.stealsIn()).sum(),
        "gopool_scheduler_steals_goroutines_total",
        s);
    long measured = stats.latencies().total();
    assertTrue(measured > tasks / 20, "one step in eight was measured: " + measured);
    scrape.assertCount(measured, "gopool_scheduler_latency_seconds_count", s);
    scrape.assertCount(measured, "gopool_scheduler_latency_histogram_total", "le=\"+Inf\"," + s);
    assertTrue(scrape.value("gopool_scheduler_latency_seconds_sum", s) > 0);
    double median = scrape.value("gopool_scheduler_latency_percentile_seconds", "phi=\"0.5\"," + s);
    double bound = stats.latencies().quantile(0.5).toNanos() / 1e9;
    assertTrue(median > 0 && median <= bound * 1.000_001, median + " of at most " + bound);
    parked.countDown();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void compute() {
    while (!stop) {
      Thread.onSpinWait();
    }
  }

  @Test
  void histogramIsCumulativeAndEndsWithAll() throws Exception {
    int threads = 2_000;
    CountDownLatch done = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      scheduler.threadFactory().newThread(done::countDown).start();
    }
    done.await();
    metrics.bindTo(registry);
    Scrape scrape = new Scrape(registry);
    String name = "gopool_scheduler_latency_histogram_total";
    List<Double> counts = scrape.cumulative(name, "scheduler=\"test\"");
    assertEquals(15, counts.size());
    assertEquals(counts.stream().sorted().toList(), counts);
    assertEquals(scheduler.stats().latencies().total(), counts.getLast().longValue());
  }

  @Test
  void processorsThatAreAddedGetAQueueAndThoseThatGoAreEmpty() {
    metrics.bindTo(registry);
    scheduler.resize(4);
    String p3 = "p=\"3\",scheduler=\"test\"";
    await()
        .atMost(30, SECONDS)
        .untilAsserted(
            () ->
                new Scrape(registry)
                    .assertValue(0, "gopool_scheduler_runqueue_size_goroutines", p3));
    scheduler.resize(1);
    await()
        .atMost(30, SECONDS)
        .untilAsserted(
            () ->
                new Scrape(registry)
                    .assertValue(1, "gopool_scheduler_processors", "scheduler=\"test\""));
    new Scrape(registry).assertValue(0, "gopool_scheduler_runqueue_size_goroutines", p3);
  }

  /** A publisher goes on through its copy of the meters. */
  @Test
  void gaugeThatIsReadAfterTheEndRegistersNoNewQueue() {
    SimpleMeterRegistry simple = new SimpleMeterRegistry();
    AtomicLong clock = new AtomicLong();
    Binding binding = Binding.of("scheduler", "test", simple, scheduler, Tags.empty());
    new SchedulerMeters(binding.meters(), scheduler::stats, clock::get).register();
    List<Meter> copy = simple.getMeters();
    scheduler.resize(4);
    binding.end();
    clock.addAndGet(Memo.NANOS);
    copy.forEach(m -> m.measure().forEach(Measurement::getValue));
    assertEquals(List.of(), simple.getMeters());
  }

  @Test
  void closeRemovesWhatWasBoundAndNoMore() {
    SimpleMeterRegistry simple = new SimpleMeterRegistry();
    simple.counter("mine");
    metrics.bindTo(simple);
    metrics.bindTo(registry);
    metrics.close();
    assertEquals(List.of(), registry.getMeters());
    assertEquals(1, simple.getMeters().size());
    metrics.bindTo(simple);
    assertTrue(simple.getMeters().size() > 20);
  }

  @Test
  void secondSchedulerOfOneNameIsRefused() {
    metrics.bindTo(registry);
    try (GpmScheduler twin = GpmScheduler.builder("test").build()) {
      GopoolSchedulerMetrics second = GopoolSchedulerMetrics.of(twin);
      IllegalStateException refused =
          assertThrows(IllegalStateException.class, () -> second.bindTo(registry));
      assertTrue(refused.getMessage().contains("scheduler 'test'"), refused::getMessage);
      GopoolSchedulerMetrics.of(twin, Tags.of("twin", "yes")).bindTo(registry);
      metrics.close();
      second.bindTo(registry);
    }
  }
}
