package io.gopool.examples.linkchecker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.WorkerPool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers of results that hold them up. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowReaderTest {

  private static final int LINKS = 20_000;

  private static String check(Service service) throws Exception {
    String padding = " x".repeat(90);
    String list =
        IntStream.range(0, LINKS).mapToObj(i -> i + padding).collect(Collectors.joining("\n"));
    String id = Service.id(service.post("text/plain", list));
    assertEquals(LINKS, service.end(id).get("done").asInt());
    return id;
  }

  /** Asks, and takes as much as comes to the end of the headers. */
  private static Socket ask(Service service, String path) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096); // most of the answer stays with the service
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), service.port()));
    String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    assertEquals(
        "HTTP/1.1 200",
        new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII));
    return socket;
  }

  /** Returns what comes until the connection is closed, in whatever way. */
  private static String rest(Socket socket) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] part = new byte[8_192];
    try {
      InputStream in = socket.getInputStream();
      for (int n = in.read(part); n >= 0; n = in.read(part)) {
        all.write(part, 0, n);
      }
    } catch (IOException e) {
      // reset
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/results", "/results.csv"})
  void whoTakesTooLongGetsNoEnd(String path) throws Exception {
    try (Service service = Service.start("link-checker.download-timeout=1ms")) {
      String id = check(service);
      try (Socket slow = ask(service, "/api/checks/" + id + path)) {
        String part = rest(slow);
        assertFalse(part.endsWith("0\r\n\r\n"), "a part is taken for the whole");
        WorkerPool web = service.bean("web", WorkerPool.class);
        Awaitility.await().until(() -> web.running() == 0);
      }
    }
  }

  @Test
  void whoTakesNothingIsHungUpOn() throws Exception {
    try (Service service = Service.start("server.tomcat.connection-timeout=200ms")) {
      WorkerPool web = service.bean("web", WorkerPool.class);
      String id = check(service);
      try (Socket slow = ask(service, "/api/checks/" + id + "/results")) {
        Awaitility.await().until(() -> web.running() == 0);
        assertFalse(rest(slow).endsWith("0\r\n\r\n"));
      }
    }
  }

  @Test
  void allResultsArriveInTheirOrder() throws Exception {
    try (Service service = Service.start()) {
      String id = check(service);
      String json = service.get("/api/checks/" + id + "/results").body();
      assertEquals(service.results(id).size(), LINKS);
      assertTrue(json.startsWith("[{\"url\":\"0 x x"), () -> json.substring(0, 100));
      String csv = service.get("/api/checks/" + id + "/results.csv?verdict=BROKEN").body();
      assertEquals(1 + LINKS, csv.lines().count());
      assertEquals(
          1, service.get("/api/checks/" + id + "/results.csv?verdict=OK").body().lines().count());
      assertEquals("[]", service.get("/api/checks/" + id + "/results?verdict=OK").body());
    }
  }
}
