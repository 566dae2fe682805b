package io.gopool.examples.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gopool.PoolStats;
import io.gopool.State;
import io.gopool.WorkerPool;
import io.gopool.WorkerThreads;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients with keep-alive connections, over sockets, so that each answer is accounted for. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoolServerTest {

  private static final int CLIENTS = 50;

  static Stream<WorkerThreads> kinds() {
    return Stream.of(WorkerThreads.virtual(), WorkerThreads.platform());
  }

  private static PoolServer start(WorkerThreads kind) throws IOException {
    WorkerPool pool =
        WorkerPool.builder("test").capacity(4).queueCapacity(1_000).threads(kind).build();
    return start(pool, Duration.ofMinutes(1));
  }

  private static PoolServer start(WorkerPool pool, Duration drain) throws IOException {
    return new PoolServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), pool, drain);
  }

  /** A client that asks again and again over one connection. */
  private static final class Client implements Runnable {

    private final int port;
    private final long limit;
    private final CountDownLatch someAnswered;
    private final AtomicLong answers;
    private volatile String broken = "";

    Client(int port, long limit, CountDownLatch someAnswered, AtomicLong answers) {
      this.port = port;
      this.limit = limit;
      this.someAnswered = someAnswered;
      this.answers = answers;
    }

    @Override
    public void run() {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        boolean goesOn = true;
        for (long i = 0; goesOn && i < limit; i++) {
          socket
              .getOutputStream()
              .write("GET / HTTP/1.1\r\nHost: test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          goesOn = readAnswer(in);
        }
      } catch (IOException e) {
        // the server closed the connection instead of admitting the request
      }
    }

    /** Returns whether the connection stays open. */
    private boolean readAnswer(BufferedReader in) throws IOException {
      String status = in.readLine();
      if (status == null) {
        return false; // not admitted
      }
      boolean stays = true;
      if (!status.equals("HTTP/1.1 200 OK")) {
        broken = status;
      }
      String line = "";
      do {
        line = in.readLine();
        if (line == null) {
          broken = "ends in the middle";
          return false;
        }
        stays &= !line.equalsIgnoreCase("connection: close");
      } while (!line.isEmpty());
      if (!"Hello from the pool".equals(in.readLine())) {
        broken = "another body";
      }
      answers.incrementAndGet();
      someAnswered.countDown();
      return stays;
    }
  }

  private static List<Client> clients(
      PoolServer server, long limit, CountDownLatch someAnswered, AtomicLong answers) {
    return Stream.generate(() -> new Client(server.port(), limit, someAnswered, answers))
        .limit(CLIENTS)
        .toList();
  }

  private static List<Thread> start(List<Client> clients) {
    List<Thread> threads = new ArrayList<>();
    clients.forEach(client -> threads.add(Thread.ofPlatform().daemon().start(client)));
    return threads;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyRequestIsAnswered(WorkerThreads kind) throws Exception {
    AtomicLong answers = new AtomicLong();
    try (PoolServer server = start(kind)) {
      List<Client> clients = clients(server, /* limit= */ 100, new CountDownLatch(1), answers);
      for (Thread thread : start(clients)) {
        thread.join();
      }
      clients.forEach(client -> assertEquals("", client.broken));
    }
    assertEquals(CLIENTS * 100, answers.get());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void closeUnderLoadAnswersWhatWasAdmitted(WorkerThreads kind) throws Exception {
    AtomicLong answers = new AtomicLong();
    CountDownLatch underLoad = new CountDownLatch(2_000);
    PoolServer server = start(kind);
    List<Client> clients = clients(server, Long.MAX_VALUE, underLoad, answers);
    List<Thread> threads = start(clients);
    assertTrue(underLoad.await(30, TimeUnit.SECONDS));
    server.close();
    for (Thread thread : threads) {
      thread.join();
    }
    clients.forEach(client -> assertEquals("", client.broken));
    PoolStats stats = server.pool().stats();
    assertEquals(State.CLOSED, stats.state());
    assertEquals(stats.submitted(), stats.completed());
    assertEquals(server.begun(), server.answered());
    assertEquals(server.answered(), answers.get());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aRequestThatNeverEndsHoldsCloseUpForABoundedTime(WorkerThreads kind) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    WorkerPool pool =
        WorkerPool.builder("test")
            .threads(kind)
            .taskDecorator(
                task ->
                    () -> {
                      begun.countDown();
                      task.run();
                    })
            .build();
    PoolServer server = start(pool, Duration.ofMillis(100));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write("GET / HT".getBytes(StandardCharsets.US_ASCII));
      begun.await();
      server.close();
      assertEquals(State.CLOSED, pool.state());
      assertEquals(-1, socket.getInputStream().read());
    }
  }
}
