package io.gopool.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gopool.Admission;
import io.gopool.PoolOverloadedException;
import io.gopool.WorkerPool;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.core.task.TaskRejectedException;

class WorkerPoolTaskExecutorTest {

  @Test
  void runsTasksInThePool() throws Exception {
    try (WorkerPool pool = WorkerPool.builder("orders").build()) {
      WorkerPoolTaskExecutor executor = new WorkerPoolTaskExecutor(pool);
      CountDownLatch ran = new CountDownLatch(1);
      executor.execute(ran::countDown);
      assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(executor.submit(() -> Thread.currentThread().getName()).get())
          .startsWith("orders");
      assertThat(executor.submit(() -> {}).get()).isNull();
      assertThat(executor.submitCompletable(() -> 42).get()).isEqualTo(42);
      assertThat(executor.pool()).isSameAs(pool);
      Awaitility.await().until(() -> pool.running() == 0);
      assertThat(executor).hasToString("WorkerPoolTaskExecutor[" + pool + "]");
    }
  }

  @Test
  void translatesRefusals() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (WorkerPool pool =
        WorkerPool.builder("orders").capacity(1).admission(Admission.reject()).build()) {
      WorkerPoolTaskExecutor executor = new WorkerPoolTaskExecutor(pool);
      pool.execute(() -> Latches.await(end));
      assertThatThrownBy(() -> executor.execute(() -> {}))
          .isInstanceOf(TaskRejectedException.class)
          .hasMessageContaining("orders")
          .hasCauseInstanceOf(PoolOverloadedException.class);
      assertThatThrownBy(() -> executor.submit(() -> {})).isInstanceOf(TaskRejectedException.class);
      assertThatThrownBy(() -> executor.submit(() -> 42)).isInstanceOf(TaskRejectedException.class);
      end.countDown();
    }
  }

  @Test
  void needsAPool() {
    assertThatThrownBy(() -> new WorkerPoolTaskExecutor(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("pool");
  }
}
