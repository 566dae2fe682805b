package io.gopool.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gopool.PoolStats;
import io.gopool.State;
import io.gopool.WorkerPool;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/** Pools as beans. */
class PoolBeansTest {

  private final ApplicationContextRunner runner =
      Runners.runner()
          .withPropertyValues(
              "gopool.pools.orders.capacity=200",
              "gopool.pools.orders.queue-capacity=1000",
              "gopool.pools.orders.admission=block",
              "gopool.pools.orders.max-wait=2s",
              "gopool.pools.orders.idle-expiry=30s",
              "gopool.pools.orders.threads=virtual",
              "gopool.pools.mail.capacity=16",
              "gopool.pools.mail.admission=reject",
              "gopool.default-pool=orders");

  @Test
  void eachPoolIsABeanOfItsName() {
    runner.run(
        context -> {
          PoolStats orders = context.getBean("orders", WorkerPool.class).stats();
          assertThat(orders.name()).isEqualTo("orders");
          assertThat(orders.capacity()).isEqualTo(200);
          assertThat(orders.queueCapacity()).isEqualTo(1000);
          assertThat(context.getBean("mail", WorkerPool.class).capacity()).isEqualTo(16);
        });
  }

  @Test
  void isInjectedByItsQualifier() {
    runner
        .withUserConfiguration(Injected.class)
        .run(
            context ->
                assertThat(context.getBean(Shop.class).pool())
                    .isSameAs(context.getBean("orders"))
                    .isSameAs(context.getBean(WorkerPools.class).get("orders")));
  }

  @Test
  void leavesBootsOwnExecutorAlone() {
    runner.run(
        context -> {
          assertThat(context.getBean("applicationTaskExecutor"))
              .isInstanceOf(ThreadPoolTaskExecutor.class);
          assertThat(context.getBean(AsyncTaskExecutor.class))
              .isSameAs(context.getBean("applicationTaskExecutor"));
        });
  }

  @Test
  void aDefaultCandidateIsInjectedWithoutQualifierAndReplacesBootsExecutor() {
    runner
        .withPropertyValues("gopool.pools.orders.default-candidate=true")
        .run(
            context -> {
              assertThat(context.getBean(WorkerPool.class)).isSameAs(context.getBean("orders"));
              assertThat(context.getBeanProvider(Executor.class).getIfUnique()).isNotNull();
              assertThat(context).doesNotHaveBean("applicationTaskExecutor");
            });
  }

  @Test
  void goesDepthFirstIfAsked() {
    runner
        .withPropertyValues("gopool.pools.tree.capacity=1", "gopool.pools.tree.queue-capacity=2")
        .withPropertyValues("gopool.pools.tree.depth-first=true")
        .run(
            context -> {
              WorkerPool tree = context.getBean("tree", WorkerPool.class);
              Queue<String> order = new ConcurrentLinkedQueue<>();
              tree.execute(
                  () -> {
                    tree.execute(() -> order.add("older"));
                    tree.execute(() -> order.add("newer"));
                  });
              await().until(() -> order.size() == 2);
              assertThat(order).containsExactly("newer", "older");
            });
  }

  @Test
  void aPoolWithoutSettingsHasTheDefaults() {
    Runners.runner()
        .withPropertyValues("gopool.pools.mail=")
        .run(
            context -> {
              WorkerPool mail = context.getBean("mail", WorkerPool.class);
              assertThat(mail.capacity()).isEqualTo(1024);
              assertThat(context.getBean(WorkerPools.class).defaultPool()).isSameAs(mail);
            });
  }

  @Test
  void withoutPoolsThereIsAnEmptyRegistry() {
    Runners.runner()
        .run(
            context -> {
              assertThat(context).hasNotFailed().doesNotHaveBean(WorkerPool.class);
              assertThat(context.getBean(WorkerPools.class).names()).isEmpty();
            });
  }

  @Test
  void aClosedContextHasClosedItsPools() {
    WorkerPool[] pools = new WorkerPool[2];
    runner.run(
        context -> {
          pools[0] = context.getBean("orders", WorkerPool.class);
          pools[1] = context.getBean("mail", WorkerPool.class);
          assertThat(pools[0].state()).isEqualTo(State.OPEN);
        });
    assertThat(pools).extracting(WorkerPool::state).containsOnly(State.CLOSED);
  }

  @Configuration(proxyBeanMethods = false)
  static class Injected {
    @Bean
    Shop shop(@Qualifier("orders") WorkerPool pool) {
      return new Shop(pool);
    }
  }

  record Shop(WorkerPool pool) {}
}
