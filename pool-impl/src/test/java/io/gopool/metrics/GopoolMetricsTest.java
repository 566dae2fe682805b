package io.gopool.metrics;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.Admission;
import io.gopool.MultiPool;
import io.gopool.Observation;
import io.gopool.PoolListener;
import io.gopool.PoolObserver;
import io.gopool.PoolOverloadedException;
import io.gopool.PoolStats;
import io.gopool.State;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import io.gopool.contract.Blocker;
import io.gopool.contract.Caller;
import io.gopool.core.LogCapture;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GopoolMetricsTest {

  private static final String POOL = "pool=\"orders\"";

  private final List<WorkerPool> pools = new ArrayList<>();
  private final AtomicLong clock = new AtomicLong();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  @AfterEach
  void close() {
    pools.forEach(WorkerPool::shutdownNow);
  }

  private WorkerPool pool(UnaryOperator<WorkerPool.Builder> settings) {
    WorkerPool pool = settings.apply(WorkerPool.builder("orders")).build();
    pools.add(pool);
    return pool;
  }

  private WorkerPool pool() {
    return pool(b -> b);
  }

  private GopoolMetrics.Builder metrics(WorkerPool pool) {
    return GopoolMetrics.builder(pool).clock(clock::get);
  }

  private GopoolMetrics bound(WorkerPool pool) {
    GopoolMetrics metrics = metrics(pool).build();
    metrics.bindTo(registry);
    return metrics;
  }

  /** Scrapes; no older reading will do. */
  private Scrape scrape() {
    clock.addAndGet(Memo.NANOS);
    return new Scrape(registry);
  }

  private static Map<String, String> types() {
    Map<String, String> types = new TreeMap<>();
    for (String gauge :
        List.of(
            "gopool_capacity_tasks",
            "gopool_workers_threads",
            "gopool_queue_size_tasks",
            "gopool_queue_capacity_tasks",
            "gopool_submitters_waiting_threads")) {
      types.put(gauge, "gauge");
    }
    for (String counter :
        List.of(
            "gopool_tasks_total",
            "gopool_tasks_submitted_tasks_total",
            "gopool_tasks_rejected_tasks_total",
            "gopool_workers_spawned_threads_total",
            "gopool_workers_retired_threads_total",
            "gopool_steals_tasks_total",
            "gopool_events_dropped_events_total")) {
      types.put(counter, "counter");
    }
    for (String timer : List.of("task_wait", "task_run", "submit_blocked")) {
      types.put("gopool_" + timer + "_seconds", "summary");
      types.put("gopool_" + timer + "_max_seconds", "gauge");
      types.put("gopool_" + timer + "_percentile_seconds", "gauge");
      types.put("gopool_" + timer + "_histogram_total", "counter");
    }
    return types;
  }

  @Test
  void allMetersHaveTheirTypeAndHelp() {
    bound(pool());
    assertEquals(types(), new TreeMap<>(scrape().types()));
  }

  @Test
  void allMetersHaveThePoolsNameAndADescription() {
    bound(pool());
    for (Meter meter : registry.getMeters()) {
      assertEquals("orders", meter.getId().getTag("pool"), meter.getId()::toString);
      assertTrue(meter.getId().getName().startsWith("gopool."), meter.getId()::toString);
      assertFalse(meter.getId().getDescription().isBlank(), meter.getId()::toString);
    }
  }

  @Test
  void levelsAreThoseOfThePool() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(2).queueCapacity(1));
    bound(pool);
    List<Blocker> blockers = List.of(new Blocker(), new Blocker(), new Blocker(), new Blocker());
    blockers.subList(0, 3).forEach(pool::execute);
    Caller<Void> blocked = Caller.run(() -> pool.execute(blockers.get(3)));
    eventually(() -> pool.waiting() == 1 && pool.queued() == 1 && blocked.isParked());
    Scrape scrape = scrape();
    scrape.assertValue(2, "gopool_capacity_tasks", POOL);
    scrape.assertValue(1, "gopool_queue_capacity_tasks", POOL);
    scrape.assertValue(1, "gopool_queue_size_tasks", POOL);
    scrape.assertValue(1, "gopool_submitters_waiting_threads", POOL);
    scrape.assertValue(2, "gopool_workers_threads", POOL + ",state=\"running\"");
    scrape.assertValue(0, "gopool_workers_threads", POOL + ",state=\"idle\"");
    blockers.forEach(Blocker::letGo);
    blocked.result();
    eventually(() -> pool.idle() == 2);
    scrape().assertValue(2, "gopool_workers_threads", POOL + ",state=\"idle\"");
    scrape().assertValue(1, "gopool_submit_blocked_seconds_count", POOL);
    assertTrue(scrape().value("gopool_submit_blocked_seconds_sum", POOL) > 0);
  }

  @Test
  void unboundedPoolHasInfiniteCapacity() {
    bound(pool(WorkerPool.Builder::unbounded));
    scrape().assertValue(Double.POSITIVE_INFINITY, "gopool_capacity_tasks", POOL);
  }

  /** Returns, throws, is cancelled, is refused: meters, statistics and our own counts agree. */
  @Test
  void afterAStressRunMetersAndStatisticsAndTruthAgree() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(8).queueCapacity(50).admission(Admission.reject()));
    bound(pool);
    LongAdder returned = new LongAdder();
    LongAdder threw = new LongAdder();
    LongAdder refused = new LongAdder();
    LongAdder cancelled = new LongAdder();
    List<Caller<Void>> submitters = new ArrayList<>();
    for (int s = 0; s < 4; s++) {
      submitters.add(
          Caller.run(
              () -> {
                for (int i = 0; i < 50_000; i++) {
                  int turn = i;
                  try {
                    Future<?> future =
                        pool.submit(
                            () -> {
                              if (turn % 7 == 0) {
                                threw.increment();
                                throw new IllegalStateException("planned");
                              }
                              returned.increment();
                            });
                    if (turn % 13 == 0 && future.cancel(/* mayInterruptIfRunning= */ false)) {
                      cancelled.increment();
                    }
                  } catch (PoolOverloadedException e) {
                    refused.increment();
                  }
                }
              }));
    }
    while (submitters.stream().anyMatch(s -> !s.isDone())) {
      scrape(); // reading must not disturb
    }
    for (Caller<Void> submitter : submitters) {
      submitter.result();
    }
    eventually(() -> pool.running() == 0 && pool.queued() == 0);
    PoolStats stats = pool.stats();
    Scrape scrape = scrape();
    PoolStats after = pool.stats(); // the last worker may have been replaced meanwhile
    assertEquals(200_000, stats.submitted() + refused.sum());
    scrape.assertCount(stats.submitted(), "gopool_tasks_submitted_tasks_total", POOL);
    scrape.assertCount(stats.completed(), "gopool_tasks_total", "outcome=\"success\"," + POOL);
    scrape.assertCount(stats.failed(), "gopool_tasks_total", "outcome=\"failure\"," + POOL);
    scrape.assertCount(cancelled.sum(), "gopool_tasks_total", "outcome=\"cancelled\"," + POOL);
    scrape.assertCount(
        refused.sum(), "gopool_tasks_rejected_tasks_total", POOL + ",reason=\"full\"");
    scrape.assertValue(0, "gopool_tasks_rejected_tasks_total", POOL + ",reason=\"timeout\"");
    double spawned = scrape.value("gopool_workers_spawned_threads_total", POOL);
    assertTrue(
        stats.spawned() <= spawned && spawned <= after.spawned(), () -> spawned + " " + stats);
    scrape.assertCount(stats.stolen(), "gopool_steals_tasks_total", POOL);
    // a task that was cancelled while it ran has run
    double ran = scrape.value("gopool_task_run_seconds_count", POOL);
    assertTrue(ran >= stats.completed() + stats.failed(), () -> ran + ", " + stats);
    assertTrue(ran <= stats.submitted(), () -> ran + ", " + stats);
    assertTrue(ran >= returned.sum() + threw.sum(), () -> ran + " of " + returned);
    scrape.assertValue(ran, "gopool_task_run_histogram_total", "le=\"+Inf\"," + POOL);
    double waited = scrape.value("gopool_task_wait_seconds_count", POOL);
    assertEquals(ran, waited, "as many have started as have ended");
    List<Double> counts = scrape.cumulative("gopool_task_wait_histogram_total", POOL);
    assertEquals(counts.stream().sorted().toList(), counts);
    assertEquals(HistogramMeters.BOUNDS.size() + 1, counts.size());
  }

  /** What was read while a submission was on its way that then failed. */
  @Test
  void submittedDoesNotGoBackWhenNoWorkerCanBeStarted() {
    AtomicReference<Double> meanwhile = new AtomicReference<>();
    WorkerPool pool =
        pool(
            b ->
                b.threads(
                    WorkerThreads.of(
                        task -> {
                          meanwhile.set(submitted());
                          throw new IllegalStateException("planned");
                        })));
    bound(pool);
    try (LogCapture log = new LogCapture()) {
      assertThrows(IllegalStateException.class, () -> pool.execute(() -> {}));
      assertEquals(1, log.messages().size());
    }
    assertEquals(0, pool.stats().submitted());
    assertEquals(1, meanwhile.get());
    assertEquals(1, submitted());
  }

  private double submitted() {
    return scrape().value("gopool_tasks_submitted_tasks_total", POOL);
  }

  @Test
  void timesAreThoseOfTheTasks() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1).queueCapacity(1));
    bound(pool);
    Blocker blocker = new Blocker();
    pool.execute(blocker);
    blocker.awaitStart();
    Future<?> queued = pool.submit(() -> {});
    long begin = System.nanoTime();
    eventually(() -> System.nanoTime() - begin > 20_000_000);
    blocker.letGo();
    queued.get();
    eventually(() -> pool.running() == 0);
    Scrape scrape = scrape();
    scrape.assertValue(2, "gopool_task_run_seconds_count", POOL);
    scrape.assertValue(2, "gopool_task_wait_seconds_count", POOL);
    assertTrue(scrape.value("gopool_task_run_max_seconds", POOL) >= 0.02);
    assertTrue(scrape.value("gopool_task_wait_max_seconds", POOL) >= 0.02);
    assertTrue(scrape.value("gopool_task_wait_seconds_sum", POOL) >= 0.02);
    assertTrue(scrape.value("gopool_task_wait_percentile_seconds", "phi=\"0.99\"," + POOL) >= 0.02);
    scrape.assertValue(2, "gopool_task_wait_histogram_total", "le=\"100\"," + POOL);
  }

  /** The buckets are named otherwise than a histogram's, but serve as well. */
  @Test
  void prometheusFindsQuantilesInTheBuckets() throws Exception {
    WorkerPool pool = pool(b -> b.capacity(1));
    bound(pool);
    for (int i = 0; i < 9; i++) {
      pool.submit(() -> {}).get();
    }
    pool.submit(
            () -> {
              long begin = System.nanoTime();
              while (System.nanoTime() - begin < 30_000_000) {
                Thread.onSpinWait();
              }
            })
        .get();
    eventually(() -> pool.running() == 0);
    Scrape scrape = scrape();
    double longest = scrape.value("gopool_task_run_max_seconds", POOL);
    double high = scrape.quantile(0.99, "gopool_task_run_histogram_total", POOL);
    double low = scrape.quantile(0.01, "gopool_task_run_histogram_total", POOL);
    assertTrue(high >= 0.01, () -> "the task of " + longest + " is in a bucket below " + high);
    assertTrue(low > 0 && low <= high, () -> low + ", " + high);
    assertTrue(high <= 2.5 * longest, () -> "buckets are at most 2.5 wide: " + high);
  }

  @Test
  void withoutTimersThereAreNone() {
    WorkerPool pool = pool();
    metrics(pool).timers(false).build().bindTo(registry);
    assertFalse(scrape().types().containsKey("gopool_task_run_seconds"));
    assertTrue(scrape().types().containsKey("gopool_capacity_tasks"));
  }

  @Test
  void droppedEventsAreThoseOfTheBus() {
    metrics(pool()).droppedEvents(() -> 17).build().bindTo(registry);
    scrape().assertValue(17, "gopool_events_dropped_events_total", POOL);
  }

  /** A listener that is stuck in its first event, on a bus with room for four. */
  private static UnaryOperator<WorkerPool.Builder> slowListener(Blocker blocker) {
    PoolListener slow =
        new PoolListener() {
          @Override
          public void resized(String pool, int from, int to) {
            blocker.run();
          }
        };
    return b -> b.listener(slow).events(e -> e.ringSize(4).patience(Duration.ofHours(1)));
  }

  private static void resizeOften(WorkerPool pool) {
    for (int i = 1; i <= 100; i++) {
      pool.resize(i);
    }
  }

  @Test
  void droppedEventsAreThoseOfThePoolsOwnBus() {
    Blocker blocker = new Blocker();
    WorkerPool pool = pool(slowListener(blocker));
    bound(pool);
    resizeOften(pool);
    long dropped = pool.events().dropped();
    assertTrue(dropped >= 90, () -> "" + dropped);
    scrape().assertCount(dropped, "gopool_events_dropped_events_total", POOL);
    blocker.letGo();
  }

  @Test
  void droppedEventsOfAMultiPoolAreThoseOfItsPools() {
    Blocker blocker = new Blocker();
    MultiPool many =
        MultiPool.builder("orders").pools(2).each(slowListener(blocker)::apply).build();
    pools.add(many);
    bound(many);
    many.pools().forEach(GopoolMetricsTest::resizeOften);
    long dropped = many.pools().stream().mapToLong(p -> p.events().dropped()).sum();
    assertTrue(dropped >= 180, () -> "" + dropped);
    scrape().assertCount(dropped, "gopool_events_dropped_events_total", POOL);
    blocker.letGo();
  }

  @Test
  void samplingTimesAPartOfTheTasks() {
    assertAQuarterIsTimed(pool());
  }

  @Test
  void samplingTimesAPartThoughAnotherObserverHasAllTimed() {
    WorkerPool pool = pool();
    Observation unused = pool.observe(new PoolObserver() {});
    assertAQuarterIsTimed(pool);
  }

  private void assertAQuarterIsTimed(WorkerPool pool) {
    metrics(pool).sampling(0.25).build().bindTo(registry);
    int tasks = 40_000;
    for (int i = 0; i < tasks; i++) {
      pool.execute(() -> {});
    }
    eventually(() -> pool.stats().completed() == tasks);
    double timed = scrape().value("gopool_task_run_seconds_count", POOL);
    assertEquals(0.25, timed / tasks, 0.05);
    scrape().assertValue(tasks, "gopool_tasks_total", "outcome=\"success\"," + POOL);
  }

  @Test
  void namesOfTasksAreATagForTheFirstAndOtherForTheRest() {
    WorkerPool pool = pool();
    metrics(pool).taskTag(2).build().bindTo(registry);
    for (int i = 0; i < 100; i++) {
      pool.execute("name" + i % 5, () -> {});
      int done = i + 1;
      eventually(() -> pool.stats().completed() == done);
    }
    Scrape scrape = scrape();
    scrape.assertValue(20, "gopool_task_run_seconds_count", POOL + ",task=\"name0\"");
    scrape.assertValue(20, "gopool_task_wait_seconds_count", POOL + ",task=\"name1\"");
    scrape.assertValue(60, "gopool_task_run_seconds_count", POOL + ",task=\"other\"");
    assertEquals(
        3, scrape.names().stream().filter(n -> n.startsWith("gopool_task_run_seconds_c")).count());

    clock.addAndGet(TaskNames.IDLE.toNanos());
    scrape();
    assertEquals(
        1,
        scrape().names().stream().filter(n -> n.startsWith("gopool_task_run_seconds_c")).count());
    pool.execute("name4", () -> {});
    eventually(() -> pool.stats().completed() == 101);
    scrape().assertValue(1, "gopool_task_run_seconds_count", POOL + ",task=\"name4\"");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void metersOfAClosedPoolAreRemoved(boolean timers) {
    WorkerPool pool = pool();
    Counter.builder("mine").description("Not the pool's").register(registry);
    metrics(pool).timers(timers).build().bindTo(registry);
    pool.execute(() -> {});
    pool.close();
    scrape();
    assertEquals(1, registry.getMeters().size());
  }

  @Test
  void metersOfAClosedPoolAreRemovedWithoutAReading() throws Exception {
    WorkerPool pool = pool();
    bound(pool);
    pool.close();
    eventually(() -> registry.getMeters().isEmpty());
  }

  @Test
  void metersComeBackWithARebootAndGoOn() {
    WorkerPool pool = pool();
    bound(pool);
    pool.execute(() -> {});
    pool.close();
    eventually(() -> registry.getMeters().isEmpty());
    pool.reboot();
    pool.execute(() -> {});
    eventually(() -> pool.stats().completed() == 2);
    scrape().assertValue(2, "gopool_task_run_seconds_count", POOL);
    scrape().assertValue(2, "gopool_tasks_total", "outcome=\"success\"," + POOL);
  }

  @Test
  void closedPoolHasMetersOnceItIsRebooted() throws Exception {
    WorkerPool pool = pool();
    pool.close();
    bound(pool);
    assertEquals(List.of(), registry.getMeters());
    pool.reboot();
    assertEquals(State.OPEN, pool.state());
    scrape().assertValue(1_024, "gopool_capacity_tasks", POOL);
  }

  @Test
  void metersWithoutTimersComeBackWithAReboot() {
    WorkerPool pool = pool();
    metrics(pool).timers(false).build().bindTo(registry);
    for (int i = 0; i < 3; i++) {
      pool.close();
      scrape();
      assertEquals(List.of(), registry.getMeters());
      pool.reboot();
      scrape().assertValue(1_024, "gopool_capacity_tasks", POOL);
    }
  }

  @Test
  void closedPoolHasMetersWithoutTimersOnceItIsRebooted() {
    WorkerPool pool = pool();
    pool.close();
    metrics(pool).timers(false).build().bindTo(registry);
    assertEquals(List.of(), registry.getMeters());
    pool.reboot();
    scrape().assertValue(1_024, "gopool_capacity_tasks", POOL);
  }

  /** While it is open each of its tasks would pay for an observer. */
  @Test
  void withoutTimersAPoolIsObservedOnlyWhileItIsClosed() {
    WorkerPool pool = pool();
    AtomicInteger observers = new AtomicInteger();
    WorkerPool counted = countingObservers(pool, observers);
    GopoolMetrics metrics = metrics(counted).timers(false).build();
    metrics.bindTo(registry);
    assertEquals(0, observers.get());
    pool.close();
    scrape();
    assertEquals(1, observers.get());
    counted.reboot();
    assertEquals(0, observers.get());
    pool.close();
    scrape();
    metrics.close();
    assertEquals(0, observers.get());
  }

  /** It counts as closed; somebody reboots it; the meters are taken away, and it is observed. */
  @Test
  void poolThatIsRebootedJustBeforeItIsObservedHasItsMeters() {
    WorkerPool pool = pool();
    WorkerPool rebooted =
        intercepted(
            pool,
            method -> {
              if (method.getName().equals("observe")) {
                pool.reboot();
              }
            });
    metrics(rebooted).timers(false).build().bindTo(registry);
    pool.close();
    double unused = registry.get("gopool.capacity").gauge().value(); // sees that it is closed
    assertEquals(State.OPEN, pool.state());
    scrape().assertValue(1_024, "gopool_capacity_tasks", POOL);
  }

  private static WorkerPool intercepted(WorkerPool pool, Consumer<Method> before) {
    return (WorkerPool)
        Proxy.newProxyInstance(
            WorkerPool.class.getClassLoader(),
            new Class<?>[] {WorkerPool.class},
            (self, method, arguments) -> {
              before.accept(method);
              return method.invoke(pool, arguments);
            });
  }

  private static WorkerPool countingObservers(WorkerPool pool, AtomicInteger observers) {
    return (WorkerPool)
        Proxy.newProxyInstance(
            WorkerPool.class.getClassLoader(),
            new Class<?>[] {WorkerPool.class},
            (self, method, arguments) -> {
              Object result = method.invoke(pool, arguments);
              if (!(result instanceof Observation observation)) {
                return result;
              }
              observers.incrementAndGet();
              return (Observation)
                  () -> {
                    observers.decrementAndGet();
                    observation.close();
                  };
            });
  }

  @Test
  void closeRemovesTheMetersAndEndsTheTiming() {
    WorkerPool pool = pool();
    GopoolMetrics metrics = bound(pool);
    pool.execute(() -> {});
    eventually(() -> pool.stats().completed() == 1);
    metrics.close();
    metrics.close();
    assertEquals(List.of(), registry.getMeters());
    pool.execute(() -> {});
    eventually(() -> pool.stats().completed() == 2 && pool.running() == 0);
    metrics.bindTo(registry);
    scrape().assertValue(1, "gopool_task_run_seconds_count", POOL);
  }

  @Test
  void secondPoolOfOneNameIsRefused() {
    WorkerPool first = pool();
    GopoolMetrics metrics = bound(first);
    WorkerPool second = pool();
    IllegalStateException refused = assertThrows(IllegalStateException.class, () -> bound(second));
    assertTrue(refused.getMessage().contains("pool 'orders'"), refused::getMessage);
    assertThrows(IllegalStateException.class, () -> metrics.bindTo(registry));
    first.execute(() -> {});
    scrape().assertValue(1, "gopool_tasks_submitted_tasks_total", POOL);
    metrics(second).tags(Tags.of("tenant", "b")).build().bindTo(registry);
    metrics.close();
    bound(second);
  }

  @Test
  void poolTakesThePlaceOfAClosedOneOfItsNameThatWasNotReadSince() {
    WorkerPool first = pool();
    GopoolMetrics metrics = metrics(first).timers(false).build();
    metrics.bindTo(registry);
    first.execute(() -> {});
    first.close();
    WorkerPool second = pool();
    bound(second);
    scrape().assertValue(0, "gopool_tasks_submitted_tasks_total", POOL);
    metrics.close();
    scrape().assertValue(0, "gopool_tasks_submitted_tasks_total", POOL);
  }

  @Test
  void oneBinderServesSeveralRegistriesAndAComposite() {
    WorkerPool pool = pool();
    GopoolMetrics metrics = bound(pool);
    SimpleMeterRegistry part = new SimpleMeterRegistry();
    CompositeMeterRegistry composite = new CompositeMeterRegistry();
    composite.add(part);
    metrics.bindTo(composite);
    pool.execute(() -> {});
    eventually(() -> pool.stats().completed() == 1);
    clock.addAndGet(Memo.NANOS);
    assertEquals(1, part.get("gopool.task.run").functionTimer().count());
    assertEquals(1_024, part.get("gopool.capacity").gauge().value());
    pool.close();
    eventually(() -> part.getMeters().isEmpty() && registry.getMeters().isEmpty());
  }

  @Test
  void readingChangesNothing() {
    WorkerPool pool = pool(b -> b.capacity(1));
    bound(pool);
    for (int i = 0; i < 10; i++) { // fewer than a worker lives for
      pool.execute(() -> {});
    }
    eventually(() -> pool.stats().completed() == 10 && pool.idle() == 1); // nothing changes now
    PoolStats before = pool.stats();
    Scrape first = scrape();
    assertEquals(first.samples(), scrape().samples());
    assertEquals(before, pool.stats());
  }

  @Test
  void poolIsNotKeptAlive() {
    WeakReference<WorkerPool> dropped = bindAndDrop();
    eventually(
        () -> {
          System.gc();
          return dropped.get() == null;
        });
    eventually(() -> registry.getMeters().isEmpty()); // it is shut down when it is dropped
    WorkerPool next = pool();
    bound(next);
  }

  private WeakReference<WorkerPool> bindAndDrop() {
    WorkerPool pool = WorkerPool.builder("orders").build();
    bound(pool);
    pool.execute(() -> {});
    eventually(() -> pool.stats().completed() == 1);
    return new WeakReference<>(pool);
  }

  @Test
  void badSettingsAreRefused() {
    WorkerPool pool = pool();
    GopoolMetrics.Builder builder = GopoolMetrics.builder(pool);
    for (double rate : new double[] {0, -1, 1.1, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> builder.sampling(rate));
    }
    assertThrows(IllegalArgumentException.class, () -> builder.taskTag(-1));
    assertThrows(IllegalArgumentException.class, () -> builder.taskTag(1_001));
    assertThrows(NullPointerException.class, () -> GopoolMetrics.of(null));
    assertThrows(IllegalArgumentException.class, () -> builder.sampling(0.5).timers(false).build());
  }
}
