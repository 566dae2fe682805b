package io.gopool.examples.linkchecker.demo;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

class DemoSiteTest {

  private static final int REQUESTS = 20;

  private static void askAndHangUp(DemoSite site) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), site.port())) {
      String request = "GET /hang/1 HTTP/1.1\r\nHost: docs.localhost\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Test
  void whoHangsUpOnAPageThatNeverAnswersHoldsNoPlace() throws Exception {
    try (DemoSite site = new DemoSite(0, 1, /* latency= */ false, Duration.ofMillis(1))) {
      for (int i = 0; i < REQUESTS; i++) {
        askAndHangUp(site);
      }
      await().until(() -> site.asked("/hang/1") == REQUESTS);
      await().until(() -> site.answering() == 0);
    }
  }

  @Test
  void aPortThatIsTakenIsNamedWithItsSetting() throws Exception {
    try (DemoSite site = new DemoSite(0, 1, /* latency= */ false)) {
      FailureAnalyzedException taken =
          assertThrows(
              FailureAnalyzedException.class,
              () -> new DemoSite(site.port(), 1, /* latency= */ false));
      assertTrue(taken.getMessage().contains("port " + site.port()), taken::getMessage);
      assertTrue(taken.analysis().getAction().contains("link-checker.demo.port"));
    }
  }
}
