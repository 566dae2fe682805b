package io.gopool.spring.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.gopool.WorkerPool;
import io.gopool.spring.Latches;
import io.gopool.spring.LogCapture;
import io.gopool.spring.WholeApplication;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.cloud.context.refresh.ContextRefresher;

/** Spring Cloud's own refresh of a whole application whose file has changed. */
class ContextRefreshTest {

  @TempDir private Path folder;

  @Test
  void aChangedFileIsTakenOverWhileThePoolRuns() throws Exception {
    write(2, 2);
    try (WholeApplication application = start()) {
      WorkerPool orders = application.context().getBean("orders", WorkerPool.class);
      CountDownLatch open = new CountDownLatch(1);
      Future<String> running =
          orders.submit(
              () -> {
                Latches.await(open);
                return Thread.currentThread().isInterrupted() ? "interrupted" : "ended well";
              });
      Awaitility.await().until(() -> orders.running() == 1);
      write(7, 2);
      HttpResponse<String> answer = application.post("/actuator/refresh", "");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("[\"gopool.pools.orders.capacity\"]");
      assertThat(orders.capacity()).isEqualTo(7);
      assertThat(application.context().getBean("orders", WorkerPool.class)).isSameAs(orders);
      open.countDown();
      assertThat(running.get(60, TimeUnit.SECONDS)).isEqualTo("ended well");
      assertThat(orders.submit(() -> 42).get(60, TimeUnit.SECONDS)).isEqualTo(42);
    }
  }

  @Test
  void aWrongValueLeavesAllAsItWasAndIsNamed() throws Exception {
    write(2, 2);
    try (WholeApplication application = start();
        LogCapture log = new LogCapture("io.gopool.spring")) {
      ContextRefresher refresher = application.context().getBean(ContextRefresher.class);
      WorkerPool orders = application.context().getBean("orders", WorkerPool.class);
      WorkerPool mail = application.context().getBean("mail", WorkerPool.class);
      write(7, 0);
      assertThat(refresher.refresh())
          .isEqualTo(Set.of("gopool.pools.orders.capacity", "gopool.pools.mail.capacity"));
      assertThat(orders.capacity()).isEqualTo(2);
      assertThat(mail.capacity()).isEqualTo(2);
      assertThat(log.text())
          .contains("are wrong and were not taken over")
          .contains("Property: gopool.pools.mail.capacity", "Value: \"0\"", "Origin: ")
          .contains("Expected: capacity must be in [1, ")
          .contains("Correct gopool.pools.mail.capacity, or remove it for the default.");
      assertThat(orders.submit(() -> 42).get(60, TimeUnit.SECONDS)).isEqualTo(42);
      write(7, 3);
      refresher.refresh();
      assertThat(orders.capacity()).isEqualTo(7);
      assertThat(mail.capacity()).isEqualTo(3);
    }
  }

  private WholeApplication start() {
    return WholeApplication.start(
        "spring.config.additional-location=file:" + folder + "/",
        "management.endpoints.web.exposure.include=refresh");
  }

  private void write(int orders, int mail) throws IOException {
    Files.writeString(
        folder.resolve("application.yaml"),
        """
        gopool:
          pools:
            orders: { capacity: %d }
            mail: { capacity: %d }
        """
            .formatted(orders, mail));
  }
}
