package io.gopool.examples.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gopool.WorkerPool;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * A server whose every request is a task of a pool. At most {@code capacity} are answered at once;
 * when the pool is full its dispatcher blocks, so that further requests wait in their sockets.
 *
 * <p>{@link #close} answers what the pool has admitted, for a bounded time, then ends.
 */
final class PoolServer implements AutoCloseable {

  private static final int BACKLOG = 16_384;
  private static final byte[] BODY = "Hello from the pool\n".getBytes(StandardCharsets.US_ASCII);

  private final WorkerPool pool;
  private final Duration drain;
  private final HttpServer server;
  private final LongAdder begun = new LongAdder();
  private final LongAdder answered = new LongAdder();
  private volatile boolean closing;

  /**
   * Starts to listen.
   *
   * @param address where; port 0 takes a free one
   * @param pool runs the requests, and is closed with the server
   * @param drain how long {@link #close} waits for them
   */
  PoolServer(InetSocketAddress address, WorkerPool pool, Duration drain) throws IOException {
    this.pool = pool;
    this.drain = drain;
    server = HttpServer.create(address, BACKLOG);
    server.setExecutor(pool);
    server.createContext("/", this::answer);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Requests of which the handler has begun. */
  long begun() {
    return begun.sum();
  }

  /** Requests whose answer was written whole. */
  long answered() {
    return answered.sum();
  }

  WorkerPool pool() {
    return pool;
  }

  private void answer(HttpExchange exchange) throws IOException {
    begun.increment();
    try (exchange) {
      if (closing) {
        exchange.getResponseHeaders().set("Connection", "close");
      }
      exchange.sendResponseHeaders(200, BODY.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(BODY);
      }
      answered.increment();
    }
  }

  /**
   * Admits no more, answers what was admitted, then closes all connections. In this order: the pool
   * refuses further requests by an exception, upon which the dispatcher closes their connection.
   * What then still runs waits for a client, and ends with its connection.
   */
  @Override
  public void close() {
    closing = true;
    pool.shutdown();
    try {
      pool.awaitTermination(drain);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop(0);
    pool.close();
  }
}
