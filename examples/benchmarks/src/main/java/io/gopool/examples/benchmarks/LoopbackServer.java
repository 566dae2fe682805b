package io.gopool.examples.benchmarks;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The JDK's small HTTP server on the loopback interface, which answers every request with the same
 * words. It has threads of its own, platform threads, so that no peer shares its scheduler with it.
 */
final class LoopbackServer implements AutoCloseable {

  private static final byte[] BODY = "hello".getBytes(StandardCharsets.US_ASCII);
  private static final int BACKLOG = 4_096;

  static {
    // It would close what comes above 200 connections instead of keeping them for the next request.
    System.setProperty("sun.net.httpserver.maxIdleConnections", "10000");
  }

  private final ExecutorService threads =
      Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
  private final HttpServer server;

  /** Starts it on a free port. */
  LoopbackServer() {
    try {
      server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, BODY.length);
          try (var body = exchange.getResponseBody()) {
            body.write(BODY);
          }
        });
    server.start();
  }

  URI uri() {
    return URI.create(
        "http://"
            + server.getAddress().getHostString()
            + ":"
            + server.getAddress().getPort()
            + "/");
  }

  @Override
  public void close() {
    server.stop(/* delay= */ 0);
    threads.close();
  }
}
