package io.gopool.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gopool.WorkerPool;
import io.gopool.spring.CapacityChanges;
import io.gopool.spring.GopoolProperties;
import io.gopool.spring.Latches;
import io.gopool.spring.WholeApplication;
import io.gopool.spring.WorkerPools;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.ObjectName;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The endpoint of a whole application, over HTTP and JMX. */
class PoolsEndpointTest {

  private static final String PATH = "/actuator/gopool";

  private final WholeApplication application =
      WholeApplication.start(
          "gopool.pools.orders.capacity=4",
          "gopool.pools.mail.unbounded=true",
          "gopool.default-pool=orders",
          "spring.jmx.enabled=true",
          "management.endpoints.jmx.exposure.include=*",
          "management.endpoints.web.exposure.include=*");
  private final WorkerPools pools = application.context().getBean(WorkerPools.class);
  private final WorkerPool orders = pools.get("orders");

  @AfterEach
  void close() {
    application.close();
  }

  @Test
  void readsAll() throws Exception {
    WorkerPool reports = pools.create("reports", b -> b.capacity(2));
    JsonNode all = json(application.get(PATH), 200);
    assertThat(all.at("/defaultPool").asString()).isEqualTo("orders");
    assertThat(all.at("/pools").propertyNames()).containsExactly("orders", "mail", "reports");
    assertThat(all.at("/pools/orders/configured").asBoolean()).isTrue();
    assertThat(all.at("/pools/orders/stats/capacity").asInt()).isEqualTo(4);
    assertThat(all.at("/pools/orders/stats/state").asString()).isEqualTo("OPEN");
    assertThat(all.at("/pools/reports/configured").asBoolean()).isFalse();
    assertThat(reports.capacity()).isEqualTo(2);
  }

