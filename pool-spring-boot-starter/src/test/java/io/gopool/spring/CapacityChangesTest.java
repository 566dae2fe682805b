package io.gopool.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gopool.WorkerPool;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Capacities for ever and for a time. */
class CapacityChangesTest {

  private static final Duration SHORT = Duration.ofMillis(50);

  private final ApplicationContextRunner runner =
      Runners.runner()
          .withPropertyValues("gopool.pools.orders.capacity=4", "gopool.pools.all.unbounded=true");

  @Test
  void aTemporaryCapacityReverts() {
    runner.run(
        context -> {
          CapacityChanges changes = context.getBean(CapacityChanges.class);
          WorkerPool orders = context.getBean("orders", WorkerPool.class);
          Instant before = Instant.now();
          CapacityChanges.Revert revert = changes.change("orders", 9, SHORT);
          assertThat(revert.to()).isEqualTo(4);
          assertThat(revert.at()).isAfterOrEqualTo(before.plus(SHORT));
          Awaitility.await().until(() -> orders.capacity() == 4);
          assertThat(changes.pending("orders")).isEmpty();
        });
  }

  @Test
  void aRenewedOneRevertsToWhatWasBeforeTheFirst() {
    runner.run(
        context -> {
          CapacityChanges changes = context.getBean(CapacityChanges.class);
          changes.change("orders", 9, Duration.ofHours(1));
          assertThat(changes.change("orders", 12, Duration.ofHours(1)).to()).isEqualTo(4);
          assertThat(changes.pending("orders").orElseThrow().to()).isEqualTo(4);
        });
  }

  @Test
  void aLastingOneEndsIt() {
    runner.run(
        context -> {
          CapacityChanges changes = context.getBean(CapacityChanges.class);
          changes.change("orders", 9, Duration.ofHours(1));
          changes.change("orders", 10);
          assertThat(changes.pending("orders")).isEmpty();
          assertThat(context.getBean("orders", WorkerPool.class).capacity()).isEqualTo(10);
        });
  }

  @Test
  void whatTheProgramSetMeanwhileStays() {
    runner.run(
        context -> {
          CapacityChanges changes = context.getBean(CapacityChanges.class);
          WorkerPool orders = context.getBean("orders", WorkerPool.class);
          synchronized (changes) { // the revert waits for this
            changes.change("orders", 9, SHORT);
            orders.resize(7);
          }
          Awaitility.await().until(() -> changes.pending("orders").isEmpty());
          assertThat(orders.capacity()).isEqualTo(7);
        });
  }

  @Test
  void aRenewedOneRevertsToWhatTheProgramSetMeanwhile() {
    runner.run(
        context -> {
          CapacityChanges changes = context.getBean(CapacityChanges.class);
          changes.change("orders", 9, Duration.ofHours(1));
          context.getBean("orders", WorkerPool.class).resize(8);
          assertThat(changes.change("orders", 11, Duration.ofHours(1)).to()).isEqualTo(8);
        });
  }

  @Test
  void aPoolThatIsClosedMeanwhileIsForgotten() {
    runner.run(
        context -> {
          CapacityChanges changes = context.getBean(CapacityChanges.class);
          WorkerPools pools = context.getBean(WorkerPools.class);
          WorkerPool orders = context.getBean("orders", WorkerPool.class);
          WorkerPool reports = pools.create("reports", b -> b.capacity(2));
          synchronized (changes) { // the revert waits for this
            changes.change("reports", 9, SHORT);
            assertThat(pools.close("reports", Duration.ofSeconds(30))).isTrue();
          }
          assertThat(changes.pending("reports")).isEmpty();
          changes.change("orders", 9, SHORT); // reverts after the other one would
          Awaitility.await().until(() -> orders.capacity() == 4);
          assertThat(reports.capacity()).isEqualTo(9);
        });
  }

  @Test
  void aPoolThatTakesTheNameMeanwhileKeepsItsCapacity() {
    runner.run(
        context -> {
          CapacityChanges changes = context.getBean(CapacityChanges.class);
          WorkerPools pools = context.getBean(WorkerPools.class);
          WorkerPool orders = context.getBean("orders", WorkerPool.class);
          pools.create("reports", b -> b.capacity(2));
          WorkerPool second;
          synchronized (changes) { // the revert waits for this
            changes.change("reports", 8, SHORT);
            assertThat(pools.close("reports", Duration.ofSeconds(30))).isTrue();
            second = pools.create("reports", b -> b.capacity(8));
          }
          assertThat(changes.pending("reports")).isEmpty();
          changes.change("orders", 9, SHORT); // reverts after the other one would
          Awaitility.await().until(() -> orders.capacity() == 4);
          assertThat(second.capacity()).isEqualTo(8);
        });
  }

  @Test
  void aChangeOfAPoolThatTakesTheNameMeanwhileRevertsToItsOwnCapacity() {
    runner.run(
        context -> {
          CapacityChanges changes = context.getBean(CapacityChanges.class);
          WorkerPools pools = context.getBean(WorkerPools.class);
          pools.create("reports", b -> b.capacity(2));
          changes.change("reports", 8, Duration.ofHours(1));
          assertThat(pools.close("reports", Duration.ofSeconds(30))).isTrue();
          pools.create("reports", b -> b.capacity(8));
          assertThat(changes.change("reports", 9, Duration.ofHours(1)).to()).isEqualTo(8);
        });
  }

  @Test
  void aTimeThatNoClockShowsIsForAsLongAsOneDoes() {
    runner.run(
        context -> {
          CapacityChanges changes = context.getBean(CapacityChanges.class);
          Instant before = Instant.now();
          CapacityChanges.Revert revert =
              changes.change("orders", 9, Duration.ofSeconds(Long.MAX_VALUE));
          assertThat(revert.to()).isEqualTo(4);
          assertThat(revert.at()).isAfter(before.plus(Duration.ofDays(100 * 365)));
          assertThat(changes.pending("orders")).contains(revert);
          assertThat(context.getBean("orders", WorkerPool.class).capacity()).isEqualTo(9);
        });
  }

  @Test
  void whatCannotRevertChangesNothing() {
    runner.run(
        context -> {
          CapacityChanges changes = context.getBean(CapacityChanges.class);
          changes.change("orders", 9, Duration.ofHours(1));
          changes.destroy();
          assertThatThrownBy(() -> changes.change("orders", 12, Duration.ofHours(1)))
              .isInstanceOf(RejectedExecutionException.class);
          assertThat(context.getBean("orders", WorkerPool.class).capacity()).isEqualTo(9);
          assertThat(changes.pending("orders").orElseThrow().to()).isEqualTo(4);
        });
  }

  @Test
  void badChangesChangeNothing() {
    runner.run(
        context -> {
          CapacityChanges changes = context.getBean(CapacityChanges.class);
          assertThatThrownBy(() -> changes.change("orders", 0, Duration.ofHours(1)))
              .isInstanceOf(IllegalArgumentException.class);
          assertThatThrownBy(() -> changes.change("orders", 5, Duration.ZERO))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage(
                  "the time after which the capacity reverts must be positive, was PT0S; leave it"
                      + " out for a change that lasts");
          assertThatThrownBy(() -> changes.change("nobody", 5))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage("there is no pool 'nobody'; there are: orders, all");
          assertThatThrownBy(() -> changes.change("all", 5))
              .isInstanceOf(UnsupportedOperationException.class);
          assertThat(changes.pending("orders")).isEmpty();
          assertThat(context.getBean("orders", WorkerPool.class).capacity()).isEqualTo(4);
        });
  }
}
