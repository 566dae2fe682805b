package io.gopool.spring.web;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.gopool.PoolStats;
import io.gopool.WorkerPool;
import io.gopool.spring.Latches;
import io.gopool.spring.LogCapture;
import io.gopool.spring.WholeApplication;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskDecorator;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

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
      List<CompletableFuture<HttpResponse<String>>> answers = send(application, 20, "/wait");
      Awaitility.await().until(() -> gate.entered.getCount() <= Gate.MANY - 2);
      Awaitility.await().until(() -> pool.running() == 2 && pool.waiting() == 18);
      assertThat(gate.entered.getCount()).isEqualTo(Gate.MANY - 2);
      gate.open.countDown();
      assertAllDone(answers);
    }
  }

  /** The poller wakes a request that waits for its body; it must not wait for a slot itself. */
  @Test
  void aRequestThatWaitsForItsBodyIsServedAtCapacity() throws Exception {
    try (WholeApplication application = WholeApplication.start(Web.class, ON)) {
      Gate gate = application.context().getBean(Gate.class);
      WorkerPool pool = pool(application);
      try (Socket first = begunRequest(application);
          Socket second = begunRequest(application)) {
        Awaitility.await().until(() -> gate.entered.getCount() == Gate.MANY - 2);
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

  @ParameterizedTest
  @ValueSource(strings = {"admission=reject", "max-wait=50ms", "max-blocked-submitters=0"})
  void whatThePoolRefusesIsAnswered503(String setting) throws Exception {
    try (WholeApplication application =
        WholeApplication.start(Web.class, ON[0], ON[1], "gopool.pools.web." + setting)) {
      Gate gate = application.context().getBean(Gate.class);
      List<CompletableFuture<HttpResponse<String>>> admitted = send(application, 2, "/wait");
      Awaitility.await().until(() -> gate.entered.getCount() == Gate.MANY - 2);
      HttpResponse<String> refused = application.get("/thread");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Connection")).hasValue("close");
      assertThat(pool(application).stats().rejected()).isPositive();
      gate.open.countDown();
      assertAllDone(admitted);
      Awaitility.await().until(() -> pool(application).running() == 0);
      assertThat(application.get("/thread").body()).startsWith("web-");
    }
  }

  @Test
  void theErrorOfAnAsynchronousRequestArrivesThoughThePoolIsFull() throws Exception {
    try (WholeApplication application =
        WholeApplication.start(Web.class, ON[0], ON[1], "gopool.pools.web.admission=reject")) {
      Gate gate = application.context().getBean(Gate.class);
      CompletableFuture<HttpResponse<String>> later = send(application, 1, "/async").getFirst();
      Awaitility.await().until(() -> gate.async.get() != null);
      WorkerPool pool = pool(application);
      Awaitility.await().until(() -> pool.running() == 0);
      List<CompletableFuture<HttpResponse<String>>> admitted = send(application, 2, "/wait");
      Awaitility.await().until(() -> gate.entered.getCount() == Gate.MANY - 2);
      AsyncContext async = gate.async.get();
      ((HttpServletResponse) async.getResponse()).sendError(404);
      async.complete();
      assertThat(later.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(404);
      gate.open.countDown();
      assertAllDone(admitted);
    }
  }

  @Test
  void theStopDoesNotWaitForTheBodyOfWhatIsRefused() throws Exception {
    try (WholeApplication application =
        WholeApplication.start(
            Web.class,
            ON[0],
            ON[1],
            "gopool.pools.web.admission=reject",
            "server.tomcat.connection-timeout=10m")) {
      Gate gate = application.context().getBean(Gate.class);
      List<CompletableFuture<HttpResponse<String>>> admitted = send(application, 2, "/wait");
      Awaitility.await().until(() -> gate.entered.getCount() == Gate.MANY - 2);
      try (Socket refused = begunRequest(application)) {
        refused.setSoTimeout(60_000);
        byte[] answer = refused.getInputStream().readNBytes("HTTP/1.1 503".length());
        assertThat(answer).asString().isEqualTo("HTTP/1.1 503");
        Thread drain = Thread.ofPlatform().start(() -> drain(application));
        assertThat(drain.join(Duration.ofSeconds(30))).isTrue();
      }
      gate.open.countDown();
      assertAllDone(admitted);
    }
  }

  private static void drain(WholeApplication application) {
    try {
      executor(application).drain(Duration.ZERO, Duration.ofHours(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-request-waits", "-Poller"})
  void anErrorOnTheWayToThePoolIsAnswered503(String thread) throws Exception {
    try (WholeApplication application = WholeApplication.start(Web.class, ON)) {
      Gate gate = application.context().getBean(Gate.class);
      List<CompletableFuture<HttpResponse<String>>> admitted = List.of();
      if (thread.equals("-request-waits")) {
        admitted = send(application, 2, "/wait");
        Awaitility.await().until(() -> gate.entered.getCount() == Gate.MANY - 2);
      }
      gate.errorIn.set(thread);
      assertThat(application.get("/thread").statusCode()).isEqualTo(503);
      assertThat(executor(application).drain(Duration.ZERO, Duration.ofSeconds(60))).isZero();
      gate.errorIn.set("");
      gate.open.countDown();
      assertAllDone(admitted);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatADecoratorFailsToRunIsAnswered500(boolean exception) throws Exception {
    try (WholeApplication application = WholeApplication.start(Web.class, ON);
        LogCapture log = new LogCapture("io.gopool")) {
      Gate gate = application.context().getBean(Gate.class);
      gate.instead.set(
          () -> {
            if (exception) {
              throw new IllegalStateException("on purpose: did not run its argument");
            }
          });
      HttpResponse<String> answer = send(application, 1, "/thread").getFirst().get(60, SECONDS);
      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.headers().firstValue("Connection")).hasValue("close");
      Awaitility.await().until(() -> pool(application).stats().failed() == 1);
      assertThat(log.failures()).contains("did not run its argument");
      assertThat(executor(application).drain(Duration.ZERO, Duration.ofSeconds(60))).isZero();
      executor(application).reopen();
      gate.instead.set(null);
      assertThat(application.get("/thread").body()).startsWith("web-");
    }
  }

  @Test
  void anAsynchronousRequestIsFinishedThoughThePoolIsFull() throws Exception {
    try (WholeApplication application =
        WholeApplication.start(Web.class, ON[0], ON[1], "gopool.pools.web.admission=reject")) {
      Gate gate = application.context().getBean(Gate.class);
      CompletableFuture<HttpResponse<String>> later = send(application, 1, "/later").getFirst();
      Awaitility.await().until(() -> gate.later.get() != null);
      WorkerPool pool = pool(application);
      Awaitility.await().until(() -> pool.running() == 0);
      List<CompletableFuture<HttpResponse<String>>> admitted = send(application, 2, "/wait");
      Awaitility.await().until(() -> gate.entered.getCount() == Gate.MANY - 2);
      gate.later.get().setResult("late");
      assertThat(later.get(60, TimeUnit.SECONDS).body()).isEqualTo("late");
      gate.open.countDown();
      assertAllDone(admitted);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 150})
  void aStoppedApplicationAnswersWhatItHasBegunAndWhatWaits(int queueCapacity) throws Exception {
    WholeApplication application =
        WholeApplication.start(
            Web.class, ON[0], ON[1], "gopool.pools.web.queue-capacity=" + queueCapacity);
    Gate gate = application.context().getBean(Gate.class);
    WorkerPool pool = pool(application);
    List<CompletableFuture<HttpResponse<String>>> all = send(application, 2, "/wait");
    Awaitility.await().until(() -> gate.entered.getCount() == Gate.MANY - 2);
    all.addAll(send(application, 200, "/wait"));
    Awaitility.await().until(() -> pool.waiting() + pool.queued() == 200);
    Thread stop = Thread.ofPlatform().start(() -> application.context().close());
    Awaitility.await().until(() -> executor(application).isDraining());
    HttpResponse<String> tooLate = application.get("/thread");
    assertThat(tooLate.statusCode()).isEqualTo(503);
    gate.open.countDown();
    assertAllDone(all);
    assertThat(all.getLast().get().headers().firstValue("Connection")).hasValue("close");
    assertThat(stop.join(Duration.ofSeconds(60))).isTrue();
    PoolStats stats = pool.stats();
    assertThat(stats.running() + stats.queued() + stats.waiting()).isZero();
    assertThat(stats.cancelled()).isZero();
    assertThat(isOpen(application)).isFalse();
    application.close();
  }

  /** The time to wait for a slot is over before that of the phase is. */
  @ParameterizedTest
  @ValueSource(strings = {"gopool.pools.web.queue-capacity=1", "server.shutdown=immediate"})
  void whatStillWaitsWhenTheTimeIsOverIsAnswered503(String setting) throws Exception {
    WholeApplication application =
        WholeApplication.start(
            Web.class, ON[0], ON[1], setting, "spring.lifecycle.timeout-per-shutdown-phase=4s");
    Gate gate = application.context().getBean(Gate.class);
    WorkerPool pool = pool(application);
    List<CompletableFuture<HttpResponse<String>>> begun = send(application, 2, "/wait");
    Awaitility.await().until(() -> gate.entered.getCount() == Gate.MANY - 2);
    List<CompletableFuture<HttpResponse<String>>> waiting = send(application, 4, "/wait");
    Awaitility.await().until(() -> pool.waiting() + pool.queued() == 4);
    Thread stop = Thread.ofPlatform().start(() -> application.context().close());
    for (CompletableFuture<HttpResponse<String>> answer : waiting) {
      assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
      assertThat(answer.get().headers().firstValue("Connection")).hasValue("close");
    }
    gate.open.countDown();
    if (!setting.endsWith("immediate")) {
      assertAllDone(begun);
    }
    assertThat(stop.join(Duration.ofSeconds(60))).isTrue();
    assertThat(gate.entered.getCount()).isEqualTo(Gate.MANY - 2);
    application.close();
  }

  @Test
  void thereMayBeMoreTimeThanAnyClockShows() throws Exception {
    Duration huge = Duration.ofDays(365_000);
    try (WorkerPool pool = WorkerPool.builder("web").build()) {
      assertThat(new RequestExecutor(pool, huge).drain(huge, huge)).isZero();
    }
  }

  @Test
  void aContextThatIsStartedAgainServesAgain() throws Exception {
    try (WholeApplication application = WholeApplication.start(Web.class, ON)) {
      application.context().stop();
      assertThat(executor(application).isDraining()).isTrue();
      application.context().start();
      HttpResponse<String> answer = application.get("/thread");
      assertThat(answer.body()).startsWith("web-");
      assertThat(answer.headers().firstValue("Connection")).isEmpty();
    }
  }

  private static List<CompletableFuture<HttpResponse<String>>> send(
      WholeApplication application, int count, String path) {
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      answers.add(application.client().sendAsync(get(application, path), BodyHandlers.ofString()));
    }
    return answers;
  }

  private static void assertAllDone(List<CompletableFuture<HttpResponse<String>>> answers)
      throws Exception {
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertThat(answer.get(60, TimeUnit.SECONDS).body()).isEqualTo("done");
    }
  }

  private static RequestExecutor executor(WholeApplication application) {
    return application.context().getBean(TomcatPoolCustomizer.class).executor();
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
    final AtomicReference<DeferredResult<String>> later = new AtomicReference<>();
    final AtomicReference<AsyncContext> async = new AtomicReference<>();
    final AtomicReference<String> errorIn = new AtomicReference<>("");
    final AtomicReference<@Nullable Runnable> instead = new AtomicReference<>();

    /** Throws in threads whose name ends so. */
    Runnable decorate(Runnable task) {
      String end = errorIn.get();
      if (!end.isEmpty() && Thread.currentThread().getName().endsWith(end)) {
        throw new OutOfMemoryError("on purpose");
      }
      Runnable other = instead.get();
      return other == null ? task : other;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Web {
    @Bean
    Gate gate() {
      return new Gate();
    }

    @Bean
    TaskDecorator decorator(Gate gate) {
      return gate::decorate;
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

    @GetMapping("/later")
    DeferredResult<String> later() {
      DeferredResult<String> result = new DeferredResult<>();
      gate.later.set(result);
      return result;
    }

    @GetMapping("/async")
    void async(HttpServletRequest request, HttpServletResponse response) {
      AsyncContext async = request.startAsync(request, response);
      async.setTimeout(0);
      gate.async.set(async);
    }

    @PostMapping("/length")
    String length(InputStream body) throws IOException {
      int first = body.read();
      gate.entered.countDown();
      assertThat(first).isEqualTo('a');
      return Integer.toString(1 + body.readAllBytes().length);
    }
  }
}
