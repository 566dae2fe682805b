package io.gopool.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.gopool.spring.WholeApplication;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Many requests on one connection. */
class Http2PoolTest {

  private static final int CAPACITY = 4;
  private static final int LENGTH = 8192;

  /** Whatever reads the connection must not wait for a slot: the requests wait for it. */
  @Test
  void requestsThatWaitForTheirBodiesAreServedAtCapacity() throws Exception {
    try (WholeApplication application =
        WholeApplication.start(
            Web.class,
            "gopool.web.enabled=true",
            "gopool.pools.web.capacity=" + CAPACITY,
            "server.http2.enabled=true")) {
      HttpResponse<String> first =
          application
              .client()
              .send(request(application, "/hello").build(), BodyHandlers.ofString());
      assertThat(first.version()).isEqualTo(HttpClient.Version.HTTP_2);
      List<SubmissionPublisher<ByteBuffer>> bodies = new ArrayList<>();
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < CAPACITY; i++) {
        SubmissionPublisher<ByteBuffer> body = new SubmissionPublisher<>();
        bodies.add(body);
        HttpRequest upload =
            request(application, "/length").POST(BodyPublishers.fromPublisher(body)).build();
        answers.add(application.client().sendAsync(upload, BodyHandlers.ofString()));
      }
      CountDownLatch entered = application.context().getBean(Controller.class).entered;
      assertThat(entered.await(60, TimeUnit.SECONDS)).isTrue();
      for (SubmissionPublisher<ByteBuffer> body : bodies) {
        Awaitility.await().until(body::hasSubscribers);
        body.submit(ByteBuffer.wrap(new byte[LENGTH]));
        body.close();
      }
      for (CompletableFuture<HttpResponse<String>> answer : answers) {
        // Tomcat itself gives up after 20 seconds.
        assertThat(answer.get(15, TimeUnit.SECONDS).body()).isEqualTo("" + LENGTH);
      }
    }
  }

  private static HttpRequest.Builder request(WholeApplication application, String path) {
    return HttpRequest.newBuilder(application.uri(path)).version(HttpClient.Version.HTTP_2);
  }

  @Configuration(proxyBeanMethods = false)
  static class Web {
    @Bean
    Controller controller() {
      return new Controller();
    }
  }

  @RestController
  static class Controller {
    final CountDownLatch entered = new CountDownLatch(CAPACITY);

    @GetMapping("/hello")
    String hello() {
      return "hello";
    }

    @PostMapping("/length")
    String length(InputStream body) throws IOException {
      entered.countDown();
      return Integer.toString(body.readAllBytes().length);
    }
  }
}
