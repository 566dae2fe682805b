package io.gopool.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gopool.PoolListener;
import io.gopool.PoolObserver;
import io.gopool.State;
import io.gopool.WorkerPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.task.TaskDecorator;

/** The registry, and what applies to each pool in it. */
class WorkerPoolsTest {

  private final ApplicationContextRunner runner =
      Runners.runner()
          .withPropertyValues("gopool.pools.orders.capacity=4", "gopool.pools.mail.capacity=2");

  @Test
  void listsAndLooksUp() {
    runner.run(
        context -> {
          WorkerPools pools = context.getBean(WorkerPools.class);
          assertThat(pools.names()).containsExactly("orders", "mail");
          assertThat(pools.all()).containsExactly(pools.get("orders"), pools.get("mail"));
          assertThat(pools.find("orders"))
              .containsSame(context.getBean("orders", WorkerPool.class));
          assertThat(pools.find("nobody")).isEmpty();
          assertThat(pools.isConfigured("mail")).isTrue();
          assertThatThrownBy(() -> pools.get("nobody"))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage("there is no pool 'nobody'; there are: orders, mail");
          assertThatThrownBy(pools::defaultPool)
              .isInstanceOf(IllegalStateException.class)
              .hasMessage(
                  "there is no default pool; set gopool.default-pool to one of those there are:"
                      + " orders, mail");
        });
  }

  @Test
  void createsAndClosesAtRunTime() {
    runner.run(
        context -> {
          WorkerPools pools = context.getBean(WorkerPools.class);
          WorkerPool reports = pools.create("reports", builder -> builder.capacity(7));
          assertThat(reports.capacity()).isEqualTo(7);
          assertThat(reports.name()).isEqualTo("reports");
          assertThat(pools.names()).containsExactly("orders", "mail", "reports");
          assertThat(pools.get("reports")).isSameAs(reports);
          assertThat(pools.isConfigured("reports")).isFalse();
          assertThat(pools.close("reports", Duration.ofSeconds(30))).isTrue();
          assertThat(pools.names()).containsExactly("orders", "mail");
          assertThat(reports.isShutdown()).isTrue();
          assertThat(pools.create("reports", builder -> {})).isNotSameAs(reports);
        });
  }

  @Test
  void refusesBadCreationsAndClosures() {
    runner.run(
        context -> {
          WorkerPools pools = context.getBean(WorkerPools.class);
          assertThatThrownBy(() -> pools.create("mail", builder -> {}))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage("there is a pool 'mail' already; close it first or choose another name");
          assertThatThrownBy(() -> pools.create(" ", builder -> {}))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("name must not be blank");
          assertThatThrownBy(() -> pools.create("reports", builder -> builder.capacity(0)))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("capacity must be in");
          assertThat(pools.names()).containsExactly("orders", "mail");
          assertThatThrownBy(() -> pools.close("mail", Duration.ZERO))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("'mail' is one of the properties");
          assertThatThrownBy(() -> pools.close("nobody", Duration.ZERO))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("there is no pool 'nobody'");
          assertThatThrownBy(() -> pools.close("mail", Duration.ofSeconds(-1)))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage("timeout must not be negative, was PT-1S; use zero not to wait");
          assertThat(pools.get("mail").state()).isEqualTo(State.OPEN);
        });
  }

  @Test
  void aListenerThatFailsKeepsNoPoolOpen() {
    List<String> heard = new CopyOnWriteArrayList<>();
    runner
        .withBean("first", WorkerPoolsListener.class, () -> failing("no luck"))
        .withBean("second", WorkerPoolsListener.class, () -> hearing(heard))
        .run(
            context -> {
              WorkerPools pools = context.getBean(WorkerPools.class);
              WorkerPool reports = pools.create("reports", b -> {});
              assertThatThrownBy(() -> pools.close("reports", Duration.ofSeconds(30)))
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessage("no luck");
              assertThat(reports.isShutdown()).isTrue();
              assertThat(pools.names()).containsExactly("orders", "mail");
              assertThat(heard).containsExactly("created reports", "removed reports");
            });
  }

  @Test
  void whoHeardOfACreationThatFailedHearsOfTheEnd() {
    List<String> heard = new CopyOnWriteArrayList<>();
    WorkerPoolsListener refusing =
        new WorkerPoolsListener() {
          @Override
          public void created(WorkerPool pool) {
            heard.add("refused " + pool.name());
            throw new IllegalStateException("no luck");
          }

          @Override
          public void removed(WorkerPool pool) {
            heard.add("removed what was refused");
          }
        };
    runner
        .withBean("first", WorkerPoolsListener.class, () -> hearing(heard))
        .withBean("second", WorkerPoolsListener.class, () -> refusing)
        .run(
            context -> {
              WorkerPools pools = context.getBean(WorkerPools.class);
              assertThatThrownBy(() -> pools.create("reports", b -> {})).hasMessage("no luck");
              assertThat(pools.names()).containsExactly("orders", "mail");
              assertThat(heard)
                  .containsExactly("created reports", "refused reports", "removed reports");
            });
  }

