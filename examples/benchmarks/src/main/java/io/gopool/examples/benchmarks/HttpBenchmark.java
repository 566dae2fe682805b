package io.gopool.examples.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * Load (e): tasks that call an HTTP server on the same machine and wait for its answer. Client and
 * server share the processors with the pool, as they are the same for all: what is measured is
 * whether the pool can be seen beside them.
 */
@OperationsPerInvocation(2_000)
public class HttpBenchmark extends BatchLoad {

  /** The most tasks in flight. */
  @Param("64")
  public int capacity;

  private LoopbackServer server;
  private HttpClient client;
  private HttpRequest request;

  @Override
  boolean suits(Peer peer) {
    return peer != Peer.DISRUPTOR; // a ring whose places become free in order only
  }

  @Override
  int capacity() {
    return capacity;
  }

  @Override
  int threads() {
    return capacity;
  }

  @Override
  void prepare(int tasks) {
    server = new LoopbackServer();
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    request = HttpRequest.newBuilder(server.uri()).build();
    super.prepare(tasks);
  }

  @Override
  void end() {
    super.end();
    client.close();
    server.close();
  }

  @Override
  FlaggedTask createTask() {
    return new Call(client, request);
  }

  private static final class Call extends FlaggedTask {

    private final HttpClient client;
    private final HttpRequest request;

    Call(HttpClient client, HttpRequest request) {
      this.client = client;
      this.request = request;
    }

    @Override
    void body() {
      try {
        int status = client.send(request, BodyHandlers.discarding()).statusCode();
        if (status != 200) {
          throw new IllegalStateException("status " + status);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts the tasks of a benchmark", e);
      }
    }
  }
}
