package io.gopool.examples.linkchecker.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gopool.examples.linkchecker.Service;
import io.gopool.examples.linkchecker.TestServer;
import io.gopool.examples.linkchecker.fetch.Answer;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RetryDelayTest {

  private static final CheckSettings SETTINGS =
      new CheckSettings(1, 1, 1, 9, Duration.ofMillis(500), Duration.ofSeconds(10));

  private static Answer later(String retryAfter) {
    Map<String, List<String>> headers = Map.of("Retry-After", List.of(retryAfter));
    return new Answer(503, HttpHeaders.of(headers, (name, value) -> true), new byte[0]);
  }

  @ParameterizedTest
  @CsvSource({"1, 500", "2, 1000", "3, 2000", "5, 8000", "6, 10000", "100, 10000"})
  void itDoublesUpToALimit(int attempt, long millis) {
    assertEquals(Duration.ofMillis(millis), RetryDelay.of(SETTINGS, attempt, null));
  }

  @ParameterizedTest
  @CsvSource({"0, 500", "3, 3000", "60, 10000", "999999999999, 500", "Sun, 500"})
  void theServerMayWantMore(String retryAfter, long millis) {
    assertEquals(Duration.ofMillis(millis), RetryDelay.of(SETTINGS, 1, later(retryAfter)));
  }

  @Test
  void thePageIsAskedForInTheSamePace() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (TestServer server =
            new TestServer(
                "127.0.0.1",
                exchange ->
                    TestServer.send(exchange, asked.incrementAndGet() < 3 ? 503 : 200, ""));
        Service service =
            Service.start(
                "link-checker.allow-private=true",
                "link-checker.retry-delay=1h",
                "link-checker.max-retry-delay=1ms")) {
      String page = "http://127.0.0.1:" + server.port() + "/";
      String end = service.end(Service.id(service.postPage(page))).get("state").asString();
      assertEquals("DONE", end);
    }
  }
}
