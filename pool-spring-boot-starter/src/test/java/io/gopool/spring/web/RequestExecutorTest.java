package io.gopool.spring.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gopool.WorkerPool;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.springframework.objenesis.ObjenesisStd;

class RequestExecutorTest {

  /** The server's own class of these tasks; it takes a connection to build one, but not to hand. */
  private static Runnable socketTask() throws ClassNotFoundException {
    Class<?> type =
        Class.forName("org.apache.tomcat.util.net.NioEndpoint$NioSocketWrapper$NioOperationState");
    return (Runnable) new ObjenesisStd().newInstance(type);
  }

  /** The thread that polls would end with it, and with that the server. */
  @Test
  void anErrorWhileAThreadIsStartedForAConnectionIsARejection() throws Exception {
    Runnable task = socketTask();
    assertThat(SocketTask.is(task)).isTrue();
    Error error = new OutOfMemoryError("on purpose");
    try (WorkerPool pool = WorkerPool.builder("web").build()) {
      RequestExecutor executor =
          new RequestExecutor(
              pool,
              Duration.ZERO,
              work -> {
                throw error;
              });
      assertThatThrownBy(() -> executor.execute(task))
          .isInstanceOf(RejectedExecutionException.class)
          .hasCause(error);
    }
  }
}
