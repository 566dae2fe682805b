package io.gopool.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gopool.WorkerPool;
import io.gopool.contract.OnEachKind;
import io.gopool.contract.PoolFixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The JDK's HTTP client and its HTTP server, each on a pool of its own. */
@OnEachKind
class HttpClientTest extends PoolFixture {

  private static final int REQUESTS = 3_000;
  private static final int AT_ONCE = 100;

  private final AtomicInteger handled = new AtomicInteger();

  @Test
  void everyRequestIsAnswered() throws Exception {
    WorkerPool serving = pool(16, /* queueCapacity= */ 1_000);
    WorkerPool asking = pool(4, /* queueCapacity= */ 1_000);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
    server.setExecutor(serving);
    server.createContext("/", this::answer);
    server.start();
    try (HttpClient client =
        HttpClient.newBuilder().executor(asking).version(HttpClient.Version.HTTP_1_1).build()) {
      ask(client, "http://localhost:" + server.getAddress().getPort() + "/");
    } finally {
      server.stop(0);
    }
    assertEquals(REQUESTS, handled.get());
    serving.close();
    asking.close();
    assertEquals(0, serving.stats().failed());
    assertEquals(0, asking.stats().failed());
    assertEquals(0, serving.stats().rejected());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      handled.incrementAndGet();
      byte[] body = exchange.getRequestURI().getPath().getBytes(StandardCharsets.US_ASCII);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static void ask(HttpClient client, String root) throws Exception {
    Semaphore slots = new Semaphore(AT_ONCE);
    ConcurrentHashMap<Integer, String> wrong = new ConcurrentHashMap<>();
    CompletableFuture<?>[] answers = new CompletableFuture<?>[REQUESTS];
    for (int i = 0; i < REQUESTS; i++) {
      int number = i;
      slots.acquire();
      answers[i] =
          client
              .sendAsync(
                  HttpRequest.newBuilder(URI.create(root + number)).build(),
                  BodyHandlers.ofString())
              .thenApply(HttpResponse::body)
              .whenComplete(
                  (body, failure) -> {
                    slots.release();
                    if (failure != null || !("/" + number).equals(body)) {
                      wrong.put(number, body + " " + failure);
                    }
                  });
    }
    CompletableFuture.allOf(answers).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertEquals("{}", wrong.toString());
  }
}
