package io.gopool.examples.linkchecker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Actuator shows, and changes nothing. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ActuatorTest {

  @Test
  void poolsAreShownAndCannotBeChanged() throws Exception {
    try (Service service = Service.start()) {
      WorkerPool checks = service.bean("checks", WorkerPool.class);
      int capacity = checks.capacity();
      assertEquals(200, service.get("/actuator/gopool").statusCode());
      assertEquals(200, service.get("/actuator/gopool/checks").statusCode());
      for (String method : new String[] {"POST", "PUT", "PATCH", "DELETE"}) {
        HttpResponse<String> response =
            service.send(
                service
                    .request("/actuator/gopool/checks")
                    .header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofString("{\"capacity\": 1}")));
        assertEquals(405, response.statusCode(), method);
      }
      assertEquals(capacity, checks.capacity());
    }
  }

  @Test
  void nothingElseIsExposed() throws Exception {
    try (Service service = Service.start()) {
      for (String id : new String[] {"env", "beans", "heapdump", "loggers", "shutdown"}) {
        assertEquals(404, service.get("/actuator/" + id).statusCode(), id);
      }
      assertEquals(200, service.get("/actuator/health").statusCode());
      HttpResponse<String> meters = service.get("/actuator/prometheus");
      assertEquals(200, meters.statusCode());
      assertTrue(meters.body().contains("gopool_"), meters::body);
    }
  }

  @Test
  void poolsTheirTimesTheHostsAndTheSchedulerAreMeasured() throws Exception {
    try (Service service = Service.start()) {
      HttpResponse<String> response = service.get("/actuator/prometheus");
      assertEquals(200, response.statusCode());
      String body = response.body();
      for (String series :
          new String[] {
            "gopool_capacity_tasks{pool=\"checks\"} 8.0",
            "gopool_capacity_tasks{pool=\"streams\"} 512.0",
            "gopool_task_wait_seconds_count{pool=\"web\"}",
            "gopool_keyed_",
            "gopool_scheduler_processors{scheduler="
          }) {
        assertTrue(body.contains(series), () -> series + " is not in\n" + body);
      }
    }
  }
}
