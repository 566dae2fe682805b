package io.gopool.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.gopool.PoolStats;
import io.gopool.WorkerPool;
import io.gopool.spring.Latches;
import io.gopool.spring.WholeApplication;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Requests of a real Tomcat on a pool. */
class TomcatPoolTest {

  private static final String[] ON = {"gopool.web.enabled=true", "gopool.pools.web.capacity=2"};

  @Test
  void requestsRunOnThePool() throws Exception {
    try (WholeApplication application = WholeApplication.start(Web.class, ON)) {
      assertThat(application.get("/thread").body()).startsWith("web-");
      assertThat(pool(application).stats().submitted()).isPositive();
    }
  }

  @Test
  void requestsRunOnThePoolThoughBootWantsVirtualThreads() throws Exception {
    try (WholeApplication application =
        WholeApplication.start(Web.class, "spring.threads.virtual.enabled=true", ON[0], ON[1])) {
      assertThat(application.get("/thread").body()).startsWith("web-");
    }
  }

  @Test
  void requestsRunOnTomcatsThreadsUnlessAskedFor() throws Exception {
    try (WholeApplication application = WholeApplication.start(Web.class, ON[1])) {
      assertThat(application.get("/thread").body()).startsWith("http-nio");
      assertThat(pool(application).stats().submitted()).isZero();
    }
  }

  @Test
  void thePoolIsNamedAmongSeveral() throws Exception {
    try (WholeApplication application =
        WholeApplication.start(
            Web.class,
            "gopool.web.enabled=true",
            "gopool.web.pool=web",
            "gopool.default-pool=orders",
            "gopool.pools.orders.capacity=2",
            "gopool.pools.web.capacity=2")) {
      assertThat(application.get("/thread").body()).startsWith("web-");
    }
  }

