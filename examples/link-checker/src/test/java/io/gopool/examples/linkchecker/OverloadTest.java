package io.gopool.examples.linkchecker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.PoolStats;
import io.gopool.WorkerPool;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** More checks than it takes, from many clients at once. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OverloadTest {

  private static final int CLIENTS = 100;
  private static final int LINKS = 20;

  @Test
  void whatIsAcceptedIsDoneAndTheRestIsToldWhenToComeBack() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    try (TestServer server =
            new TestServer(
                "127.0.0.1",
                exchange -> {
                  open.await();
                  TestServer.send(exchange, 200, "");
                });
        Service service =
            Service.start("link-checker.allow-private=true", "link-checker.timeout=150s");
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      PoolStats checks = service.bean("checks", WorkerPool.class).stats();
      int room = checks.capacity() + checks.queueCapacity();
      assertTrue(room < CLIENTS, "the test asks for more than there is room for");

      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        List<String> urls = new ArrayList<>();
        for (int link = 0; link < LINKS; link++) {
          urls.add("http://127.0.0.1:" + server.port() + "/" + client + "/" + link);
        }
        answers.add(clients.submit(() -> service.postList(urls)));
      }
      List<String> accepted = new ArrayList<>();
      for (Future<HttpResponse<String>> answer : answers) {
        HttpResponse<String> response = answer.get();
        if (response.statusCode() == 201) {
          accepted.add(Service.id(response));
        } else {
          assertEquals(429, response.statusCode(), response.body());
          assertTrue(
              Integer.parseInt(response.headers().firstValue("Retry-After").orElseThrow()) > 0);
        }
      }
      assertEquals(room, accepted.size());
      assertEquals(200, service.get("/actuator/health").statusCode(), "it still answers");

      open.countDown();
      for (String id : accepted) {
        JsonNode end = service.end(id);
        assertEquals("DONE", end.get("state").asString());
        assertEquals(LINKS, end.get("ok").asInt());
      }
      HttpResponse<String> later =
          service.postList(List.of("http://127.0.0.1:" + server.port() + "/again"));
      assertEquals("DONE", service.end(Service.id(later)).get("state").asString());
    }
  }
}
