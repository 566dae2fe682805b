package io.gopool.scheduler;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A byte there and back through the loopback device, each side on a virtual thread that waits. */
final class Sockets {

  private Sockets() {}

  static boolean echo() {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> answer(server));
      try (Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
        client.getOutputStream().write(7);
        return client.getInputStream().read() == 7;
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void answer(ServerSocket server) {
    try (Socket accepted = server.accept()) {
      accepted.getOutputStream().write(accepted.getInputStream().read());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