  @Test
  void requestsBeyondTheCapacityWaitAndAllAreAnswered() throws Exception {
    try (WholeApplication application = WholeApplication.start(Web.class, ON)) {
      Gate gate = application.context().getBean(Gate.class);
      WorkerPool pool = pool(application);
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        answers.add(
            application.client().sendAsync(get(application, "/wait"), BodyHandlers.ofString()));
      }
      Awaitility.await().until(() -> pool.running() == 2 && pool.waiting() == 18);
      assertThat(gate.entered.getCount()).isEqualTo(Gate.MANY - 2);
      gate.open.countDown();
      for (CompletableFuture<HttpResponse<String>> answer : answers) {
        assertThat(answer.get(60, TimeUnit.SECONDS).body()).isEqualTo("done");
      }
    }
  }

  /** The poller wakes a request that waits for its body; it must not wait for a slot itself. */
  @Test
  void aRequestThatWaitsForItsBodyIsServedAtCapacity() throws Exception {
    try (WholeApplication application = WholeApplication.start(Web.class, ON)) {
      WorkerPool pool = pool(application);
      try (Socket first = begunRequest(application);
          Socket second = begunRequest(application)) {
        Awaitility.await().until(() -> pool.running() == 2);
        CompletableFuture<HttpResponse<String>> behind =
            application.client().sendAsync(get(application, "/thread"), BodyHandlers.ofString());
        Awaitility.await().until(() -> pool.waiting() == 1);
        for (Socket slow : List.of(first, second)) {
          slow.getOutputStream().write('b');
          slow.setSoTimeout(15_000); // Tomcat itself gives up after 20 seconds
          String answer = new String(slow.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
          assertThat(answer).startsWith("HTTP/1.1 200").endsWith("2");
        }
        assertThat(behind.get(15, TimeUnit.SECONDS).body()).startsWith("web-");
      }
    }
  }

  /** Sends a request but for the second byte of its body. */
  private static Socket begunRequest(WholeApplication application) throws IOException {
    URI uri = application.uri("/length");
    Socket socket = new Socket(uri.getHost(), uri.getPort());
    String request =
        """
        POST /length HTTP/1.1
        Host: localhost
        Connection: close
        Content-Type: text/plain
        Content-Length: 2

        a\
        """;
    byte[] bytes = request.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    socket.getOutputStream().write(bytes);
    return socket;
  }

  @Test
  void aRejectingPoolClosesTheConnectionAtCapacity() throws Exception {
    try (WholeApplication application =
        WholeApplication.start(Web.class, ON[0], ON[1], "gopool.pools.web.admission=reject")) {
      Gate gate = application.context().getBean(Gate.class);
      WorkerPool pool = pool(application);
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        answers.add(
            application.client().sendAsync(get(application, "/wait"), BodyHandlers.ofString()));
      }
      Awaitility.await().until(() -> pool.running() == 2);
      CompletableFuture<HttpResponse<String>> refused =
          application.client().sendAsync(get(application, "/thread"), BodyHandlers.ofString());
      assertThat(refused).failsWithin(Duration.ofSeconds(60));
      assertThat(pool.stats().rejected()).isPositive();
      gate.open.countDown();
      for (CompletableFuture<HttpResponse<String>> answer : answers) {
        assertThat(answer.get(60, TimeUnit.SECONDS).body()).isEqualTo("done");
      }
    }
  }

  /** As with Tomcat's own threads: it closes the connections of those that have not begun. */
  @Test
  void aStoppedApplicationAnswersWhatItHasBegun() throws Exception {
    WholeApplication application = WholeApplication.start(Web.class, ON);
    Gate gate = application.context().getBean(Gate.class);
    WorkerPool pool = pool(application);
    List<CompletableFuture<HttpResponse<String>>> begun = new ArrayList<>();
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      begun.add(application.client().sendAsync(get(application, "/wait"), BodyHandlers.ofString()));
    }
    Awaitility.await().until(() -> gate.entered.getCount() == Gate.MANY - 2);
    for (int i = 0; i < 4; i++) {
      waiting.add(
          application.client().sendAsync(get(application, "/wait"), BodyHandlers.ofString()));
    }
    Awaitility.await().until(() -> pool.waiting() == 4);
    Thread stop = Thread.ofPlatform().start(() -> application.context().close());
    Awaitility.await().until(() -> !isOpen(application));
    gate.open.countDown();
    for (CompletableFuture<HttpResponse<String>> answer : begun) {
      assertThat(answer.get(60, TimeUnit.SECONDS).body()).isEqualTo("done");
    }
    for (CompletableFuture<HttpResponse<String>> answer : waiting) {
      assertThat(answer).failsWithin(Duration.ofSeconds(60));
    }
    assertThat(stop.join(Duration.ofSeconds(60))).isTrue();
    PoolStats stats = pool.stats();
    assertThat(stats.running() + stats.queued() + stats.waiting()).isZero();
    assertThat(stats.cancelled()).isZero();
    application.close();
  }

  /** Whether a new connection is accepted: it is not once the graceful shutdown has begun. */
  private static boolean isOpen(WholeApplication application) {
    URI uri = application.uri("/");
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static WorkerPool pool(WholeApplication application) {
    return application.context().getBean("web", WorkerPool.class);
  }

  private static HttpRequest get(WholeApplication application, String path) {
    return HttpRequest.newBuilder(application.uri(path)).build();
  }

  static final class Gate {
    static final int MANY = 1000;
    final CountDownLatch open = new CountDownLatch(1);
    final CountDownLatch entered = new CountDownLatch(MANY);
  }

  @Configuration(proxyBeanMethods = false)
  static class Web {
    @Bean
    Gate gate() {
      return new Gate();
    }

    @Bean
    Controller controller(Gate gate) {
      return new Controller(gate);
    }
  }

  @RestController
  static class Controller {
    private final Gate gate;

    Controller(Gate gate) {
      this.gate = gate;
    }

    @GetMapping("/thread")
    String thread() {
      return Thread.currentThread().getName();
    }

    @GetMapping("/wait")
    String await() {
      gate.entered.countDown();
      Latches.await(gate.open);
      return "done";
    }

    @PostMapping("/length")
    String length(@RequestBody String body) {
      return Integer.toString(body.length());
    }
  }
}
