package io.gopool.examples.http;

import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The program: serves on the loopback address until a signal comes. */
public final class Main {

  private static final int DEFAULT_CAPACITY = 256;
  private static final int QUEUE_CAPACITY = 20_000;

  private Main() {}

  /**
   * Runs the server; after SIGTERM or SIGINT it answers what it has begun, says how many there
   * were, and exits with 128 + the signal as the JVM does.
   *
   * @param args the port (0 for a free one), then if wanted the capacity and "virtual" or
   *     "platform"
   */
  public static void main(String[] args) throws IOException {
    if (args.length < 1 || args.length > 3) {
      System.err.println("usage: http-server PORT [CAPACITY [virtual|platform]]");
      System.exit(2);
    }
    int port = Integer.parseInt(args[0]);
    int capacity = args.length > 1 ? Integer.parseInt(args[1]) : DEFAULT_CAPACITY;
    boolean platform = args.length > 2 && args[2].equals("platform");
    WorkerPool pool =
        WorkerPool.builder("http")
            .capacity(capacity)
            .queueCapacity(QUEUE_CAPACITY)
            .threads(platform ? WorkerThreads.platform() : WorkerThreads.virtual())
            .build();
    PoolServer server =
        new PoolServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), pool);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server), "signal"));
    System.out.println("listening on port " + server.port());
  }

  private static void end(PoolServer server) {
    server.close();
    System.out.println(
        ("begun " + server.begun() + " answered " + server.answered())
            + (" pool " + server.pool().stats()));
    System.out.flush();
  }
}
