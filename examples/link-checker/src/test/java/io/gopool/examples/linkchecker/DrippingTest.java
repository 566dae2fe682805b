package io.gopool.examples.linkchecker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gopool.WorkerPool;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Pages and requests that never end. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DrippingTest {

  @RegisterExtension
  private static final Service service =
      Service.ofClass(
          "link-checker.allow-private=true",
          "link-checker.attempts=1",
          "link-checker.timeout=2s",
          "link-checker.upload-timeout=500ms");

  @Test
  void aBodyThatDripsIsGivenUp() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    try (TestServer slow =
        new TestServer(
            "127.0.0.1",
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              try (OutputStream out = exchange.getResponseBody()) {
                while (!done.await(20, TimeUnit.MILLISECONDS)) {
                  out.write(' ');
                  out.flush();
                }
              }
            })) {
      JsonNode end =
          service.end(Service.id(service.postPage("http://127.0.0.1:" + slow.port() + "/")));
      assertEquals("FAILED", end.get("state").asString());
      assertEquals("no answer within 2 s", end.get("message").asString());
    } finally {
      done.countDown();
    }
  }

  @Test
  void anUploadMayTakeSoLong() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
      OutputStream out = socket.getOutputStream();
      String head =
          """
          POST /api/checks HTTP/1.1
          Host: localhost
          Content-Type: text/plain
          Content-Length: 10000

          """;
      out.write(head.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
      Thread.ofVirtual().start(() -> drip(out));
      InputStream in = socket.getInputStream();
      String status = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
      assertEquals("HTTP/1.1 408", status);
      WorkerPool web = service.bean("web", WorkerPool.class);
      Awaitility.await("the rest is not waited for").until(() -> web.running() == 0);
    }
  }

  private static void drip(OutputStream out) {
    CountDownLatch never = new CountDownLatch(1);
    try {
      while (!never.await(20, TimeUnit.MILLISECONDS)) {
        out.write('#');
        out.flush();
      }
    } catch (IOException | InterruptedException e) {
      // the service has hung up
    }
  }
}
