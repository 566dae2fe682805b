package io.gopool.examples.linkchecker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** So many exchanges in all, and so many with one host, redirects to other hosts included. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LimitTest {

  private static final int IN_ALL = 7;
  private static final int PER_HOST = 3;
  private static final int HOSTS = 5;
  private static final int LINKS = 400;

  /** What the servers see: who is being served, and the most that ever were. */
  private static final class Gauge {
    private final Map<String, Integer> now = new HashMap<>();
    private final Map<String, Integer> most = new HashMap<>();
    private final CountDownLatch full = new CountDownLatch(1);

    synchronized void enter(String host) {
      count(host, 1);
      if (count("all", 1) == IN_ALL) {
        full.countDown();
      }
    }

    synchronized void leave(String host) {
      count(host, -1);
      count("all", -1);
    }

    private int count(String what, int change) {
      int count = now.merge(what, change, Integer::sum);
      most.merge(what, count, Math::max);
      return count;
    }

    synchronized Map<String, Integer> most() {
      return Map.copyOf(most);
    }
  }

  private static String host(int number) {
    return "host" + number % HOSTS + ".localhost";
  }

  private static void answer(HttpExchange exchange, Gauge gauge, int port)
      throws java.io.IOException, InterruptedException {
    String host = exchange.getRequestHeaders().getFirst("Host");
    gauge.enter(host);
    gauge.full.await(); // none is answered before as many as allowed have come
    gauge.leave(host); // before the answer, upon which the next may come
    String path = exchange.getRequestURI().getPath();
    if (path.startsWith("/r/")) {
      String to = "/p/" + path.substring("/r/".length());
      TestServer.redirect(exchange, "http://" + host(0) + ":" + port + to);
    } else {
      TestServer.send(exchange, 200, "");
    }
  }

  @Test
  void neitherLimitIsExceededAndTheWholeIsUsed() throws Exception {
    Gauge gauge = new Gauge();
    int[] port = new int[1];
    try (TestServer server =
            new TestServer("127.0.0.1", exchange -> answer(exchange, gauge, port[0]));
        Service service =
            Service.start(
                "link-checker.allow-private=true",
                "link-checker.timeout=60s",
                "link-checker.exchanges=" + IN_ALL,
                "link-checker.per-host=" + PER_HOST)) {
      port[0] = server.port();
      List<String> urls =
          IntStream.range(0, LINKS)
              .mapToObj(
                  i -> "http://" + host(i) + ":" + server.port() + (i % 3 == 0 ? "/r/" : "/p/") + i)
              .toList();
      String id = Service.id(service.postList(urls));
      assertEquals(LINKS, service.end(id).get("ok").asInt());
      Map<String, Integer> most = gauge.most();
      assertEquals(HOSTS + 1, most.size(), most::toString);
      assertEquals(IN_ALL, most.get("all"));
      most.forEach(
          (host, count) ->
              assertTrue(host.equals("all") || count <= PER_HOST, () -> host + ": " + count));
    }
  }
}
