package io.gopool.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gopool.Admission;
import io.gopool.GpmScheduler;
import io.gopool.KeyedPools;
import io.gopool.PoolOverloadedException;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A service with pools in all conditions that the alerts of {@code
 * examples/link-checker/observability} are about, for {@code .ci/observability}: a calm one, a full
 * one with blocked submitters, one that refuses, one whose tasks fail, one whose workers do not
 * come, and a bus that drops events. There is no way to have a scheduler leave carriers idle, so
 * the meters of one that does are made up. Serves {@code /actuator/prometheus} until it is killed,
 * at the port given (0 for any).
 */
public final class MeteredService {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private final List<Object> kept = new ArrayList<>(); // meters keep nothing alive

  private MeteredService() {}

  public static void main(String[] args) throws IOException {
    MeteredService service = new MeteredService();
    service.calm();
    service.full();
    service.refusing();
    service.failing();
    service.stuck();
    service.madeUpScheduler();
    service.byKey();
    System.out.println("listening on port " + service.serve(Integer.parseInt(args[0])));
    LockSupport.park(service);
  }

  private int serve(int port) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/actuator/prometheus", this::answer);
    server.start();
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = registry.scrape().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4");
    exchange.sendResponseHeaders(200, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  /** A few tasks on Go's scheduler, now and then one that computes for too long. */
  private void calm() {
    GpmScheduler scheduler =
        GpmScheduler.builder("goroutines").processors(2).handoffAfter(Duration.ofMillis(2)).build();
    kept.add(scheduler);
    GopoolSchedulerMetrics.of(scheduler).bindTo(registry);
    WorkerPool pool =
        WorkerPool.builder("calm")
            .capacity(100)
            .queueCapacity(10)
            .threads(WorkerThreads.gpm(scheduler))
            .build();
    GopoolMetrics.builder(pool).taskTag(5).build().bindTo(registry);
    forEver(
        () -> {
          for (int i = 0; i < 20; i++) {
            pool.execute("nap", () -> LockSupport.parkNanos(1_000_000));
          }
          pool.execute("hog", () -> compute(5_000_000));
          LockSupport.parkNanos(50_000_000);
        });
  }

  private static void compute(long nanos) {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < nanos) {
      Thread.onSpinWait();
    }
  }

  /** Always full, with four submitters, and tasks that wait for seconds. Its bus drops events. */
  private void full() {
    WorkerPool pool = WorkerPool.builder("full").capacity(2).queueCapacity(20).build();
    AtomicLong dropped = new AtomicLong();
    GopoolMetrics.builder(pool).droppedEvents(dropped::incrementAndGet).build().bindTo(registry);
    for (int i = 0; i < 4; i++) {
      forEver(() -> pool.execute(() -> LockSupport.parkNanos(300_000_000)));
    }
  }

  private void refusing() {
    WorkerPool pool =
        WorkerPool.builder("refusing").capacity(1).admission(Admission.reject()).build();
    GopoolMetrics.of(pool).bindTo(registry);
    forEver(
        () -> {
          LockSupport.parkNanos(10_000_000);
          try {
            pool.execute(() -> LockSupport.parkNanos(15_000_000));
          } catch (PoolOverloadedException e) {
            LockSupport.parkNanos(20_000_000); // now and then it is free
          }
        });
  }

  private void failing() {
    WorkerPool pool =
        WorkerPool.builder("failing").capacity(10).exceptionHandler((t, e) -> {}).build();
    GopoolMetrics.of(pool).bindTo(registry);
    AtomicLong turn = new AtomicLong();
    forEver(
        () -> {
          LockSupport.parkNanos(5_000_000);
          pool.execute(
              () -> {
                if (turn.incrementAndGet() % 4 == 0) {
                  throw new IllegalStateException("planned");
                }
              });
        });
  }

  /** Tasks wait in vain: the thread of the worker that is to take them hangs before it begins. */
  private void stuck() {
    Semaphore never = new Semaphore(0);
    WorkerPool pool =
        WorkerPool.builder("stuck")
            .capacity(4)
            .queueCapacity(10)
            .threads(
                WorkerThreads.of(
                    worker ->
                        Thread.ofPlatform()
                            .unstarted(
                                () -> {
                                  never.acquireUninterruptibly();
                                  worker.run();
                                })))
            .build();
    GopoolMetrics.of(pool).bindTo(registry);
    for (int i = 0; i < 3; i++) {
      pool.execute(() -> {});
    }
  }

  private void madeUpScheduler() {
    madeUp("processors", "processors", Tags.empty(), 2);
    madeUp("machines", "threads", Tags.of("state", "idle"), 1);
    madeUp("machines", "threads", Tags.of("state", "running"), 1);
    madeUp("runqueue.size", "goroutines", Tags.of("p", "0"), 3);
  }

  private void madeUp(String meter, String unit, Tags tags, int value) {
    Gauge.builder("gopool.scheduler." + meter, () -> value)
        .baseUnit(unit)
        .tags(tags.and("scheduler", "made-up"))
        .register(registry);
  }

  /** Ten keys for eight places, each with more tasks than slots. */
  private void byKey() {
    KeyedPools<String> pools =
        KeyedPools.<String>builder("hosts")
            .totalCapacity(8)
            .capacityPerKey(2)
            .queueCapacityPerKey(20)
            .maxKeys(8)
            .admission(Admission.reject())
            .build();
    kept.add(pools);
    KeyedPoolMetrics.of(pools).bindTo(registry);
    AtomicLong turn = new AtomicLong();
    forEver(
        () -> {
          try {
            pools.execute(
                "host-" + turn.getAndIncrement() % 10, () -> LockSupport.parkNanos(20_000_000));
          } catch (PoolOverloadedException e) {
            LockSupport.parkNanos(50_000_000); // now and then a key is idle
          }
          LockSupport.parkNanos(2_000_000);
        });
  }

  private static void forEver(Runnable step) {
    Thread.ofPlatform()
        .start(
            () -> {
              for (; ; ) {
                step.run();
              }
            });
  }
}
