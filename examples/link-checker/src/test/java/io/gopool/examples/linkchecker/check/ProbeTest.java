package io.gopool.examples.linkchecker.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import io.gopool.examples.linkchecker.Service;
import io.gopool.examples.linkchecker.TestServer;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Which requests it takes to a verdict. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProbeTest {

  @RegisterExtension
  private static final Service service =
      Service.ofClass(
          "link-checker.allow-private=true",
          "link-checker.timeout=60s",
          "link-checker.retry-delay=1ms");

  private static JsonNode check(TestServer.Answer answer, Queue<String> seen) throws Exception {
    try (TestServer server =
        new TestServer(
            "127.0.0.1",
            exchange -> {
              seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
              answer.to(exchange);
            })) {
      String id = Service.id(service.postList(List.of("http://127.0.0.1:" + server.port() + "/")));
      service.end(id);
      return service.results(id).getFirst();
    }
  }

  private static boolean isHead(HttpExchange exchange) {
    return exchange.getRequestMethod().equals("HEAD");
  }

  @Test
  void whoDoesNotAnswerHeadIsAskedWithGet() throws Exception {
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    JsonNode result = check(ProbeTest::answerGetAlone, seen);
    assertEquals("OK", result.get("verdict").asString(), result::toString);
    assertEquals(2, result.get("exchanges").asInt());
    assertEquals(List.of("HEAD /", "GET /"), seen.stream().distinct().toList());
  }

  private static void answerGetAlone(HttpExchange exchange) throws IOException {
    if (!isHead(exchange)) {
      TestServer.send(exchange, 200, "");
    } // otherwise the connection is closed without an answer
  }

  @Test
  void whoAnswersNothingIsAskedForTheLastTimeWithGet() throws Exception {
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    JsonNode result = check(exchange -> {}, seen);
    assertEquals("BROKEN", result.get("verdict").asString(), result::toString);
    assertEquals(3, result.get("exchanges").asInt());
    assertEquals("GET /", List.copyOf(seen).getLast());
  }

  /** The next one may know HEAD. */
  @Test
  void aRedirectIsAskedForWithHeadAgain() throws Exception {
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    JsonNode result =
        check(
            exchange -> {
              if (exchange.getRequestURI().getPath().equals("/new")) {
                TestServer.send(exchange, 200, "");
              } else if (!isHead(exchange)) {
                TestServer.redirect(exchange, "/new");
              }
            },
            seen);
    assertEquals("OK", result.get("verdict").asString(), result::toString);
    assertTrue(seen.contains("HEAD /new"), seen::toString);
    assertFalse(seen.contains("GET /new"), seen::toString);
  }
}
