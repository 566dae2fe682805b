package io.gopool.examples.linkchecker.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gopool.WorkerPool;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/** Serves a {@link DemoPlan} on the loopback address, on a pool. */
public final class DemoSite implements AutoCloseable {

  private static final Pattern PATH = Pattern.compile("/([a-z-]+)/([0-9]{1,6})(?:/([0-9]))?");
  private static final int MOST_AT_ONCE = 1_024;
  private static final int BACKLOG = 4_096;
  private static final int CHAIN_LENGTH = 4;
  private static final int FLAKY_PERIOD = 4;

  /** Longer than anybody waits. For ever it cannot be: a handler is not told of who hangs up. */
  private static final Duration HANG = Duration.ofMinutes(1);

  private final WorkerPool pool =
      WorkerPool.builder("demo-site").capacity(MOST_AT_ONCE).queueCapacity(MOST_AT_ONCE).build();
  private final HttpServer server;
  private final DemoPlan plan;
  private final boolean latency;
  private final Duration hang;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();

  /**
   * Starts it.
   *
   * @param port 0 takes a free one
   * @param size how many links its front page has
   * @param latency whether its pages take their time; otherwise all but those that never answer
   *     answer at once
   */
  public DemoSite(int port, int size, boolean latency) throws IOException {
    this(port, size, latency, HANG);
  }

  /**
   * Starts it.
   *
   * @param hang after what time pages that never answer hang up
   */
  DemoSite(int port, int size, boolean latency, Duration hang) throws IOException {
    this.latency = latency;
    this.hang = hang;
    server = listen(port);
    plan = new DemoPlan(server.getAddress().getPort(), size);
    server.setExecutor(pool);
    server.createContext("/", this::answer);
    server.start();
  }

  private static HttpServer listen(int port) throws IOException {
    try {
      return HttpServer.create(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    } catch (BindException e) {
      throw new FailureAnalyzedException(
          "The demo site's port " + port + " is taken.",
          "Set link-checker.demo.port to another one, or to 0 for a free one.",
          e);
    }
  }

  /** The links. */
  public DemoPlan plan() {
    return plan;
  }

  /** The front page, which has all links. */
  public String address() {
    return "http://docs.localhost:" + port() + "/";
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** How many requests have a place in its pool. */
  int answering() {
    return pool.running();
  }

  /** How often a path was asked for. */
  public int asked(String path) {
    AtomicInteger count = asked.get(path);
    return count == null ? 0 : count.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    int nth = asked.computeIfAbsent(path, p -> new AtomicInteger()).incrementAndGet();
    try (exchange) {
      Matcher matcher = PATH.matcher(path);
      if (path.equals("/")) {
        send(exchange, 200, DemoPages.front(plan));
      } else if (matcher.matches()) {
        page(exchange, matcher, nth);
      } else {
        send(exchange, 404, DemoPages.plain("No such page"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void page(HttpExchange exchange, Matcher matcher, int nth)
      throws IOException, InterruptedException {
    int number = Integer.parseInt(matcher.group(2));
    takeTime(number, matcher.group(1));
    String page = DemoPages.page(plan, number);
    switch (matcher.group(1)) {
      case "page", "slow" -> send(exchange, 200, page);
      case "missing" -> send(exchange, 404, DemoPages.plain("Not found"));
      case "gone" -> send(exchange, 410, DemoPages.plain("Gone"));
      case "error" -> send(exchange, 500, DemoPages.plain("Error"));
      case "flaky" -> send(exchange, nth % FLAKY_PERIOD == 0 ? 200 : 503, page);
      case "no-head" -> send(exchange, exchange.getRequestMethod().equals("GET") ? 200 : 405, page);
      case "moved" -> move(exchange, elsewhere(number) + "/page/" + number);
      case "moved-missing" -> move(exchange, "/missing/" + number);
      case "moved-nowhere" -> move(exchange, "http://[nowhere/");
      case "moved-script" -> move(exchange, "javascript:alert(1)");
      case "loop" -> move(exchange, "/loop/" + number);
      case "chain" -> chain(exchange, number, matcher.group(3), page);
      case "hang" -> pause(hang.toMillis());
      case "cut" -> {} // closed without an answer
      default -> send(exchange, 404, DemoPages.plain("No such kind of page"));
    }
  }

  private String elsewhere(int number) {
    return "http://" + DemoPlan.host(number + 1) + ".localhost:" + port();
  }

  private static void chain(HttpExchange exchange, int number, String link, String page)
      throws IOException {
    int place = link == null ? 0 : Integer.parseInt(link);
    if (place == CHAIN_LENGTH) {
      send(exchange, 200, page);
    } else {
      move(exchange, "/chain/" + number + "/" + (place + 1));
    }
  }

  /** Each host has its own pace; a page marked slow takes seconds. */
  private void takeTime(int number, String kind) throws InterruptedException {
    if (latency) {
      int host = number % DemoPlan.HOSTS.size();
      long millis = kind.equals("slow") ? 1_500 : 20 + 60L * host + 13L * (number % 11);
      pause(millis);
    }
  }

  private void pause(long millis) throws InterruptedException {
    boolean unused = closed.await(millis, TimeUnit.MILLISECONDS);
  }

  private static void move(HttpExchange exchange, String to) throws IOException {
    exchange.getResponseHeaders().set("Location", to);
    exchange.sendResponseHeaders(302, -1);
  }

  private static void send(HttpExchange exchange, int status, String page) throws IOException {
    byte[] body = page.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  /** Ends at once. */
  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    pool.close();
  }
}