  @Test
  void readsOneAndReadingChangesNothing() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    orders.execute(
        () -> {
          begun.countDown();
          Latches.await(end);
        });
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    Object before = orders.stats();
    JsonNode one = json(application.get(PATH + "/orders"), 200);
    assertThat(one.at("/stats/running").asInt()).isEqualTo(1);
    assertThat(one.at("/stats/submitted").asInt()).isEqualTo(1);
    assertThat(one.at("/dump/running/0/task").asString())
        .contains(PoolsEndpointTest.class.getName());
    assertThat(one.at("/dump/running/0/thread/name").asString()).startsWith("orders-");
    json(application.get(PATH), 200);
    assertThat(orders.stats()).isEqualTo(before);
    end.countDown();
    assertThat(application.get(PATH + "/nobody").statusCode()).isEqualTo(404);
  }

  @Test
  void changesACapacityForEver() throws Exception {
    JsonNode now = json(application.post(PATH + "/orders", "{\"capacity\": 9}"), 200);
    assertThat(now.at("/stats/capacity").asInt()).isEqualTo(9);
    assertThat(now.at("/revert").isMissingNode() || now.at("/revert").isNull()).isTrue();
    assertThat(orders.capacity()).isEqualTo(9);
  }

  @Test
  void changesACapacityForATime() throws Exception {
    JsonNode now =
        json(application.post(PATH + "/orders", "{\"capacity\": 9, \"for\": \"PT10M\"}"), 200);
    assertThat(now.at("/stats/capacity").asInt()).isEqualTo(9);
    assertThat(now.at("/revert/to").asInt()).isEqualTo(4);
    assertThat(now.at("/revert/at").asString()).isNotBlank();
    // Renewed, and shorter: back to what was before the first.
    json(application.post(PATH + "/orders?capacity=11&for=PT0.1S", ""), 200);
    Awaitility.await().until(() -> orders.capacity() == 4);
    JsonNode later = json(application.get(PATH + "/orders"), 200);
    assertThat(later.at("/revert").isMissingNode() || later.at("/revert").isNull()).isTrue();
  }

  @Test
  void refusesBadChangesWithAReason() throws Exception {
    refused("orders", "{\"capacity\": 0}", 400, "capacity must be in [1, 2147483646]");
    refused("orders", "{\"capacity\": \"many\"}", 400, "whole number from 1 on, was 'many'");
    refused("orders", "{}", 400, "nothing to do for pool 'orders'");
    refused("orders", "{\"for\": \"PT1M\"}", 400, "nothing to do for pool 'orders'");
    refused("orders", "{\"capacity\": 5, \"for\": \"soon\"}", 400, "was 'soon'");
    refused("orders", "{\"capacity\": 5, \"for\": \"PT0S\"}", 400, "must be positive, was PT0S");
    refused(
        "orders", "{\"reboot\": \"maybe\"}", 400, "'reboot' must be true or false, was 'maybe'");
    refused("mail", "{\"capacity\": 5}", 409, "pool 'mail' is unbounded and cannot be resized");
    refused("nobody", "{\"capacity\": 5}", 404, "there is no pool 'nobody'");
    assertThat(orders.capacity()).isEqualTo(4);
  }

  @Test
  void aChangeTakesNoDump() {
    AtomicInteger dumps = new AtomicInteger();
    WorkerPool counted =
        proxy(
            WorkerPool.class,
            (self, method, arguments) -> {
              if (method.getName().equals("dump")) {
                dumps.incrementAndGet();
              }
              return method.invoke(orders, arguments);
            });
    WorkerPools one =
        proxy(
            WorkerPools.class,
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "find" -> Optional.of(counted);
                  case "get" -> counted;
                  default -> method.invoke(pools, arguments);
                });
    PoolsEndpoint endpoint =
        new PoolsEndpoint(
            one,
            application.context().getBean(CapacityChanges.class),
            application.context().getBean(GopoolProperties.class),
            () -> null);
    assertThat(endpoint.pool("orders")).isNotNull();
    assertThat(dumps).hasValue(1);
    new PoolsEndpointWebExtension(endpoint, one).change("orders", "9", null, null);
    assertThat(orders.capacity()).isEqualTo(9);
    assertThat(dumps).hasValue(1);
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @Test
  void rebootsAClosedPoolOnly() throws Exception {
    refused("orders", "{\"reboot\": true}", 409, "pool 'orders' is OPEN and was not rebooted");
    assertThat(orders.release(Duration.ofSeconds(30))).isTrue();
    orders.awaitTermination(30, TimeUnit.SECONDS);
    refused("orders", "{\"reboot\": true, \"for\": \"PT1M\"}", 400, "'for' has no effect without");
    JsonNode now =
        json(application.post(PATH + "/orders", "{\"reboot\": true, \"capacity\": 6}"), 200);
    assertThat(now.at("/stats/state").asString()).isEqualTo("OPEN");
    assertThat(now.at("/stats/capacity").asInt()).isEqualTo(6);
    assertThat(orders.submit(() -> 42).get()).isEqualTo(42);
  }

  @Test
  void worksOverJmx() throws Exception {
    var server = ManagementFactory.getPlatformMBeanServer();
    ObjectName name = new ObjectName("org.springframework.boot:type=Endpoint,name=Gopool");
    assertThat(server.invoke(name, "pools", new Object[0], new String[0])).isInstanceOf(Map.class);
    var change =
        Arrays.stream(server.getMBeanInfo(name).getOperations())
            .filter(o -> o.getName().equals("change"))
            .findFirst()
            .orElseThrow();
    Object[] arguments = new Object[change.getSignature().length];
    String[] signature = new String[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      signature[i] = change.getSignature()[i].getType();
      arguments[i] =
          switch (change.getSignature()[i].getName()) {
            case "name" -> "orders";
            case "capacity" -> 7;
            default -> null;
          };
    }
    server.invoke(name, "change", arguments, signature);
    assertThat(orders.capacity()).isEqualTo(7);
  }

  @Test
  void theEndpointItselfThrows() {
    PoolsEndpoint endpoint = application.context().getBean(PoolsEndpoint.class);
    assertThatThrownBy(() -> endpoint.change("nobody", 5, null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no pool 'nobody'; there are: orders, mail");
    assertThatThrownBy(() -> endpoint.change("orders", null, null, true))
        .isInstanceOf(IllegalStateException.class);
  }

  private void refused(String pool, String body, int status, String reason) throws Exception {
    JsonNode answer = json(application.post(PATH + "/" + pool, body), status);
    assertThat(answer.at("/error").asString()).contains(reason);
  }

  private static JsonNode json(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return JsonMapper.shared().readTree(response.body());
  }
}