  private static WorkerPoolsListener failing(String message) {
    return new WorkerPoolsListener() {
      @Override
      public void removed(WorkerPool pool) {
        throw new IllegalStateException(message);
      }
    };
  }

  private static WorkerPoolsListener hearing(List<String> heard) {
    return new WorkerPoolsListener() {
      @Override
      public void created(WorkerPool pool) {
        heard.add("created " + pool.name());
      }

      @Override
      public void removed(WorkerPool pool) {
        heard.add("removed " + pool.name());
      }
    };
  }

  @Test
  void createsNothingWhenTheApplicationStops() {
    WorkerPools[] pools = new WorkerPools[1];
    WorkerPool[] created = new WorkerPool[1];
    runner.run(
        context -> {
          pools[0] = context.getBean(WorkerPools.class);
          created[0] = pools[0].create("reports", builder -> {});
        });
    assertThat(created[0].state()).isEqualTo(State.CLOSED);
    assertThatThrownBy(() -> pools[0].create("late", builder -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("pool 'late' is not created: the application is stopping");
  }

  @Test
  void customizersComeInOrderAfterTheProperties() {
    runner
        .withUserConfiguration(Customizers.class)
        .run(
            context -> {
              WorkerPools pools = context.getBean(WorkerPools.class);
              assertThat(pools.get("orders").capacity()).isEqualTo(30);
              assertThat(pools.get("mail").capacity()).isEqualTo(2);
              assertThat(pools.create("reports", b -> b.capacity(5)).capacity()).isEqualTo(5);
              assertThat(context.getBean(Customizers.class).calls)
                  .containsExactly(
                      "first orders",
                      "second orders",
                      "first mail",
                      "second mail",
                      "first reports",
                      "second reports");
            });
  }

  @Test
  void decoratorsWrapEachTaskInOrder() {
    runner
        .withUserConfiguration(Decorators.class)
        .run(
            context -> {
              Decorators decorators = context.getBean(Decorators.class);
              WorkerPools pools = context.getBean(WorkerPools.class);
              pools.get("mail").submit(() -> decorators.calls.add("task")).get();
              pools.create("reports", b -> {}).submit(() -> decorators.calls.add("task")).get();
              assertThat(decorators.calls)
                  .containsExactly("outer", "inner", "task", "outer", "inner", "task");
            });
  }

  @Test
  void observersSeeEachPool() {
    List<String> heard = new CopyOnWriteArrayList<>();
    PoolObserver observer =
        new PoolObserver() {
          @Override
          public void resized(int from, int to) {
            heard.add(from + " " + to);
          }
        };
    runner
        .withBean(PoolObserver.class, () -> observer)
        .run(
            context -> {
              WorkerPools pools = context.getBean(WorkerPools.class);
              pools.get("orders").resize(8);
              pools.create("reports", b -> b.capacity(1)).resize(3);
              org.awaitility.Awaitility.await()
                  .untilAsserted(() -> assertThat(heard).containsExactly("4 8", "1 3"));
            });
  }

  @Test
  void listenersHearOfEachPool() {
    List<String> heard = new CopyOnWriteArrayList<>();
    PoolListener listener =
        new PoolListener() {
          @Override
          public void resized(String pool, int from, int to) {
            heard.add(pool + " " + from + " " + to);
          }
        };
    runner
        .withBean(PoolListener.class, () -> listener)
        .run(
            context -> {
              WorkerPools pools = context.getBean(WorkerPools.class);
              pools.get("orders").resize(8);
              pools.create("reports", b -> b.capacity(1)).resize(3);
              org.awaitility.Awaitility.await()
                  .untilAsserted(
                      () ->
                          assertThat(heard).containsExactlyInAnyOrder("orders 4 8", "reports 1 3"));
            });
  }

  @Configuration
  static class Customizers {
    final List<String> calls = new ArrayList<>();

    @Bean
    @Order(2)
    WorkerPoolBuilderCustomizer second() {
      return (pool, builder) -> {
        calls.add("second " + pool);
        if (pool.equals("orders")) {
          builder.capacity(30);
        }
      };
    }

    @Bean
    @Order(1)
    WorkerPoolBuilderCustomizer first() {
      return (pool, builder) -> {
        calls.add("first " + pool);
        if (pool.equals("orders")) {
          builder.capacity(20);
        }
      };
    }
  }

  @Configuration
  static class Decorators {
    final List<String> calls = new CopyOnWriteArrayList<>();

    @Bean
    @Order(2)
    TaskDecorator outer() {
      return named("outer");
    }

    @Bean
    @Order(1)
    TaskDecorator inner() {
      return named("inner");
    }

    private TaskDecorator named(String name) {
      return task ->
          () -> {
            calls.add(name);
            task.run();
          };
    }
  }
}
