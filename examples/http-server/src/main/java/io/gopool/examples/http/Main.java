package io.gopool.examples.http;

import io.gopool.WorkerPool;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/** The program: serves on the loopback address until a signal comes. */
public final class Main {

  private static final int QUEUE_CAPACITY = 20_000;
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private Main() {}

  /**
   * Runs the server; after SIGTERM or SIGINT it answers what it has begun if that takes no longer
   * than 10 seconds, says how many there were, and exits with 128 + the signal as the JVM does.
   *
   * @param args the port (0 for a free one), then if wanted the capacity and "virtual" or
   *     "platform"
   */
  public static void main(String[] args) throws IOException {
    Arguments arguments;
    try {
      arguments = Arguments.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println(Arguments.USAGE);
      System.exit(2);
      return;
    }
    PoolServer server;
    try {
      server = start(arguments);
    } catch (BindException e) {
      System.err.println(
          "port %d cannot be used (%s); choose another one, or 0 for a free one"
              .formatted(arguments.port(), e.getMessage()));
      System.exit(1);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server), "signal"));
    System.out.println("listening on port " + server.port());
  }

  private static PoolServer start(Arguments arguments) throws IOException {
    WorkerPool pool =
        WorkerPool.builder("http")
            .capacity(arguments.capacity())
            .queueCapacity(QUEUE_CAPACITY)
            .threads(arguments.threads())
            .build();
    return new PoolServer(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), arguments.port()), pool, DRAIN);
  }

  private static void end(PoolServer server) {
    server.close();
    System.out.println(
        ("begun " + server.begun() + " answered " + server.answered())
            + (" pool " + server.pool().stats()));
    System.out.flush();
  }
}
