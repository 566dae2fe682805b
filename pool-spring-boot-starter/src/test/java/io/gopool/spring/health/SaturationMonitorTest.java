package io.gopool.spring.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.gopool.Admission;
import io.gopool.WorkerPool;
import io.gopool.spring.HealthProperties;
import io.gopool.spring.HealthProperties.SaturatedStatus;
import io.gopool.spring.Latches;
import io.gopool.spring.Runners;
import io.gopool.spring.WorkerPools;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/** When a pool is saturated, on a clock of the test's own. */
class SaturationMonitorTest {

  private final AtomicLong now = new AtomicLong(1_000);

  @Test
  void aPoolIsSaturatedWhenItHasBeenFullAtEachLook() {
    Runners.runner()
        .run(
            context -> {
              WorkerPools pools = context.getBean(WorkerPools.class);
              WorkerPool pool =
                  pools.create(
                      "orders", b -> b.capacity(1).queueCapacity(1).admission(Admission.reject()));
              SaturationMonitor monitor =
                  new SaturationMonitor(pools, now::get, Duration.ofSeconds(30));
              CountDownLatch end = new CountDownLatch(1);

              pool.execute(() -> Latches.await(end));
              look(monitor, 1);
              assertThat(monitor.saturatedFor(pool)).isZero(); // there is room in the queue

              pool.execute(() -> {});
              look(monitor, 1);
              look(monitor, 29);
              assertThat(monitor.saturatedFor(pool)).isEqualTo(Duration.ofSeconds(29));
              assertThat(status(pools, monitor, SaturatedStatus.OUT_OF_SERVICE))
                  .isEqualTo(Status.UP);
              look(monitor, 1);
              assertThat(status(pools, monitor, SaturatedStatus.OUT_OF_SERVICE))
                  .isEqualTo(Status.OUT_OF_SERVICE);
              assertThat(status(pools, monitor, SaturatedStatus.UNKNOWN)).isEqualTo(Status.UNKNOWN);

              end.countDown();
              Awaitility.await().until(() -> pool.stats().completed() == 2);
              look(monitor, 1);
              assertThat(monitor.saturatedFor(pool)).isZero();
              assertThat(status(pools, monitor, SaturatedStatus.OUT_OF_SERVICE))
                  .isEqualTo(Status.UP);
            });
  }

  @Test
  void aClosedPoolIsOutOfServiceAndNeverSaturated() {
    Runners.runner()
        .withPropertyValues("gopool.pools.orders.capacity=1")
        .run(
            context -> {
              WorkerPools pools = context.getBean(WorkerPools.class);
              WorkerPool orders = pools.get("orders");
              orders.shutdown();
              assertThat(orders.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
              SaturationMonitor monitor = new SaturationMonitor(pools, now::get, Duration.ZERO);
              look(monitor, 1);
              assertThat(monitor.saturatedFor(orders)).isZero();
              assertThat(status(pools, monitor, SaturatedStatus.UNKNOWN))
                  .isEqualTo(Status.OUT_OF_SERVICE);
            });
  }

  @Test
  void aPoolThatTakesTheNameOfAnotherIsNotSaturatedForTheOthersTime() {
    Runners.runner()
        .run(
            context -> {
              WorkerPools pools = context.getBean(WorkerPools.class);
              SaturationMonitor monitor =
                  new SaturationMonitor(pools, now::get, Duration.ofSeconds(30));
              CountDownLatch end = new CountDownLatch(1);
              full(pools, end);
              look(monitor, 1);
              pools.close("orders", Duration.ZERO);
              WorkerPool second = full(pools, end);
              look(monitor, 29);
              assertThat(monitor.saturatedFor(second)).isZero();
              look(monitor, 3);
              assertThat(monitor.saturatedFor(second)).isEqualTo(Duration.ofSeconds(3));
              monitor.stop();
              assertThat(monitor.saturatedFor(second)).isZero();
              end.countDown();
            });
  }

  private static WorkerPool full(WorkerPools pools, CountDownLatch end) {
    WorkerPool pool = pools.create("orders", b -> b.capacity(1));
    pool.execute(() -> Latches.await(end));
    return pool;
  }

  @Test
  void anUnboundedPoolIsNeverSaturated() {
    Runners.runner()
        .withPropertyValues("gopool.pools.orders.unbounded=true")
        .run(
            context ->
                assertThat(
                        SaturationMonitor.isSaturated(
                            context.getBean(WorkerPools.class).get("orders").stats()))
                    .isFalse());
  }

  private void look(SaturationMonitor monitor, long seconds) {
    now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    monitor.look();
  }

  private static Status status(
      WorkerPools pools, SaturationMonitor monitor, SaturatedStatus saturated) {
    HealthProperties properties = new HealthProperties(Duration.ofSeconds(30), saturated);
    PoolsHealthContributor contributor = new PoolsHealthContributor(pools, monitor, properties);
    HealthIndicator indicator = (HealthIndicator) contributor.getContributor("orders");
    assertThat(indicator).isNotNull();
    Health health = indicator.health();
    assertThat(health).isNotNull();
    return health.getStatus();
  }
}
