package io.gopool.examples.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MainTest {

  @Test
  void aPortThatIsTakenIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Process server =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Main.class.getName(),
                  Integer.toString(taken.getLocalPort()))
              .redirectErrorStream(true)
              .start();
      String said = new String(server.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(1, server.waitFor(), said);
      assertTrue(said.startsWith("port " + taken.getLocalPort() + " cannot be used ("), said);
      assertEquals(1, said.lines().count(), said);
    }
  }
}
