package io.gopool.scheduler;

import static io.gopool.contract.Patience.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Exchanger;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What virtual threads can do, they can do here; and plain ones after the scheduler's close. */
class EverythingWorksTest extends SchedulerFixture {

  @TempDir Path dir;

  /** Runs the body on a goroutine, closes the scheduler, and runs it on a plain virtual thread. */
  private void hereAndOnPlainThreadsAfterClose(Body body) throws Exception {
    DefaultGpmScheduler s = scheduler(2);
    runToTheEnd(s.threadFactory(), body);
    assertTrue(s.close(Duration.ofSeconds(PATIENCE_SECONDS)));
    runToTheEnd(Thread.ofVirtual().factory(), body);
  }

  private static void runToTheEnd(ThreadFactory factory, Body body) throws Exception {
    CompletableFuture<Void> result = new CompletableFuture<>();
    factory
        .newThread(
            () -> {
              try {
                body.run();
                result.complete(null);
              } catch (Throwable t) {
                result.completeExceptionally(t);
              }
            })
        .start();
    result.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  @Test
  void sleepJoinAndInterrupt() throws Exception {
    hereAndOnPlainThreadsAfterClose(
        () -> {
          Thread.sleep(2);
          CountDownLatch sleeping = new CountDownLatch(1);
          CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
          Thread child =
              Thread.startVirtualThread(
                  () -> {
                    try {
                      sleeping.countDown();
                      Thread.sleep(Duration.ofHours(1));
                      interrupted.complete(false);
                    } catch (InterruptedException e) {
                      interrupted.complete(true);
                    }
                  });
          sleeping.await();
          child.interrupt();
          child.join();
          assertTrue(interrupted.join());
          Thread.currentThread().interrupt();
          assertThrows(InterruptedException.class, () -> Thread.sleep(1));
          assertFalse(Thread.currentThread().isInterrupted());
        });
  }

  @Test
  void threadLocals() throws Exception {
    ThreadLocal<Thread> local = ThreadLocal.withInitial(Thread::currentThread);
    InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
    inherited.set("of the starter");
    CompletableFuture<String> seen = new CompletableFuture<>();
    DefaultGpmScheduler s = scheduler(1);
    Thread thread = s.threadFactory().newThread(() -> seen.complete(inherited.get()));
    thread.start();
    assertEquals("of the starter", seen.join());
    hereAndOnPlainThreadsAfterClose(
        () -> {
          assertSame(Thread.currentThread(), local.get());
          Thread.sleep(1);
          assertSame(Thread.currentThread(), local.get());
        });
  }

  @Test
  void monitorsWaitAndNotify() throws Exception {
    hereAndOnPlainThreadsAfterClose(
        () -> {
          Object monitor = new Object();
          int[] turn = {0};
          Thread child =
              Thread.startVirtualThread(
                  () -> {
                    synchronized (monitor) {
                      for (int i = 0; i < 100; i++) {
                        waitForTurn(monitor, turn, 1);
                        turn[0] = 0;
                        monitor.notifyAll();
                      }
                    }
                  });
          synchronized (monitor) {
            for (int i = 0; i < 100; i++) {
              turn[0] = 1;
              monitor.notifyAll();
              waitForTurn(monitor, turn, 0);
            }
            waitTimed(monitor);
          }
          child.join();
        });
  }

  @SuppressWarnings("WaitNotInLoop") // for the time to pass, which it may do early
  private static void waitTimed(Object monitor) throws InterruptedException {
    monitor.wait(1);
  }

  private static void waitForTurn(Object monitor, int[] turn, int mine) {
    try {
      while (turn[0] != mine) {
        monitor.wait();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void synchronousQueueExchangerAndCompletableFuture() throws Exception {
    hereAndOnPlainThreadsAfterClose(
        () -> {
          SynchronousQueue<String> queue = new SynchronousQueue<>();
          Exchanger<String> exchanger = new Exchanger<>();
          Thread.startVirtualThread(
              () -> {
                try {
                  queue.put("a");
                  exchanger.exchange("b");
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
          assertEquals("a", queue.take());
          assertEquals("b", exchanger.exchange("c"));
          try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            assertEquals(3, CompletableFuture.supplyAsync(() -> 3, executor).join());
          }
        });
  }

  @Test
  void blockingSocketsAndChannels() throws Exception {
    hereAndOnPlainThreadsAfterClose(
        () -> {
          assertTrue(Sockets.echo());
          try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (SocketChannel client = SocketChannel.open(server.getLocalAddress());
                SocketChannel accepted = server.accept()) {
              client.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
              ByteBuffer in = ByteBuffer.allocate(3);
              while (in.hasRemaining()) {
                accepted.read(in);
              }
              assertEquals(2, in.get(1));
            }
          }
        });
  }

  @Test
  void httpClient() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("ok".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    server.start();
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    try {
      hereAndOnPlainThreadsAfterClose(
          () -> {
            try (HttpClient client = HttpClient.newHttpClient()) {
              HttpResponse<String> response =
                  client.send(
                      HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
              assertEquals("ok", response.body());
            }
          });
    } finally {
      server.stop(0);
    }
  }

  @Test
  void files() throws Exception {
    Path file = dir.resolve("file");
    hereAndOnPlainThreadsAfterClose(
        () -> {
          Files.writeString(file, "text");
          assertEquals("text", Files.readString(file));
        });
  }

  @Test
  void flightRecorderSeesTheThreads() throws Exception {
    Path file = dir.resolve("recording.jfr");
    DefaultGpmScheduler s = scheduler(1);
    try (Recording recording = new Recording()) {
      recording.enable("jdk.VirtualThreadStart");
      recording.start();
      Thread thread = go(s, () -> Thread.sleep(1));
      join(thread);
      recording.stop();
      recording.dump(file);
      long id = thread.threadId();
      assertTrue(
          jdk.jfr.consumer.RecordingFile.readAllEvents(file).stream()
              .anyMatch(e -> e.getLong("javaThreadId") == id));
    }
  }

  @Test
  void threadDumpsListTheThreads() throws Exception {
    DefaultGpmScheduler s = scheduler(1);
    CountDownLatch gate = new CountDownLatch(1);
    Thread thread = s.threadFactory("listed-").newThread(() -> await(gate));
    thread.start();
    eventually(() -> s.stats().waiting() == 1);
    Path file = dir.resolve("threads.txt");
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(ProcessHandle.current().pid()),
                "Thread.dump_to_file",
                file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, jcmd.waitFor(), said);
    String dump = Files.readString(file);
    assertTrue(dump.contains("\"listed-1\" virtual"), dump);
    gate.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Scoped values are final from JDK 25 on only; looked up, as the build's target is 21. */
  @Test
  void scopedValues() throws Exception {
    Class<?> type = Class.forName("java.lang.ScopedValue");
    Object value = type.getMethod("newInstance").invoke(null);
    Class<?> carrier = Class.forName("java.lang.ScopedValue$Carrier");
    DefaultGpmScheduler s = scheduler(1);
    CompletableFuture<Object> seen = new CompletableFuture<>();
    go(
        s,
        () -> {
          Object bound = type.getMethod("where", type, Object.class).invoke(null, value, "bound");
          Runnable inside =
              () -> {
                try {
                  Thread.sleep(1);
                  seen.complete(type.getMethod("get").invoke(value));
                } catch (Exception e) {
                  seen.completeExceptionally(e);
                }
              };
          carrier.getMethod("run", Runnable.class).invoke(bound, inside);
        });
    assertEquals("bound", seen.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
  }

  @Test
  void uncaughtExceptionsGoToTheHandler() throws Exception {
    hereAndOnPlainThreadsAfterClose(
        () -> {
          CompletableFuture<Throwable> handled = new CompletableFuture<>();
          Thread child =
              Thread.ofVirtual()
                  .uncaughtExceptionHandler((t, e) -> handled.complete(e))
                  .start(
                      () -> {
                        throw new IllegalStateException("expected");
                      });
          child.join();
          assertInstanceOf(IllegalStateException.class, handled.join());
        });
  }
}
