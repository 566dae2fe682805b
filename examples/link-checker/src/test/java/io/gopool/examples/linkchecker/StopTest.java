package io.gopool.examples.linkchecker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.KeyedPools;
import io.gopool.State;
import io.gopool.WorkerPool;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stop in the middle of checks. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StopTest {

  private static final int CHECKS = 12; // more than run at once

  private static List<String> urls(TestServer server, int check) {
    return IntStream.range(0, 10)
        .mapToObj(link -> "http://127.0.0.1:" + server.port() + "/" + check + "/" + link)
        .toList();
  }

  private static TestServer server(CountDownLatch open) throws Exception {
    return new TestServer(
        "127.0.0.1",
        exchange -> {
          open.await();
          TestServer.send(exchange, 200, "");
        });
  }

  /** Follows a check from now on, on a thread of its own; the result is all it was told. */
  private static CompletableFuture<List<String>> follow(Service service, String id)
      throws Exception {
    Stream<String> lines = service.stream("/api/checks/" + id + "/events").body();
    return CompletableFuture.supplyAsync(lines::toList, task -> Thread.ofVirtual().start(task));
  }

  private static void assertEndsWith(String state, List<String> lines) {
    int end = lines.indexOf("event:end");
    assertTrue(end >= 0, lines::toString);
    assertTrue(lines.get(end + 1).contains("\"state\":\"" + state + "\""), lines::toString);
  }

  @Test
  void whatWasAcceptedIsFinishedAndWhoWatchesSeesIt() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    try (TestServer server = server(open)) {
      Service service =
          Service.start(
              "link-checker.allow-private=true",
              "link-checker.timeout=120s",
              "link-checker.drain=120s",
              "spring.lifecycle.timeout-per-shutdown-phase=125s");
      WorkerPool checks = service.bean("checks", WorkerPool.class);
      KeyedPools<?> links = service.bean(KeyedPools.class);
      List<CompletableFuture<List<String>>> watched =
          IntStream.range(0, CHECKS)
              .mapToObj(check -> submitAndFollow(service, urls(server, check)))
              .toList();

      CompletableFuture<Void> stop =
          CompletableFuture.runAsync(service::close, task -> Thread.ofPlatform().start(task));
      List<String> noWork = List.of("no URL"); // it may be taken before the stop has come so far
      Awaitility.await().until(() -> service.postList(noWork).statusCode() == 503);
      assertFalse(stop.isDone());

      open.countDown();
      for (CompletableFuture<List<String>> lines : watched) {
        assertEndsWith("DONE", lines.get(120, TimeUnit.SECONDS));
      }
      stop.get(60, TimeUnit.SECONDS);
      assertEquals(State.CLOSED, checks.state());
      assertEquals(checks.stats().submitted(), checks.stats().completed());
      assertEquals(State.CLOSED, links.state());
      assertEquals(links.stats().submitted(), links.stats().completed());
      assertEquals(CHECKS * 10, links.stats().completed());
    }
  }

  private static CompletableFuture<List<String>> submitAndFollow(
      Service service, List<String> urls) {
    try {
      return follow(service, Service.id(service.postList(urls)));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatCannotBeFinishedInTimeIsSaidToBeInterrupted() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    try (TestServer server = server(open)) {
      Service service =
          Service.start(
              "link-checker.allow-private=true",
              "link-checker.timeout=120s",
              "link-checker.drain=100ms");
      CompletableFuture<List<String>> lines =
          follow(service, Service.id(service.postList(urls(server, 0))));
      Awaitility.await().until(() -> server.requests() > 0);
      service.close();
      assertEndsWith("INTERRUPTED", lines.get(60, TimeUnit.SECONDS));
    } finally {
      open.countDown();
    }
  }

  @Test
  void aCancelledCheckEndsAtOnceAndGivesItsPlacesBack() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    try (TestServer server = server(open);
        Service service =
            Service.start("link-checker.allow-private=true", "link-checker.timeout=150s")) {
      KeyedPools<?> links = service.bean(KeyedPools.class);
      WorkerPool checks = service.bean("checks", WorkerPool.class);
      String id = Service.id(service.postList(urls(server, 0)));
      CompletableFuture<List<String>> lines = follow(service, id);
      Awaitility.await().until(() -> server.requests() > 0);
      assertEquals(
          "CANCELLED", service.json("/api/checks/" + id, "DELETE").get("state").asString());
      assertEndsWith("CANCELLED", lines.get(60, TimeUnit.SECONDS));
      Awaitility.await().until(() -> links.stats().running() == 0 && checks.running() == 0);
      assertEquals(
          "CANCELLED", service.json("/api/checks/" + id, "DELETE").get("state").asString());
    } finally {
      open.countDown();
    }
  }
}
